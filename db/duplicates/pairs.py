"""Find pairs of leads that may be the same person: same number, e-mail or address."""

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
