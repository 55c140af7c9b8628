"""The page of the import screen: one column of text or two, turned by whole blocks."""

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from console.tui.imports.pages import page_starts
from console.tui.screens.page import in_columns


class Paper(VerticalScroll):
    """Show a text; `starts` holds the first row of each of its screenfuls."""

    def compose(self) -> ComposeResult:
        self._text = Content()
        with Horizontal(id="page-columns"):
            yield Static(id="page-text")
            yield Static(id="page-more")

    def set_text(self, text: Content, column: int | None) -> None:
        """Show the text, in two columns if `column` says how wide they are."""
        self._text = text
        first, second = in_columns(text, column) if column else (text, Content())
        self.query_one("#page-text", Static).update(first)
        more = self.query_one("#page-more", Static)
        more.update(second)
        more.display = bool(second)

    @property
    def starts(self) -> list[int]:
        text = self.query_one("#page-text")
        return page_starts(self._text, text.size.width, self.size.height)

    def place(self) -> str:
        """Return `2 of 3`, or nothing if all of the text is in sight."""
        starts = self.starts if self.max_scroll_y else []
        at = sum(start <= self.scroll_offset.y for start in starts)
        return f"{at} of {len(starts)}" if starts else ""

    def turn(self, direction: int) -> None:
        """Turn a page: the first block that this one cuts becomes the first of the next."""
        top, starts = self.scroll_offset.y, self.starts
        if direction > 0:
            start = next((start for start in starts if start > top), top)
        else:
            start = max((start for start in starts if start < top), default=0)
        missing = start - self.max_scroll_y
        if missing > 0:  # rows below the last block, so that it can stand at the top
            padded = Content("\n").join([self._text, *[Content("")] * missing])
            self.query_one("#page-text", Static).update(padded)
        self.call_after_refresh(self.scroll_to, y=start, animate=False, force=True)
