"""Query the known leads of a file's rows, by number or id."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, select, text

from db.enums import LeadStatus
from db.places.dnc_marks import ASKED_NOT
from db.sql import parts_of
from db.tables.leads import in_sight, leads, numbers, places


class Work(Struct, frozen=True):
    """The calling history of a lead, with the number by which it was found."""

    e164: str
    lead_id: int
    status: LeadStatus
    dials: int
    noes: int
    last_dialled_at: datetime | None
    introduced_at: datetime | None


def count_with(connection: Connection, e164s: Sequence[str]) -> int:
    """Count the visible leads that have any of the numbers."""
    lead_ids: set[int] = set()
    for chunk in parts_of(e164s):
        wanted = select(numbers.c.lead_id).where(numbers.c.e164.in_(chunk))
        lead_ids.update(connection.execute(wanted.where(in_sight(numbers.c.place_id))).scalars())
    return len(lead_ids)


def held_of(connection: Connection, e164s: Sequence[str]) -> set[str]:
    """Return the numbers that belong to a visible lead."""
    held: set[str] = set()
    for chunk in parts_of(e164s):
        wanted = select(numbers.c.e164).where(numbers.c.e164.in_(chunk))
        held.update(connection.execute(wanted.where(in_sight(numbers.c.place_id))).scalars())
    return held


def open_among(connection: Connection, lead_ids: Collection[int]) -> set[int]:
    """Return those of a few leads that are open."""
    wanted = select(leads.c.id).where(leads.c.id.in_(lead_ids), leads.c.status == LeadStatus.OPEN)
    return set(connection.execute(wanted).scalars())


def numbers_of_open(connection: Connection, e164s: Sequence[str]) -> set[str]:
    """Return those of the numbers that belong to a visible open lead."""
    held: set[str] = set()
    wanted = select(numbers.c.e164).join(leads, leads.c.id == numbers.c.lead_id)
    wanted = wanted.where(leads.c.status == LeadStatus.OPEN, in_sight(numbers.c.place_id))
    for chunk in parts_of(e164s):
        these = numbers.c.e164.in_(chunk)
        held.update(connection.execute(wanted.where(these)).scalars())
    return held


def places_of_open(connection: Connection, lead_ids: Collection[int]) -> Iterator[tuple[int, str]]:
    """Yield (id, facts of the place) of those of the leads that are open."""
    wanted = select(leads.c.id, places.c.facts).join(places, places.c.id == leads.c.place_id)
    ids = sorted(lead_ids)
    for chunk in parts_of(ids):
        these = leads.c.id.in_(chunk)
        for row in connection.execute(wanted.where(these, leads.c.status == LeadStatus.OPEN)):
            yield row.id, row.facts


class FurtherNumber(Struct, frozen=True):
    """A number that a file adds to a known lead, behind the lead's `first` one."""

    lead_id: int
    name: str
    first: str
    e164: str


def further_numbers(
    connection: Connection, rows: Mapping[int, Collection[str]]
) -> Iterator[FurtherNumber]:
    """Yield the numbers (E.164, by lead id) that the leads do not have yet.

    A person who asked not to be called gets none.
    """
    wanted = (
        select(leads.c.id, leads.c.name, numbers.c.e164)
        .join(leads, leads.c.id == numbers.c.lead_id)
        .where(text(f"NOT {ASKED_NOT}"))
        .order_by(leads.c.id, numbers.c.position)
    )
    ids = sorted(rows)
    for chunk in parts_of(ids):
        held: dict[int, tuple[str, list[str]]] = {}
        for row in connection.execute(wanted.where(leads.c.id.in_(chunk))):
            held.setdefault(row.id, (row.name, []))[1].append(row.e164)
        for lead_id, (name, known) in held.items():
            for e164 in dict.fromkeys(rows[lead_id]):
                if e164 not in known:
                    yield FurtherNumber(lead_id, name, known[0], e164)


def numbers_of_ids(connection: Connection, ids: Collection[str]) -> list[tuple[str, str]]:
    """Return (vendor's id, number) of the visible leads that have any of the ids."""
    wanted = select(leads.c.vendor_id, numbers.c.e164).join(leads, leads.c.id == numbers.c.lead_id)
    wanted = wanted.where(leads.c.vendor_id.in_(sorted(ids)), in_sight(numbers.c.place_id))
    return [(row.vendor_id, row.e164) for row in connection.execute(wanted)]


def work_with(connection: Connection, e164s: Sequence[str]) -> Iterator[Work]:
    """Yield the calling history of the visible leads that have any of the numbers."""
    columns = ("id", "status", "dials", "noes", "last_dialled_at", "introduced_at")
    wanted = select(numbers.c.e164, *(leads.c[name] for name in columns))
    wanted = wanted.join(leads, leads.c.id == numbers.c.lead_id).where(in_sight(numbers.c.place_id))
    for chunk in parts_of(e164s):
        among = numbers.c.e164.in_(chunk)
        for row in connection.execute(wanted.where(among)):
            yield Work(*row)
