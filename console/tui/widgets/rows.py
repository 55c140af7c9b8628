"""Rows to choose from: the one at hand has a mark at its left, not a tint alone."""

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import OptionList
from textual.widgets.option_list import Option

MARK = "► "
"""In the cells that `screens.tcss` keeps free at the left of each row."""


class Rows(OptionList):
    def __init__(self, *rows: Option, id: str) -> None:  # noqa: A002 - as Textual has it
        super().__init__(*rows, id=id, compact=True, markup=False)

    @property
    def room(self) -> int:
        """Cells of a row beside its mark."""
        return self.size.width - len(MARK)

    def render_line(self, y: int) -> Strip:
        row = super().render_line(y)
        head = next(iter(row), None)
        if head is None or head.style is None or self.highlighted is None:
            return row
        if head.style.meta.get("option") != self.highlighted:
            return row
        return Strip.join([Strip([Segment(MARK, head.style)]), row.crop(len(MARK))])
