"""Store imports: one row of `import_batch` for each, and the leads that came with it.

The audit log also covers a file's do-not-call requests and evidence. For a small file that happens
in the publishing transaction. For a large one it happens afterwards, in parts so small that agents
do not notice; until then the log says how many rows are to come.
"""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import ColumnElement, Connection, and_, case, func, insert, select, update

from db.audit import log
from db.audit.coverage import EVIDENCE, REQUEST, SUPPRESSION, Kind, Watch
from db.engine.database import Database
from db.enums import LeadKind
from db.leads.numbers import FurtherNumber
from db.places.stored import facts_of
from db.rows import read_row, read_rows
from db.tables.imports import BatchRow, import_batches
from db.tables.leads import lead_lists, leads

LISTED = ("internal_list", "registry")
"""The values of `lead.bar` that are counted as `on_dnc`."""

_COUNTS = (
    *("rows", "imported", "updated", "duplicate_in_file", "duplicate_in_database"),
    *("rejected", "on_dnc"),
)
_BATCHES = (
    select(import_batches, lead_lists.c.name.label("list_name"))
    .join(lead_lists, lead_lists.c.id == import_batches.c.list_id)
    .where(import_batches.c.hidden_at.is_(None))
)


class NewList(Struct, frozen=True):
    """The list that the leads go into; it is created if there is none of that name."""

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
    """Where a batch came from, who imported it, and its mapping as (field, column) pairs.

    `finished` says what the import did with leads finished elsewhere; "" if the file has none.
    """

    file: str
    checksum: str
    agent: str
    at: datetime
    source: str = ""
    mapping: Sequence[tuple[str, str]] = ()
    finished: str = ""
    purchase: Purchase = Purchase()


class CountDetails(Struct, frozen=True):
    """Parts of the counts, each shown on its own line.

    `other_number_on_dnc` counts imported leads that can be called but have another number on the
    internal list. Among the duplicates in the database, `dialled_lately` were left out for that
    reason, and `only_in_retired_list` belong to a retired list only. Among the duplicates in the
    file, `joined` were merged into an earlier row.
    """

    other_number_on_dnc: int = 0
    dialled_lately: int = 0
    only_in_retired_list: int = 0
    joined: int = 0


class Namesake(Struct, frozen=True):
    """A duplicate on `line` whose `name` differs from the `other` person with its number.

    The other person is on `other_line` of the file. If that is 0, they are in the database
    (`is_known`) or in an earlier chunk of the file. `more` are the duplicate's further numbers.
    """

    line: int
    name: str
    other: str
    other_line: int
    is_known: bool
    more: tuple[str, ...]


class Counts(Struct, frozen=True):
    """The outcome of the rows. `on_dnc` counts imported leads that a do-not-call list bars.

    `standing` holds (bar, facts of the place, count) of the new leads. `other_names` counts the
    duplicates that have another name than the lead; `namesakes` are the first of these.
    `clearings` holds (facts of the place, facts of the row's place, count) of the known open leads
    that the file clears. `further` are numbers that known leads get.
    """

    imported: int
    duplicate_in_file: int
    duplicate_in_database: int
    on_dnc: int
    updated: int = 0
    details: CountDetails = CountDetails()
    standing: tuple[tuple[str, str, int], ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    other_names: int = 0
    clearings: tuple[tuple[str, str, int], ...] = ()
    further: tuple[FurtherNumber, ...] = ()


class BatchOfList(BatchRow, frozen=True):
    """An import with the name of its list."""

    list_name: str


def read_batches(connection: Connection) -> tuple[BatchOfList, ...]:
    """Return every import, newest first."""
    newest = _BATCHES.order_by(import_batches.c.id.desc())
    return tuple(read_rows(connection, BatchOfList, newest))


def read_batch(connection: Connection, batch_id: int) -> BatchOfList | None:
    """Return an import, or None if there is none of that id."""
    return read_row(connection, BatchOfList, _BATCHES.where(import_batches.c.id == batch_id))


def lists_of_files(connection: Connection, begin: str) -> list[tuple[str, str]]:
    """Return (list, file) of the imports whose file name begins with a text, newest first."""
    wanted = _BATCHES.where(import_batches.c.file.startswith(begin, autoescape=True))
    rows = connection.execute(wanted.order_by(import_batches.c.id.desc()))
    return [(row.list_name, row.file) for row in rows]


def batch_of_file(connection: Connection, checksum: str, list_name: str) -> int | None:
    """Return the newest import of a file with this checksum, into the list unless that is ""."""
    wanted = _BATCHES.where(import_batches.c.checksum == checksum)
    if list_name:
        wanted = wanted.where(lead_lists.c.name == list_name)
    batch = connection.execute(wanted.order_by(import_batches.c.id.desc()).limit(1)).first()
    return None if batch is None else int(batch.id)


def supplier_of(connection: Connection, list_name: str) -> str:
    """Return who sold the newest bought import of a list; "" if none was bought."""
    bought = _BATCHES.where(lead_lists.c.name == list_name, import_batches.c.supplier != "")
    batch = connection.execute(bought.order_by(import_batches.c.id.desc()).limit(1)).first()
    return "" if batch is None else str(batch.supplier)


def last_of_source(
    connection: Connection, source: str, *, is_answered: bool = False
) -> BatchRow | None:
    """Return the newest import of a source whose column mapping is stored.

    If `is_answered`, return the newest with an answer for leads finished elsewhere.
    """
    columns = import_batches.c
    has = columns.finished != "" if is_answered else columns.mapping.is_not(None)
    wanted = select(import_batches).where(columns.source == source, has)
    wanted = wanted.where(columns.hidden_at.is_(None)).order_by(columns.id.desc()).limit(1)
    return read_row(connection, BatchRow, wanted)


def states_of(connection: Connection, batch_id: int) -> dict[str, int]:
    """Count the batch's leads by their current state: open, closed, or what bars them."""
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
    """Create a list, hidden if `hidden_at` is given; return its id."""
    inserted = connection.execute(
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
    return int(inserted.scalar_one())


def make_batch(
    connection: Connection, list_id: int, source: Source, hidden_at: datetime | None
) -> int:
    """Create a batch, hidden if `hidden_at` is given; return its id."""
    inserted = connection.execute(
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
    return int(inserted.scalar_one())


def begin_again(connection: Connection, batch_id: int, at: datetime) -> None:
    """Give a batch the time at which its interrupted import goes on."""
    mine = import_batches.c.id == batch_id
    connection.execute(update(import_batches).where(mine).values(at=at))


def count_standing(connection: Connection, batch_id: int) -> list[tuple[str, int, int]]:
    """Count the leads of a batch by what bars them and by place: (bar, place id, count)."""
    same = (leads.c.bar, leads.c.place_id)
    counted = select(*same, func.count()).where(leads_of(batch_id)).group_by(*same)
    return [(row[0], row[1], row[2]) for row in connection.execute(counted)]


def read_standing(connection: Connection, batch_id: int) -> tuple[tuple[str, str, int], ...]:
    """Return `Counts.standing` of a published batch as it is now."""
    rows = count_standing(connection, batch_id)
    facts = dict(facts_of(connection, {place_id for _, place_id, _ in rows}))
    return tuple((bar, facts[place_id], count) for bar, place_id, count in rows)


def leads_of(batch_id: int) -> ColumnElement[bool]:
    """Return the condition that a lead came with the batch.

    It also names the list, because the index on leads begins with the list's id.
    """
    mine = select(import_batches.c.list_id).where(import_batches.c.id == batch_id)
    return and_(leads.c.list_id == mine.scalar_subquery(), leads.c.batch_id == batch_id)


def count_leads(connection: Connection, batch_id: int) -> int:
    """Count the leads of a batch."""
    mine = select(func.count()).select_from(leads).where(leads_of(batch_id))
    return int(connection.execute(mine).scalar_one())


def count_listed(connection: Connection, batch_id: int) -> int:
    """Count the leads of the batch that a do-not-call list bars."""
    # Don't use `leads_of` here: SQLite would then visit every lead of the batch. Without it, SQLite
    # uses the separate index of barred leads.
    barred = select(func.count()).where(
        leads.c.batch_id == batch_id, leads.c.status == "barred", leads.c.bar.in_(LISTED)
    )
    return int(connection.execute(barred).scalar_one())


def put_listed(connection: Connection, batch_id: int, on_dnc: int) -> None:
    """Store how many of a batch's leads a do-not-call list bars, once doubts are answered."""
    this = import_batches.c.id == batch_id
    connection.execute(update(import_batches).where(this).values(on_dnc=on_dnc))


def is_batch_of(connection: Connection, batch_id: int | None, list_id: int) -> bool:
    """Return whether an import is there, visible and of this list. Lock it."""
    wanted = select(import_batches.c.id).where(
        import_batches.c.id == batch_id,
        import_batches.c.list_id == list_id,
        import_batches.c.hidden_at.is_(None),
    )
    # Without the lock, an undo could hide the import while rows are being added to it.
    return connection.execute(wanted.with_for_update()).first() is not None


def counts_by_column(counts: Counts, rows: int, rejected: int) -> dict[str, int]:
    """Return the counts of the rows by their column in `import_batch`."""
    read = {"rows": rows, "rejected": rejected}
    return {name: read[name] if name in read else getattr(counts, name) for name in _COUNTS}


def close_batch(
    connection: Connection, batch_id: int, counts: Counts, rows: int, rejected: int
) -> None:
    """Add the counts of the rows to the batch, and make it and its list visible."""
    added = counts_by_column(counts, rows, rejected)
    list_id = connection.execute(
        update(import_batches)
        .where(import_batches.c.id == batch_id)
        .values(
            {name: import_batches.c[name] + count for name, count in added.items()}
            | {"hidden_at": None}
        )
        .returning(import_batches.c.list_id)
    ).scalar_one()
    connection.execute(update(lead_lists).where(lead_lists.c.id == list_id).values(hidden_at=None))


LATE = "proof_late"
"""The audit action that covers the requests and evidence of a large import after publishing."""

COVERED_AT_ONCE = 2000
"""Rows hashed in one transaction, which takes about ten milliseconds."""


def brought_by(source: Source, batch_id: int | None) -> dict[Kind, ColumnElement[bool]]:
    """Return by kind the condition on the audited rows that came with an import.

    Requests have no batch id, so recognize them by the import's time and agent.
    """
    conditions = {}
    for kind in (SUPPRESSION, REQUEST):
        columns = kind.table.c
        conditions[kind] = and_(columns.added_at == source.at, columns.agent == source.agent)
    if batch_id is not None:
        conditions[EVIDENCE] = EVIDENCE.table.c.batch_id == batch_id
    return conditions


def count_brought(connection: Connection, source: Source, batch_id: int | None) -> dict[str, int]:
    """Count by kind the rows that came with an import and are not covered by the audit log."""
    counts = {}
    for kind, where in brought_by(source, batch_id).items():
        uncovered = kind.table.c.audit_seq.is_(None)
        counted = select(func.count()).select_from(kind.table).where(uncovered, where)
        count = int(connection.execute(counted).scalar_one())
        if count:
            counts[kind.name] = count
    return counts


def cover_rest(database: Database, source: Source, batch_id: int | None) -> None:
    """Add published rows that the audit log does not cover yet to it, in short transactions."""
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
            database.give_way()  # lets agents write between two parts
