"""The split of a list into calling sessions, as read for it and as stored."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from db.enums import Direction, LeadStatus, NumberStatus, ReasonCode, SessionStatus
from db.many import add_missing
from db.screening import Where
from db.sight import in_sight
from db.tables import attempts, calling_sessions, lead_lists, leads, numbers, session_leads

AT_ONCE = 5_000
"""Leads asked for in one statement."""


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session to be planned: its leads in the order they are offered."""

    name: str
    list_id: int | None
    lead_ids: Sequence[int]
    span_opens_at: datetime
    span_closes_at: datetime


FreeLead = tuple[int, int, int, int, int]
"""A lead to be planned: its id, place, priority and list, and how often it was dialled."""


def of_the_plan(list_name: str | None, screened: Where | None) -> list[ColumnElement[bool]]:
    """The conditions on a lead for a plan of one list, or of those that a screening lets through.

    Leads in a session are in a plan already.
    """
    where = [in_sight(), ~exists().where(session_leads.c.lead_id == leads.c.id)]
    if list_name is not None:
        wanted = select(lead_lists.c.id).where(lead_lists.c.name == list_name)
        where.append(leads.c.list_id == wanted.scalar_subquery())
    if screened is not None:
        where.append(screened)
    return where


def _may_be_planned(agent: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        leads.c.status == LeadStatus.OPEN,
        leads.c.due_at.is_(None) | (leads.c.due_at <= now),
        leads.c.due_reason != ReasonCode.CALLBACK,
        leads.c.held_until.is_(None) | (leads.c.held_until <= now) | (leads.c.held_by == agent),
    )


def count_free(
    connection: Connection, where: Sequence[ColumnElement[bool]], agent: str, now: datetime
) -> dict[int, int]:
    """How many leads may be planned, by place."""
    rows = connection.execute(
        select(leads.c.place_id, func.count())
        .where(*_may_be_planned(agent, now), *where)
        .group_by(leads.c.place_id)
    )
    return {row[0]: row[1] for row in rows}


def places_in(connection: Connection, session_ids: Sequence[int]) -> list[tuple[int, int, int]]:
    """(session, place, leads) of the open leads that wait in these sessions."""
    rows = connection.execute(
        select(session_leads.c.session_id, leads.c.place_id, func.count())
        .join(leads, leads.c.id == session_leads.c.lead_id)
        .where(session_leads.c.session_id.in_(session_ids), leads.c.status == LeadStatus.OPEN)
        .group_by(session_leads.c.session_id, leads.c.place_id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def free_leads(
    connection: Connection, where: Sequence[ColumnElement[bool]], agent: str, now: datetime
) -> Iterator[FreeLead]:
    """Every open lead that may be planned, in the order they came in.

    A lead that rests, waits for its callback or is on the screen of another agent is not: its
    session could not be finished.
    """
    wanted = (
        select(leads.c.id, leads.c.place_id, leads.c.priority, leads.c.list_id, leads.c.dials)
        .where(*_may_be_planned(agent, now), *where)
        .order_by(leads.c.id)
    )
    cursor = connection.execute(wanted).cursor
    while cursor and (part := cursor.fetchmany(10_000)):  # the driver's own tuples: a million
        yield from part


def dials_of(connection: Connection, lead_ids: Collection[int]) -> dict[int, list[datetime]]:
    """When each of these leads was dialled, oldest first."""
    found: dict[int, list[datetime]] = {}
    asked = iter(lead_ids)
    while part := list(islice(asked, AT_ONCE)):
        wanted = (
            select(attempts.c.lead_id, attempts.c.dialled_at)
            .where(attempts.c.lead_id.in_(part), attempts.c.direction == Direction.OUTBOUND)
            .order_by(attempts.c.lead_id, attempts.c.dialled_at)
        )
        for lead_id, dialled_at in connection.execute(wanted):
            found.setdefault(lead_id, []).append(dialled_at)
    return found


def other_places(
    connection: Connection,
    closed: Collection[int],
    reached: Collection[int],
    where: Sequence[ColumnElement[bool]],
) -> dict[int, int]:
    """Leads that stand in closed places, each with that of another number of theirs that is not."""
    wanted = (
        select(leads.c.id, func.min(numbers.c.place_id))
        .join(numbers, numbers.c.lead_id == leads.c.id)
        .where(
            numbers.c.position > 0,
            numbers.c.status == NumberStatus.OPEN,
            numbers.c.place_id.in_(_ids(reached)),
            leads.c.place_id.in_(_ids(closed)),
            *where,
        )
        .group_by(leads.c.id)
    )
    return {row[0]: row[1] for row in connection.execute(wanted)}


def _ids(ids: Collection[int]) -> BindParameter[list[int]]:
    return bindparam("ids", list(ids), expanding=True, literal_execute=True, unique=True)


def add_sessions(
    connection: Connection, planned: Sequence[NewSession], first: int, of: int, now: datetime
) -> list[int]:
    """Stores sessions `first` and on of a plan of so many; returns their ids, in order.

    A lead that another plan has taken since this one read it stays there; a session that is left
    without leads is planned all the same, with none.
    """
    rows = [
        {
            "name": session.name,
            "list_id": session.list_id,
            "position": position,
            "of": of,
            "size": len(session.lead_ids),
            "status": SessionStatus.PLANNED.value,
            "span_opens_at": session.span_opens_at,
            "span_closes_at": session.span_closes_at,
            "planned_at": now,
            "paused_seconds": 0,
        }
        for position, session in enumerate(planned, start=first)
    ]
    stored = insert(calling_sessions).returning(calling_sessions.c.position, calling_sessions.c.id)
    id_at = {row[0]: row[1] for row in connection.execute(stored, rows)}
    ids = [id_at[position] for position in range(first, first + len(planned))]
    members = (
        (lead_id, session_id, position)
        for session_id, session in zip(ids, planned, strict=True)
        for position, lead_id in enumerate(session.lead_ids)
    )
    # In the order of the leads: each is looked for once, page after page.
    added = add_missing(
        connection, "session_lead", ("lead_id", "session_id", "position"), sorted(members)
    )
    if added < sum(len(session.lead_ids) for session in planned):
        count = select(func.count()).where(session_leads.c.session_id == calling_sessions.c.id)
        connection.execute(
            update(calling_sessions)
            .where(calling_sessions.c.id.in_(ids))
            .values(size=count.scalar_subquery())
        )
    return ids


def unstarted(connection: Connection, list_name: str | None) -> list[int]:
    """Sessions that are planned and that nobody ever began: of one list, or all."""
    table = calling_sessions.c
    wanted = select(table.id).where(
        table.status == SessionStatus.PLANNED, table.started_at.is_(None)
    )
    if list_name is not None:
        named = select(lead_lists.c.id).where(lead_lists.c.name == list_name)
        wanted = wanted.where(table.list_id == named.scalar_subquery())
    return list(connection.execute(wanted.order_by(table.id)).scalars())


def dissolve(connection: Connection, ids: Sequence[int]) -> int:
    """Takes back those of the sessions that nobody has begun since; returns how many."""
    table = calling_sessions.c
    still = list(
        connection.execute(
            select(table.id)
            .where(
                table.id.in_(ids),
                table.status == SessionStatus.PLANNED,
                table.started_at.is_(None),
            )
            .with_for_update()
        ).scalars()
    )
    connection.execute(delete(session_leads).where(session_leads.c.session_id.in_(still)))
    connection.execute(delete(calling_sessions).where(table.id.in_(still)))
    return len(still)
