"""Reading everything out, in memory a few thousand rows at a time."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, func, select

from db.consents import ConsentRow, evidence_of
from db.enums import EvidenceKind
from db.screening import Where
from db.tables import attempts, calling_sessions, lead_lists, leads, numbers
from db.visibility import in_sight

AT_ONCE = 1000
"""Leads whose numbers are read in one statement."""


def most_numbers(connection: Connection, screened: Where | None) -> int:
    """The most numbers that one of the leads has."""
    each = select(func.count().label("count")).where(in_sight(numbers.c.place_id))
    if screened is not None:
        each = each.join(leads, leads.c.id == numbers.c.lead_id).where(screened)
    of_leads = each.select_from(numbers).group_by(numbers.c.lead_id).subquery()
    return connection.execute(select(func.max(of_leads.c.count))).scalar() or 0


def extra_names(connection: Connection, screened: Where | None) -> list[str]:
    """The names of all extras of the leads, in the order in which they first appear."""
    wanted = select(leads.c.extras).where(in_sight()).order_by(leads.c.id)
    if screened is not None:
        wanted = wanted.where(screened)
    names: dict[str, None] = {}
    with connection.execute(wanted.execution_options(yield_per=AT_ONCE)) as rows:
        for (extras,) in rows:
            names |= dict.fromkeys(extras)
    return list(names)


def stream_leads(
    connection: Connection, screened: Where | None
) -> Iterator[tuple[Row[Any], Sequence[Row[Any]], ConsentRow | None]]:
    """Every lead by id, with its `list_name`, and its numbers in the order they are tried.

    With the newest evidence in force about the first of them.
    """
    wanted = select(leads, lead_lists.c.name.label("list_name")).join(
        lead_lists, lead_lists.c.id == leads.c.list_id
    )
    wanted = wanted.where(in_sight())
    if screened is not None:
        wanted = wanted.where(screened)
    rows = iter(connection.execute(_streamed(wanted.order_by(leads.c.id))))
    while piece := list(islice(rows, AT_ONCE)):
        of_lead: dict[int, list[Row[Any]]] = {row.id: [] for row in piece}
        for number in connection.execute(
            select(numbers)
            .where(numbers.c.lead_id.in_(of_lead))
            .order_by(numbers.c.lead_id, numbers.c.position, numbers.c.id)
        ):
            of_lead[number.lead_id].append(number)
        firsts = {lead_id: own[0].e164 for lead_id, own in of_lead.items() if own}
        held = evidence_of(connection, sorted(set(firsts.values())))
        for row in piece:
            yield row, of_lead[row.id], _newest(held.get(firsts.get(row.id, ""), ()))


def _newest(held: Sequence[ConsentRow]) -> ConsentRow | None:
    """Of what lifts a list; a place that was stated is no such evidence."""
    lifts = [one for one in held if one.kind is not EvidenceKind.STATED]
    return max(lifts, key=lambda one: one.on, default=None)


def stream_attempts(connection: Connection, screened: Where | None) -> Iterator[Row[Any]]:
    """Every attempt in order, with its lead's name and place, `list_name` and `session_name`.

    `line` is None where the number is no longer the lead's.
    """
    dialled = numbers.alias()  # apart from those that a screening asks about
    wanted = (
        select(
            attempts,
            leads.c.name,
            leads.c.company,
            leads.c.email,
            leads.c.region,
            leads.c.postal_code,
            leads.c.country,
            leads.c.kind,
            leads.c.zone,
            dialled.c.line,
            lead_lists.c.name.label("list_name"),
            calling_sessions.c.name.label("session_name"),
        )
        .join(leads, leads.c.id == attempts.c.lead_id)
        .join(lead_lists, lead_lists.c.id == leads.c.list_id)
        .join(dialled, dialled.c.id == attempts.c.number_id, isouter=True)
        .join(calling_sessions, calling_sessions.c.id == attempts.c.session_id, isouter=True)
    )
    if screened is not None:
        wanted = wanted.where(screened)
    yield from connection.execute(_streamed(wanted.order_by(attempts.c.id)))


def _streamed(wanted: Any) -> Any:
    return wanted.execution_options(yield_per=AT_ONCE)
