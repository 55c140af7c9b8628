"""Reading everything out, in memory a few thousand rows at a time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, func, select

from db.calls.answers import answers_of
from db.dnc.consents import ConsentRow, evidence_of
from db.enums import EvidenceKind, LeadKind, LineType
from db.firm.prepared_texts import NUMBERED
from db.leads.published import in_sight
from db.leads.screening import Where
from db.rows import read_rows
from db.tables.calls import AttemptRow, attempts
from db.tables.leads import LeadRow, NumberRow, leads, numbers
from db.tables.lists import lead_lists
from db.tables.sessions import calling_sessions

AT_ONCE = 1000
"""Leads whose numbers are read in one statement."""


class LeadOfList(LeadRow, frozen=True):
    list_name: str


class AttemptOfLead(AttemptRow, frozen=True):
    """An attempt with its lead's name and place, and the names of its list and session.

    `line` is None where the number is no longer the lead's.
    """

    name: str
    company: str
    email: str
    region: str
    postal_code: str
    country: str
    kind: LeadKind
    zone: str
    line: LineType | None
    list_name: str
    session_name: str | None
    script: str | None
    script_version: int | None


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
) -> Iterator[tuple[LeadOfList, Sequence[NumberRow], ConsentRow | None]]:
    """Every lead by id, with its numbers in the order they are tried.

    With the newest evidence in force about the first of them.
    """
    wanted = select(leads, lead_lists.c.name.label("list_name")).join(
        lead_lists, lead_lists.c.id == leads.c.list_id
    )
    wanted = wanted.where(in_sight())
    if screened is not None:
        wanted = wanted.where(screened)
    wanted = wanted.order_by(leads.c.id).execution_options(yield_per=AT_ONCE)
    rows = read_rows(connection, LeadOfList, wanted)
    while piece := list(islice(rows, AT_ONCE)):
        of_lead: dict[int, list[NumberRow]] = {row.id: [] for row in piece}
        own = select(numbers).where(numbers.c.lead_id.in_(of_lead))
        order = (numbers.c.lead_id, numbers.c.position, numbers.c.id)
        for number in read_rows(connection, NumberRow, own.order_by(*order)):
            of_lead[number.lead_id].append(number)
        firsts = {lead_id: phones[0].e164 for lead_id, phones in of_lead.items() if phones}
        held = evidence_of(connection, sorted(set(firsts.values())))
        for row in piece:
            yield row, of_lead[row.id], _newest(held.get(firsts.get(row.id, ""), ()))


def _newest(held: Sequence[ConsentRow]) -> ConsentRow | None:
    """Of what lifts a list; a place that was stated is no such evidence."""
    lifts = [one for one in held if one.kind is not EvidenceKind.STATED]
    return max(lifts, key=lambda one: one.on, default=None)


def stream_attempts(
    connection: Connection, screened: Where | None, since: datetime | None, until: datetime | None
) -> Iterator[tuple[AttemptOfLead, Mapping[str, str]]]:
    """Every attempt in order, or those begun in [since, until), with what was answered on it."""
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
            NUMBERED.c.name.label("script"),
            NUMBERED.c.number.label("script_version"),
        )
        .join(leads, leads.c.id == attempts.c.lead_id)
        .join(lead_lists, lead_lists.c.id == leads.c.list_id)
        .join(dialled, dialled.c.id == attempts.c.number_id, isouter=True)
        .join(calling_sessions, calling_sessions.c.id == attempts.c.session_id, isouter=True)
        .join(NUMBERED, NUMBERED.c.id == attempts.c.script_id, isouter=True)
    )
    if screened is not None:
        wanted = wanted.where(screened)
    if since is not None:
        wanted = wanted.where(attempts.c.dialled_at >= since)
    if until is not None:
        wanted = wanted.where(attempts.c.dialled_at < until)
    wanted = wanted.order_by(attempts.c.id).execution_options(yield_per=AT_ONCE)
    rows = read_rows(connection, AttemptOfLead, wanted)
    while piece := list(islice(rows, AT_ONCE)):
        given = answers_of(connection, [row.id for row in piece])
        for row in piece:
            yield row, given.get(row.id, {})
