"""Leads that are there, asked for by what a row says that does not come in itself."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from db.dataclass import dataclass
from db.enums import LeadStatus
from db.leads.published import in_sight
from db.tables.leads import leads, numbers

AT_ONCE = 500
"""Numbers asked for in one statement."""


@dataclass(frozen=True, slots=True)
class Work:
    """How the work stands with a lead that has a number."""

    e164: str
    lead_id: int
    status: LeadStatus
    dials: int
    noes: int
    last_dialled_at: datetime | None
    introduced_at: datetime | None


def count_with(connection: Connection, e164s: Sequence[str]) -> int:
    """How many leads that all can see have any of the numbers."""
    found: set[int] = set()
    for start in range(0, len(e164s), AT_ONCE):
        wanted = select(numbers.c.lead_id).where(numbers.c.e164.in_(e164s[start : start + AT_ONCE]))
        found.update(connection.execute(wanted.where(in_sight(numbers.c.place_id))).scalars())
    return len(found)


def held_of(connection: Connection, e164s: Sequence[str]) -> set[str]:
    """Those of the numbers that any lead has."""
    found: set[str] = set()
    for start in range(0, len(e164s), AT_ONCE):
        wanted = select(numbers.c.e164).where(numbers.c.e164.in_(e164s[start : start + AT_ONCE]))
        found.update(connection.execute(wanted.where(in_sight(numbers.c.place_id))).scalars())
    return found


def numbers_of_ids(connection: Connection, ids: Collection[str]) -> list[tuple[str, str]]:
    """(vendor's id, number) of the leads that all can see."""
    wanted = select(leads.c.vendor_id, numbers.c.e164).join(leads, leads.c.id == numbers.c.lead_id)
    wanted = wanted.where(leads.c.vendor_id.in_(sorted(ids)), in_sight(numbers.c.place_id))
    return [(row.vendor_id, row.e164) for row in connection.execute(wanted)]


def work_with(connection: Connection, e164s: Sequence[str]) -> Iterator[Work]:
    """How the work stands with the leads that all can see and that have any of the numbers."""
    said = ("id", "status", "dials", "noes", "last_dialled_at", "introduced_at")
    wanted = select(numbers.c.e164, *(leads.c[name] for name in said))
    wanted = wanted.join(leads, leads.c.id == numbers.c.lead_id).where(in_sight(numbers.c.place_id))
    for start in range(0, len(e164s), AT_ONCE):
        among = numbers.c.e164.in_(e164s[start : start + AT_ONCE])
        for row in connection.execute(wanted.where(among)):
            yield Work(*row)
