"""Pages of text: scrolled by keys, in two columns if wide, some read from the database."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget
from textual.widgets import Static

from console.do_not_call.internal_list import Holdings
from console.tui.base.bindings import bindings, is_scrolling, scroll, scrolls_on, watch_scrolling
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import STYLES, styled, styled_blocks
from console.tui.screens.beside import Beside
from console.tui.screens.load_list import LoadListScreen
from console.tui.screens.over import SHORT
from console.tui.widgets.key_words import KeyWords, key_words
from console.view.keys.key import Key
from console.view.keys.other_screens import LISTS_HELD, READING
from console.view.keys.remedies import KEYS_IN_TEXT
from console.view.lead.lists_held import LOAD_KEY, list_blocks
from console.view.text.cleaning import clean
from console.view.text.styled import Role, StyledLine, styled_line
from db.engine.database import DatabaseTrouble

WIDE = 130
"""Cells from which a page has two columns."""

WIDEST = 112
"""Cells of a column; `screens.tcss` has the same number."""

GAP = 4
"""Cells between the columns."""

HEAD = re.compile(r" *(?:[\d,]+  |[●•!✓] )?")
"""The spaces, the count, or the sign before the text of a line."""

COLUMN = re.compile(r" {2,}(?=\S)")
"""The spaces before a cell of a table."""

FRAME = 5
"""Rows of a page's title, its keys and its lower edge."""

LIST_KEYS = re.compile(rf"{KEYS_IN_TEXT}|\bi(?= loads)")

BLOCK_BREAK = "\n\n"

T = TypeVar("T")


class Reading(Beside[None]):
    """A page of text. The arrows and page keys scroll; Esc goes back."""

    BINDINGS = bindings(READING)
    KEYS = READING
    AUTO_FOCUS = "#page"
    STANDS_BESIDE = False
    PASSES_KEYS = True
    HAS_COLUMNS: ClassVar[bool] = True
    """Whether its blocks may be set in two columns. False for a page that is one table."""
    TWO_COLUMNS_FROM: ClassVar[int] = WIDE
    """Cells from which the blocks are set in two columns."""
    MOST: ClassVar[int] = WIDEST
    """The most cells of a row."""
    KEEPS_BLOCKS: ClassVar[bool] = False
    """Whether a block that would go over the end of a page begins on the next one."""

    _page = _beside = _head = Content()

    def title_text(self) -> str:
        raise NotImplementedError

    def page(self) -> Content:
        """Return the text: blocks with an empty line between two of them."""
        raise NotImplementedError

    def second_column(self) -> Content:
        """Return what stands beside the text, or below it where there is one column."""
        return Content()

    def is_on(self, key: Key) -> bool:
        """Return whether the key does something now."""
        return not is_scrolling(key) or scrolls_on(key, self.query_one("#page"))

    def compose(self) -> ComposeResult:
        title = Content.styled(self.title_text(), "bold $text-accent")
        self._page, self._beside = self.page(), self.second_column()
        with Vertical(classes="page-frame"):
            yield Static(title, id="page-title", classes="page-title")
            with VerticalScroll(id="page"):
                yield Static(id="page-head")
                with Horizontal(id="page-columns"):
                    yield Static(id="page-text")
                    yield Static(id="page-more")
            yield KeyWords(classes="page-keys")

    def on_mount(self) -> None:
        watch_scrolling(self, self.query_one("#page"), self._show_keys)

    def on_resize(self, _: Resize) -> None:
        self.call_after_refresh(self._lay_out)  # the columns have their new width only then

    def show(
        self, page: Content, beside: Content | None = None, head: Content | None = None
    ) -> None:
        """Replace the text. `beside` is the second column, or the end where there is but one.

        `head` goes over both columns.
        """
        self._page, self._beside, self._head = page, beside or Content(), head or Content()
        self._lay_out()

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
        else:
            scroll(self.query_one("#page"), action)

    def is_whole_beside(self, text: Content) -> bool:
        """Return whether one column beside the lead shows all of the text, with its lines whole."""
        page, width = self.query_one("#page").size, self.query_one("#page-columns").size.width
        rows = hanging(text, min(self.MOST, width)).split("\n", allow_blank=True)
        return self.has_class("beside") and len(rows) <= page.height

    def _show_keys(self) -> None:
        keys = key_words([*self.keys_of_lead, *(key for key in self.KEYS if self.is_on(key))])
        part = (f"   {place(self.query_one('#page'))}", "$foreground-muted")
        self.query_one(".page-keys", Static).update(Content.assemble(keys, part))

    def _lay_out(self) -> None:
        if not self.is_attached:
            return
        whole = Content(BLOCK_BREAK).join(filter(None, (self._head, self._page, self._beside)))
        rows = len(hanging(whole, self.MOST).split("\n", allow_blank=True))
        was_boxed = self.has_class("boxed")
        # One row is `Reading …`, and a page wider than others needs its width.
        may_be_boxed = rows > 1 and self.MOST == WIDEST
        is_boxed = self.box(rows) if may_be_boxed else was_boxed
        if is_boxed != was_boxed:
            self.call_after_refresh(self._lay_out)  # the columns have their new width only then
        width = self.query_one("#page-columns").size.width
        first, second = whole, Content()
        has_columns = self.HAS_COLUMNS and width >= self.TWO_COLUMNS_FROM
        if has_columns and not is_boxed and not self.is_whole_beside(whole):
            has_both = bool(self._beside)
            first, second = (
                (self._page, self._beside) if has_both else in_columns(whole, (width - GAP) // 2)
            )
        second_column = self.query_one("#page-more", Static)
        second_column.display = bool(second.plain)
        column = min(self.MOST, (width - GAP) // 2 if second.plain else width)
        page = self.query_one("#page")
        is_paged = self.KEEPS_BLOCKS and not second.plain and not is_boxed
        page.set_class(is_paged, "paged")
        if is_paged:
            first = paged(hanging(first, column), column, page.size.height)
        head = hanging(self._head, width) if second.plain else Content()
        self.query_one("#page-head").display = bool(head.plain)
        texts = head, hanging(first, column), hanging(second, column)
        for text, widget in zip(texts, ("#page-head", "#page-text", "#page-more"), strict=True):
            self.query_one(widget, Static).update(text)


def height_of(text: Content, width: int) -> int:
    """Return the rows that a text takes."""
    return sum(max(1, len(line.wrap(max(1, width)))) for line in text.split("\n", allow_blank=True))


def paged(text: Content, width: int, height: int) -> Content:
    """Return a text of several pages in whole pages, each of which begins with a block."""
    if height < 1 or height_of(text, width) <= height:
        return text
    rows: list[Content] = []
    used = 0
    for block in text.split(BLOCK_BREAK, allow_blank=True):
        needed, gap = height_of(block, width), 1 if used % height else 0
        left = -(used + gap) % height
        gap += left if left < needed <= height else 0
        rows += [*[Content("")] * gap, block]
        used += gap + needed
    return Content("\n").join([*rows, *[Content("")] * (-used % height)])


def heading(text: str) -> Content:
    """Return the heading of a block."""
    return styled(styled_line(text, Role.HEADING))


def hanging(page: Content, width: int) -> Content:
    """Wrap long lines with a hanging indent.

    The continuation has the indent of its line. After a count it starts below the text, and in an
    indented table below the last column.
    """
    rows = []
    most = width * 2 // 3
    for line in page.split("\n", allow_blank=True):
        indent = _indent(line.plain, most)
        if not 0 < indent < most or line.cell_length <= width:
            rows.append(line)
        else:
            first, *others = line[indent:].wrap(width - indent)
            rows += [
                Content.assemble(line[:indent], first),
                *(row.pad_left(indent) for row in others),
            ]
    return Content("\n").join(rows)


def place(page: Widget) -> str:
    """Return `1 of 3`, the part of a scrolled page that is in sight; "" if all of it is."""
    height = max(1, page.size.height)
    count = -(-page.virtual_size.height // height)
    at = count if page.is_vertical_scroll_end else 1 + int(page.scroll_y // height)
    return f"{at} of {count}" if count > 1 else ""


def _indent(line: str, most: int) -> int:
    head = HEAD.match(line)
    ends = (match.end() for match in COLUMN.finditer(line)) if line.startswith("  ") else ()
    return max(head.end() if head else 0, *(end for end in ends if end < most), 0)


def in_columns(page: Content, width: int) -> tuple[Content, Content]:
    """Divide the blocks of a page into two columns of about the same height."""
    blocks = page.split(BLOCK_BREAK, allow_blank=True)
    heights = [
        1 + sum(len(line.wrap(width)) for line in block.split("\n", allow_blank=True))
        for block in blocks
    ]
    # The page is as high as its higher column: cut where that is lowest.
    page_heights = [
        max(sum(heights[:cut]), sum(heights[cut:])) for cut in range(1, len(blocks) + 1)
    ]
    cut = 1 + page_heights.index(min(page_heights))
    return Content(BLOCK_BREAK).join(blocks[:cut]), Content(BLOCK_BREAK).join(blocks[cut:])


class ReadPage(Reading, Generic[T]):
    """A page that opens at once and reads its text from the database; T is what it reads."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._result: T | None = None

    def reader(self) -> Callable[[], T]:
        """Return the call that reads the page; it runs on the reports' thread."""
        raise NotImplementedError

    def result_page(self, result: T) -> Content:
        """Return the page's text for a result."""
        raise NotImplementedError

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    def on_resize(self, _: Resize) -> None:
        super().on_resize(_)
        if self._result is not None:
            self.show(self.result_page(self._result))

    async def _read(self) -> None:
        try:
            self._result = await self._work.reading.run(self.reader())
        except DatabaseTrouble as trouble:
            self.show(Content.styled(clean(str(trouble)), "$text-error"))
        else:
            self.show(self.result_page(self._result))


AGE_BAR, TABLE_BAR = 31, 15
"""Cells of the days that the copy of a list has left, on a row of its own and in a table."""

TABLE = 100
"""Cells from which the lists are a table."""


class ListsHeldScreen(ReadPage[Holdings]):
    """The do-not-call lists that the firm holds: age, size, until when they may be used."""

    STANDS_BESIDE = True
    HAS_COLUMNS = False
    OPENED_BY = "lists_held"
    BINDINGS = bindings(LISTS_HELD)
    KEYS = LISTS_HELD
    _loaded: Sequence[Sequence[StyledLine]] = ()
    """The block that says what was loaded last."""

    def title_text(self) -> str:
        return "Do-not-call lists"

    def reader(self) -> Callable[[], Holdings]:
        return self._work.reports.overview.lists_held

    def result_page(self, result: Holdings) -> Content:
        now, here = self._work.clock(), self._work.here
        width = self.query_one("#page-columns").size.width
        has_table = width >= TABLE
        bar = TABLE_BAR if has_table else AGE_BAR
        blocks = partial(list_blocks, result, now, here, LOAD_KEY, bar, has_table=has_table)
        least = styled_blocks([*self._loaded, *blocks()])
        # A box is as high as its text.
        is_box = self.has_class("-huge") and not self.has_class("beside")
        height = SHORT - 1 if is_box else self.query_one("#page").size.height
        free = height - height_of(least, width)
        lists = [*self._loaded, *blocks(free=max(0, free))]
        page = styled_blocks(lists).highlight_regex(LIST_KEYS, style=STYLES[Role.KEY])
        return page.highlight_regex(r" ! NO LIST LOADED .*", style=self.looks.chip("error"))

    def is_on(self, key: Key) -> bool:
        return super().is_on(key) and bool(self._work.usable([key]))

    def action_press(self, action: str) -> None:
        if action == "load":
            self.app.push_screen(LoadListScreen(self._work, "national"), self._read_again)
        else:
            super().action_press(action)

    def _read_again(self, notice: str | None) -> None:
        if notice:
            self._loaded = [[styled_line(notice, Role.GOOD)]]
            self.run_worker(self._read())
