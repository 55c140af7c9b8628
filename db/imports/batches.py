"""Imports as stored: one row a batch, and its leads."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    func,
    insert,
    select,
    update,
)

from db.audit import log
from db.audit.coverage import Watch
from db.audit.row_hashes import EVIDENCE, REQUEST, SUPPRESSION, Kind
from db.engine.database import Database
from db.enums import LeadKind
from db.rows import read_row, read_rows
from db.tables.imports import BatchRow, import_batches
from db.tables.leads import leads
from db.tables.lists import lead_lists

LISTED = ("internal_list", "registry")
"""The bars that are counted as `on_dnc`."""

_COUNTS = (
    "rows",
    "imported",
    "updated",
    "duplicate_in_file",
    "duplicate_in_database",
    "rejected",
    "on_dnc",
)
_BATCHES = (
    select(import_batches, lead_lists.c.name.label("list_name"))
    .join(lead_lists, lead_lists.c.id == import_batches.c.list_id)
    .where(import_batches.c.hidden_at.is_(None))
)


class NewList(Struct, frozen=True):
    """The list that leads go into; it is made if there is none of that name."""

    name: str
    kind: LeadKind
    country: str
    scrubbed_on: date | None
    offer: str = ""


class Purchase(Struct, frozen=True):
    """Who sold the leads, for how much (hundredths of a currency, ISO 4217), and when."""

    supplier: str = ""
    price: int | None = None
    currency: str = ""
    bought_on: date | None = None


class Source(Struct, frozen=True):
    """What a batch came from, who brought it, and by which (field, column) pairs it was read.

    `finished` is what becomes of those with whom somebody was done, "" where the file names none.
    """

    file: str
    checksum: str
    agent: str
    at: datetime
    source: str = ""
    mapping: Sequence[tuple[str, str]] = ()
    finished: str = ""
    purchase: Purchase = Purchase()


class Told(Struct, frozen=True):
    """Parts of the counts that a person is told apart.

    Of those imported that are not barred, how many have an `other_number_on_dnc`. Of the duplicates
    in the database, who was `dialled_lately` and so left out, and who is `only_in_retired_list`. Of
    those in the file, how many `joined` an earlier row.
    """

    other_number_on_dnc: int = 0
    dialled_lately: int = 0
    only_in_retired_list: int = 0
    joined: int = 0


class Namesake(Struct, frozen=True):
    """A duplicate on `line` whose `name` is not that of the `other` who has its number.

    That one is on `other_line` of the file, 0 for an earlier stretch of it or the database; in the
    latter `is_known`. `more` are its further numbers.
    """

    line: int
    name: str
    other: str
    other_line: int
    is_known: bool
    more: tuple[str, ...]


class Counts(Struct, frozen=True):
    """What became of the rows. `on_dnc` counts imported leads barred by a list.

    `standing`, of the rows that were new, are (bar, facts of the place, leads). `namesakes` are the
    first of the `other_names`.
    """

    imported: int
    duplicate_in_file: int
    duplicate_in_database: int
    on_dnc: int
    updated: int = 0
    told: Told = Told()
    standing: tuple[tuple[str, str, int], ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    other_names: int = 0


class BatchOfList(BatchRow, frozen=True):
    list_name: str


def read_batches(connection: Connection) -> tuple[BatchOfList, ...]:
    """Return every import, newest first."""
    newest = _BATCHES.order_by(import_batches.c.id.desc())
    return tuple(read_rows(connection, BatchOfList, newest))


def read_batch(connection: Connection, batch_id: int) -> BatchOfList | None:
    return read_row(connection, BatchOfList, _BATCHES.where(import_batches.c.id == batch_id))


def lists_of_files(connection: Connection, begin: str) -> list[tuple[str, str]]:
    """(list, file) of the imports of files whose names begin so, newest first."""
    wanted = _BATCHES.where(import_batches.c.file.startswith(begin, autoescape=True))
    rows = connection.execute(wanted.order_by(import_batches.c.id.desc()))
    return [(row.list_name, row.file) for row in rows]


def last_of_source(connection: Connection, source: str) -> BatchRow | None:
    """The newest import of files with these columns that holds how they were read."""
    wanted = select(import_batches).where(
        import_batches.c.source == source,
        import_batches.c.mapping.is_not(None),
        import_batches.c.hidden_at.is_(None),
    )
    return read_row(connection, BatchRow, wanted.order_by(import_batches.c.id.desc()).limit(1))


def last_answer(connection: Connection, source: str) -> BatchRow | None:
    """The newest import of files with these columns in which it was said what becomes of those with
    whom somebody was done."""
    wanted = select(import_batches).where(
        import_batches.c.source == source,
        import_batches.c.finished != "",
        import_batches.c.hidden_at.is_(None),
    )
    return read_row(connection, BatchRow, wanted.order_by(import_batches.c.id.desc()).limit(1))


def states_of(connection: Connection, batch_id: int) -> dict[str, int]:
    """How the batch's leads stand now: open, closed, or what bars them."""
    state = case((leads.c.bar != "", leads.c.bar), else_=leads.c.status)
    rows = connection.execute(
        select(state, func.count())
        .where(leads_of(batch_id))
        .group_by(state)
        .order_by(func.count().desc())
    )
    return {row[0]: row[1] for row in rows}


def make_list(
    connection: Connection, into: NewList, at: datetime, hidden_at: datetime | None
) -> int:
    made = connection.execute(
        insert(lead_lists)
        .values(
            name=into.name,
            kind=into.kind,
            country=into.country,
            scrubbed_on=into.scrubbed_on,
            created_at=at,
            hidden_at=hidden_at,
            offer=into.offer,
        )
        .returning(lead_lists.c.id)
    )
    return int(made.scalar_one())


def make_batch(
    connection: Connection, list_id: int, source: Source, hidden_at: datetime | None
) -> int:
    made = connection.execute(
        insert(import_batches)
        .values(
            list_id=list_id,
            file=source.file,
            checksum=source.checksum,
            source=source.source,
            mapping=[list(pair) for pair in source.mapping] or None,
            agent=source.agent,
            at=source.at,
            hidden_at=hidden_at,
            finished=source.finished,
            **asdict(source.purchase),
            **dict.fromkeys(_COUNTS, 0),
        )
        .returning(import_batches.c.id)
    )
    return int(made.scalar_one())


def leads_of(batch_id: int) -> ColumnElement[bool]:
    """Whether a lead came with the batch; the index has them by their list."""
    mine = select(import_batches.c.list_id).where(import_batches.c.id == batch_id)
    return and_(leads.c.list_id == mine.scalar_subquery(), leads.c.batch_id == batch_id)


def count_leads(connection: Connection, batch_id: int) -> int:
    mine = select(func.count()).select_from(leads).where(leads_of(batch_id))
    return int(connection.execute(mine).scalar_one())


def count_listed(connection: Connection, batch_id: int) -> int:
    """The leads of the batch that a do-not-call list bars.

    Without `leads_of`: SQLite would look at each lead of the batch, and those that are barred have
    an index of their own.
    """
    barred = select(func.count()).where(
        leads.c.batch_id == batch_id, leads.c.status == "barred", leads.c.bar.in_(LISTED)
    )
    return int(connection.execute(barred).scalar_one())


def close_batch(
    connection: Connection, batch_id: int, counts: Counts, rows: int, rejected: int
) -> None:
    """Writes down what became of the rows, and shows the batch and its list."""
    list_id = connection.execute(
        update(import_batches)
        .where(import_batches.c.id == batch_id)
        .values(
            rows=rows,
            imported=counts.imported,
            updated=counts.updated,
            duplicate_in_file=counts.duplicate_in_file,
            duplicate_in_database=counts.duplicate_in_database,
            rejected=rejected,
            on_dnc=counts.on_dnc,
            hidden_at=None,
        )
        .returning(import_batches.c.list_id)
    ).scalar_one()
    connection.execute(update(lead_lists).where(lead_lists.c.id == list_id).values(hidden_at=None))


# The requests and the evidence that came with a file, covered by the audit log.
#
# A small file's in the transaction that publishes it; a large one's afterwards, in parts that
# agents
# do not notice. Until then the log says how many they are.


LATE = "proof_late"
"""The entry that covers what a large import brought, after it."""

COVERED_AT_ONCE = 2000
"""Rows hashed in one transaction: about ten milliseconds."""


def brought_by(source: Source, batch_id: int | None) -> dict[Kind, ColumnElement[bool]]:
    """What tells the rows that came with it."""
    found = {}
    for kind in (SUPPRESSION, REQUEST):
        columns = kind.table.c
        found[kind] = and_(columns.added_at == source.at, columns.agent == source.agent)
    if batch_id is not None:
        found[EVIDENCE] = EVIDENCE.table.c.batch_id == batch_id
    return found


def count_brought(connection: Connection, source: Source, batch_id: int | None) -> dict[str, int]:
    """How many rows of each kind came with it and are not covered."""
    found = {}
    for kind, where in brought_by(source, batch_id).items():
        uncovered = kind.table.c.audit_seq.is_(None)
        counted = select(func.count()).select_from(kind.table).where(uncovered, where)
        count = int(connection.execute(counted).scalar_one())
        if count:
            found[kind.name] = count
    return found


def cover_rest(database: Database, source: Source, batch_id: int | None) -> None:
    """Covers what was published and is not covered."""
    for kind, where in brought_by(source, batch_id).items():
        uncovered = kind.table.c.audit_seq.is_(None)
        some = select(kind.key).where(uncovered, where).limit(COVERED_AT_ONCE)
        while True:
            with database.write() as connection:
                changes = Watch(connection).cover(kind, kind.key.in_(some)).changes()
                if not changes:
                    break
                detail = {"batch": batch_id}
                log.append(connection, source.at, source.agent, LATE, detail, changes)
            database.give_way()
