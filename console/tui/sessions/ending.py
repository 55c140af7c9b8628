"""Dialogs about the end of a session: end it or quit; hand it over to somebody else."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from console.cards.lead_context import UpcomingLead
from console.cards.today import AgentState, AgentToday
from console.cards.waiting import SessionCard
from console.rules.shift.session_name_parts import shorter_names
from console.supervision.floor.board import (
    here_of,
    nothing_yet,
    now_of,
    with_board,
    without_session,
)
from console.tui.base.bindings import ENTER_AGAIN, EnterGuard, bindings
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import STYLES
from console.tui.screens.dialog import Dialog, Line
from console.tui.widgets.key_words import KeyWords, key_row
from console.tui.widgets.next_rows import ahead_rows
from console.tui.widgets.panels import pad, side_by_side
from console.tui.widgets.rows import MARK, chosen_row
from console.tui.widgets.text_widget import one_row, stack
from console.view.floor.today import percent, sign_of, state_words
from console.view.keys.other_screens import ENDING, HANDING_OVER
from console.view.sessions.pace import span_words
from console.view.text.cleaning import clean
from console.view.text.counts import many, or_dot, worked_words
from db.engine.database import DatabaseTrouble
from db.enums import SessionStatus

NOTHING_KEPT = "Throws this database away: its people are invented."


HEAD = 23
"""Cells of a colleague's row before the session, without the name."""

WIDE, LEFT, GAP, MAX_LEADS = 170, 100, 4, 10
"""The fewest cells of a terminal that shows the next leads of the session beside the colleagues,
the cells of the colleagues there, the gap, and the most leads."""

MAX_DIGITS = 9
"""Colleagues that a digit names."""

AGENT = "agent"
TEAM, ANYBODY = "0", "whoever comes first"
"""The digit for the whole team, and the words beside it."""


class EndingScreen(Dialog[str | None]):
    """Ask whether to end the session or only quit; answer "end", "quit" or None."""

    BINDINGS = bindings(ENDING)

    def __init__(
        self,
        session: SessionCard | None,
        *,
        has_lead: bool,
        is_on_call: bool,
        is_kept: bool = True,
    ) -> None:
        super().__init__()
        self._is_kept = is_kept
        self._session = session
        self._has_lead = has_lead
        self._is_on_call = is_on_call

    def compose(self) -> ComposeResult:
        body = KeyWords(self._body(), classes="dialog-body")
        back = [key for key in ENDING if key.action == "back"]
        session = f" · {clean(self._session.name)}" if self._session is not None else ""
        yield from self.frame(f"Stop here?{session}", [body], back)

    def show(self, session: SessionCard) -> None:
        """Show fresh counts of the session: other agents may have merged or barred its leads."""
        self._session = session
        # A loop, not query_one: the count may arrive before the dialog has composed its body.
        for body in self.query(".dialog-body").results(KeyWords):
            body.update(self._body())

    def _body(self) -> Content:
        """Return the keys, each with what it does."""
        words: dict[str, str] = {}
        if self._session is not None and not self._is_on_call:
            left = many(self._session.left, "lead")
            words["end"] = f"Gives its {left} back, then shows its summary."
            words["quit"] = "Keeps the session for your return."
            if self._has_lead:
                words["quit"] += " This lead is let go."
        elif self._is_on_call:
            words["quit"] = "The call waits for its outcome: it is here on your return."
        else:
            lead = "The lead goes back to the list." if self._has_lead else "No lead is held."
            words["quit"] = lead
        if not self._is_kept:
            words["quit"] = NOTHING_KEPT
        rows = [key_row(key, words[key.action]) for key in ENDING if key.action in words]
        if self._session is not None:
            so_far = f"So far {worked_words(self._session)}, {self._session.left} left."
            rows += [Content(""), Content.styled(so_far, "$foreground-muted")]
        return stack(rows)

    def action_press(self, action: str) -> None:
        if action == "end" and (self._session is None or self._is_on_call):
            return
        self.dismiss(None if action == "back" else action)


Give = Callable[[str, bool], Awaitable[str]]
"""Hand the session to the agent named ("" for the team); return "", a refusal or a question.

The second argument says whether a second Enter has confirmed that question.
"""


def _does(agent: AgentToday, me: str, now: datetime) -> Content:
    """Return what an agent does now, if anything is known of it."""
    if agent.agent == me:
        return Content.styled("yourself", "$foreground-muted")
    state = state_words(agent, now) if agent.since else ""
    return Content.styled(state, STYLES[sign_of(agent, now)[1]])


class HandOverScreen(Dialog[bool | None]):
    """Ask who takes over a session; answer True if it was the agent's own session under way."""

    BINDINGS = bindings(HANDING_OVER)
    FILLS = True

    def __init__(
        self,
        session: SessionCard,
        give: Give,
        work: Workplace,
        sessions: Sequence[SessionCard],
        *,
        is_own: bool,
    ) -> None:
        """`sessions` are those of all colleagues, whom the dialog names beside them."""
        super().__init__()
        self._work_of = {
            card.agent: card
            for card in sessions
            if card.agent and card.status in {SessionStatus.ACTIVE, SessionStatus.PAUSED}
        }
        self._colleagues: list[str] = []
        self._rows: list[Content] = []
        """The heads of the colleagues' columns, then a row for each."""
        self._ahead: tuple[UpcomingLead, ...] = ()
        """The next leads of the session, in a dialog that has room for them."""
        self._free = 0
        """How many of those have no session; they come first."""
        self._enter_guard = EnterGuard(work)
        self._work = work
        self._session = session
        self._give = give
        self._is_own = is_own
        self._asked_about = ""
        """The name that the last question was about; Enter on the same name confirms it.

        It starts as "", which means the team: the dialog has already asked about that.
        """

    def compose(self) -> ComposeResult:
        state = Static(self._state(), markup=False, classes="dialog-body")
        line = Line(placeholder="a colleague’s name or digit")
        title = f"Who goes on with {clean(self._session.name)}?"
        yield from self.frame(title, [state, line, Static(id="at-work")], HANDING_OVER)

    def _state(self) -> str:
        """Say how far the session is and until when it can be called."""
        session, now, here = self._session, self._work.clock(), self._work.here
        whose = clean(session.agent or "")
        left = [worked_words(session), f"{session.left} left", span_words(session, now, here)]
        return f"{whose} is in it: {', '.join(filter(None, left))}. Its calls stay {whose}’s."

    def on_mount(self) -> None:
        self._mark_taker()
        self.run_worker(self._read())

    async def _read(self) -> None:
        reports, run = self._work.reports, self._work.reading.run
        try:
            if self.size.width >= WIDE:
                ask = partial(reports.preparing.ahead, self._session.session_id)
                self._ahead = (await run(ask)).leads
            board = await run(reports.board.look)
            names = sorted({*here_of(board), *board.at_work})
            self._show_colleagues([now_of(nothing_yet(name), board) for name in names], board.at)
            today = with_board(await run(reports.overview.today), board)
        except DatabaseTrouble:
            return  # only suggestions or figures are missing: a name can still be typed
        names += without_session(today)
        self._show_colleagues([row for row in today.agents if row.agent in names], board.at)

    def _show_colleagues(self, agents: Sequence[AgentToday], now: datetime) -> None:
        """Show the colleagues, those without a session first, those on a call and oneself last."""
        me, busy = self._work.desk.agent, AgentState.ON_CALL
        known = [row for row in agents if row.agent != self._session.agent]
        known.sort(key=lambda row: (row.agent in self._work_of, row.agent == me, row.state is busy))
        self._colleagues = [row.agent for row in known]
        if not known or not self.is_attached:
            return
        self.query_one(Line).suggester = SuggestFromList(self._colleagues, case_sensitive=False)
        body = self.query_one("#at-work", Static)
        width, names = (
            min(body.size.width, LEFT) - len(MARK),
            2 + max(cell_len(name) for name in (AGENT, *(clean(row.agent) for row in known))),
        )
        states = {row.agent: _does(row, me, now) for row in known}
        room = width - HEAD - names - max(state.cell_length for state in states.values()) - 2
        work = {row.agent: self._worked(row.agent, room) for row in known}
        cells = 2 + max(cell_len(session) for _, session in work.values())
        heads = f"  {AGENT:{names}}dials  reach   done  {'session':<{cells}}now"
        rows = [Content.styled(heads, "$foreground-muted")]
        self._free = sum(row.agent not in self._work_of for row in known[:MAX_DIGITS])
        for at, row in enumerate(known[:MAX_DIGITS], 1):
            is_free = at <= self._free
            done, session = work[row.agent]
            dials = or_dot(row.figures.dials)
            rows.append(
                Content.assemble(
                    (f"{at} ", "bold $text-accent"),
                    (pad(clean(row.agent), names), "bold" if is_free else ""),
                    f"{dials:>5}{percent(row.figures.reach):>7}",
                    (f"{done:>7}  ", "$foreground-muted"),
                    (pad(session, cells), "" if is_free else "$foreground-muted"),
                    states[row.agent],
                )
            )
        if len(known) > MAX_DIGITS:
            more = f"  … {len(known) - MAX_DIGITS} more"
            rows.append(Content.styled(more, "$foreground-muted"))
        self._rows = [one_row(row, width) for row in rows]
        self._mark_taker()

    def _mark_taker(self) -> None:
        """Mark the row of whom Enter gives the session: the team as long as nothing is typed."""
        typed = self.query_one(Line).value.casefold()
        takers = ["", *(clean(name).casefold() for name in self._colleagues[:MAX_DIGITS])]
        team = Content.assemble((f"{TEAM} ", "bold $text-accent"), (ANYBODY, "bold"))
        body, looks = self.query_one("#at-work", Static), self.looks
        width = min(body.size.width, LEFT) if self._ahead else body.size.width
        shown = [row.pad_left(len(MARK)) for row in self._rows[:1]]
        for at, row in enumerate([team, *self._rows[1:]]):
            if at == self._free + 1:
                shown.append(Content(""))  # parts those who have a session
            is_taker = takers[at : at + 1] == [typed]
            shown.append(chosen_row(row, width, looks) if is_taker else row.pad_left(len(MARK)))
        table = stack(shown)
        if self._ahead:
            room = body.size.width - LEFT - GAP
            rows = [Content.styled("Its next leads", looks.muted)]
            rows += ahead_rows(self._ahead[:MAX_LEADS], room, looks)
            if more := self._session.left - len(self._ahead[:MAX_LEADS]):
                rows.append(Content.styled(f"… {more} more", looks.muted))
            table = side_by_side(table, stack(rows), LEFT + GAP)
        body.update(table)

    def _worked(self, agent: str, room: int) -> tuple[str, str]:
        """Return how far an agent's session is, and its name as whole as it fits into `room`."""
        if (card := self._work_of.get(agent)) is None:
            return "", "no session"
        forms = list(shorter_names(clean(card.name)))
        name = next((form for form in forms if cell_len(form) <= room), forms[-1])
        return f"{card.done}/{card.size}", name

    @on(Input.Changed)
    def _choose(self, typed: Input.Changed) -> None:
        """Put in the name that a digit stands for; Enter gives it the session."""
        if (name := self._named_by(typed.value)) != typed.value:
            self.query_one(Line).suggest(name)
        self._mark_taker()

    def _named_by(self, typed: str) -> str:
        """Return the name that a digit stands for, else what was typed."""
        takers = ["", *map(clean, self._colleagues[:MAX_DIGITS])]
        return {str(at): name for at, name in enumerate(takers)}.get(typed, typed)

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        # Enter right behind a digit comes before the digit's name is in the line.
        taker = self._named_by(clean(typed.value))
        if taker == self._asked_about and self._enter_guard.is_too_early:
            self.refuse(ENTER_AGAIN)
        else:
            self.run_worker(self._hand_over(taker), exclusive=True)

    async def _hand_over(self, taker: str) -> None:
        is_listed = taker in map(clean, self._colleagues)  # so it is not mistyped
        objection = await self._give(taker, is_listed or taker == self._asked_about)
        if not objection:
            self.dismiss(self._is_own)
            return
        self._asked_about = taker
        self._enter_guard.restart()
        again = " Enter again gives it." if objection.endswith("?") else ""
        self.refuse(f"{objection}{again}")
