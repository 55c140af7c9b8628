"""Read all leads of a company or at a phone number, with extension, status and last outcome."""

from collections.abc import Collection, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, and_, func, select

from db.engine.database import is_agent
from db.enums import LeadStatus
from db.leads.search import LAST_OUTCOME, find_numbered, named_so
from db.leads.search_words import words_in
from db.tables.firm import outcomes
from db.tables.leads import in_sight, leads, numbers

MANY = 500
"""The most leads of a company that are read."""


class Colleague(Struct, frozen=True):
    """A lead with its first number; `outcome` is that of its newest call, or None."""

    id: int
    name: str
    title: str
    company: str
    menu: str
    status: LeadStatus
    bar: str
    due_at: datetime | None
    due_reason: str
    held_by: str | None
    held_until: datetime | None
    noes: int
    last_dialled_at: datetime | None
    e164: str
    extension: str
    label: str
    outcome: str | None
    is_yes: bool | None


def ids_of_company(connection: Connection, company: str) -> tuple[set[int], set[str]]:
    """Return the ids of the newest leads of a company, and the spellings of its name.

    If no company has exactly these words, companies count whose words begin with them.
    """
    ids = named_so(connection, company, MANY)
    wanted = select(leads.c.id, leads.c.company).where(leads.c.id.in_(ids))
    rows = [(lead_id, name) for lead_id, name in connection.execute(wanted) if name]
    words = words_in(company)
    exact = [row for row in rows if words_in(row[1]) == words]
    matches = exact or [row for row in rows if _begins(words, words_in(row[1]))]
    return {lead_id for lead_id, _ in matches}, {name for _, name in matches}


def _begins(starts: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(start) for word in words) for start in starts)


def ids_at(connection: Connection, e164s: Collection[str]) -> set[int]:
    """Return the ids of the leads that have one of these numbers."""
    if is_agent(connection):
        matches = (find_numbered(connection, e164, [], MANY) for e164 in e164s)
        return {lead.id for found_leads in matches for lead in found_leads}
    wanted = select(numbers.c.lead_id).where(numbers.c.e164.in_(e164s))
    return set(connection.execute(wanted.where(in_sight(numbers.c.place_id)).limit(MANY)).scalars())


def count_numbers(connection: Connection, ids: Collection[int]) -> int:
    """Count the different numbers of these leads."""
    counted = select(func.count(numbers.c.e164.distinct())).where(numbers.c.lead_id.in_(ids))
    return int(connection.execute(counted).scalar_one())


def read_colleagues(connection: Connection, ids: Collection[int]) -> tuple[Colleague, ...]:
    """Return these leads sorted by number and extension, like a directory."""
    wanted = (
        select(
            leads.c.id,
            leads.c.name,
            leads.c.title,
            leads.c.company,
            leads.c.menu,
            leads.c.status,
            leads.c.bar,
            leads.c.due_at,
            leads.c.due_reason,
            leads.c.held_by,
            leads.c.held_until,
            leads.c.noes,
            leads.c.last_dialled_at,
            numbers.c.e164,
            numbers.c.extension,
            numbers.c.label,
            outcomes.c.label.label("outcome"),
            outcomes.c.is_yes,
        )
        .select_from(leads)
        .join(numbers, and_(numbers.c.lead_id == leads.c.id, numbers.c.position == 0))
        .join(outcomes, outcomes.c.code == LAST_OUTCOME, isouter=True)
        .where(leads.c.id.in_(ids), in_sight())
    )
    rows = [Colleague(*tuple(row)) for row in connection.execute(wanted)]
    return tuple(
        sorted(rows, key=lambda row: (row.e164, len(row.extension), row.extension, row.name))
    )
