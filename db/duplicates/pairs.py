"""Leads that may be one person: what they have in common, read from the whole table."""

from collections.abc import Iterator, Sequence
from itertools import combinations, groupby

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from db.leads.companies import ids_at
from db.leads.published import in_sight
from db.leads.records import LeadFacts, read_lead
from db.leads.search import named_so
from db.tables.leads import leads, numbers

FEW = 4
"""Leads with one number or address beyond which it is an office's or a household's."""


class Alike(Struct, frozen=True):
    """One of a pair, as far as it is compared."""

    id: int
    name: str
    company: str
    address: str
    list_id: int


_COMPARED = (leads.c.id, leads.c.name, leads.c.company, leads.c.address, leads.c.list_id)


def pairs_alike(connection: Connection) -> Iterator[tuple[str, Alike, Alike]]:
    """(what they have in common, the elder, the younger), the surest first."""
    yield from _by_number(connection)
    yield from pairs_of_mail(connection)
    lives = (leads.c.name != "", leads.c.address != "", leads.c.postal_code != "")
    keys = func.lower(leads.c.name), leads.c.postal_code
    yield from _pairs(connection, "name and address", keys, lives)


def pairs_of_mail(connection: Connection) -> Iterator[tuple[str, Alike, Alike]]:
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
    said: Sequence[ColumnElement[bool]],
) -> Iterator[tuple[str, Alike, Alike]]:
    """Leads that say the same in all of `keys`."""
    named = [key.label(f"key{at}") for at, key in enumerate(keys)]
    same = select(*named, func.min(leads.c.id).label("first")).where(in_sight(), *said)
    groups = same.group_by(*keys).having(func.count().between(2, FEW)).subquery()
    own = [groups.c[one.name] for one in named]
    on = and_(*(key == one for key, one in zip(keys, own, strict=True)))
    rows = select(*own, *_COMPARED).join_from(groups, leads, on).where(in_sight(), *said)
    ordered = rows.order_by(groups.c.first, *own, leads.c.id)
    return _read(connection, why, ordered, len(keys))


def _read(
    connection: Connection, why: str, rows: Select[tuple[object, ...]], keys: int
) -> Iterator[tuple[str, Alike, Alike]]:
    found = connection.execute(rows)
    for _, group in groupby(found, key=lambda row: tuple(row[:keys])):
        alike = (Alike(one.id, one.name, one.company, one.address, one.list_id) for one in group)
        for elder, younger in combinations(alike, 2):
            yield why, elder, younger


def near_to(connection: Connection, lead: LeadFacts, most: int) -> tuple[LeadFacts, ...]:
    """Leads that share a number with this one, or have a name with all words of its own where there
    is more to compare."""
    is_known = lead.name and (lead.email or lead.address)
    ids = set(named_so(connection, lead.name, most)) if is_known else set()
    at_number = [ids_at(connection, [one.e164]) for one in lead.numbers]
    ids |= {one for each in at_number if len(each) <= FEW for one in each}
    found = (read_lead(connection, one) for one in sorted(ids - {lead.id})[:most])
    return tuple(one for one in found if one is not None and one.numbers)
