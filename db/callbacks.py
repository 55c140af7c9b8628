"""Promises to ring back."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert, update

from db.tables import callbacks


def promise(
    connection: Connection, lead_id: int, agent: str | None, due_at: datetime, now: datetime
) -> None:
    """Stores a promise; `agent` None lets anyone keep it."""
    connection.execute(
        insert(callbacks).values(lead_id=lead_id, agent=agent, due_at=due_at, made_at=now, note="")
    )


def keep_promise(connection: Connection, lead_id: int, now: datetime) -> None:
    """The lead was rung: an open promise to it is kept; harmless without one."""
    connection.execute(
        update(callbacks)
        .where(callbacks.c.lead_id == lead_id, callbacks.c.kept_at.is_(None))
        .values(kept_at=now)
    )


def forget_promise(connection: Connection, lead_id: int) -> None:
    """Takes back a promise that was made by mistake."""
    connection.execute(
        delete(callbacks).where(callbacks.c.lead_id == lead_id, callbacks.c.kept_at.is_(None))
    )


def reopen_promise(connection: Connection, callback_id: int) -> None:
    connection.execute(update(callbacks).where(callbacks.c.id == callback_id).values(kept_at=None))
