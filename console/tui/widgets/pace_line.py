"""Momentum in one line: noes, noes per yes, calls an hour, the best run, the last dial."""

from datetime import datetime
from typing import NamedTuple

from textual.content import Content
from textual.geometry import Size

from console.cards.progress import Progress
from console.tui.widgets.text_widget import Drawn
from console.view.pace import ROOMY, pace_parts


class Pace(NamedTuple):
    """The parts of the line where there is little room, and where there is more."""

    short: tuple[str, ...]
    long: tuple[str, ...]
    is_reached: bool


class PaceLine(Drawn[Pace]):
    DEFAULT_CLASSES = "bar"

    def show_pace(self, progress: Progress, now: datetime) -> None:
        short, long = (tuple(pace_parts(progress, now, width)) for width in (0, ROOMY))
        self.show(Pace(short, long, progress.noes >= progress.no_goal))

    def draw(self, size: Size, value: Pace) -> Content:
        first, *others = value.long if size.width >= ROOMY else value.short
        style = "bold $text-success" if value.is_reached else ""
        shown: list[str | tuple[str, str]] = [(first, style)]
        for part in others:
            shown += [(" · ", "$foreground-muted"), part]
        return Content.assemble(*shown)
