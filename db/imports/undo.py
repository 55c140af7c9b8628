"""Remove imports that a person undoes, and the remains of imports that died."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, and_, delete, exists, func, or_, select, update

from db.engine.database import Database
from db.enums import LeadStatus, SkipKind
from db.imports.batches import leads_of
from db.imports.checkpoints import drop_checkpoints, drop_start
from db.imports.pending_changes import drop_some
from db.leads.search_words import updating_search_words
from db.lists.catalogue import take_out_of_sessions
from db.places.dnc_marks import settle_all
from db.tables.calls import attempts, skips
from db.tables.do_not_call import consents
from db.tables.imports import import_batches
from db.tables.leads import UNDOING, lead_lists, leads, numbers
from db.tables.sessions import calling_sessions, session_leads

SWEPT_AT_ONCE = 2000
"""Leads removed in one transaction."""


class Touched(Struct, frozen=True):
    """The leads that prevent undoing an import.

    `worked` counts leads that were called, written to or skipped: with any of these, the import can
    never be undone. `on_screen` counts leads that an agent holds now. `first` maps the ids of some
    of these leads to their names.
    """

    worked: int
    on_screen: int
    first: dict[int, str]


def touched_in(connection: Connection, batch_id: int, now: datetime, limit: int) -> Touched:
    """Count the leads that prevent undoing an import, and name up to `limit` of them.

    Worked leads are named first.
    """
    is_worked = or_(
        leads.c.dials > 0,
        leads.c.introduced_at.is_not(None),
        exists().where(attempts.c.lead_id == leads.c.id),
        # Words that the import's own answer settled have no agent: nobody worked such a lead.
        exists().where(
            skips.c.lead_id == leads.c.id, or_(skips.c.kind != SkipKind.DOUBT, skips.c.agent != "")
        ),
    )
    counts = []
    first: dict[int, str] = {}
    for touched in (is_worked, ~is_worked & (leads.c.held_until > now)):
        wanted = (leads_of(batch_id), touched)
        counted = connection.execute(select(func.count()).select_from(leads).where(*wanted))
        counts.append(int(counted.scalar_one()))
        names = select(leads.c.id, leads.c.name).where(*wanted).order_by(leads.c.id)
        rows = connection.execute(names.limit(limit - len(first)))
        first |= {row.id: row.name for row in rows}
    worked, on_screen = counts
    return Touched(worked, on_screen, first)


def brought_anything(connection: Connection, batch_id: int) -> bool:
    """Return whether leads or evidence came with the batch."""
    evidence = exists().where(consents.c.batch_id == batch_id)
    return bool(connection.execute(select(exists().where(leads_of(batch_id)) | evidence)).scalar())


def close_some(connection: Connection, batch_id: int) -> int:
    """Close a few of the batch's leads and take them out of sessions; return how many.

    0 means that all are closed.
    """
    some = (
        select(leads.c.id)
        .where(leads_of(batch_id), leads.c.status != LeadStatus.CLOSED)
        .limit(SWEPT_AT_ONCE)
        # Lock the rows: otherwise an agent could claim a lead between the two statements.
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
    """Reopen a few of the leads that `close_some` closed, with the current status of their numbers.

    Returns how many; 0 means that all are reopened.
    """
    some = select(leads.c.id).where(leads_of(batch_id), leads.c.bar == UNDOING).limit(SWEPT_AT_ONCE)
    ids = connection.execute(some).scalars().all()
    if ids:
        back = {"status": LeadStatus.BARRED, "bar": ""}
        connection.execute(update(leads).where(leads.c.id.in_(ids)).values(**back))
        settle_all(connection, ids)
    return len(ids)


def hide_batch(connection: Connection, batch_id: int, now: datetime) -> bool:
    """Hide the batch, and its list if nothing else belongs to it.

    After this the undo cannot be cancelled: if it dies, the next sweep removes the leads. Returns
    False, and changes nothing, if somebody else has undone the import meanwhile.
    """
    mine = and_(import_batches.c.id == batch_id, import_batches.c.hidden_at.is_(None))
    list_id = connection.execute(
        update(import_batches).where(mine).values(hidden_at=now).returning(import_batches.c.list_id)
    ).scalar()
    if list_id is None:
        return False
    # If the import was stopped right after it was published, it still has its checkpoints. Now that
    # it is hidden again, they would let the same import resume it, with leads that are closed.
    drop_start(connection, batch_id)
    is_used = or_(
        exists().where(leads.c.list_id == list_id, leads.c.bar != UNDOING),
        exists().where(import_batches.c.list_id == list_id, import_batches.c.hidden_at.is_(None)),
        exists().where(calling_sessions.c.list_id == list_id),
    )
    its_list = (lead_lists.c.id == list_id, ~is_used)
    connection.execute(update(lead_lists).where(*its_list).values(hidden_at=now))
    return True


class HalfUndone(Struct, frozen=True):
    """An import that is partly undone; `is_decided` if the undo can no longer be cancelled."""

    batch_id: int
    file: str
    list_name: str
    is_decided: bool


def half_undone(connection: Connection) -> list[HalfUndone]:
    """Return the imports whose undo died, oldest first."""
    left = select(leads.c.batch_id).where(leads.c.bar == UNDOING).distinct()
    wanted = (
        select(
            import_batches.c.id,
            import_batches.c.file,
            lead_lists.c.name,
            import_batches.c.hidden_at.is_not(None).label("is_decided"),
        )
        .join(lead_lists, lead_lists.c.id == import_batches.c.list_id)
        .where(import_batches.c.id.in_(left))
        .order_by(import_batches.c.id)
    )
    return [
        HalfUndone(row.id, row.file, row.name, bool(row.is_decided))
        for row in connection.execute(wanted)
    ]


def count_dead(connection: Connection) -> int:
    """Count the hidden imports: in progress, died, or partly undone."""
    dead = select(func.count()).where(import_batches.c.hidden_at.is_not(None))
    return int(connection.execute(dead).scalar_one())


def remove_some(connection: Connection, batch_id: int) -> int:
    """Delete a few leads of the batch; after the last ones also the batch, and its list if empty.

    Returns 0 when everything is deleted.
    """
    # Do this in the same transaction as the first leads: if the removal is stopped half way, the
    # same import must not resume without the leads that are gone.
    drop_start(connection, batch_id)
    some = select(leads.c.id).where(leads_of(batch_id)).limit(SWEPT_AT_ONCE)
    ids = connection.execute(some).scalars().all()
    _drop_leads(connection, ids)
    if len(ids) < SWEPT_AT_ONCE and not drop_some(connection, batch_id):
        drop_batch(connection, batch_id)
        return 0
    return SWEPT_AT_ONCE


def take_back_evidence(connection: Connection, batch_id: int, now: datetime) -> Sequence[str]:
    """Delete the evidence that came with the batch, or withdraw it if calls were based on it.

    Returns the numbers that also belong to leads of other imports: find their places again.
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


def sweep(database: Database, connection: Connection, spared: int = 0) -> None:
    """Delete what dead imports left, in short transactions. Call it while no import is running.

    The batch `spared` stays. The connection must be in no transaction.
    """
    columns = import_batches.c
    dead = select(columns.id).where(columns.hidden_at.is_not(None), columns.id != spared)
    for batch_id in connection.execute(dead).scalars().all():
        connection.commit()
        is_left = 1
        while is_left:
            with database.transaction(connection):
                is_left = remove_some(connection, batch_id)
    drop_checkpoints(database, connection)


def _drop_leads(connection: Connection, ids: Sequence[int]) -> None:
    """Delete leads with their numbers and their entries in sessions."""
    # `close_some` took the leads out of sessions, but a plan that read them before may have added
    # them again.
    with updating_search_words(connection, ids):
        for table in (session_leads, numbers):
            connection.execute(delete(table).where(table.c.lead_id.in_(ids)))
        connection.execute(delete(leads).where(leads.c.id.in_(ids)))


def drop_batch(connection: Connection, batch_id: int) -> None:
    """Delete a batch that has no leads, and its list if nothing else belongs to it."""
    gone = delete(import_batches).where(import_batches.c.id == batch_id)
    list_id = connection.execute(gone.returning(import_batches.c.list_id)).scalar_one()
    is_used = or_(
        *(
            exists().where(table.c.list_id == list_id)
            for table in (leads, import_batches, calling_sessions)
        )
    )
    connection.execute(delete(lead_lists).where(lead_lists.c.id == list_id, ~is_used))
