"""A page of text to read and leave again."""

import re
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from console.tui.base.bindings import bindings
from console.tui.base.scrolling import is_scrolling, scroll, scrolls_on, watch_scrolling
from console.tui.drawing.styled import styled
from console.tui.screens.dialog import key_words
from console.tui.screens.over import Over
from console.view.keys.key import Key
from console.view.keys.other_screens import READING
from console.view.text.styled import Role, said

WIDE = 130
"""Cells from which a page has two columns."""

WIDEST = 112
"""Cells of a column, as the style sheet has it."""

GAP = 4
"""Cells between them."""

HEAD = re.compile(r" *(?:[\d,]+  )?")
"""What goes before the text of a line: blanks, or a count."""

COLUMN = re.compile(r" {2,}(?=\S)")
"""What goes before a cell of a table."""

BETWEEN = "\n\n"
"""What parts two blocks of a page."""


class Reading(Over[None]):
    """The arrows and page keys scroll; Esc goes back. A subclass says what there is to read."""

    BINDINGS = bindings(READING)
    KEYS = READING
    AUTO_FOCUS = "#page"
    HAS_COLUMNS: ClassVar[bool] = True
    """Whether its blocks may stand beside each other; rows of one table may not."""
    MOST: ClassVar[int] = WIDEST
    """Cells of a row at the most."""

    _page = Content()

    def title_text(self) -> str:
        raise NotImplementedError

    def page(self) -> Content:
        raise NotImplementedError

    def is_on(self, key: Key) -> bool:
        """Whether it does something now."""
        return not is_scrolling(key) or scrolls_on(key, self.query_one("#page"))

    def compose(self) -> ComposeResult:
        title = Content.styled(self.title_text(), "bold $text-accent")
        self._page = self.page()
        with Vertical(classes="page-frame"):
            yield Static(title, id="page-title", classes="page-title")
            with VerticalScroll(id="page"), Horizontal(id="page-columns"):
                yield Static(id="page-text")
                yield Static(id="page-more")
            yield Static(classes="page-keys")

    def on_mount(self) -> None:
        watch_scrolling(self, self.query_one("#page"), self._show_keys)

    def on_resize(self) -> None:
        self.call_after_refresh(self._lay_out)

    def show(self, page: Content) -> None:
        self._page = page
        self._lay_out()

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
        else:
            scroll(self.query_one("#page"), action)

    def _show_keys(self) -> None:
        shown = key_words(key for key in self.KEYS if self.is_on(key))
        self.query_one(".page-keys", Static).update(shown)

    def _lay_out(self) -> None:
        if not self.is_mounted:
            return
        width = self.query_one("#page-columns").size.width
        first, second = self._page, Content()
        if self.HAS_COLUMNS and width >= WIDE:
            first, second = in_columns(self._page, (width - GAP) // 2)
        more = self.query_one("#page-more", Static)
        more.display = bool(second.plain)
        column = min(self.MOST, (width - GAP) // 2 if second.plain else width)
        more.update(hanging(second, column))
        self.query_one("#page-text", Static).update(hanging(first, column))


def heading(text: str) -> Content:
    return styled(said(text, Role.HEADING))


def hanging(page: Content, width: int) -> Content:
    """What goes on below stands as far in as its line began, under the text where a count leads,
    and under its own column in a table that is set in.
    """
    rows = []
    for line in page.split("\n", allow_blank=True):
        indent = _indent(line.plain, width // 2)
        if not 0 < indent < width // 2 or line.cell_length <= width:
            rows.append(line)
        else:
            first, *rest = line[indent:].wrap(width - indent)
            rows += [
                Content.assemble(line[:indent], first),
                *(row.pad_left(indent) for row in rest),
            ]
    return Content("\n").join(rows)


def _indent(line: str, most: int) -> int:
    head = HEAD.match(line)
    columns = (one.end() for one in COLUMN.finditer(line)) if line.startswith("  ") else ()
    return max((end for end in columns if end < most), default=head.end() if head else 0)


def in_columns(page: Content, width: int) -> tuple[Content, Content]:
    """The blocks of a page in two columns of about one height, none of them parted."""
    blocks = page.split(BETWEEN, allow_blank=True)
    heights = [
        1 + sum(len(line.wrap(width)) for line in block.split("\n", allow_blank=True))
        for block in blocks
    ]
    tallest = {
        cut: max(sum(heights[:cut]), sum(heights[cut:])) for cut in range(1, len(blocks) + 1)
    }
    cut = min(tallest, key=lambda one: tallest[one])
    return Content(BETWEEN).join(blocks[:cut]), Content(BETWEEN).join(blocks[cut:])
