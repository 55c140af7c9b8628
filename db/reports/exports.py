"""Stream all leads or attempts for an export, a thousand rows in memory at a time."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, exists, func, or_, select

from db.calls.answers import answers_of
from db.dnc.consents import ConsentRow, evidence_of
from db.enums import EvidenceKind, LeadKind, LeadStatus, LineType, NumberStatus
from db.firm.prepared_texts import NUMBERED
from db.leads.screening import Where
from db.rows import read_rows
from db.tables.calls import AttemptRow, attempts
from db.tables.leads import (
    LeadRow,
    NumberRow,
    in_sight,
    is_unheld,
    lead_lists,
    leads,
    literal_ids,
    numbers,
)
from db.tables.sessions import calling_sessions

AT_ONCE = 1000
"""Rows read at a time; one more statement reads their numbers or answers."""


class LeadOfList(LeadRow, frozen=True):
    """A lead with the name of its list."""

    list_name: str


class AttemptOfLead(AttemptRow, frozen=True):
    """An attempt with its lead's name and place, and the names of its list and session.

    `line` is None if the number is no longer the lead's.
    """

    vendor_id: str
    name: str
    company: str
    email: str
    address: str
    city: str
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


def ids_to_judge(
    connection: Connection, places: Collection[int], screened: Where | None, now: datetime
) -> list[int]:
    """Return the open leads that are due, on nobody's screen, and have a number in these places."""
    among = numbers.c.place_id.in_(literal_ids(places))
    is_open = (numbers.c.lead_id == leads.c.id) & (numbers.c.status == NumberStatus.OPEN)
    wanted = select(leads.c.id).where(
        in_sight(),
        leads.c.status == LeadStatus.OPEN,
        or_(leads.c.due_at.is_(None), leads.c.due_at <= now),
        is_unheld(now),
        exists().where(is_open, among),
    )
    if screened is not None:
        wanted = wanted.where(screened)
    return list(connection.execute(wanted.order_by(leads.c.id)).scalars())


def among_leads(lead_ids: Collection[int]) -> Where:
    """Return the condition for leads with these ids."""
    return leads.c.id.in_(literal_ids(lead_ids))


def most_numbers(connection: Connection, screened: Where | None) -> int:
    """Return the highest number of phone numbers that any of the leads has."""
    each = select(func.count().label("count")).where(in_sight(numbers.c.place_id))
    if screened is not None:
        each = each.join(leads, leads.c.id == numbers.c.lead_id).where(screened)
    of_leads = each.select_from(numbers).group_by(numbers.c.lead_id).subquery()
    return connection.execute(select(func.max(of_leads.c.count))).scalar() or 0


def extra_names(connection: Connection, screened: Where | None) -> list[str]:
    """Return the names of all extras of the leads, in the order of their first use."""
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
    """Yield each lead by id, with its numbers in the order they are tried.

    The third value is the newest evidence in force about the first number.
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
    """Return the newest evidence that can lift a rule; a stated place cannot."""
    lifts = [consent for consent in held if consent.kind is not EvidenceKind.STATED]
    return max(lifts, key=lambda consent: consent.on, default=None)


def stream_attempts(
    connection: Connection, screened: Where | None, since: datetime | None, until: datetime | None
) -> Iterator[tuple[AttemptOfLead, Mapping[str, str]]]:
    """Yield the attempts begun in [since, until) in order, each with its answers to the script."""
    dialled = numbers.alias()  # a screening may have conditions on `numbers` itself
    wanted = (
        select(
            attempts,
            leads.c.vendor_id,
            leads.c.name,
            leads.c.company,
            leads.c.email,
            leads.c.address,
            leads.c.city,
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
        answers = answers_of(connection, [row.id for row in piece])
        for row in piece:
            yield row, answers.get(row.id, {})
