"""Find pairs of leads that may be one person (same number, e-mail or address), and merge two."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations, groupby

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, select, update

from db.calls.answers import settle_answers
from db.calls.sequences import merge_sequences
from db.enums import LeadStatus, NumberStatus
from db.imports.staged_rows import AMOUNTS, DEFAULTS, TEXTS
from db.leads.companies import ids_at
from db.leads.numbers import last_position
from db.leads.records import LeadFacts, read_lead
from db.leads.search import named_so
from db.leads.search_words import updating_search_words
from db.lists.catalogue import RETIRED, take_out_of_sessions
from db.tables.appointments import appointments
from db.tables.audit import changed_values
from db.tables.calls import attempts, callbacks, skips
from db.tables.firm import introductions
from db.tables.imports import pending_changes
from db.tables.leads import in_sight, leads, numbers
from db.tables.presence import help_calls, notices

FEW = 4
"""The most leads that share a number or address; more are an office or a household."""


class Alike(Struct, frozen=True):
    """A lead of a pair, with the fields that are compared."""

    id: int
    name: str
    company: str
    address: str
    list_id: int


_COMPARED = (leads.c.id, leads.c.name, leads.c.company, leads.c.address, leads.c.list_id)


def pairs_alike(connection: Connection) -> Iterator[tuple[str, Alike, Alike]]:
    """Yield (shared field, older lead, newer lead), the most certain pairs first."""
    yield from _by_number(connection)
    yield from pairs_of_mail(connection)
    has_address = (leads.c.name != "", leads.c.address != "", leads.c.postal_code != "")
    keys = func.lower(leads.c.name), leads.c.postal_code
    yield from _pairs(connection, "name and address", keys, has_address)


def pairs_of_mail(connection: Connection) -> Iterator[tuple[str, Alike, Alike]]:
    """Yield the pairs of leads with the same e-mail address."""
    keys = (func.lower(leads.c.email),)
    return _pairs(connection, "e-mail", keys, (leads.c.email != "",))


def _by_number(connection: Connection) -> Iterator[tuple[str, Alike, Alike]]:
    some = func.count(numbers.c.lead_id.distinct()).between(2, FEW)
    shared = select(numbers.c.e164, func.min(numbers.c.lead_id).label("first"))
    shared = shared.where(in_sight(numbers.c.place_id)).group_by(numbers.c.e164).having(some)
    groups = shared.subquery()
    rows = select(groups.c.e164, *_COMPARED).distinct()
    rows = rows.join_from(groups, numbers, numbers.c.e164 == groups.c.e164)
    rows = rows.join(leads, leads.c.id == numbers.c.lead_id).where(in_sight())
    ordered = rows.add_columns(groups.c.first).order_by(groups.c.first, groups.c.e164, leads.c.id)
    return _read(connection, "number", ordered, 1)


def _pairs(
    connection: Connection,
    why: str,
    keys: Sequence[ColumnElement[str]],
    conditions: Sequence[ColumnElement[bool]],
) -> Iterator[tuple[str, Alike, Alike]]:
    """Yield the pairs of leads that meet the conditions and agree in all of `keys`."""
    named = [key.label(f"key{at}") for at, key in enumerate(keys)]
    same = select(*named, func.min(leads.c.id).label("first")).where(in_sight(), *conditions)
    groups = same.group_by(*keys).having(func.count().between(2, FEW)).subquery()
    own = [groups.c[key.name] for key in named]
    on = and_(*(key == column for key, column in zip(keys, own, strict=True)))
    rows = select(*own, *_COMPARED).join_from(groups, leads, on).where(in_sight(), *conditions)
    ordered = rows.order_by(groups.c.first, *own, leads.c.id)
    return _read(connection, why, ordered, len(keys))


def _read(
    connection: Connection, why: str, rows: Select[tuple[object, ...]], keys: int
) -> Iterator[tuple[str, Alike, Alike]]:
    """Yield all pairs within each group; the first `keys` columns name the group."""
    result = connection.execute(rows)
    for _, group in groupby(result, key=lambda row: tuple(row[:keys])):
        alike = (Alike(row.id, row.name, row.company, row.address, row.list_id) for row in group)
        for elder, younger in combinations(alike, 2):
            yield why, elder, younger


def near_to(connection: Connection, lead: LeadFacts, most: int) -> tuple[LeadFacts, ...]:
    """Return leads that have a number of this one, or all words of its name.

    Names are compared only if the lead also has an e-mail address or a postal address.
    """
    is_known = lead.name and (lead.email or lead.address)
    ids = set(named_so(connection, lead.name, most)) if is_known else set()
    at_number = [ids_at(connection, [number.e164]) for number in lead.numbers]
    ids |= {lead_id for group in at_number if len(group) <= FEW for lead_id in group}
    others = (read_lead(connection, lead_id) for lead_id in sorted(ids - {lead.id})[:most])
    return tuple(other for other in others if other is not None and other.numbers)


MERGED = "merged"
"""The reason for dropping a callback of a person who has an earlier one."""

_NOT_FILLED = {"name", "kind", "notes", "priority"}


def merge_leads(
    connection: Connection,
    lead: LeadFacts,
    duplicate: LeadFacts,
    now: datetime,
    take: Collection[str] = (),
) -> int:
    """Move calls, numbers, notes and callbacks of `duplicate` to `lead`, and delete `duplicate`.

    Fields in `take` get the value of `duplicate`; all others keep that of `lead`. Return the number
    of calls moved. Call it in a write block, while nobody holds either lead.
    """
    # The last call or skip of either lead can't be undone any more: the state stored for the undo
    # is that of one lead only.
    both = (lead.id, duplicate.id)
    for table in (attempts, skips):
        connection.execute(update(table).where(table.c.lead_id.in_(both)).values(before=None))
    with updating_search_words(connection, both):
        _move_numbers(connection, lead, duplicate)
        moved = update(attempts).where(attempts.c.lead_id == duplicate.id).values(lead_id=lead.id)
        count = connection.execute(moved).rowcount
        for table in (
            *(skips, appointments, introductions, pending_changes, notices, help_calls),
            changed_values,
        ):
            of_duplicate = table.c.lead_id == duplicate.id
            connection.execute(update(table).where(of_duplicate).values(lead_id=lead.id))
        merge_sequences(connection, lead.id, duplicate.id)
        due = _join_callbacks(connection, lead, duplicate, now)
        take_out_of_sessions(connection, leads.c.id == duplicate.id)
        values = {**merged_details(lead, duplicate, take), **_work(lead, duplicate), **due}
        connection.execute(update(leads).where(leads.c.id == lead.id).values(**values))
        connection.execute(delete(leads).where(leads.c.id == duplicate.id))
    settle_answers(connection, lead.id)
    return count


def _move_numbers(connection: Connection, lead: LeadFacts, duplicate: LeadFacts) -> None:
    """Move the duplicate's numbers behind the lead's; a number that both have is stored once."""
    own = {(number.e164, number.extension): number for number in lead.numbers}
    position = last_position(connection, lead.id)
    for number in duplicate.numbers:
        mine = numbers.c.id == number.id
        same = own.get((number.e164, number.extension))
        if same is None:
            position += 1
            changed = update(numbers).where(mine).values(lead_id=lead.id, position=position)
            connection.execute(changed)
            continue
        dialled = update(attempts).where(attempts.c.number_id == number.id)
        connection.execute(dialled.values(number_id=same.id))
        # The remaining number takes over the status by which the other one was barred.
        if same.status is NumberStatus.OPEN:
            barred = update(numbers).where(numbers.c.id == same.id)
            connection.execute(barred.values(status=number.status))
        connection.execute(delete(numbers).where(mine))


def _join_callbacks(
    connection: Connection, lead: LeadFacts, duplicate: LeadFacts, now: datetime
) -> Mapping[str, object]:
    """Keep the earlier callback of the two and drop the other; return when the lead is due."""
    mine = callbacks.c.lead_id.in_((lead.id, duplicate.id))
    standing = select(callbacks.c.id, callbacks.c.due_at).where(mine, callbacks.c.kept_at.is_(None))
    promised = connection.execute(standing.order_by(callbacks.c.due_at, callbacks.c.id)).all()
    later = callbacks.c.id.in_([row.id for row in promised[1:]])
    # Drop it before the move: a unique index allows only one standing callback for a lead.
    connection.execute(update(callbacks).where(later).values(kept_at=now, dropped=MERGED))
    connection.execute(update(callbacks).where(mine).values(lead_id=lead.id))
    if promised:
        return {"due_at": promised[0].due_at, "due_reason": "callback"}
    resting = [facts for facts in (lead, duplicate) if facts.due_at is not None]
    if not resting:
        return {}
    longest = max(resting, key=lambda facts: facts.due_at or now)
    return {"due_at": longest.due_at, "due_reason": longest.due_reason}


def merged_details(
    lead: LeadFacts, duplicate: LeadFacts, take: Collection[str] = ()
) -> Mapping[str, object]:
    """Return the changes of the lead's details.

    These are the values that only the duplicate has, the fields in `take`, and the notes of both.
    """
    values: dict[str, object] = {}
    for name in (*TEXTS, *AMOUNTS):
        own, other = getattr(lead, name), getattr(duplicate, name)
        if name not in _NOT_FILLED and own == DEFAULTS[name] != other:
            values[name] = other
    is_nameless = lead.name in {"", lead.company} or lead.name.startswith(("(", "+"))
    if is_nameless and duplicate.name not in {"", duplicate.company}:
        values["name"] = duplicate.name
    parts = ("given_name", "family_name") if "name" in take else ()
    values |= {name: getattr(duplicate, name) for name in (*take, *parts)}
    notes = [lead.notes, "" if duplicate.notes in lead.notes else duplicate.notes]
    values["notes"] = "\n".join(filter(None, notes))
    drafts = [lead.draft, "" if duplicate.draft in lead.draft else duplicate.draft]
    values["draft"] = "\n".join(filter(None, drafts))
    values["extras"] = {**duplicate.extras, **lead.extras}
    return values


def _work(lead: LeadFacts, duplicate: LeadFacts) -> Mapping[str, object]:
    """Return the sums of both leads' counts, and their common status."""
    values: dict[str, object] = {
        "dials": lead.dials + duplicate.dials,
        "noes": lead.noes + duplicate.noes,
        "yeses": lead.yeses + duplicate.yeses,
        "reached": lead.reached + duplicate.reached,
        "priority": max(lead.priority, duplicate.priority),
    }
    for name in ("last_dialled_at", "introduced_at", "inquired_at"):
        times = (getattr(lead, name), getattr(duplicate, name))
        values[name] = max((at for at in times if at is not None), default=None)
    if duplicate.status is LeadStatus.CLOSED and duplicate.bar != RETIRED:
        values |= {"status": LeadStatus.CLOSED, "bar": ""}
    return values


def calls_of(connection: Connection, lead_id: int) -> list[int]:
    """Return the ids of all calls of a lead."""
    wanted = select(attempts.c.id).where(attempts.c.lead_id == lead_id)
    return list(connection.execute(wanted).scalars())


def is_being_called(connection: Connection, lead_id: int) -> bool:
    """Return whether a call of the lead has no outcome yet."""
    open_ = select(func.count()).where(attempts.c.lead_id == lead_id, attempts.c.outcome.is_(None))
    return bool(connection.execute(open_).scalar())
