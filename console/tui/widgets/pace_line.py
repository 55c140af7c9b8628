"""Momentum in one line: noes, noes per yes, calls an hour, the last dial, the last calls.

On a call it lends its row to the keys that find no room in the footer.
"""

from datetime import datetime
from typing import NamedTuple

from textual.content import Content
from textual.geometry import Size

from console.cards.beside import MadeCall
from console.cards.progress import Progress
from console.tui.looks import Part, joined
from console.tui.widgets.day_column import strip_pieces
from console.tui.widgets.key_line import one_row, row_of
from console.tui.widgets.text_widget import Drawn
from console.view.keys.key import Key
from console.view.pace import ROOMY, pace_parts

LEAST = 8
"""Calls from which a strip is worth its place."""


class Pace(NamedTuple):
    """The parts of the line where there is little room, and where there is more."""

    short: tuple[str, ...]
    long: tuple[str, ...]
    is_reached: bool
    calls: tuple[MadeCall, ...]
    is_beside: bool
    """Whether a column shows the noes and the calls already."""
    keys: tuple[Key, ...] = ()
    """Shown in place of all that."""


class PaceLine(Drawn[Pace]):
    DEFAULT_CLASSES = "bar"

    def show_pace(
        self,
        progress: Progress,
        calls: tuple[MadeCall, ...],
        now: datetime,
        keys: tuple[Key, ...] = (),
        *,
        is_beside: bool,
    ) -> None:
        short, long = (tuple(pace_parts(progress, now, width)) for width in (0, ROOMY))
        ended = tuple(call for call in calls if call.outcome)
        is_reached = progress.noes >= progress.no_goal
        self.show(Pace(short, long, is_reached, ended, is_beside, keys))

    @property
    def seen(self) -> frozenset[str]:
        """The actions of the keys that stand there."""
        keys = self._value.keys if self._value else ()
        return frozenset(key.action for key in one_row(keys, self.content_size.width))

    def draw(self, size: Size, value: Pace) -> Content:
        looks = self.looks
        if value.keys:
            return row_of(one_row(value.keys, size.width))
        parts = value.long if size.width >= ROOMY else value.short
        has_strip = bool(value.calls) and not value.is_beside
        if has_strip and len(" · ".join(parts)) + 2 + LEAST > size.width:
            parts = tuple(part for part in parts if not part.startswith("best run"))
        style = f"bold {looks.good}" if value.is_reached else "bold"
        shown: list[Part] = []
        for place, part in enumerate(parts[1:] if value.is_beside else parts):
            shown += [(" · ", looks.faint)] if place else []
            shown.append((part, style if place == 0 and not value.is_beside else ""))
        left = size.width - sum(len(text) for text, _ in shown) - 2
        if has_strip and left >= min(LEAST, len(value.calls)):
            pieces = strip_pieces(value.calls[-left:], looks)
            shown += [(" " * (left + 2 - len(pieces)), ""), *pieces]
        return joined(shown)
