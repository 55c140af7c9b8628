"""Leads that agents passed over, with their reasons."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, insert

from db.tables.calls import skips


def add_skip(
    connection: Connection,
    *,
    lead_id: int,
    agent: str,
    session_id: int | None,
    at: datetime,
    reason: str,
    before: Mapping[str, object],
) -> int:
    """`before` is what it changed, kept to be put back. Returns its id."""
    added = insert(skips).values(
        lead_id=lead_id,
        agent=agent,
        session_id=session_id,
        at=at,
        reason=reason,
        before=before,
    )
    return int(connection.execute(added.returning(skips.c.id)).scalar_one())


def take_back_skip(connection: Connection, skip_id: int) -> None:
    connection.execute(delete(skips).where(skips.c.id == skip_id))
