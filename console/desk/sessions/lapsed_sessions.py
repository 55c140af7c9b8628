"""Replan missed sessions: those that nobody began in their planned hours.

The first desk that opens the plan does it, a part at a time. Each part is one transaction, so that
two desks never plan a lead twice and no lead is left out.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from console.cards.waiting import Outlook, SessionCard
from console.desk.queue.unplaced import PATIENCE, first_of_each, say_unplaced
from console.desk.seat import Seat
from console.desk.sessions.planning import (
    PlanDraft,
    PlanOptions,
    draw,
    log_gone,
    mark,
    parts,
    write_part,
)
from console.judging.place_openings import Openings
from console.judging.preferred_hours import learn_hours
from console.lists.screening import read_where, sql_where
from console.rules.times.working_hours import WorkingHours
from console.trouble import BadInput
from db.claims.queue_counts import Pile, unplanned_piles
from db.engine.database import Connection, readable_leads
from db.enums import VerdictKind
from db.firm.prepared_texts import leads_named
from db.leads.screening import Where
from db.leads.session_marks import Unmarked
from db.sessions import free_leads, planning, records
from db.sessions.planning import Over

MAX_LEADS = 5_000
"""Leads of one transaction: a key that waits for it is not noticeably slower."""


def go_back(seat: Seat, size: int, hours: WorkingHours | None, now: datetime) -> int:
    """Plan one part of the missed sessions again; return how many sessions that were.

    The leads are planned by the list and screening of their old plan, as these are defined now.
    Leads that no longer match, that rest, or that have no callable hours in the next days are then
    in no session. A session stays if its screening cannot be read because the segment is gone.
    Returns 0 if nothing is left to do.
    """
    with seat.database.read() as connection:
        sessions = planning.over(connection, now)
    return next((len(part) for part in _parts(sessions) if _renew(seat, part, size, hours, now)), 0)


def _parts(sessions: Sequence[Over]) -> Iterator[list[Over]]:
    """Split missed sessions into parts of one list and screening each."""

    def request(session: Over) -> tuple[bool, str, str]:
        asked = session.asked
        return asked.list_name is None, asked.list_name or "", asked.screening

    for _, alike in groupby(sorted(sessions, key=request), key=request):
        yield from parts(alike, lambda session: session.size, MAX_LEADS)


def _renew(
    seat: Seat, part: Sequence[Over], size: int, hours: WorkingHours | None, now: datetime
) -> bool:
    """Plan one part again; return False where another desk was faster, or a segment is gone."""
    ids = [session.id for session in part]
    try:
        # Before the write block: drawing a plan takes long, and all agents would wait for it.
        draft = _draw(seat, ids, part[0], size, hours, now)
    except BadInput:
        return False
    new_ids: list[int] = []
    with seat.database.write() as connection:
        if not planning.dissolve_all(connection, ids):
            return False  # another desk dissolved them since they were read
        log_gone(connection, ids, len(ids), seat.agent, now)
        if draft.sessions:
            list_ids = {session.list_id for session in draft.sessions if session.list_id}
            lists = records.names_of(connection, list_ids)
            new_ids = write_part(connection, draft.sessions, draft.asked, lists, seat.agent, now)
    seat.database.give_way()
    sizes = (len(session.lead_ids) for session in draft.sessions)
    mark(seat.database, list(map(Unmarked, new_ids, sizes)))
    return True


def _draw(
    seat: Seat,
    ids: Collection[int],
    like: Over,
    size: int,
    hours: WorkingHours | None,
    now: datetime,
) -> PlanDraft:
    with seat.database.read() as connection:
        seat.openings.update(connection, now)
        learn_hours(seat.openings, connection, now)
        screened: Where | None = None
        if like.asked.screening:
            where = read_where(connection, like.asked.screening, now, seat.zone)
            screened = sql_where(connection, where)
        mixes_lists = seat.wishes.mixes_lists
        options = PlanOptions(
            size, like.asked, screened, hours, sessions=ids, mixes_lists=mixes_lists
        )
        return draw(connection, seat.openings, options, seat.agent, now)


def outlook_of(
    connection: Connection,
    openings: Openings,
    shown: Sequence[SessionCard],
    agent: str,
    now: datetime,
) -> Outlook:
    """Count the leads outside the plan, and those that can no longer be called in their session.

    It looks only at the sessions that are `shown`.
    """
    where = free_leads.of_the_plan()
    counts, closed = count_by_place(connection, openings, where, agent, now)
    piles = unplanned_piles(connection, where, agent, now)
    barred = [*piles, *(Pile(place_id, "", count) for place_id, count in closed.items())]
    ids = first_of_each(connection, barred, openings, lambda code: code not in PATIENCE)
    rows = leads_named(connection, [*readable_leads(connection, [*ids.values()])])
    names = {row.id: row.name for row in rows}
    return Outlook(
        free=sum(counts.values()) - sum(closed.values()),
        unplaced=say_unplaced(piles, closed, openings, None, now),
        lost=_lost(connection, openings, shown, now),
        named={code: names[lead_id] for code, lead_id in ids.items() if lead_id in names},
    )


def count_by_place(
    connection: Connection,
    openings: Openings,
    where: Sequence[Where],
    agent: str,
    now: datetime,
) -> tuple[dict[int, int], dict[int, int]]:
    """Count the free leads of a plan by place, and again those that may not be called there."""
    counts = free_leads.count_free(connection, where, agent, now)
    openings.learn(connection, counts)
    callable_kinds = {VerdictKind.CALL, VerdictKind.WAIT}
    closed = {
        place_id: count
        for place_id, count in counts.items()
        if openings.answer(place_id).kind not in callable_kinds
    }
    return counts, closed


def _lost(
    connection: Connection, openings: Openings, shown: Sequence[SessionCard], now: datetime
) -> dict[int, int]:
    """Count by session the leads that may not be called within its span.

    Rules or lists may have changed since the plan was made.
    """
    spans = {card.session_id: (card.span_opens_at, card.span_closes_at) for card in shown}
    lost: dict[int, int] = {}
    counts = free_leads.places_in(connection, list(spans))
    openings.learn(connection, {place_id for _, place_id, _ in counts})
    for session_id, place_id, count in counts:
        opens_at, closes_at = spans[session_id]
        if opens_at is None or closes_at is None or closes_at <= now:
            continue
        hours = openings.spans_of(place_id, now)
        if not any(opens < closes_at and closes > opens_at for opens, closes in hours):
            lost[session_id] = lost.get(session_id, 0) + count
    return lost
