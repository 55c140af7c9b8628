"""What imports were worth: what they cost, whom they brought, and what calling those brought."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, Select, func, or_, select, text, update

from db.enums import NumberStatus
from db.imports.batches import Purchase
from db.leads.published import in_sight
from db.lists.catalogue import Key, LeadCounts
from db.tables.imports import import_batches
from db.tables.leads import LOST_NUMBER, leads, numbers
from db.tables.lists import lead_lists


class Brought(Struct, frozen=True):
    """What one import brought into a list: so many `leads`, of whom some were `reached`, with the
    noes and yeses of all calls so far; and numbers that are `dead` or a `wrong` person's."""

    list_name: str
    purchase: Purchase
    leads: int
    reached: int
    noes: int
    yeses: int
    dead: int
    wrong: int


class ImportOfList(Struct, frozen=True):
    """`brought` counts the leads it made."""

    id: int
    file: str
    brought: int
    purchase: Purchase


def read_brought(
    connection: Connection, counts: Mapping[Key, LeadCounts], list_name: str = ""
) -> list[Brought]:
    """Each import by its list; of one list where it is named. One whose leads are all gone has
    cost what it did."""
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


def _worked(one: LeadCounts) -> tuple[int, int, int, int]:
    return one.leads, one.reached, one.noes, one.yeses


def _purchases(connection: Connection) -> dict[Key, Purchase]:
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


def _lost_numbers(connection: Connection) -> tuple[Counter[Key], Counter[Key]]:
    """Numbers that are dead, and those of a wrong person; they have an index of their own."""
    lost = select(numbers.c.lead_id, numbers.c.status).where(text(f"({LOST_NUMBER})")).subquery()
    rows = connection.execute(
        select(leads.c.list_id, leads.c.batch_id, lost.c.status, func.count())
        .select_from(lost)
        .join(leads, leads.c.id == lost.c.lead_id)
        .where(in_sight())
        .group_by(leads.c.list_id, leads.c.batch_id, lost.c.status)
    )
    dead: Counter[Key] = Counter()
    wrong: Counter[Key] = Counter()
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


def _import_of(row: Sequence[Any]) -> ImportOfList:  # a row of `_imports`
    return ImportOfList(row[0], row[1], row[2], Purchase(*row[3:]))


def suppliers(connection: Connection) -> list[str]:
    """Who sold anything, once each."""
    batch = import_batches.c
    wanted = select(batch.supplier).where(batch.supplier != "", batch.hidden_at.is_(None))
    return sorted(connection.execute(wanted.distinct()).scalars())


def suppliers_by_batch(connection: Connection) -> dict[int, str]:
    rows = connection.execute(select(import_batches.c.id, import_batches.c.supplier))
    return {row.id: row.supplier for row in rows}


def imports_of(connection: Connection, list_id: int) -> list[ImportOfList]:
    """The files that came into a list, oldest first."""
    batch = import_batches.c
    rows = connection.execute(
        _imports().where(batch.list_id == list_id, batch.hidden_at.is_(None)).order_by(batch.id)
    )
    return [_import_of(row) for row in rows]


def paid_before(connection: Connection, list_name: str, checksum: str) -> ImportOfList | None:
    """The import by which the same file came into the list, where its price is known."""
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
