"""A page of text to read and leave again."""

import re
from collections.abc import Callable
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from console.do_not_call.internal_list import Holdings
from console.tui.base.bindings import bindings, is_scrolling, scroll, scrolls_on, watch_scrolling
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import styled, styled_blocks
from console.tui.screens.dialog import key_words
from console.tui.screens.over import Over
from console.view.keys.key import Key
from console.view.keys.other_screens import READING
from console.view.lead.lists_held import list_blocks
from console.view.text.cleaning import clean
from console.view.text.styled import Role, styled_line
from db.engine.database import DatabaseTrouble

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
    return styled(styled_line(text, Role.HEADING))


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


# A page whose text is read from the database while it is open already.


Found = TypeVar("Found")


class ReadPage(Reading, Generic[Found]):
    """A subclass says what to read, and how what was found is shown."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._found: Found | None = None

    def ask(self) -> Callable[[], Found]:
        """What reads it, on the lane that delays no key."""
        raise NotImplementedError

    def found_page(self, found: Found) -> Content:
        raise NotImplementedError

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    def on_resize(self) -> None:
        super().on_resize()
        if self._found is not None:
            self.show(self.found_page(self._found))

    async def _read(self) -> None:
        try:
            self._found = await self._work.reading.run(self.ask())
        except DatabaseTrouble as trouble:
            self.show(Content.styled(clean(str(trouble)), "$text-error"))
        else:
            self.show(self.found_page(self._found))


# The do-not-call lists the firm holds: how old, how long good, how large, who loaded them.


ROOMY = 50
"""Rows from which area codes are not only counted."""


class ListsHeldScreen(ReadPage[Holdings]):
    def title_text(self) -> str:
        return "Do-not-call lists"

    def ask(self) -> Callable[[], Holdings]:
        return self._work.reports.overview.lists_held

    def found_page(self, found: Holdings) -> Content:
        """Every area code where a list has half of a large page."""
        is_whole = self.size.width >= WIDE and self.size.height >= ROOMY
        now, here = self._work.clock(), self._work.here
        return styled_blocks(list_blocks(found, now, here, is_whole=is_whole))
