"""Read the open leads that a plan can split into sessions, in groups of equal leads."""

import json
from array import array
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Text,
    and_,
    cast,
    exists,
    func,
    not_,
    select,
    text,
    true,
)

from db.enums import Direction, LeadStatus, NumberStatus, ReasonCode
from db.leads.screening import Where
from db.tables.calls import attempts
from db.tables.leads import in_sight, is_unheld, lead_lists, leads, literal_ids, numbers
from db.tables.sessions import session_leads

AT_ONCE = 5_000
"""How many leads one statement looks up."""


_JOINED = Text().with_variant(Integer(), "sqlite")
"""The type that ids are cast to before their aggregation as text; SQLite needs no cast."""


class FreeLeads(NamedTuple):
    """A group of leads that a plan treats alike."""

    place_id: int
    priority: int
    list_id: int
    was_dialled: bool
    lead_ids: Sequence[int]
    owner: str


def of_owners(owners: Collection[str]) -> list[ColumnElement[bool]]:
    """Return the condition that a lead belongs to one of these owners; "" is nobody."""
    return [leads.c.owner.in_(owners)]


def of_whom(list_name: str | None, screened: Where | None) -> list[ColumnElement[bool]]:
    """Return the conditions for leads of one list, or leads that pass a screening."""
    where: list[ColumnElement[bool]] = []
    if list_name is not None:
        wanted = select(lead_lists.c.id).where(lead_lists.c.name == list_name)
        where.append(leads.c.list_id == wanted.scalar_subquery())
    if screened is not None:
        where.append(screened)
    return where


def of_the_plan(
    wanted: Sequence[ColumnElement[bool]] = (), besides: Sequence[Sequence[Where]] = ()
) -> list[ColumnElement[bool]]:
    """Return the conditions for a plan's leads: visible, `wanted`, and in no session.

    `besides` has the conditions of other plans, whose leads are left out.
    """
    # With `is_planned` an index skips most planned leads; the EXISTS finds those not marked yet.
    is_in_none = ~exists().where(session_leads.c.lead_id == leads.c.id)
    return [
        in_sight(),
        ~leads.c.is_planned,
        is_in_none,
        *wanted,
        *(not_(and_(true(), *conditions)) for conditions in besides),
    ]


def of_sessions(
    ids: Collection[int], wanted: Sequence[ColumnElement[bool]]
) -> list[ColumnElement[bool]]:
    """Return the conditions for the wanted leads that wait in these sessions, to plan them "
    "again."""
    waits = select(session_leads.c.lead_id).where(session_leads.c.session_id.in_(ids))
    return [in_sight(), leads.c.id.in_(waits), *wanted]


def _may_be_planned(agent: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for leads that are open and due, without callback or other's hold."""
    return (
        leads.c.status == LeadStatus.OPEN,
        leads.c.due_at.is_(None) | (leads.c.due_at <= now),
        leads.c.due_reason != ReasonCode.CALLBACK,
        is_unheld(now) | (leads.c.held_by == agent),
    )


def count_free(
    connection: Connection, where: Sequence[ColumnElement[bool]], agent: str, now: datetime
) -> dict[int, int]:
    """Count the leads that may be planned, by place."""
    rows = connection.execute(
        select(leads.c.place_id, func.count())
        .where(*_may_be_planned(agent, now), *where)
        .group_by(leads.c.place_id)
    )
    return {row[0]: row[1] for row in rows}


def first_names(
    connection: Connection,
    where: Sequence[ColumnElement[bool]],
    closed: Collection[int],
    agent: str,
    now: datetime,
    limit: int,
) -> list[tuple[str, str]]:
    """Return name and company of the first leads that may be planned, none in `closed` places.

    Leads whose name is unknown, or hidden from an agent's login, are left out.
    """
    rows = connection.execute(
        select(leads.c.name, leads.c.company)
        .where(*_may_be_planned(agent, now), *where)
        .where(leads.c.name != "")
        .where(leads.c.place_id.is_(None) | leads.c.place_id.not_in(closed))
        .limit(limit)
    )
    return [(row[0], row[1] or "") for row in rows]


def places_in(connection: Connection, session_ids: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return (session, place, count) of the open leads that wait in these sessions."""
    rows = connection.execute(
        select(session_leads.c.session_id, leads.c.place_id, func.count())
        .join(leads, leads.c.id == session_leads.c.lead_id)
        .where(session_leads.c.session_id.in_(session_ids), leads.c.status == LeadStatus.OPEN)
        .group_by(session_leads.c.session_id, leads.c.place_id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def free_leads(
    connection: Connection, where: Sequence[ColumnElement[bool]], agent: str, now: datetime
) -> Iterator[FreeLeads]:
    """Yield the open leads that may be planned, in groups.

    Leads that rest, wait for a callback or are held by another agent are left out: their session
    could not be finished.
    """
    if connection.dialect.name == "postgresql":
        # Memory to group a million leads without a file on disk; for this transaction only.
        connection.execute(text("SET LOCAL work_mem = '128MB'"))
    was_dialled = leads.c.dials > 0
    alike = (leads.c.place_id, leads.c.priority, leads.c.list_id, was_dialled, leads.c.owner)
    # Each row has the ids of many leads in one text: fetching a row per lead would take longer than
    # everything else.
    ids = func.aggregate_strings(cast(leads.c.id, _JOINED), ",")
    wanted = select(*alike, ids).where(*_may_be_planned(agent, now), *where).group_by(*alike)
    for row in connection.execute(wanted):
        lead_ids = array("q", json.loads(f"[{row[5]}]"))
        yield FreeLeads(row[0], row[1], row[2], bool(row[3]), lead_ids, row[4])


def dials_of(connection: Connection, lead_ids: Collection[int]) -> dict[int, list[datetime]]:
    """Return the times at which each of these leads was dialled, oldest first."""
    dials: dict[int, list[datetime]] = {}
    source = iter(lead_ids)
    while part := list(islice(source, AT_ONCE)):
        wanted = (
            select(attempts.c.lead_id, attempts.c.dialled_at)
            .where(attempts.c.lead_id.in_(part), attempts.c.direction == Direction.OUTBOUND)
            .order_by(attempts.c.lead_id, attempts.c.dialled_at)
        )
        for lead_id, dialled_at in connection.execute(wanted):
            dials.setdefault(lead_id, []).append(dialled_at)
    return dials


def other_places(
    connection: Connection,
    closed: Collection[int],
    reached: Collection[int],
    where: Sequence[ColumnElement[bool]],
) -> dict[int, int]:
    """Find leads in closed places with another number in a reachable place: lead id -> place id."""
    wanted = (
        select(leads.c.id, func.min(numbers.c.place_id))
        .join(numbers, numbers.c.lead_id == leads.c.id)
        .where(
            numbers.c.position > 0,
            numbers.c.status == NumberStatus.OPEN,
            numbers.c.place_id.in_(literal_ids(reached)),
            leads.c.place_id.in_(literal_ids(closed)),
            *where,
        )
        .group_by(leads.c.id)
    )
    return {row[0]: row[1] for row in connection.execute(wanted)}
