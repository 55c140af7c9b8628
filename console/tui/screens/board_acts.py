"""What a supervisor can do about one agent, and the one line that an act asks for."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from console.cards.board import AtWork, Board
from console.cards.today import AgentToday
from console.desk.handing_over import UnknownTakerError
from console.trouble import BadInput
from console.tui.bindings import bindings
from console.tui.screens.dialog import Dialog, Line
from console.tui.styled import styled
from console.tui.widgets.text_widget import Words
from console.tui.workplace import Workplace
from console.view.board_words import (
    HELP,
    Question,
    agent_lines,
    read_taker_and_why,
)
from console.view.cleaning import clean, clean_told
from console.view.keys.others import BOARD, SAYING
from console.view.session_words import taker_words

Act = Callable[[str], str]
"""Gets what was typed, does it, and says what was done; raises what refuses it."""

Do = Callable[[Act, str], Awaitable[str]]
"""Does an act; returns "" or what refused it."""


class AskingScreen(Dialog[None]):
    """One line; Enter does it, and it stays open for as long as it is refused."""

    BINDINGS = bindings(SAYING)

    def __init__(self, question: Question, do: Callable[[str], Awaitable[str]]) -> None:
        super().__init__()
        self._question = question
        self._do = do
        self._is_writing = False

    def compose(self) -> ComposeResult:
        line = Line(placeholder=self._question.placeholder)
        yield self.frame(clean(self._question.title), [line, Words(id="refused")], SAYING)

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if not self._is_writing:
            self._is_writing = True
            self.run_worker(self._go(clean(typed.value)))

    async def _go(self, typed: str) -> None:
        refused = await self._do(typed)
        self._is_writing = False
        if not self.is_mounted:
            return
        if refused:
            told = Content.styled(clean_told(refused), "$text-warning")
            self.query_one("#refused", Words).show(told)
        else:
            self.dismiss(None)


class AgentScreen(Dialog[None]):
    BINDINGS = bindings(BOARD)

    def __init__(self, row: AgentToday, board: Board, work: Workplace, do: Do) -> None:
        super().__init__()
        self._row = row
        self._board = board
        self._work = work
        self._do = do
        self._asked_of: str | None = None

    def compose(self) -> ComposeResult:
        told = [styled(line) for line in agent_lines(self._row, self._board, self._work.here)]
        yield self.frame(
            clean(self._row.agent),
            [
                Static(Content("\n").join(told), classes="dialog-body"),
                Words(id="refused"),
            ],
            [key for key in BOARD if not self._why_off(key.action)],
        )

    def _why_off(self, action: str) -> str:
        agent = self._row.agent
        who, at = clean(agent), self._board.at_work.get(agent, AtWork())
        is_blocked = agent in self._board.blocks
        off = {
            "answer": "" if self._board.help_call_of(agent) else f"{who} calls for no help.",
            "take_back": "" if at.lead_id else f"{who} has no lead on the screen.",
            "give": "" if at.session_id else f"{who} has no session under way.",
            "block": f"{who} is blocked already." if is_blocked else "",
            "unblock": "" if is_blocked else f"{who} is not blocked.",
        }
        return off.get(action, "")

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
            return
        agent, at = self._row.agent, self._board.at_work.get(self._row.agent, AtWork())
        who = clean(self._row.agent)
        call = self._board.help_call_of(agent)
        if why := self._why_off(action):
            self.query_one("#refused", Words).show(Content.styled(why, "$text-warning"))
            return
        acts: Mapping[str, tuple[Question, Act]] = {
            "answer": (HELP, partial(self._answer, call.help_id if call else 0)),
            "take_back": (
                Question(f"Take the lead of {who} back: why?", "they are told"),
                self._take,
            ),
            "give": (
                Question(f"Who goes on with {clean(at.session)}?", "bob: why. No name: the team"),
                partial(self._give, at.session_id),
            ),
            "tell": (Question(f"A line to {who}", "it stands until it is read"), self._tell),
            "block": (
                Question(f"Block {who}: why?", "they are told, and start nothing"),
                self._block,
            ),
            "unblock": (Question(f"Lift the block of {who}?", "Enter lifts it"), self._unblock),
        }
        question, act = acts[action]
        self.dismiss(None)
        self.app.push_screen(AskingScreen(question, partial(self._do, act)))

    def _answer(self, help_id: int, text: str) -> str:
        return f"Told {self._work.desk.board.answer_help(help_id, text)}."

    def _take(self, why: str) -> str:
        taken = self._work.desk.board.hand_back(self._row.agent, why)
        return f"{taken.name} is taken back; {self._row.agent} is told."

    def _give(self, session_id: int, typed: str) -> str:
        """A name nobody has called under is asked about once more."""
        taker, why = read_taker_and_why(typed)
        sessions = self._work.desk.sessions
        try:
            is_sure = typed == self._asked_of
            given = sessions.hand_over_one(session_id, taker, is_sure=is_sure, why=why)
        except UnknownTakerError as unknown:
            self._asked_of = typed
            raise BadInput(f"{unknown} Enter again gives it.") from None
        return f"Given {taker_words(given)} Both are told."

    def _tell(self, text: str) -> str:
        self._work.desk.board.tell(self._row.agent, text)
        return f"Told {self._row.agent}."

    def _block(self, why: str) -> str:
        is_new = self._work.desk.board.block(self._row.agent, why)
        return f"{self._row.agent} is blocked{'' if is_new else ' already'}."

    def _unblock(self, _: str) -> str:
        self._work.desk.board.unblock(self._row.agent)
        return f"{self._row.agent} may go on."
