"""To whom a session under way goes: another agent, or the team."""

from collections.abc import Awaitable, Callable

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from console.cards.session import SessionCard
from console.supervision.floor.agent_states import here_of
from console.tui.base.bindings import bindings
from console.tui.base.typed_ahead import AGAIN, Asked
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Dialog, Line
from console.tui.widgets.text_widget import Words
from console.view.keys.other_screens import HANDING_OVER
from console.view.sessions.sessions import numbered_name
from console.view.text.cleaning import clean, clean_told
from console.view.text.counts import worked_words
from db.engine.database import DatabaseTrouble

Give = Callable[[str, bool], Awaitable[str]]
"""Gives it to the name, "" for the team; returns "", or what was refused or is asked first.

The second value: whether that question was answered by pressing Enter again.
"""


class GivingScreen(Dialog[bool | None]):
    """Answers whether the agent's own session under way was given away."""

    BINDINGS = bindings(HANDING_OVER)

    def __init__(self, session: SessionCard, give: Give, work: Workplace, *, is_own: bool) -> None:
        super().__init__()
        self._asked = Asked(work)
        self._work = work
        self._session = session
        self._give = give
        self._is_own = is_own
        self._asked_about = ""
        """Nothing typed gives it to the team: that is asked by the dialog itself."""

    def compose(self) -> ComposeResult:
        session = self._session
        whose = clean(session.agent or "")
        told = f"{whose} is in it: {worked_words(session)}, {session.left} left."
        yield self.frame(
            f"Who goes on with {numbered_name(session)}?",
            [
                Static(told, markup=False, classes="dialog-body"),
                Line(placeholder="a colleague’s name, or nothing: whoever comes first"),
                Words(id="at-work"),
                Words(id="refused"),
            ],
            HANDING_OVER,
        )

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        try:
            board = await self._work.reading.run(self._work.reports.board.look)
        except DatabaseTrouble:
            return  # a name can be typed all the same
        known = sorted({*here_of(board), *board.at_work} - {self._session.agent or ""})
        if known and self.is_mounted:
            self.query_one(Line).suggester = SuggestFromList(known, case_sensitive=False)
            told = f"At work: {', '.join(map(clean, known))}"
            self.query_one("#at-work", Words).show(Content.styled(told, "$foreground-muted"))

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        taker = clean(typed.value)
        if taker == self._asked_about and self._asked.is_unread:
            self._tell(AGAIN)
        else:
            self.run_worker(self._go(taker), exclusive=True)

    async def _go(self, taker: str) -> None:
        asks = await self._give(taker, taker == self._asked_about)
        if not asks:
            self.dismiss(self._is_own)
            return
        self._asked_about = taker
        self._asked.anew()
        again = " Enter again gives it." if asks.endswith("?") else ""
        self._tell(f"{clean_told(asks)}{again}")

    def _tell(self, text: str) -> None:
        self.query_one("#refused", Words).show(Content.styled(text, "$text-warning"))
