"""Dialogs of a supervisor: act on one agent, type the line an act needs, stop calls to a place."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

import console.view.floor.board as commands
from console.cards.today import AgentToday, AtWork, Board
from console.desk.sessions.handover import UnknownTakerError
from console.trouble import BadInput
from console.tui.base.bindings import ENTER_AGAIN, EnterGuard, bindings
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import styled
from console.tui.screens.dialog import Dialog, Line
from console.tui.widgets.text_widget import Words
from console.view.floor.board import HELP, STOP, STOP_WHY, Act, Question, agent_lines, reach_words
from console.view.keys.other_screens import BOARD, SAYING, STOPPING
from console.view.text.cleaning import clean, clean_indented
from db.engine.database import DatabaseTrouble

if TYPE_CHECKING:
    from console.supervision.firm.emergency_stops import StopReach


Do = Callable[[Act, str], Awaitable[str]]
"""Run an act with the line typed; return "" or the sentence that refuses it."""


class ActLineScreen(Dialog[None]):
    """Ask for one line; Enter runs the act. Stay open after a refusal."""

    BINDINGS = bindings(SAYING)

    def __init__(
        self, question: Question, do: Callable[[str], Awaitable[str]], work: Workplace
    ) -> None:
        super().__init__()
        self._enter_guard = EnterGuard(work)
        self._refused_text = ""
        self._question = question
        self._do = do
        self._is_writing = False

    def compose(self) -> ComposeResult:
        line = Line(placeholder=self._question.placeholder)
        yield self.frame(clean(self._question.title), [line, Words(id="refused")], SAYING)

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        text = clean(typed.value)
        if self._is_writing:
            return
        if text == self._refused_text and self._enter_guard.is_too_early:
            self._tell(ENTER_AGAIN)
            return
        self._is_writing = True
        self.run_worker(self._run(text))

    async def _run(self, typed: str) -> None:
        refused = await self._do(typed)
        self._is_writing = False
        if not self.is_mounted:  # Esc closed it meanwhile: there is nothing left to show it on
            return
        if refused:
            self._refused_text = typed
            self._enter_guard.restart()
            self._tell(clean_indented(refused))
        else:
            self.dismiss(None)

    def _tell(self, text: str) -> None:
        self.query_one("#refused", Words).show(Content.styled(text, "$text-warning"))


class AgentScreen(Dialog[None]):
    """Show one agent's state and what can be done about it; each act asks for a line."""

    BINDINGS = bindings(BOARD)

    def __init__(self, row: AgentToday, board: Board, work: Workplace, do: Do) -> None:
        super().__init__()
        self._row = row
        self._board = board
        self._work = work
        self._do = do
        self._unknown_taker: str | None = None

    def compose(self) -> ComposeResult:
        lines = [styled(line) for line in agent_lines(self._row, self._board, self._work.here)]
        yield self.frame(
            clean(self._row.agent),
            [
                Static(Content("\n").join(lines), classes="dialog-body"),
                Words(id="refused"),
            ],
            [
                key
                for key in self._work.usable(BOARD)
                if not commands.why_off(key.action, self._row.agent, self._board)
            ],
        )

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
            return
        agent, at = self._row.agent, self._board.at_work.get(self._row.agent, AtWork())
        name = clean(self._row.agent)
        if why := commands.why_off(action, agent, self._board):
            self.query_one("#refused", Words).show(Content.styled(why, "$text-warning"))
            return
        desk = self._work.desk
        acts: Mapping[str, tuple[Question, Act]] = {
            "answer": (HELP, partial(commands.answer, desk, agent, self._board)),
            "take_back": (
                Question(f"Take the lead of {name} back: why?", "they are told"),
                partial(commands.take_back, desk, agent),
            ),
            "give": (
                Question(f"Who goes on with {clean(at.session)}?", "bob: why. No name: the team"),
                partial(self._give, at.session_id),
            ),
            "tell": (
                Question(f"A line to {name}", "it stands until it is read"),
                partial(commands.tell, desk, agent),
            ),
            "block": (
                Question(f"Block {name}: why?", "they are told, and start nothing"),
                partial(commands.block, desk, agent),
            ),
            "unblock": (
                Question(f"Lift the block of {name}?", "Enter lifts it"),
                lambda _: commands.unblock(desk, agent),
            ),
        }
        question, act = acts[action]
        self.dismiss(None)
        self.app.push_screen(ActLineScreen(question, partial(self._do, act), self._work))

    def _give(self, session_id: int, typed: str) -> str:
        """Hand the session over. An unknown name is refused once; typing it again confirms it."""
        try:
            return commands.give(
                self._work.desk, session_id, typed, is_sure=typed == self._unknown_taker
            )
        except UnknownTakerError as unknown:
            self._unknown_taker = typed
            raise BadInput(f"{unknown} Enter again gives it.") from None


class StoppingScreen(Dialog[None]):
    """Stop all calls to a place. While it is typed, show how many leads that affects.

    `US-LA: why` in the first line is enough. Stay open after a refusal.
    """

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
        # In the background: counting a million leads takes a moment.
        try:
            self._reach = await self._work.reading.run(self._work.reports.board.stop_reach)
        except DatabaseTrouble:
            return  # the stop itself reports it
        if self.is_mounted:
            self._show_reach()

    @on(Input.Changed)
    def _show_reach(self) -> None:
        place = clean(self.query_one("#where", Line).value).partition(":")[0].strip()
        try:
            text = reach_words(place, self._reach) if place else ""
        except BadInput as refused:
            text = str(refused)
        self._tell(Content.styled(clean_indented(text), "$foreground-muted"))

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        place, _, reason = clean(self.query_one("#where", Line).value).partition(":")
        why = clean(self.query_one("#why", Line).value) or reason.strip()
        if typed.input.id == "where" and place.strip() and not why:
            self.query_one("#why", Line).focus()
        elif not self._is_writing:
            self._is_writing = True
            self.run_worker(self._run(f"{place.strip()}: {why}"))

    async def _run(self, typed: str) -> None:
        refused = await self._do(typed)
        self._is_writing = False
        if not self.is_mounted:
            return
        if refused:
            self._tell(Content.styled(clean_indented(refused), "$text-warning"))
        else:
            self.dismiss(None)

    def _tell(self, text: Content) -> None:
        self.query_one("#refused", Words).show(text)
