"""Imports as stored: one row a batch, its leads, and taking them out again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, exists, func, or_, select

from db.lists import take_out_of_sessions
from db.tables import (
    attempts,
    calling_sessions,
    import_batches,
    lead_lists,
    leads,
    prepared_texts,
    skips,
)

_BATCHES = select(import_batches, lead_lists.c.name.label("list_name")).join(
    lead_lists, lead_lists.c.id == import_batches.c.list_id
)


def read_batches(connection: Connection, limit: int = 1000) -> Sequence[Row[Any]]:
    """The latest imports, newest first, each with its `list_name`."""
    return connection.execute(_BATCHES.order_by(import_batches.c.id.desc()).limit(limit)).all()


def read_batch(connection: Connection, batch_id: int) -> Row[Any] | None:
    return connection.execute(_BATCHES.where(import_batches.c.id == batch_id)).first()


def last_of_source(connection: Connection, source: str) -> Row[Any] | None:
    """The newest import of files with these columns that holds how they were read."""
    wanted = select(import_batches).where(
        import_batches.c.source == source, import_batches.c.mapping.is_not(None)
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


def lock_batch(connection: Connection, batch_id: int) -> None:
    """No agent claims a lead of the batch until the transaction ends."""
    mine = select(leads.c.id).where(leads.c.batch_id == batch_id).with_for_update()
    with connection.execute(mine.execution_options(yield_per=1000)) as rows:
        for _ in rows:
            pass


def remove_batch(connection: Connection, batch_id: int, list_id: int) -> int:
    """Takes out the batch with its leads, and its list when nothing else belongs to it."""
    mine: ColumnElement[bool] = leads.c.batch_id == batch_id
    take_out_of_sessions(connection, mine)
    count = connection.execute(delete(leads).where(mine)).rowcount
    connection.execute(delete(import_batches).where(import_batches.c.id == batch_id))
    is_used = or_(
        *(
            exists().where(table.c.list_id == list_id)
            for table in (leads, import_batches, calling_sessions, prepared_texts)
        )
    )
    connection.execute(delete(lead_lists).where(lead_lists.c.id == list_id, ~is_used))
    return count
