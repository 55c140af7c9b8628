"""Leads that may be one person: what they have in common, read from the whole table."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from db.tables import leads, numbers
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
