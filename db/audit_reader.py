"""Reading the audit log, for people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Executable, select

from db.tables import audit_entries

AT_ONCE = 1000

_ENTRIES = select(
    audit_entries.c.seq,
    audit_entries.c.at,
    audit_entries.c.agent,
    audit_entries.c.action,
    audit_entries.c.detail,
    audit_entries.c.hash,
)


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
    newest = _ENTRIES.order_by(audit_entries.c.seq.desc()).limit(limit)
    return tuple(reversed(list(_read(connection, newest))))


def entries_between(
    connection: Connection,
    since: datetime | None = None,
    until: datetime | None = None,
    action: str = "",
    agent: str = "",
) -> Iterator[Entry]:
    """Entries in order, in memory a thousand at a time."""
    wanted = _ENTRIES.order_by(audit_entries.c.seq)
    if since is not None:
        wanted = wanted.where(audit_entries.c.at >= since)
    if until is not None:
        wanted = wanted.where(audit_entries.c.at < until)
    if action:
        wanted = wanted.where(audit_entries.c.action == action)
    if agent:
        wanted = wanted.where(audit_entries.c.agent == agent)
    return _read(connection, wanted.execution_options(yield_per=AT_ONCE))


def _read(connection: Connection, wanted: Executable) -> Iterator[Entry]:
    return (Entry(*row) for row in connection.execute(wanted))
