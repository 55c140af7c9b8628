"""Add and change numbers of a lead, find known leads by number, and read all on record about one.

After a change, the caller must call `db.leads.records.settle` for the lead.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, exists, func, insert, or_, select, text, update

from db.enums import ASK_FOR, LeadStatus, LineType, NumberStatus, ask_for
from db.leads.search_words import updating_search_words
from db.places.dnc_marks import ASKED_NOT
from db.rows import read_rows
from db.sql import parts_of
from db.tables.calls import AttemptRow, CallbackRow, SkipRow, attempts, callbacks, skips
from db.tables.firm import outcomes
from db.tables.imports import import_batches
from db.tables.leads import LeadRow, NumberRow, in_sight, lead_lists, leads, numbers, places


class OpenNumber(Struct, frozen=True):
    """A number that nothing on record bars, and the lead that has it."""

    lead_id: int
    name: str
    e164: str


def lead_of_number(connection: Connection, number_id: int) -> int | None:
    """Return the id of the lead of a number, or None."""
    return connection.execute(select(numbers.c.lead_id).where(numbers.c.id == number_id)).scalar()


def is_of_lead(connection: Connection, e164: str) -> bool:
    """Return whether any lead has the number, one of an unfinished import too."""
    wanted = select(numbers.c.id).where(numbers.c.e164 == e164).limit(1)
    return connection.execute(wanted).first() is not None


def numbers_of_people(connection: Connection, e164: str) -> Sequence[str]:
    """Return all numbers of the leads that have this one."""
    people = select(numbers.c.lead_id).where(numbers.c.e164 == e164)
    wanted = select(numbers.c.e164).where(numbers.c.lead_id.in_(people))
    return (
        connection.execute(wanted.order_by(numbers.c.lead_id, numbers.c.position)).scalars().all()
    )


def open_beside(connection: Connection, e164s: Sequence[str]) -> list[OpenNumber]:
    """Return the open numbers of open leads that have any of these numbers, by lead."""
    rows: dict[tuple[int, str], OpenNumber] = {}
    for chunk in parts_of(e164s):
        people = select(numbers.c.lead_id).where(numbers.c.e164.in_(chunk))
        wanted = (
            select(leads.c.id, leads.c.name, numbers.c.e164)
            .join(numbers, numbers.c.lead_id == leads.c.id)
            .where(leads.c.id.in_(people), leads.c.status == LeadStatus.OPEN, in_sight())
            .where(numbers.c.status == NumberStatus.OPEN)
            .order_by(leads.c.id, numbers.c.position)
        )
        for row in connection.execute(wanted):
            rows.setdefault((row.id, row.e164), OpenNumber(*row))
    return list(rows.values())


def was_dialled(connection: Connection, number_id: int) -> bool:
    """Return whether this number of a lead was ever dialled."""
    dialled = exists().where(attempts.c.number_id == number_id)
    return bool(connection.execute(select(dialled)).scalar())


def add_number(
    connection: Connection,
    lead_id: int,
    e164: str,
    extension: str,
    status: NumberStatus,
    place_id: int,
    label: str = "",
    line: LineType = LineType.UNKNOWN,
) -> int:
    """Add a number after the lead's others and return its id."""
    values: dict[str, object] = {
        "lead_id": lead_id,
        "position": last_position(connection, lead_id) + 1,
        "e164": e164,
        "extension": extension,
        "label": label,
        "line": line,
        "status": status,
        "place_id": place_id,
    }
    with updating_search_words(connection, [lead_id]):
        added = connection.execute(insert(numbers).values(**values).returning(numbers.c.id))
        return int(added.scalar_one())


def change_digits(
    connection: Connection,
    number_id: int,
    e164: str,
    extension: str,
    status: NumberStatus,
    place_id: int,
) -> None:
    """Replace the digits of a number; its line type is unknown afterwards."""
    changed = update(numbers).where(numbers.c.id == number_id)
    changed = changed.values(
        e164=e164, extension=extension, status=status, line=LineType.UNKNOWN, place_id=place_id
    )
    lead_id = lead_of_number(connection, number_id)
    with updating_search_words(connection, [] if lead_id is None else [lead_id]):
        connection.execute(changed)


def set_line(connection: Connection, number_id: int, line: LineType) -> None:
    """Set the line type of a number; the caller finds its place again."""
    connection.execute(update(numbers).where(numbers.c.id == number_id).values(line=line))


def take_place_of(connection: Connection, new_id: int, old_id: int) -> None:
    """Put a number in the position of another, which moves to the end with the status wrong."""
    old = connection.execute(
        select(numbers.c.position, numbers.c.lead_id, numbers.c.label).where(numbers.c.id == old_id)
    ).one()
    last = last_position(connection, old.lead_id)
    connection.execute(
        update(numbers).where(numbers.c.id == new_id).values(position=old.position, label=old.label)
    )
    connection.execute(
        update(numbers)
        .where(numbers.c.id == old_id)
        .values(position=last + 1, status=NumberStatus.WRONG)
    )


def last_position(connection: Connection, lead_id: int) -> int:
    """Return the position of the lead's last number; -1 without a number."""
    last = select(func.max(numbers.c.position)).where(numbers.c.lead_id == lead_id)
    position = connection.execute(last).scalar()
    return -1 if position is None else int(position)


def ask_for_another(connection: Connection, lead_id: int, name: str) -> None:
    """Change the name of the person to ask for in the label of the lead's main lines."""
    main_lines = update(numbers).where(
        numbers.c.lead_id == lead_id, numbers.c.label.startswith(ASK_FOR)
    )
    connection.execute(main_lines.values(label=ask_for(name)))


class LeadOnRecord(LeadRow, frozen=True):
    """A lead with the name of its list and the file it came from, if any."""

    list_name: str
    file: str | None


class AttemptOnRecord(AttemptRow, frozen=True):
    """A call with the label of its outcome, or None if it has no outcome."""

    outcome_label: str | None


def leads_about(connection: Connection, e164: str) -> tuple[LeadOnRecord, ...]:
    """Return all leads with the number: all columns, its list and the file it came from."""
    wanted = (
        select(leads, lead_lists.c.name.label("list_name"), import_batches.c.file)
        .join(lead_lists, lead_lists.c.id == leads.c.list_id)
        .join(import_batches, import_batches.c.id == leads.c.batch_id, isouter=True)
        .where(leads.c.id.in_(select(numbers.c.lead_id).where(numbers.c.e164 == e164)))
        .where(in_sight())
        .order_by(leads.c.id)
    )
    return tuple(read_rows(connection, LeadOnRecord, wanted))


def numbers_about(connection: Connection, lead_ids: Collection[int]) -> tuple[NumberRow, ...]:
    """Return all numbers of these leads, in order."""
    wanted = (
        select(numbers)
        .where(numbers.c.lead_id.in_(lead_ids))
        .order_by(numbers.c.lead_id, numbers.c.position)
    )
    return tuple(read_rows(connection, NumberRow, wanted))


def attempts_about(
    connection: Connection, e164: str, lead_ids: Collection[int]
) -> tuple[AttemptOnRecord, ...]:
    """Return all calls to the number or these leads, with their verdicts, oldest first."""
    wanted = (
        select(attempts, outcomes.c.label.label("outcome_label"))
        .join(outcomes, outcomes.c.code == attempts.c.outcome, isouter=True)
        .where(or_(attempts.c.e164 == e164, attempts.c.lead_id.in_(lead_ids)))
        .order_by(attempts.c.dialled_at, attempts.c.id)
    )
    return tuple(read_rows(connection, AttemptOnRecord, wanted))


def callbacks_about(connection: Connection, lead_ids: Collection[int]) -> tuple[CallbackRow, ...]:
    """Return all callbacks of these leads, kept and dropped ones too."""
    wanted = select(callbacks).where(callbacks.c.lead_id.in_(lead_ids)).order_by(callbacks.c.id)
    return tuple(read_rows(connection, CallbackRow, wanted))


def skips_about(connection: Connection, lead_ids: Collection[int]) -> tuple[SkipRow, ...]:
    """Return all skips of these leads."""
    wanted = select(skips).where(skips.c.lead_id.in_(lead_ids)).order_by(skips.c.id)
    return tuple(read_rows(connection, SkipRow, wanted))


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
