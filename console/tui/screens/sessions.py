"""The sessions and the plan: who has which, how far each is, when its people can be called."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from console.cards import SessionCard
from console.desk import RefusedError
from console.tui.keys import SESSIONS, bindings
from console.tui.present import clean, clock, fit, many, moment
from console.tui.screens.dialog import key_words
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.session_sign import session_sign
from console.tui.widgets.top_line import progress_bar
from console.tui.workplace import Workplace
from db.engine import DatabaseTrouble
from db.enums import SessionStatus

BAR = 8
"""Cells."""

WIDEST = 112
"""Cells of a page on a wider terminal."""


class SessionsScreen(ModalScreen[int | str | None]):
    """Answers with the session to start, "end", "bring_in", or None."""

    BINDINGS = bindings(SESSIONS)
    AUTO_FOCUS = "#sessions"

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._sessions: tuple[SessionCard, ...] = ()
        self._is_planning = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame"):
            yield Static(Content.styled("Sessions", "bold $text-accent"), classes="page-title")
            yield OptionList(id="sessions", compact=True, markup=False)
            yield NoticeLine(id="told")
            yield Static(key_words(SESSIONS), classes="page-keys")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        try:
            self._show(await self._work.reading.run(self._work.reports.sessions.all))
        except DatabaseTrouble as trouble:
            self._tell(str(trouble), "error")

    def _show(self, sessions: tuple[SessionCard, ...]) -> None:
        self._sessions = sessions
        now = self._work.clock()
        rows = self.query_one(OptionList)
        rows.clear_options()
        width = min(self.size.width, WIDEST) - 8
        for row in session_rows(sessions, now, self._work.here, width):
            rows.add_option(Option(row))
        if sessions:
            under_way = (
                index
                for index, session in enumerate(sessions)
                if session.status is SessionStatus.ACTIVE
            )
            rows.highlighted = next(under_way, 0)
        else:
            self._tell("No sessions yet: n splits the list into sessions of 25.")

    @on(OptionList.OptionSelected)
    def _choose(self, chosen: OptionList.OptionSelected) -> None:
        session = self._sessions[chosen.option_index]
        if session.status is SessionStatus.DONE:
            self._tell("That session is done: choose another.", "warning")
        elif session.status is SessionStatus.ACTIVE and session.agent == self._work.desk.agent:
            self.dismiss(None)
        else:
            self.dismiss(session.session_id)

    def action_press(self, pressed: str) -> None:
        if pressed == "n" and not self._is_planning:
            self._is_planning = True
            self.run_worker(self._plan())
        elif pressed == "e":
            mine = self._work.desk.agent
            active = SessionStatus.ACTIVE
            if any(one.status is active and one.agent == mine for one in self._sessions):
                self.dismiss("end")
            else:
                self._tell("No session of yours is under way.", "warning")
        elif pressed == "i":
            self.dismiss("bring_in")
        elif pressed == "escape":
            self.dismiss(None)

    async def _plan(self) -> None:
        """On the lane of the calls, for it writes."""
        try:
            new = await self._work.lane.run(self._work.desk.sessions.plan)
        except (DatabaseTrouble, RefusedError) as trouble:
            self._tell(str(trouble), "error")
            return
        finally:
            self._is_planning = False
        await self._read()
        if new.sessions:
            self._tell(f"{many(len(new.sessions), 'new session')} planned.")
        else:
            self._tell("Nothing to plan: every lead that can be called is in a session.")

    def _tell(self, text: str, severity: str = "information") -> None:
        self.query_one(NoticeLine).tell(clean(text), severity)


def session_rows(
    sessions: Sequence[SessionCard], now: datetime, here: str, width: int
) -> list[Content]:
    """Sign, name, bar, count, the span in the agent's time, who: each column as wide as it needs.

    What is left over is the name's.
    """
    counts = [f"{session.done}/{session.size}" for session in sessions]
    spans = [fit(span_words(session, now, here), 22) for session in sessions]
    agents = [fit(clean(session.agent or ""), 10) for session in sessions]
    widths = [max(map(cell_len, column), default=0) for column in (counts, spans, agents)]
    room = max(12, width - sum(widths) - BAR - 9)
    rows = []
    for session, count, span, agent in zip(sessions, counts, spans, agents, strict=True):
        name = Content(fit(clean(session.name), room))
        rows.append(
            Content.assemble(
                session_sign(session.status),
                " ",
                name.pad_right(room - name.cell_length),
                "  ",
                progress_bar(session.done, session.size, BAR),
                f" {count:>{widths[0]}}  ",
                (f"{span:<{widths[1]}}  ", "$foreground-muted"),
                agent,
            )
        )
    return rows


def span_words(session: SessionCard, now: datetime, here: str) -> str:
    """`until 23:00`, `tomorrow 13:00 – 21:00`."""
    opens, closes = session.span_opens_at, session.span_closes_at
    if opens is None or closes is None:
        return ""
    if opens <= now:
        return f"until {moment(closes, now, here)}"
    is_short = closes - opens < timedelta(hours=24)
    end = clock(closes, here) if is_short else moment(closes, now, here)
    return f"{moment(opens, now, here)} – {end}"
