"""Momentum in one line: noes, noes per yes, calls an hour, the best run, the last dial."""

from datetime import datetime

from textual.content import Content
from textual.geometry import Size

from console.cards import Progress
from console.tui.momentum import pace_parts
from console.tui.widgets.words import Words


class PaceLine(Words):
    DEFAULT_CLASSES = "bar"

    def show_pace(self, progress: Progress, now: datetime) -> None:
        self.show(progress, now)

    def draw(self, size: Size, *values: Progress | datetime) -> Content:
        progress, now = values
        assert isinstance(progress, Progress)
        assert isinstance(now, datetime)
        first, *others = pace_parts(progress, now, size.width)
        is_reached = progress.noes >= progress.no_goal
        parts: list[str | tuple[str, str]] = [(first, "bold $text-success" if is_reached else "")]
        for part in others:
            parts += [(" · ", "$foreground-muted"), part]
        return Content.assemble(*parts)
