"""The pages of permits and of the news of the law."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.cards.permits import NewsPage, PermitLine, PermitPage
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import styled, styled_blocks, styled_lines
from console.tui.screens.over import Over
from console.tui.screens.page import Reading, ReadPage
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import set_apart
from console.view.floor.permits import (
    news_blocks,
    permit_blocks,
    permit_head,
    permit_heads,
    permit_rows,
    place_words,
)
from console.view.keys.floor import PERMITS
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble

AROUND = 3
"""Cells beside a row: its mark and the scroll bar."""


class PermitsScreen(Over[None]):
    """List what each place of the open leads asks for. It is stated with `smiledial permits`."""

    BINDINGS = bindings(PERMITS)
    AUTO_FOCUS = "#permits"

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._page: PermitPage | None = None
        self._lines: tuple[PermitLine | None, ...] = ()
        """The place of each row, None for the heading of a group."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows"):
            yield Static(Content.styled("Permits", "bold $text-accent"), classes="page-title")
            yield Static("Reading …", id="permits-head", markup=False)
            yield Static(id="header")
            yield Rows(id="permits")
            yield KeyWords(classes="page-keys")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    async def _read(self) -> None:
        try:
            self._page = await self._work.reading.run(self._work.reports.overview.permits)
        except DatabaseTrouble as trouble:
            sentence = Content.styled(clean(str(trouble)), "$text-error")
            self.query_one("#permits-head", Static).update(sentence)
        self._show()

    def _show(self) -> None:
        if not self.is_attached:
            return
        keys = [key for key in PERMITS if key.action != "open" or (self._page and self._page.lines)]
        self.query_one(".page-keys", Static).update(key_words(self._work.usable(keys)))
        if self._page is None:
            return
        width = self.query_one(".page-frame").size.width - AROUND
        self.query_one("#permits-head", Static).update(styled_lines(permit_head(self._page)))
        heads = permit_heads(self._page.on, width)
        self.query_one("#header", Static).update(styled(heads))
        rows = self.query_one(Rows)
        before = rows.highlighted
        lines = list(permit_rows(self._page, width))
        self._lines = tuple(line for line, _ in lines)
        rows.clear_options()
        rows.add_options(
            [Option(set_apart(styled(row)), disabled=line is None) for line, row in lines]
        )
        if lines:
            rows.highlighted = 1 if before is None else before

    @on(Rows.OptionSelected)
    def _open(self) -> None:
        index = self.query_one(Rows).highlighted
        if index is not None and (line := self._lines[index]) is not None:
            self.app.push_screen(PermitScreen(line))

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
        else:
            self._open()


class PermitScreen(Reading):
    """One place: what it asks for, what is stated, and the command that states a permit."""

    HAS_COLUMNS = False

    def __init__(self, line: PermitLine) -> None:
        super().__init__()
        self._line = line

    def title_text(self) -> str:
        return place_words(self._line)

    def page(self) -> Content:
        return styled_blocks(permit_blocks(self._line))


class LawNewsScreen(ReadPage[NewsPage]):
    """Show what changed in the law. Opening it marks the news as read by this person."""

    HAS_COLUMNS = False

    def title_text(self) -> str:
        return "News of the law"

    def reader(self) -> Callable[[], NewsPage]:
        return self._work.reports.overview.open_news

    def result_page(self, result: NewsPage) -> Content:
        return styled_blocks(news_blocks(result))
