"""The sessions and the plan: who has which, how far each is, when its people can be called."""

from datetime import datetime

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
from console.tui.present import clean, fit, many, moment
from console.tui.screens.dialog import key_words
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.session_sign import session_sign
from console.tui.widgets.top_line import progress_bar
from console.tui.workplace import Workplace
from db.engine import DatabaseTrouble
from db.enums import SessionStatus


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
            self._show(await self._work.reading.run(self._work.reports.sessions))
        except DatabaseTrouble as trouble:
            self._tell(str(trouble), "error")

    def _show(self, sessions: tuple[SessionCard, ...]) -> None:
        self._sessions = sessions
        now = self._work.clock()
        rows = self.query_one(OptionList)
        rows.clear_options()
        width = self.size.width - 8
        for session in sessions:
            row = session_row(session, now, self._work.here, width)
            rows.add_option(Option(row, id=str(session.session_id)))
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
            new = await self._work.lane.run(self._work.desk.plan)
        except (DatabaseTrouble, RefusedError) as trouble:
            self._tell(str(trouble), "error")
            return
        finally:
            self._is_planning = False
        await self._read()
        if new:
            self._tell(f"{many(len(new), 'new session')} planned.")
        else:
            self._tell("Nothing to plan: every lead that can be called is in a session.")

    def _tell(self, text: str, severity: str = "information") -> None:
        self.query_one(NoticeLine).tell(clean(text), severity)


def session_row(session: SessionCard, now: datetime, here: str, width: int) -> Content:
    """Sign, name, bar, count, the span in the agent's time, who."""
    room = max(16, min(34, width - 52))
    name = Content(fit(clean(session.name), room))
    when = ""
    if session.span_opens_at and session.span_closes_at:
        opens = moment(session.span_opens_at, now, here)
        closes = moment(session.span_closes_at, now, here)
        when = f"{opens} – {closes}" if session.span_opens_at > now else f"until {closes}"
    count = f"{session.done}/{session.size}"
    return Content.assemble(
        session_sign(session.status),
        " ",
        name.pad_right(room - name.cell_length),
        "  ",
        progress_bar(session.done, session.size, 10),
        f" {count:>7}  ",
        (f"{fit(when, 20):<20}  ", "$foreground-muted"),
        fit(clean(session.agent or ""), 10),
    )
