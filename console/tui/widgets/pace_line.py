"""Momentum in one line: noes, noes per yes, calls an hour, the best run, the last dial."""

from datetime import datetime

from textual.content import Content
from textual.geometry import Size

from console.cards.progress import Progress
from console.tui.widgets.text_widget import Words
from console.view.pace import ROOMY, pace_parts


class PaceLine(Words):
    DEFAULT_CLASSES = "bar"

    def show_pace(self, progress: Progress, now: datetime) -> None:
        short, long = (tuple(pace_parts(progress, now, width)) for width in (0, ROOMY))
        self.show(short, long, progress.noes >= progress.no_goal)

    def draw(self, size: Size, *values: tuple[str, ...] | bool) -> Content:
        short, long, is_reached = values
        parts = long if size.width >= ROOMY else short
        assert isinstance(parts, tuple)
        first, *others = parts
        shown: list[str | tuple[str, str]] = [(first, "bold $text-success" if is_reached else "")]
        for part in others:
            shown += [(" · ", "$foreground-muted"), part]
        return Content.assemble(*shown)
