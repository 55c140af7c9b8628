"""An agent's calling sessions: planned, started, paused, ended, looked back on."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from console.cards.session import SessionCard
from console.desk.cards.session_card import come_first, next_session, session_card
from console.desk.seat import RefusedError, Seat, SessionTakenError
from console.desk.sessions.session_hours import with_hours_to_come
from console.firm.personal import SESSION_SIZE
from console.firm.territories import say_whose
from db.engine.database import Connection
from db.enums import SessionStatus
from db.firm.settings import read_firm
from db.sessions import records
from db.sessions.free_leads import of_whom

if TYPE_CHECKING:
    from console.cards.plan import HandedOver, Outlook, Plan
    from console.cards.summary import Summary
    from console.cards.waiting import Blocked
    from console.rules.times.working_hours import WorkingHours
    from db.leads.screening import Where
    from db.leads.session_marks import Unmarked
    from db.reports.call_records import Complaint, Refusal
    from db.reports.report_counts import SessionTotals
    from db.sessions.planning import Asked

MOST = 200
"""Planned sessions shown at a time; a plan may have forty thousand."""


class SessionDesk:
    """The part of the desk that deals in calling sessions; each method one transaction."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._unmarked: Sequence[Unmarked] = ()

    def all(self, most: int = MOST, *, are_everybodys: bool = False) -> tuple[SessionCard, ...]:
        """Sessions begun and not done, this agent's done ones of today, then those planned.

        Those begun whose time is over have the next hours in which all left may be called.

        Of the planned ones at the most so many, best worked first, and those that this agent may
        start, unless they `are_everybodys`.
        """
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            day = self._seat.day_start(now)
            by_hours = come_first(connection, now)
            mine = None if are_everybodys else self._seat.mine_in(connection)
            agent = self._seat.agent
            found = records.sessions_for(connection, agent, day, now, most, mine, by_hours=by_hours)
            cards = [session_card(row) for row in found]
            begun = {SessionStatus.ACTIVE, SessionStatus.PAUSED}
            said = with_hours_to_come(
                self._seat, connection, [one for one in cards if one.status in begun], now
            )
            by_id = {one.session_id: one for one in said}
            return tuple(by_id.get(one.session_id, one) for one in cards)

    def count_planned(self) -> int:
        with self._seat.database.read() as connection:
            return records.count_planned(connection, self._seat.mine_in(connection))

    def outlook(self, shown: Sequence[SessionCard]) -> "Outlook":
        """What stands outside the plan, and what of these sessions is lost to it."""
        from console.desk.sessions.lapsed_sessions import outlook_of

        seat, now = self._seat, self._seat.clock()
        with seat.database.read() as connection:
            seat.openings.update(connection, now)
            return outlook_of(connection, seat.openings, shown, seat.agent, now)

    def one(self, session_id: int) -> SessionCard | None:
        with self._seat.database.read() as connection:
            row = records.read_session(connection, session_id)
            return None if row is None else session_card(row)

    def plan(
        self,
        size: int = SESSION_SIZE,
        list_name: str | None = None,
        where: str = "",
        hours: "WorkingHours | None" = None,
    ) -> "Plan":
        """Splits the leads that are in no session into sessions.

        `where` is a screening: an expression or `@SEGMENT`. Raises BadInput.
        """
        from db.sessions.planning import Asked

        return self._plan([Asked(list_name, where)], size, hours)

    def replan(
        self,
        size: int = SESSION_SIZE,
        list_name: str | None = None,
        where: str | None = None,
        hours: "WorkingHours | None" = None,
    ) -> "Plan":
        """Takes back the sessions that nobody has begun and plans anew; the others stand.

        Of the same list and by the same screening as each was planned, read as they are now.
        `list_name` limits both to one list; `where` is asked instead, "" of everybody. Raises
        BadInput, and then nothing was taken back.
        """
        from console.desk.sessions.planning import asked_again, dissolve
        from db.sessions.planning import Asked

        seat, now = self._seat, self._seat.clock()
        with seat.database.read() as connection:
            asked = [Asked(list_name, where or "")]
            if where is None:
                asked = asked_again(connection, list_name)
            for one in asked:
                self._screened(connection, one.screening, now)
        gone = dissolve(seat.database, list_name, seat.agent, now)
        return replace(self._plan(asked, size, hours), dissolved=gone)

    def go_back(self, size: int = SESSION_SIZE, hours: "WorkingHours | None" = None) -> int:
        """Plans anew a part of the sessions that nobody began and whose span is over.

        Returns how many went back; again, until it is 0. Never where a key waits for it.
        """
        from db.sessions.planning import is_any_over

        now = self._seat.clock()
        with self._seat.database.read() as connection:
            if not is_any_over(connection, now):
                return 0
        from console.desk.sessions.lapsed_sessions import go_back

        return go_back(self._seat, size, hours, now)

    def mark_some(self) -> bool:
        """Marks some of those whom a large plan of this desk has put into sessions.

        Returns whether more are left; again, until none are. Never where a key waits for it.
        """
        from console.desk.sessions.planning import first_part, mark

        some = first_part(self._unmarked)
        self._unmarked = self._unmarked[len(some) :]  # before: a plan may be made meanwhile
        mark(self._seat.database, some)
        return bool(self._unmarked)

    def _plan(self, asked: "Sequence[Asked]", size: int, hours: "WorkingHours | None") -> "Plan":
        """One plan after another; who fits several is in the first."""
        from console.cards.plan import Plan
        from console.desk.queue.best_hours import learn_hours
        from console.desk.queue.unplaced import together
        from console.desk.sessions.planning import (
            WITH_THE_PLAN,
            PlanOptions,
            draw,
            mark,
            mark_left,
            store,
        )

        seat, now = self._seat, self._seat.clock()
        made: list[SessionCard] = []
        unplaced: list[Blocked] = []
        besides: list[Sequence[Where]] = []
        mark_left(seat.database)
        with seat.database.read() as connection:
            seat.openings.update(connection, now)
            best = learn_hours(seat, connection, now)
        for one in asked:
            with seat.database.read() as connection:
                seat.openings.update(connection, now)
                screened = self._screened(connection, one.screening, now)
                wish = PlanOptions(size, one, screened, hours, tuple(besides))
                drawn = draw(connection, seat.openings, wish, seat.agent, now)
            cards, unmarked = store(seat.database, drawn, seat.agent, now)
            if sum(one.size for one in unmarked) <= WITH_THE_PLAN:
                mark(seat.database, unmarked)
            else:
                self._unmarked = [*self._unmarked, *unmarked]
            made += cards
            unplaced += drawn.unplaced
            besides.append(of_whom(one.list_name, screened))
        return Plan(tuple(made), together(unplaced), best=best)

    def segments(self) -> Mapping[str, str]:
        """The screenings that were saved, by name."""
        from console.lists.screening import segments_of

        with self._seat.database.read() as connection:
            return segments_of(connection)

    def _screened(self, connection: Connection, where: str, now: datetime) -> "Where | None":
        if not where:
            return None
        from console.lists.screening import read_where, sql_where

        return sql_where(connection, read_where(connection, where, now, self._seat.zone))

    def start(self, session_id: int) -> SessionCard:
        """Makes it this agent's active session (an active one is paused).

        Raises SessionTakenError where the agent cannot have it, RefusedError for a blocked agent.
        """
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            self._seat.require_free(connection)
            found = records.read_session(connection, session_id)
            if found is not None and found.owner not in self._seat.mine_in(connection):
                whose = say_whose(read_firm(connection), found.owner)
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
            agent, mine = self._seat.agent, self._seat.mine_in(connection)
            by_hours = come_first(connection, now)
            row = records.best_waiting(connection, agent, mine, now, by_hours=by_hours, locks=True)
            if row is None or not _is_open(row, now):
                return None
            return self._start(connection, row.id, now)

    def _start(self, connection: Connection, session_id: int, now: datetime) -> SessionCard:
        from db.sessions import changes

        changes.pause(connection, self._seat.agent, now)
        if not changes.start(connection, session_id, self._seat.agent, now):
            raise SessionTakenError(
                "Another agent has that session, or it is done: choose another."
            )
        row = records.read_session(connection, session_id)
        if row is None:
            raise SessionTakenError("That session is gone: choose another.")
        return session_card(row)

    def end(self) -> "Summary":
        """Ends the active session; what was not reached goes back to the list."""
        from console.desk.day.weeks import own_work
        from console.judging.history.seal_copies import keep_seal
        from db.audit import log  # late: the first lead writes no entry
        from db.audit.seals import seal_text
        from db.sessions import changes

        now = self._seat.clock()
        with self._seat.database.write() as connection:
            active = records.active_session(connection, self._seat.agent)
            if active is None:
                raise RefusedError("No session is under way.")
            returned = changes.end(connection, active.id, now)
            detail = {"session": active.id, "returned": returned}
            log.append(connection, now, self._seat.agent, "session_end", detail)
        head, untold = keep_seal(self._seat.database, now, in_file_alone=True)
        with self._seat.database.write() as connection:
            own = own_work(self._seat, connection, now)
        found = self.summary(active.id)
        return replace(found, seal=seal_text(head), seal_warnings=untold, own=own)

    def hand_over(
        self, giver: str, taker: str | None, *, is_sure: bool = False, why: str = ""
    ) -> "HandedOver":
        """All of an agent's work, to another or (None) to the team. Raises RefusedError.

        Raises UnknownTakerError for a name nobody has called under, unless it `is_sure`.
        """
        from console.desk.sessions.handover import hand_over

        return hand_over(self._seat, giver, taker, is_sure=is_sure, why=why)

    def hand_over_one(
        self, session_id: int, taker: str | None, *, is_sure: bool = False, why: str = ""
    ) -> "HandedOver":
        """One session, to another or (None) to the team. Raises RefusedError, as `hand_over`."""
        from console.desk.sessions.handover import hand_over_session

        return hand_over_session(self._seat, session_id, taker, is_sure=is_sure, why=why)

    def summary(self, session_id: int) -> "Summary":
        """What one session brought. Raises RefusedError for a session that does not exist."""
        from console.desk.day.session_summary import summaries_of

        now = self._seat.clock()
        with self._seat.database.read() as connection:
            found = summaries_of(connection, now, 1, session_id)
        if not found:
            raise RefusedError(f"There is no session {session_id}.")
        return found[0]

    def callable_before(self, offer: SessionCard) -> tuple[int, int, datetime | None]:
        """How many of its leads may be called while it has yet to open, how many in none, and when
        the first of the others of both may be."""
        from console.desk.queue.blocked_reasons import count_callable, why_of

        seat, now = self._seat, self._seat.clock()
        if offer.span_opens_at is None or offer.span_opens_at <= now:
            return 0, 0, None
        with seat.database.read() as connection:
            seat.openings.update(connection, now)
            mine = seat.mine
            why = why_of(connection, seat.openings, offer.session_id, now, mine)
            free, opens_at = count_callable(connection, seat.openings, seat.agent, mine, now)
            opening = [one.opens_at for one in why.blocked]
            return why.callable, free, min(filter(None, (opens_at, *opening)), default=None)

    def next(self) -> SessionCard | None:
        """The session to offer next: one of this agent's paused ones, else the best planned."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            if self._seat.block(connection) is not None:
                return None
            mine = self._seat.mine_in(connection)
            found = next_session(connection, self._seat.agent, mine, now)
            offered = with_hours_to_come(self._seat, connection, [found] if found else [], now)
            return next(iter(offered), None)

    def summaries(
        self,
        limit: int | None,
        agent: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        list_name: str | None = None,
    ) -> "tuple[Summary, ...]":
        """Every agent's sessions that were started, newest first: the supervisor's view.

        `since` and `until` bound when they were started; `limit` None for all of them.
        """
        from console.desk.day.session_summary import summaries_of

        now = self._seat.clock()
        with self._seat.database.read() as connection:
            return summaries_of(connection, now, limit, None, agent, since, until, list_name)

    def totals(
        self,
        agent: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        list_name: str | None = None,
    ) -> "SessionTotals":
        """Over every session that `summaries` would give without a limit."""
        from db.reports.report_counts import totals_of_started

        with self._seat.database.read() as connection:
            return totals_of_started(connection, agent, since, until, list_name)

    def complaints(self, limit: int = 20) -> "tuple[Complaint, ...]":
        """The latest complaints, every agent's, newest first."""
        from db.reports.call_records import latest_complaints

        with self._seat.database.read() as connection:
            return latest_complaints(connection, limit)

    def refusals(self, limit: int = 100) -> "tuple[Refusal, ...]":
        """The latest dials refused, every agent's, newest first."""
        from db.reports.call_records import dials_refused

        with self._seat.database.read() as connection:
            return dials_refused(connection, limit)


def _is_open(row: records.SessionOfList, now: datetime) -> bool:
    """Whether its planned hours include this instant; a session without hours always does."""
    opens, closes = row.span_opens_at, row.span_closes_at
    return (opens is None or opens <= now) and (closes is None or closes > now)
