"""Read the costs of imports, the numbers of their leads, and the results of calling these."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, Select, func, or_, select, text, update

from db.enums import NumberStatus
from db.imports.batches import Purchase
from db.lists.catalogue import LeadCounts, ListAndBatch
from db.tables.imports import import_batches
from db.tables.leads import LOST_NUMBER, in_sight, lead_lists, leads, numbers

NO_SUPPLIER = "no supplier named"
"""The text shown in place of a supplier for leads without one."""


class Brought(Struct, frozen=True):
    """The results of one import into a list.

    These are its leads, how many were reached, the noes and yeses of their calls, and how many
    numbers are dead or belong to a wrong person.
    """

    list_name: str
    purchase: Purchase
    leads: int
    reached: int
    noes: int
    yeses: int
    dead: int
    wrong: int


class ImportOfList(Struct, frozen=True):
    """One import file of a list; `brought` is the number of leads that it added."""

    id: int
    file: str
    brought: int
    purchase: Purchase


def read_brought(
    connection: Connection, counts: Mapping[ListAndBatch, LeadCounts], list_name: str = ""
) -> list[Brought]:
    """Return the imports of all lists or of one, even paid imports that have no leads any more."""
    wanted = select(lead_lists.c.id, lead_lists.c.name).where(lead_lists.c.hidden_at.is_(None))
    if list_name:
        wanted = wanted.where(lead_lists.c.name == list_name)
    names = {row[0]: row[1] for row in connection.execute(wanted)}
    bought = _purchases(connection)
    dead, wrong = _lost_numbers(connection)
    return [
        Brought(
            names[key[0]],
            bought.get(key, Purchase()),
            *_worked(counts.get(key, LeadCounts())),
            dead[key],
            wrong[key],
        )
        for key in sorted(counts.keys() | bought.keys(), key=lambda key: (key[0], key[1] or 0))
        if key[0] in names
    ]


def _worked(counts: LeadCounts) -> tuple[int, int, int, int]:
    return counts.leads, counts.reached, counts.noes, counts.yeses


def _purchases(connection: Connection) -> dict[ListAndBatch, Purchase]:
    batch = import_batches.c
    rows = connection.execute(
        select(batch.list_id, batch.id, batch.supplier, batch.price, batch.currency)
        .add_columns(batch.bought_on)
        .where(
            batch.hidden_at.is_(None),
            or_(batch.supplier != "", batch.price.is_not(None), batch.bought_on.is_not(None)),
        )
    )
    return {(row[0], row[1]): Purchase(*row[2:]) for row in rows}


def _lost_numbers(connection: Connection) -> tuple[Counter[ListAndBatch], Counter[ListAndBatch]]:
    """Count dead numbers and wrong numbers by list and import; a partial index has both."""
    lost = select(numbers.c.lead_id, numbers.c.status).where(text(f"({LOST_NUMBER})")).subquery()
    rows = connection.execute(
        select(leads.c.list_id, leads.c.batch_id, lost.c.status, func.count())
        .select_from(lost)
        .join(leads, leads.c.id == lost.c.lead_id)
        .where(in_sight())
        .group_by(leads.c.list_id, leads.c.batch_id, lost.c.status)
    )
    dead: Counter[ListAndBatch] = Counter()
    wrong: Counter[ListAndBatch] = Counter()
    for list_id, batch_id, status, count in rows:
        (wrong if status == NumberStatus.WRONG else dead)[list_id, batch_id] += count
    return dead, wrong


def _imports() -> Select[Any]:
    batch = import_batches.c
    return select(
        batch.id,
        batch.file,
        batch.imported,
        batch.supplier,
        batch.price,
        batch.currency,
        batch.bought_on,
    )


def _import_of(row: Sequence[Any]) -> ImportOfList:
    return ImportOfList(row[0], row[1], row[2], Purchase(*row[3:]))


def suppliers(connection: Connection) -> list[str]:
    """Return the names of all suppliers, sorted."""
    batch = import_batches.c
    wanted = select(batch.supplier).where(batch.supplier != "", batch.hidden_at.is_(None))
    return sorted(connection.execute(wanted.distinct()).scalars())


def suppliers_by_batch(connection: Connection) -> dict[int, str]:
    """Return the supplier of each import."""
    rows = connection.execute(select(import_batches.c.id, import_batches.c.supplier))
    return {row.id: row.supplier for row in rows}


def imports_of(connection: Connection, list_id: int) -> list[ImportOfList]:
    """Return the imports of a list, oldest first."""
    batch = import_batches.c
    rows = connection.execute(
        _imports().where(batch.list_id == list_id, batch.hidden_at.is_(None)).order_by(batch.id)
    )
    return [_import_of(row) for row in rows]


def paid_before(connection: Connection, list_name: str, checksum: str) -> ImportOfList | None:
    """Return an import of the same file into the list that has a price, or None."""
    batch = import_batches.c
    row = connection.execute(
        _imports()
        .join(lead_lists, lead_lists.c.id == batch.list_id)
        .where(lead_lists.c.name == list_name, batch.checksum == checksum)
        .where(batch.hidden_at.is_(None), batch.price.is_not(None))
        .limit(1)
    ).first()
    return None if row is None else _import_of(row)


def put_purchase(connection: Connection, batch_id: int, purchase: Purchase) -> None:
    connection.execute(
        update(import_batches).where(import_batches.c.id == batch_id).values(**asdict(purchase))
    )
