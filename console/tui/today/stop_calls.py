"""Every call to a place is stopped: where, whom that reaches, how it is lifted, and why."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from console.trouble import BadInput
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Dialog, Line
from console.tui.widgets.text_widget import Words
from console.view.floor.board import STOP, STOP_WHY, reach_words
from console.view.keys.other_screens import STOPPING
from console.view.text.cleaning import clean, clean_told
from db.engine.database import DatabaseTrouble

if TYPE_CHECKING:
    from console.supervision.firm.stop_reach import StopReach


class StoppingScreen(Dialog[None]):
    """`US-LA: why` in the first line is enough; it stays open for as long as it is refused."""

    BINDINGS = bindings(STOPPING)

    def __init__(self, do: Callable[[str], Awaitable[str]], work: Workplace) -> None:
        super().__init__()
        self._do = do
        self._work = work
        self._reach: StopReach | None = None
        self._is_writing = False

    def compose(self) -> ComposeResult:
        yield self.frame(
            STOP.title,
            [
                Line(placeholder=STOP.placeholder, id="where"),
                Line(placeholder=STOP_WHY, id="why"),
                Words(id="refused"),
            ],
            STOPPING,
        )

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        """Beside the keys: of a million leads it takes a moment."""
        try:
            self._reach = await self._work.reading.run(self._work.reports.board.stop_reach)
        except DatabaseTrouble:
            return  # the stop itself says so
        if self.is_mounted:
            self._say_reach()

    @on(Input.Changed)
    def _say_reach(self) -> None:
        place = clean(self.query_one("#where", Line).value).partition(":")[0].strip()
        try:
            told = reach_words(place, self._reach) if place else ""
        except BadInput as refused:
            told = str(refused)
        self._tell(Content.styled(clean_told(told), "$foreground-muted"))

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        place, _, behind = clean(self.query_one("#where", Line).value).partition(":")
        why = clean(self.query_one("#why", Line).value) or behind.strip()
        if typed.input.id == "where" and place.strip() and not why:
            self.query_one("#why", Line).focus()
        elif not self._is_writing:
            self._is_writing = True
            self.run_worker(self._go(f"{place.strip()}: {why}"))

    async def _go(self, typed: str) -> None:
        refused = await self._do(typed)
        self._is_writing = False
        if not self.is_mounted:
            return
        if refused:
            self._tell(Content.styled(clean_told(refused), "$text-warning"))
        else:
            self.dismiss(None)

    def _tell(self, told: Content) -> None:
        self.query_one("#refused", Words).show(told)
