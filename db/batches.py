"""Imports as stored: one row a batch, its leads, and taking them out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from db.engine import Database
from db.enums import LeadStatus
from db.lists import take_out_of_sessions
from db.marks import settle_all
from db.tables import (
    attempts,
    calling_sessions,
    consents,
    import_batches,
    lead_lists,
    leads,
    numbers,
    session_leads,
    skips,
)

UNDOING = "import_undone"
"""The `bar` of a lead that is being taken out again."""

SWEPT_AT_ONCE = 2000
"""Leads taken out in one transaction."""

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


@dataclass(frozen=True, slots=True)
class NewList:
    """The list that leads go into; it is made if there is none of that name."""

    name: str
    kind: str
    country: str
    scrubbed_on: date | None


@dataclass(frozen=True, slots=True)
class Source:
    """What a batch came from, who brought it, and by which (field, column) pairs it was read."""

    file: str
    checksum: str
    agent: str
    at: datetime
    source: str = ""
    mapping: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows. `on_dnc` counts imported leads barred by a list.

    `standing`, known of a dry run, are (bar, facts of the place, leads).
    """

    imported: int
    duplicate_in_file: int
    duplicate_in_database: int
    on_dnc: int
    updated: int = 0
    standing: tuple[tuple[str, str, int], ...] = ()


def read_batches(connection: Connection, limit: int = 1000) -> Sequence[Row[Any]]:
    """The latest imports, newest first, each with its `list_name`."""
    return connection.execute(_BATCHES.order_by(import_batches.c.id.desc()).limit(limit)).all()


def read_batch(connection: Connection, batch_id: int) -> Row[Any] | None:
    return connection.execute(_BATCHES.where(import_batches.c.id == batch_id)).first()


def last_of_source(connection: Connection, source: str) -> Row[Any] | None:
    """The newest import of files with these columns that holds how they were read."""
    wanted = select(import_batches).where(
        import_batches.c.source == source,
        import_batches.c.mapping.is_not(None),
        import_batches.c.hidden_at.is_(None),
    )
    return connection.execute(wanted.order_by(import_batches.c.id.desc()).limit(1)).first()


def states_of(connection: Connection, batch_id: int) -> dict[str, int]:
    """How the batch's leads stand now: open, closed, or what bars them."""
    state = func.coalesce(func.nullif(leads.c.bar, ""), leads.c.status)
    rows = connection.execute(
        select(state, func.count())
        .where(leads.c.batch_id == batch_id)
        .group_by(state)
        .order_by(func.count().desc())
    )
    return {row[0]: row[1] for row in rows}


def worked_in(
    connection: Connection, batch_id: int, now: datetime, limit: int
) -> tuple[int, Sequence[Any]]:
    """How many leads of the batch were worked or are on a screen, and the first of them."""
    touched = (
        leads.c.batch_id == batch_id,
        (leads.c.dials > 0)
        | leads.c.introduced_at.is_not(None)
        | (leads.c.held_until > now)
        | exists().where(attempts.c.lead_id == leads.c.id)
        | exists().where(skips.c.lead_id == leads.c.id),
    )
    count = connection.execute(select(func.count()).select_from(leads).where(*touched))
    named = select(leads.c.id, leads.c.name).where(*touched).order_by(leads.c.id).limit(limit)
    first: Sequence[Any] = connection.execute(named).all()
    return int(count.scalar_one()), first


def close_some(connection: Connection, batch_id: int) -> int:
    """Takes a few of the batch's leads out of the queue and of sessions; 0 when all are out."""
    some = (
        select(leads.c.id)
        .where(leads.c.batch_id == batch_id, leads.c.status != LeadStatus.CLOSED)
        .limit(SWEPT_AT_ONCE)
        .with_for_update()
    )
    ids = connection.execute(some).scalars().all()
    if ids:
        mine = leads.c.id.in_(ids)
        take_out_of_sessions(connection, mine)
        closed = {"status": LeadStatus.CLOSED, "bar": UNDOING}
        connection.execute(update(leads).where(mine).values(**closed))
    return len(ids)


def reopen_some(connection: Connection, batch_id: int) -> int:
    """Puts a few of those back, as their numbers stand now; 0 when all are back."""
    some = (
        select(leads.c.id)
        .where(leads.c.batch_id == batch_id, leads.c.bar == UNDOING)
        .limit(SWEPT_AT_ONCE)
    )
    ids = connection.execute(some).scalars().all()
    if ids:
        back = {"status": LeadStatus.BARRED, "bar": ""}
        connection.execute(update(leads).where(leads.c.id.in_(ids)).values(**back))
        settle_all(connection, ids)
    return len(ids)


def hide_batch(connection: Connection, batch_id: int, now: datetime) -> None:
    """From now on the batch is not listed; what is left of it is swept, whatever happens."""
    mine = import_batches.c.id == batch_id
    connection.execute(update(import_batches).where(mine).values(hidden_at=now))


def remove_some(connection: Connection, batch_id: int) -> int:
    """Takes out a few leads of the batch; with the last of them the batch and an empty list."""
    some = select(leads.c.id).where(leads.c.batch_id == batch_id).limit(SWEPT_AT_ONCE)
    ids = connection.execute(some).scalars().all()
    _drop_leads(connection, ids)
    if len(ids) < SWEPT_AT_ONCE:
        drop_batch(connection, batch_id)
        return 0
    return len(ids)


def take_back_evidence(connection: Connection, batch_id: int, now: datetime) -> Sequence[str]:
    """Ends the evidence that came with the batch; returns its numbers that other leads have.

    What nobody has dialled on goes; what was dialled on stays, withdrawn.
    """
    mine = consents.c.batch_id == batch_id
    others = (
        select(consents.c.e164)
        .join(numbers, numbers.c.e164 == consents.c.e164)
        .join(leads, leads.c.id == numbers.c.lead_id)
        .where(mine, or_(leads.c.batch_id.is_(None), leads.c.batch_id != batch_id))
        .distinct()
    )
    shared = connection.execute(others).scalars().all()
    is_used = exists().where(
        attempts.c.e164 == consents.c.e164, attempts.c.dialled_at >= consents.c.recorded_at
    )
    connection.execute(delete(consents).where(mine, ~is_used))
    still = (mine, consents.c.withdrawn_at.is_(None))
    connection.execute(update(consents).where(*still).values(withdrawn_at=now))
    return shared


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
            **dict.fromkeys(_COUNTS, 0),
        )
        .returning(import_batches.c.id)
    )
    return int(made.scalar_one())


def count_leads(connection: Connection, batch_id: int) -> int:
    mine = select(func.count()).select_from(leads).where(leads.c.batch_id == batch_id)
    return int(connection.execute(mine).scalar_one())


def count_listed(connection: Connection, batch_id: int) -> int:
    """The leads of the batch that a do-not-call list bars."""
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


def sweep(database: Database, connection: Connection) -> None:
    """Takes out what imports left that died, in short transactions; call it when none is under way.

    The connection is in no transaction.
    """
    dead = select(import_batches.c.id).where(import_batches.c.hidden_at.is_not(None))
    for batch_id in connection.execute(dead).scalars().all():
        connection.commit()
        some = select(leads.c.id).where(leads.c.batch_id == batch_id).limit(SWEPT_AT_ONCE)
        while True:
            with database.transaction(connection):
                ids = connection.execute(some).scalars().all()
                _drop_leads(connection, ids)
                if len(ids) < SWEPT_AT_ONCE:
                    drop_batch(connection, batch_id)
                    break
    connection.commit()


def _drop_leads(connection: Connection, ids: Sequence[int]) -> None:
    """A plan that read them before they were closed may have put them into sessions since."""
    for table in (session_leads, numbers):
        connection.execute(delete(table).where(table.c.lead_id.in_(ids)))
    connection.execute(delete(leads).where(leads.c.id.in_(ids)))


def drop_batch(connection: Connection, batch_id: int) -> None:
    """Takes out a batch that has no leads, and its list when nothing else belongs to it."""
    gone = delete(import_batches).where(import_batches.c.id == batch_id)
    list_id = connection.execute(gone.returning(import_batches.c.list_id)).scalar_one()
    is_used = or_(
        *(
            exists().where(table.c.list_id == list_id)
            for table in (leads, import_batches, calling_sessions)
        )
    )
    connection.execute(delete(lead_lists).where(lead_lists.c.id == list_id, ~is_used))
