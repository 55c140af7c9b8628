"""Momentum in one line: noes, noes per yes, calls an hour, time since the last dial."""

from datetime import datetime, timedelta

from textual.content import Content

from console.cards import Progress
from console.tui.present import pace_parts
from console.tui.widgets.words import Words

SLOW = timedelta(minutes=4)
"""A pause between dials after which the line nudges."""


class PaceLine(Words):
    DEFAULT_CLASSES = "bar"

    def show_pace(self, progress: Progress, now: datetime, nudge: str) -> None:
        first, *others = pace_parts(progress, now, nudge)
        reached = progress.noes >= progress.no_goal
        parts: list[str | tuple[str, str]] = [(first, "bold $text-success" if reached else "")]
        for part in others:
            parts += [(" · ", "$foreground-muted"), (part, "$text-accent" if part == nudge else "")]
        self.show(Content.assemble(*parts))


def nudge_for(
    progress: Progress, now: datetime, rolling_since: datetime, break_after: int, *, is_ready: bool
) -> str:
    """A few warm words when momentum drops, or when it is time to stretch. Minutes."""
    if not is_ready:
        return ""
    if break_after and now - rolling_since >= timedelta(minutes=break_after):
        return "take a break: p"
    if progress.last_dial_at and now - progress.last_dial_at >= SLOW:
        return "keep rolling"
    return ""
