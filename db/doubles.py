"""Leads that may be one person: what they have in common, read from the whole table."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from db.company import ids_at
from db.finding import named_so
from db.leads import LeadFacts, read_lead
from db.tables.leads import leads, numbers
from db.visibility import in_sight

FEW = 4
"""Leads with one number or address beyond which it is an office's or a household's."""


@dataclass(frozen=True, slots=True)
class Alike:
    """One of a pair, as far as it is compared."""

    id: int
    name: str
    company: str
    address: str
    list_id: int


def pairs_alike(connection: Connection) -> Iterator[tuple[str, Alike, Alike]]:
    """(what they have in common, the elder, the younger), the surest first."""
    by_number = select(func.min(numbers.c.lead_id), func.max(numbers.c.lead_id)).where(
        in_sight(numbers.c.place_id)
    )
    some = func.count(numbers.c.lead_id.distinct()).between(2, FEW)
    yield from _read(connection, "number", by_number.group_by(numbers.c.e164).having(some))
    each = select(func.min(leads.c.id), func.max(leads.c.id)).where(in_sight())
    several = func.count().between(2, FEW)
    mail = each.where(leads.c.email != "").group_by(func.lower(leads.c.email)).having(several)
    yield from _read(connection, "e-mail", mail)
    lives = each.where(leads.c.name != "", leads.c.address != "", leads.c.postal_code != "")
    same = lives.group_by(func.lower(leads.c.name), leads.c.postal_code).having(several)
    yield from _read(connection, "name and address", same)


def _read(
    connection: Connection, why: str, pairs: Select[tuple[int, int]]
) -> Iterator[tuple[str, Alike, Alike]]:
    said = select(leads.c.id, leads.c.name, leads.c.company, leads.c.address, leads.c.list_id)
    for pair in connection.execute(pairs.order_by(pairs.selected_columns[0])).all():
        rows = connection.execute(said.where(leads.c.id.in_(tuple(pair)), in_sight())).all()
        found = sorted((Alike(*row) for row in rows), key=lambda one: one.id)
        if len(found) == 2:
            yield why, found[0], found[1]


def near_to(connection: Connection, lead: LeadFacts, most: int) -> tuple[LeadFacts, ...]:
    """Leads that share a number with this one, or have a name with all words of its own where there
    is more to compare."""
    is_known = lead.name and (lead.email or lead.address)
    ids = set(named_so(connection, lead.name, most)) if is_known else set()
    at_number = [ids_at(connection, [one.e164]) for one in lead.numbers]
    ids |= {one for each in at_number if len(each) <= FEW for one in each}
    found = (read_lead(connection, one) for one in sorted(ids - {lead.id})[:most])
    return tuple(one for one in found if one is not None and one.numbers)
