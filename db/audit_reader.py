"""Reading the audit log, for people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from db.tables import audit_entries


@dataclass(frozen=True, slots=True)
class Entry:
    seq: int
    at: datetime
    agent: str
    action: str
    detail: str
    hash: str


def latest_entries(connection: Connection, limit: int) -> tuple[Entry, ...]:
    """The last entries of the log, oldest first."""
    newest = select(audit_entries).order_by(audit_entries.c.seq.desc()).limit(limit)
    found: list[Any] = list(connection.execute(newest))
    return tuple(
        Entry(row.seq, row.at, row.agent, row.action, row.detail, row.hash)
        for row in reversed(found)
    )
