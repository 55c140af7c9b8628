"""The page of the import screen: one column of text or two, turned by whole blocks."""

from itertools import accumulate

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static

from console.tui.screens.page import BLOCK_BREAK, height_of, in_columns, paged


class Paper(VerticalScroll):
    """Show a text in pages that no block goes over, or in two columns."""

    _text = Content()
    _column: int | None = None

    breaks: tuple[int, ...] = (0,)
    """The rows at which blocks end, above which a question covers the rest."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="page-columns"):
            yield Static(id="page-text")
            yield Static(id="page-more")

    def set_text(self, text: Content, column: int | None) -> None:
        """Show the text, in two columns if `column` says how wide they are."""
        self._text, self._column = text, column
        self._lay_out()

    @on(Resize)
    def _lay_out(self) -> None:
        self.set_class(not self._column, "paged")
        if self._column:
            first, second = in_columns(self._text, self._column)
        else:
            width = self.query_one("#page-columns").size.width
            first, second = paged(self._text, width, self.size.height), Content()
            blocks = first.split(BLOCK_BREAK, allow_blank=True)
            starts = accumulate(height_of(block, width) + 1 for block in blocks)
            self.breaks = (0, *(row for start in starts for row in (start - 1, start)))
        self.query_one("#page-text", Static).update(first)
        more = self.query_one("#page-more", Static)
        more.update(second)
        more.display = bool(second)
