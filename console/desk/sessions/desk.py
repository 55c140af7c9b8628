"""An agent's calling sessions: plan, start, pause, end, look back.

Importing this module takes long. The first lead needs only `session_offer`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from console.cards.agent_day import Summary
from console.cards.waiting import Blocked, Fitting, HandedOver, Outlook, Plan, SessionCard
from console.desk.cards.session_card import prefers_best_hours, session_card
from console.desk.day.session_summary import own_work, summaries_of
from console.desk.queue.blocked_reasons import count_callable, why_of
from console.desk.queue.unplaced import together
from console.desk.seat import RefusedError, Seat, SessionTakenError
from console.desk.sessions import handover, lapsed_sessions
from console.desk.sessions.planning import (
    WITH_THE_PLAN,
    PlanOptions,
    asked_again,
    dissolve,
    draw,
    first_part,
    mark,
    mark_left,
    store,
)
from console.desk.sessions.session_offer import with_next_hours
from console.firm.personal_settings import SESSION_SIZE
from console.firm.settings import describe_owner
from console.judging.history.seal_copies import keep_seal
from console.judging.preferred_hours import learn_hours
from console.lists.screening import read_where, segments_of, sql_where
from console.rules.times.working_hours import WorkingHours
from db.audit import log
from db.audit.verification_results import seal_text
from db.engine.database import Connection
from db.enums import SessionStatus
from db.firm.settings import read_firm
from db.leads.screening import Where
from db.leads.session_marks import Unmarked
from db.reports.call_records import Complaint, Refusal, dials_refused, latest_complaints
from db.reports.report_counts import SessionTotals, totals_of_started
from db.sessions import changes, records
from db.sessions.free_leads import count_free, first_names, of_the_plan, of_whom
from db.sessions.planning import Asked, is_any_over
from db.tables.leads import in_sight

MAX_NAMED = 12
"""Leads that fit a screening and are named before they are planned."""

MAX_PLANNED = 200
"""Planned sessions shown at a time; a plan may have forty thousand."""


class SessionDesk:
    """The calling sessions of an agent, and those of the firm. Each method is one transaction."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._unmarked: Sequence[Unmarked] = ()

    def all(
        self, limit: int = MAX_PLANNED, *, are_everybodys: bool = False
    ) -> tuple[SessionCard, ...]:
        """Return the sessions under way, those that this agent ended today, then planned ones.

        At most `limit` planned ones, best first: those that this agent may start, or all of them
        if `are_everybodys`. A session under way whose hours are over gets the next hours in which
        all its remaining leads may be called.
        """
        seat, now = self._seat, self._seat.clock()
        with seat.database.read() as connection:
            by_hours = prefers_best_hours(connection, now)
            owners = None if are_everybodys else seat.mine_in(connection)
            day = seat.day_start(now)
            rows = records.sessions_for(
                connection, seat.agent, day, now, limit, owners, by_hours=by_hours
            )
            cards = [session_card(row) for row in rows]
            under_way = {SessionStatus.ACTIVE, SessionStatus.PAUSED}
            begun = [card for card in cards if card.status in under_way]
            by_id = {
                card.session_id: card for card in with_next_hours(seat, connection, begun, now)
            }
            return tuple(by_id.get(card.session_id, card) for card in cards)

    def count_planned(self) -> int:
        """Count the planned sessions that this agent may start."""
        with self._seat.database.read() as connection:
            return records.count_planned(connection, self._seat.mine_in(connection))

    def outlook(self, shown: Sequence[SessionCard]) -> Outlook:
        """Count the leads outside the plan, and those that these sessions can no longer call."""
        seat = self._seat
        with seat.reading() as (connection, now):
            return lapsed_sessions.outlook_of(connection, seat.openings, shown, seat.agent, now)

    def read(self, session_id: int) -> SessionCard | None:
        """Return the session with this id, None where there is none."""
        with self._seat.database.read() as connection:
            row = records.read_session(connection, session_id)
            return None if row is None else session_card(row)

    def plan(
        self,
        size: int = SESSION_SIZE,
        list_name: str | None = None,
        where: str = "",
        hours: WorkingHours | None = None,
        *,
        mixes_lists: bool = False,
    ) -> Plan:
        """Split the leads that are in no session into sessions.

        `where` is a screening: an expression or `@SEGMENT`. A session has leads of one list, unless
        `mixes_lists` or the agent's setting allows several. Raises BadInput.
        """
        return self._plan([Asked(list_name, where)], size, hours, mixes_lists=mixes_lists)

    def replan(
        self,
        size: int = SESSION_SIZE,
        list_name: str | None = None,
        where: str | None = None,
        hours: WorkingHours | None = None,
        *,
        mixes_lists: bool = False,
    ) -> Plan:
        """Plan the sessions again that nobody has begun; the others stay.

        Each keeps its list and its screening, as these are defined now. `list_name` limits the act
        to one list. `where` replaces the screenings; "" removes them. Raises BadInput before
        anything is changed.
        """
        seat, now = self._seat, self._seat.clock()
        with seat.database.read() as connection:
            asked = [Asked(list_name, where or "")]
            if where is None:
                asked = asked_again(connection, list_name)
            for request in asked:  # raise BadInput before anything is dissolved
                self._screened(connection, request.screening, now)
        count = dissolve(seat.database, list_name, seat.agent, now)
        plan = self._plan(asked, size, hours, mixes_lists=mixes_lists)
        return replace(plan, dissolved=count)

    def go_back(self, size: int = SESSION_SIZE, hours: WorkingHours | None = None) -> int:
        """Plan some of the missed sessions again; return how many.

        Call it until it returns 0, and never while a key waits.
        """
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            if not is_any_over(connection, now):
                return 0
        return lapsed_sessions.go_back(self._seat, size, hours, now)

    def mark_some(self) -> bool:
        """Mark some of the leads that a large plan of this desk put into sessions.

        Return whether any are left. Call it until none are, and never while a key waits.
        """
        part = first_part(self._unmarked)
        # Remove the part first: a plan made while it is marked adds sessions to `_unmarked`.
        self._unmarked = self._unmarked[len(part) :]
        mark(self._seat.database, part)
        self._seat.database.give_way()
        return bool(self._unmarked)

    def _plan(
        self, asked: Sequence[Asked], size: int, hours: WorkingHours | None, *, mixes_lists: bool
    ) -> Plan:
        """Make one plan after another. A lead that fits several is in the first."""
        seat, now = self._seat, self._seat.clock()
        sessions: list[SessionCard] = []
        unplaced: list[Blocked] = []
        earlier: list[Sequence[Where]] = []
        mixes_lists = mixes_lists or seat.wishes.mixes_lists
        mark_left(seat.database)
        with seat.database.read() as connection:
            seat.openings.update(connection, now)
            best = learn_hours(seat.openings, connection, now)
        for request in asked:
            with seat.database.read() as connection:
                seat.openings.update(connection, now)
                screened = self._screened(connection, request.screening, now)
                options = PlanOptions(
                    size, request, screened, hours, tuple(earlier), mixes_lists=mixes_lists
                )
                draft = draw(connection, seat.openings, options, seat.agent, now)
            cards, unmarked = store(seat.database, draft, seat.agent, now)
            if sum(session.size for session in unmarked) <= WITH_THE_PLAN:
                mark(seat.database, unmarked)
            else:
                self._unmarked = [*self._unmarked, *unmarked]
            sessions += cards
            unplaced += draft.unplaced
            earlier.append(of_whom(request.list_name, screened))
        return Plan(tuple(sessions), together(unplaced), best=best)

    def segments(self) -> Mapping[str, str]:
        """Return the saved screenings, by name."""
        with self._seat.database.read() as connection:
            return segments_of(connection)

    def fitting(self, where: str, *, outside_plan: bool) -> Fitting:
        """Count the leads that fit a screening: all open ones, or those that can be planned.

        The first ones are named. Raises BadInput for a screening that cannot be read.
        """
        seat, now = self._seat, self._seat.clock()
        closed: Mapping[int, int] = {}
        with seat.database.read() as connection:
            wanted = of_whom(None, self._screened(connection, where, now))
            if not outside_plan:
                conditions = [in_sight(), *wanted]
                free = count_free(connection, conditions, seat.agent, now)
            else:
                seat.openings.update(connection, now)
                conditions = of_the_plan(wanted)
                free, closed = lapsed_sessions.count_by_place(
                    connection, seat.openings, conditions, seat.agent, now
                )
            names = first_names(connection, conditions, closed, seat.agent, now, MAX_NAMED)
            return Fitting(sum(free.values()) - sum(closed.values()), tuple(names))

    def _screened(self, connection: Connection, where: str, now: datetime) -> Where | None:
        if not where:
            return None
        return sql_where(connection, read_where(connection, where, now, self._seat.zone))

    def start(self, session_id: int) -> SessionCard:
        """Make it this agent's active session; pause the one that was active.

        Raises SessionTakenError where the agent cannot have it, RefusedError for a blocked agent.
        """
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            self._seat.require_free(connection)
            row = records.read_session(connection, session_id)
            if row is not None and row.owner not in self._seat.mine_in(connection):
                whose = describe_owner(read_firm(connection), row.owner)
                raise SessionTakenError(f"Its leads belong to {whose}: choose another session.")
            return self._start(connection, session_id, now)

    def start_next(self) -> SessionCard | None:
        """Start the best free session whose hours have begun; None where there is none.

        However many agents call this at once, each gets a session of their own. Raises
        RefusedError for a blocked agent.
        """
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            self._seat.require_free(connection)
            agent, owners = self._seat.agent, self._seat.mine_in(connection)
            by_hours = prefers_best_hours(connection, now)
            # PostgreSQL locks the row, and the next agent's query skips it.
            row = records.best_waiting(
                connection, agent, owners, now, by_hours=by_hours, locks=True
            )
            if row is None or not _is_open(row, now):
                return None
            return self._start(connection, row.id, now)

    def _start(self, connection: Connection, session_id: int, now: datetime) -> SessionCard:
        changes.pause(connection, self._seat.agent, now)
        if not changes.start(connection, session_id, self._seat.agent, now):
            raise SessionTakenError(
                "Another agent has that session, or it is done: choose another."
            )
        row = records.read_session(connection, session_id)
        if row is None:
            raise SessionTakenError("That session is gone: choose another.")
        return session_card(row)

    def end(self) -> Summary:
        """End the active session. Leads that were not reached return to the list."""
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            active = records.active_session(connection, self._seat.agent)
            if active is None:
                raise RefusedError("No session is under way.")
            returned = changes.end(connection, active.id, now)
            detail = {"session": active.id, "returned": returned}
            log.append(connection, now, self._seat.agent, "session_end", detail)
        # Outside the transaction above: the file must not name a session end that is rolled back.
        head, untold = keep_seal(self._seat.database, now, in_file_alone=True)
        with self._seat.database.write() as connection:
            own = own_work(self._seat, connection, now)
        return replace(self.summary(active.id), seal=seal_text(head), seal_warnings=untold, own=own)

    def hand_over(
        self, giver: str, taker: str | None, *, is_sure: bool = False, why: str = ""
    ) -> HandedOver:
        """Give all of an agent's work to another, or with None to the team. Raises RefusedError.

        Raises UnknownTakerError for an agent who has never called here, unless `is_sure`.
        """
        return handover.hand_over(self._seat, giver, taker, is_sure=is_sure, why=why)

    def hand_over_session(
        self, session_id: int, taker: str | None, *, is_sure: bool = False, why: str = ""
    ) -> HandedOver:
        """Give one session to another agent, or with None to the team. Raises as `hand_over`."""
        return handover.hand_over_session(self._seat, session_id, taker, is_sure=is_sure, why=why)

    def summary(self, session_id: int) -> Summary:
        """Return the results of one session. Raises RefusedError for one that does not exist."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            summaries = summaries_of(connection, now, 1, session_id)
        if not summaries:
            raise RefusedError(f"There is no session {session_id}.")
        return summaries[0]

    def callable_before(self, offer: SessionCard) -> tuple[int, int, datetime | None]:
        """Count the leads that may be called while an offered session is not open for all of them.

        Returns how many of its own, how many in no session, and when the next of both may be
        called. (0, 0, None) once the session is open.
        """
        seat, now = self._seat, self._seat.clock()
        opens, closes = offer.span_opens_at, offer.span_closes_at
        if opens is not None and opens <= now and (closes is None or closes > now):
            return 0, 0, None
        with seat.database.read() as connection:
            seat.openings.update(connection, now)
            owners = seat.mine
            why = why_of(connection, seat.openings, offer.session_id, now, owners)
            free, opens_at = count_callable(connection, seat.openings, seat.agent, owners, now)
            openings = [blocked.opens_at for blocked in why.blocked]
            return why.callable, free, min(filter(None, (opens_at, *openings)), default=None)

    def summaries(
        self,
        limit: int | None,
        agent: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        list_name: str | None = None,
    ) -> tuple[Summary, ...]:
        """Return the results of started sessions, newest first, of every agent or of one.

        `since` and `until` bound the start of a session. A `limit` of None returns all.
        """
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            return summaries_of(connection, now, limit, None, agent, since, until, list_name)

    def totals(
        self,
        agent: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        list_name: str | None = None,
    ) -> SessionTotals:
        """Add up the sessions that `summaries` returns without a limit."""
        with self._seat.database.read() as connection:
            return totals_of_started(connection, agent, since, until, list_name)

    def complaints(self, limit: int = 20) -> tuple[Complaint, ...]:
        """Return the latest complaints of all agents, newest first."""
        with self._seat.database.read() as connection:
            return latest_complaints(connection, limit)

    def refusals(self, limit: int = 100) -> tuple[Refusal, ...]:
        """Return the latest refused dials of all agents, newest first."""
        with self._seat.database.read() as connection:
            return dials_refused(connection, limit)


def _is_open(row: records.SessionOfList, now: datetime) -> bool:
    """Return whether the planned hours include this instant, or there are none."""
    opens, closes = row.span_opens_at, row.span_closes_at
    return (opens is None or opens <= now) and (closes is None or closes > now)
