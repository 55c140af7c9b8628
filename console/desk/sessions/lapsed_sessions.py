"""Sessions that nobody began and whose span is over: they go back and are planned anew.

By whoever looks at the plan first, a part at a time, beside the agents. Each part is one
transaction: two desks that look at once never plan a lead twice, and none is lost between.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from console.cards.plan import Outlook
from console.cards.session import SessionCard
from console.desk.queue.best_hours import learn_hours
from console.desk.queue.unplaced import say_unplaced
from console.desk.seat import Seat
from console.desk.sessions.planning import (
    Drawn,
    PlanOptions,
    draw,
    log_gone,
    mark,
    parts,
    write_part,
)
from console.judging.openings import Openings
from console.lists.screening import read_where, sql_where
from console.trouble import BadInput
from db.claims.queue_counts import unplanned_piles
from db.engine.database import Connection
from db.enums import VerdictKind
from db.leads.session_marks import Unmarked
from db.sessions import free_leads, planning, records
from db.sessions.planning import Over

if TYPE_CHECKING:
    from console.rules.times.working_hours import WorkingHours
    from db.leads.screening import Where


AT_ONCE = 5_000
"""Leads that go back in one transaction: an agent's key waits for it no longer than is noticed."""


def go_back(seat: Seat, size: int, hours: "WorkingHours | None", now: datetime) -> int:
    """Plans anew one part of the sessions whose time is over; returns how many went back.

    Of the same leads, by the list and the screening of their plan as they are now: who does not
    fit any more, rests, or has no hours in the next days is in no session. Sessions of a screening
    that cannot be read (its segment is gone) stand. 0: there is nothing left to do.
    """
    with seat.database.read() as connection:
        found = planning.over(connection, now)
    return next((len(part) for part in _parts(found) if _renew(seat, part, size, hours, now)), 0)


def _parts(found: Sequence[Over]) -> Iterator[list[Over]]:
    def asked(one: Over) -> tuple[bool, str, str]:
        return one.asked.list_name is None, one.asked.list_name or "", one.asked.screening

    for _, alike in groupby(sorted(found, key=asked), key=asked):
        yield from parts(alike, lambda one: one.size, AT_ONCE)


def _renew(
    seat: Seat, part: Sequence[Over], size: int, hours: "WorkingHours | None", now: datetime
) -> bool:
    """Whether the part went back. Worked out before the write block: nobody waits for that."""
    ids = [one.id for one in part]
    try:
        drawn = _drawn(seat, ids, part[0], size, hours, now)
    except BadInput:
        return False
    new: list[int] = []
    with seat.database.write() as connection:
        if not planning.dissolve_all(connection, ids):
            return False
        log_gone(connection, ids, len(ids), seat.agent, now)
        if drawn.sessions:
            list_ids = {one.list_id for one in drawn.sessions if one.list_id}
            lists = records.names_of(connection, list_ids)
            new = write_part(connection, drawn.sessions, drawn.asked, lists, seat.agent, now)
    seat.database.give_way()
    sizes = (len(one.lead_ids) for one in drawn.sessions)
    mark(seat.database, list(map(Unmarked, new, sizes)))
    return True


def _drawn(
    seat: Seat,
    ids: Collection[int],
    like: Over,
    size: int,
    hours: "WorkingHours | None",
    now: datetime,
) -> Drawn:
    with seat.database.read() as connection:
        seat.openings.update(connection, now)
        learn_hours(seat, connection, now)
        screened: Where | None = None
        if like.asked.screening:
            where = read_where(connection, like.asked.screening, now, seat.zone)
            screened = sql_where(connection, where)
        wish = PlanOptions(size, like.asked, screened, hours, sessions=ids)
        return draw(connection, seat.openings, wish, seat.agent, now)


# What stands outside the plan, and what of the plan can no longer be called in its time.


def outlook_of(
    connection: Connection,
    openings: Openings,
    shown: Sequence[SessionCard],
    agent: str,
    now: datetime,
) -> Outlook:
    """Counts in sets; reads no lead of a session that is not shown."""
    where = free_leads.of_the_plan()
    counts = free_leads.count_free(connection, where, agent, now)
    openings.learn(connection, counts)
    may_be_called = {VerdictKind.CALL, VerdictKind.WAIT}
    closed = {
        place_id: count
        for place_id, count in counts.items()
        if openings.answer(place_id).kind not in may_be_called
    }
    return Outlook(
        free=sum(counts.values()) - sum(closed.values()),
        unplaced=say_unplaced(
            unplanned_piles(connection, where, agent, now), closed, openings, None, now
        ),
        lost=_lost(connection, openings, shown, now),
    )


def _lost(
    connection: Connection, openings: Openings, shown: Sequence[SessionCard], now: datetime
) -> dict[int, int]:
    """How many leads of a session have no hours left in its span: rules or lists have changed."""
    spans = {one.session_id: (one.span_opens_at, one.span_closes_at) for one in shown}
    found: dict[int, int] = {}
    standing = free_leads.places_in(connection, list(spans))
    openings.learn(connection, {place_id for _, place_id, _ in standing})
    for session_id, place_id, count in standing:
        opens_at, closes_at = spans[session_id]
        if opens_at is None or closes_at is None or closes_at <= now:
            continue
        hours = openings.spans_of(place_id, now)
        if not any(opens < closes_at and closes > opens_at for opens, closes in hours):
            found[session_id] = found.get(session_id, 0) + count
    return found
