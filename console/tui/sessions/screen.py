"""The page of all sessions: start, plan, end or hand over one."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.cards.lead_context import Ahead
from console.cards.waiting import Outlook, Plan, SessionCard
from console.desk import RefusedError
from console.supervision.floor.board import with_board, without_session
from console.trouble import BadInput
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Planned, Workplace
from console.tui.drawing.looks import STYLES, styled
from console.tui.screens.over import Over
from console.tui.sessions.ending import HandOverScreen
from console.tui.sessions.groups import (
    Group,
    GroupRow,
    enter_label,
    find_cursor,
    first_unfolded,
    group_sessions,
    is_taken,
    is_under_way,
    list_rows,
)
from console.tui.sessions.left_out import LeftOutScreen, left_out_panel
from console.tui.sessions.screening import ScreeningScreen
from console.tui.sessions.table import Table, page_title
from console.tui.widgets.key_words import ROOM, KeyWords, key_words
from console.tui.widgets.next_rows import NextLeads
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import Words
from console.view.keys.key import OF_SUPERVISORS, SUPERVISORS_ONLY, Key
from console.view.keys.other_screens import SESSIONS
from console.view.sessions.sessions import (
    missed_words,
    outside_words,
    planned_in_short,
    taker_words,
)
from console.view.sessions.waiting import when_words
from console.view.text.cleaning import clean
from console.view.text.clocks import moment
from console.view.text.counts import many
from console.view.text.styled import Role
from db.engine.database import DatabaseTrouble
from db.enums import SessionStatus

MAX_WIDTH = 190
"""The most cells of the page, even in a wider terminal."""

BESIDE = 12
"""Cells beside the title: the margins and the clock."""

LEAST_ROWS, AROUND_ROWS = 11, 28
"""The fewest rows of sessions, and the rows of the page that are left for the next leads."""

SHOWN = [key for key in SESSIONS if key.action != "bring_in"]


class SessionsScreen(Over[int | str | None]):
    """List the sessions in groups, and act on the one under the cursor.

    Answer with the id of the session to start; "end"; "bring_in"; "given" (the agent handed over
    their own session under way); or None.
    """

    # On other pages `g` hands over, so accept it here as well as `h`.
    BINDINGS = bindings(SESSIONS) + [Binding("g", "press('hand_over')", show=False)]  # noqa: RUF005 - a literal would be mutable
    AUTO_FOCUS = "#sessions"

    def __init__(self, work: Workplace, offered: int | None = None) -> None:
        """`offered` is the id of the session that Enter would start: the cursor begins there."""
        super().__init__()
        self._work = work
        self._offered = offered
        self._sessions: tuple[SessionCard, ...] = ()
        self._outlook: Outlook | None = None
        self._without: list[str] = []
        """The agents at work who have no session."""
        self._unlisted_planned = 0
        self._rows: list[GroupRow] = []
        self._unfolded: set[str] | None = None
        self._is_writing = False
        self._warned_of: int | None = None
        self._is_end_asked = False
        """The session whose hand-over is asked about in the lines below the list."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows", id="sessions-page"):
            yield Words(id="session-title")
            yield Words(id="session-hours")
            yield Rows(id="sessions")
            yield Words(id="outside")
            yield Words(id="session-detail")
            with Horizontal(id="session-below"):
                yield NextLeads(self._work.here, id="session-next")
                yield Words(id="left-out")
            yield NoticeLine(id="told")
            yield KeyWords(
                key_words(self._work.usable(SHOWN)), id="session-keys", classes="page-keys"
            )

    def on_mount(self) -> None:
        self.run_worker(self._begin())
        self.set_interval(5, self._follow)  # seconds: colleagues call meanwhile

    def on_resize(self) -> None:
        self._show()

    async def _read(self) -> None:
        """Show the sessions at once, then the outlook, which has to count all leads."""
        reports = self._work.reports.sessions
        try:
            self._sessions = await self._work.reading.run(reports.all)
            planned = await self._work.reading.run(reports.count_planned)
            is_planned = (session.status is SessionStatus.PLANNED for session in self._sessions)
            self._unlisted_planned = planned - sum(is_planned)  # `all` returns the first ones only
            self._show()
            ask = partial(reports.outlook, self._sessions)
            self._outlook = await self._work.reading.run(ask)
            board = await self._work.reading.run(self._work.reports.board.look)
            today = await self._work.reading.run(self._work.reports.overview.today)
            without = without_session(with_board(today, board))
            self._without = [name for name in without if name != self._me]
        except DatabaseTrouble as trouble:
            self._tell(str(trouble), "error")
            return
        self._show()

    async def _follow(self) -> None:
        """Show what colleagues did meanwhile, unless another page covers this one."""
        if self._outlook is None or self._is_writing or self.app.screen is not self:
            return
        try:
            sessions = await self._work.reading.run(self._work.reports.sessions.all)
        except DatabaseTrouble:
            return  # the next key tells it
        if sessions != self._sessions:
            self._sessions = sessions
            self._show()

    async def _begin(self) -> None:
        """Show the page, then replan missed sessions and show it again if there were any."""
        await self._read()
        sessions, personal = self._work.reports.sessions, self._work.personal
        ask = partial(sessions.go_back, personal.session_size, personal.working_hours)
        replanned = 0
        try:
            # Each call replans a limited number and commits, so that no long transaction blocks
            # the claims of other agents; 0 means that none is left.
            while count := await self._work.reading.run(ask):
                replanned += count
        except DatabaseTrouble as trouble:
            self._tell(str(trouble), "error")
        if replanned:
            await self._read()
            self._tell(missed_words(replanned))

    @property
    def _groups(self) -> list[Group]:
        return group_sessions(self._sessions, self._work.clock())

    @property
    def _table(self) -> Table:
        lost = self._outlook.lost if self._outlook else {}
        # One cell is the scroll bar's: in a longer row the last bar would wrap out of sight.
        width = min(self.size.width, MAX_WIDTH) - 7
        now, here = self._work.clock(), self._work.here
        return Table(self._groups, lost, now, here, width, self.looks, self._offered)

    @property
    def _session(self) -> SessionCard | None:
        row = self._row
        return row if isinstance(row, SessionCard) else None

    @property
    def _keys(self) -> list[Key]:
        """Return the keys that work now. Enter's label says what it does with this row."""
        row, off = self._row, set[str]()
        if not any(map(is_taken, self._sessions)):
            off.add("hand_over")
        if not any(is_under_way(session, self._me) for session in self._sessions):
            off.add("end")
        if isinstance(row, SessionCard) and (
            row.status is SessionStatus.DONE or row.agent not in {None, self._me}
        ):
            off.add("start")
        if self._folded is None:
            off.add("open")
        on_enter = replace(SHOWN[0], label=enter_label(row, self._unfolded or set(), self._me))
        keys = [key for key in (on_enter, *SHOWN[1:]) if key.action not in off]
        folds = isinstance(row, Group)
        usable = [key for key in keys if (folds and key is on_enter) or self._work.usable([key])]
        has_room = key_words(usable).cell_length <= ROOM
        return usable if has_room else [key for key in usable if key.action != "open"]

    @property
    def _folded(self) -> Group | None:
        """The group of the row under the cursor, unless all of its sessions are shown."""
        row = self._row
        groups = (group for group in self._groups if row == group or row in group.sessions)
        group = next(groups, None)
        is_whole = group is None or all(card in self._rows for card in group.sessions)
        return None if is_whole else group

    def _open(self) -> None:
        if self._folded is not None:
            self._fold(self._folded)

    @property
    def _row(self) -> GroupRow | None:
        index = self.query_one("#sessions", Rows).highlighted
        return None if index is None or index >= len(self._rows) else self._rows[index]

    def _show(self) -> None:
        table, rows = self._table, self.query_one("#sessions", Rows)
        row_before, groups = self._row, self._groups
        if self._unfolded is None and self._sessions:
            room = max(LEAST_ROWS, self.size.height - AROUND_ROWS)
            self._unfolded = first_unfolded(groups, self._me, room, self._offered)
        unfolded = self._unfolded or set()
        self._rows = list_rows(groups, unfolded, self._offered)
        rows.clear_options()
        listed = {row.session_id for row in self._rows if isinstance(row, SessionCard)}
        contents = [
            table.row(
                row,
                sum(session.session_id in listed for session in row.sessions)
                if isinstance(row, Group)
                else 0,
            )
            for row in self._rows
        ]
        rows.add_options([Option(content) for content in contents])
        unlisted = self._unlisted_planned if self._sessions else None
        room = min(self.size.width, MAX_WIDTH) - BESIDE
        now, here = self._work.clock(), self._work.here
        title = page_title(groups, unlisted, self._without, now, here, room)
        self.query_one("#session-title", Words).show(title)
        self.query_one("#session-hours", Words).show(table.header() if self._sessions else "")
        if self._rows:
            rows.highlighted = find_cursor(row_before, self._rows, self._me, self._offered)
        self._show_detail()
        if self._outlook is not None:
            planned = self._unlisted_planned + sum(session.left for session in self._sessions)
            outside = styled(outside_words(self._outlook, planned))
            outside = outside.append(Content.styled(f"\n{table.legend}", STYLES[Role.MUTED]))
            self.query_one("#outside", Words).show(outside)
            self.query_one("#left-out", Words).show(left_out_panel(self._outlook, self.looks))

    @on(Rows.OptionHighlighted)
    def _show_detail(self) -> None:
        row = self._row
        size = self._work.personal.session_size
        empty = Content(f"No sessions yet: n splits the list into sessions of about {size}.")
        detail = empty if row is None else self._table.detail(row)
        self.query_one("#session-detail", Words).show(detail)
        self.set_class(detail.plain.count("\n") > 1, "warns")
        self.query_one("#session-keys", Static).update(key_words(self._keys))
        # Holding an arrow key starts many reads; `exclusive` keeps only the last.
        show: Callable[[], Awaitable[None]] = partial(self._show_next, self._session)
        self.run_worker(show, exclusive=True, group="next")

    async def _show_next(self, session: SessionCard | None) -> None:
        """Show the waiting leads of the session under the cursor."""
        waiting = Ahead()
        if session is not None and session.left:
            reports = self._work.reports.preparing
            try:
                waiting = await self._work.reading.run(partial(reports.ahead, session.session_id))
            except DatabaseTrouble:
                return
        self.query_one(NextLeads).show(waiting)

    @on(Rows.OptionSelected)
    def _choose(self, selected: Rows.OptionSelected) -> None:
        session = self._rows[selected.option_index]
        if isinstance(session, Group):
            self._fold(session)
            return
        if session.status is SessionStatus.DONE:
            self._tell("That session is done: choose another.", "warning")
        elif is_under_way(session, self._me):
            self.dismiss(None)
        elif session.agent not in {None, self._me}:
            agent = clean(session.agent or "")
            self._tell(f"{agent} has that session: h hands it over.", "warning")
        elif self._is_closed(session) and self._warned_of != session.session_id:
            self._warned_of = session.session_id
            assert session.span_opens_at is not None
            when = when_words(moment(session.span_opens_at, self._work.clock(), self._work.here))
            self._tell(f"It opens {when}: Enter again starts it anyway.", "warning")
        else:
            self.dismiss(session.session_id)

    def _is_closed(self, session: SessionCard) -> bool:
        """Return whether none of its leads may be called yet."""
        opens_at = session.span_opens_at
        return opens_at is not None and opens_at > self._work.clock()

    def _fold(self, group: Group) -> None:
        self._unfolded = (self._unfolded or set()) ^ {group.name}
        self._show()

    @property
    def _me(self) -> str:
        return self._work.desk.agent

    def action_press(self, action: str) -> None:
        is_end_asked, self._is_end_asked = self._is_end_asked, False
        if action == "end":
            self._end(is_asked=is_end_asked)
        elif action == "back":
            self.dismiss(None)
        elif self._work.desk.is_agents_login and action in OF_SUPERVISORS["sessions"]:
            self._tell(SUPERVISORS_ONLY)
        elif action == "bring_in":
            self.dismiss("bring_in")
        elif self._is_writing:
            self._tell("One moment: the last key is still being saved.")
        else:
            self._acts[action]()

    @property
    def _acts(self) -> Mapping[str, Callable[[], None]]:
        sessions = self._work.desk.sessions
        return {
            "plan": partial(self._begin_plan, sessions.plan),
            "replan": partial(self._begin_plan, sessions.replan),
            "screen": self._screen,
            "hand_over": self._hand_over,
            "why": self._why,
            "open": self._open,
        }

    def _begin_plan(self, make: Callable[..., Plan]) -> None:
        self._is_writing = True
        self._tell("Planning …")
        self.run_worker(self._plan(make))

    def _end(self, *, is_asked: bool) -> None:
        """End the agent's session under way, after a confirmation.

        The cursor may be on another session, so the question names the one that would end.
        """
        own = next((card for card in self._sessions if is_under_way(card, self._me)), None)
        if own is None:
            self._tell("No session of yours is under way.", "warning")
        elif is_asked:
            self.dismiss("end")
        else:
            self._is_end_asked = True
            left = f", its {many(own.left, 'lead')} left go back" if own.left else ""
            self._tell(f"e again ends {own.name}, which is under way{left}.", "warning")

    def _why(self) -> None:
        if self._outlook is None:
            self._tell("Counting …")
        else:
            plan = partial(self.action_press, "plan")
            self.app.push_screen(LeftOutScreen(self._outlook, self._work, plan))

    def _screen(self) -> None:
        self.run_worker(self._ask_whom())

    async def _ask_whom(self) -> None:
        async def plan(where: str) -> str:
            make = partial(self._work.desk.sessions.plan, where=where)
            self._is_writing = True
            return await self._plan(make)

        try:
            segments = await self._work.reading.run(self._work.reports.sessions.segments)
        except DatabaseTrouble as trouble:
            self._tell(str(trouble), "error")
            return
        self.app.push_screen(ScreeningScreen(segments, plan, self._work))

    def _hand_over(self) -> None:
        session = self._session
        if session is None or not is_taken(session):
            session = self._go_to_taken()
        if session is None:
            self._tell("No session is under way: none can be handed over.", "warning")
            return

        def leave(is_own: bool | None) -> None:  # noqa: FBT001 - Textual calls it so
            if is_own:
                self.dismiss("given")

        is_own = is_under_way(session, self._me)
        give = partial(self._give, session)
        self.app.push_screen(
            HandOverScreen(session, give, self._work, self._sessions, is_own=is_own),
            leave,
        )

    def _go_to_taken(self) -> SessionCard | None:
        """Move the cursor to the first session that can be handed over, and return it."""
        cards = ((row, index) for index, row in enumerate(self._rows))
        taken = ((row, index) for row, index in cards if isinstance(row, SessionCard))
        found = next(((row, index) for row, index in taken if is_taken(row)), None)
        if found is None:
            return None
        row, self.query_one("#sessions", Rows).highlighted = found
        return row

    async def _plan(self, make: Callable[..., Plan]) -> str:
        """Plan sessions; return the sentence that refused it, or ""."""
        personal = self._work.personal
        plan_sessions = partial(make, personal.session_size, hours=personal.working_hours)
        try:
            # On the lane of the calls, not of the reports: it writes.
            plan = await self._work.lane.run(plan_sessions)
        except (BadInput, DatabaseTrouble, RefusedError) as trouble:
            self._tell(str(trouble), "error")
            return str(trouble)
        finally:
            self._is_writing = False
        self.post_message(Planned())
        await self._read()
        self._tell(planned_in_short(plan))
        return ""

    async def _give(self, session: SessionCard, taker: str, is_sure: bool) -> str:  # noqa: FBT001 - the answer to a question
        hand_over = partial(self._work.desk.sessions.hand_over_session, session.session_id)
        try:
            handed = await self._work.lane.run(hand_over, taker or None, is_sure=is_sure)
        except (DatabaseTrouble, RefusedError) as trouble:
            return str(trouble)
        await self._read()
        self._tell(f"Given {taker_words(handed)}")
        return ""
