"""What a database says of its own condition."""

import os
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from db.engine import Database
from db.tables import attempts, audit_entries, leads


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much a database holds, with what is on its way in."""

    leads: int
    attempts: int


def sizes(connection: Connection) -> Sizes:
    counts = [
        int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for table in (leads, attempts)
    ]
    return Sizes(*counts)


def last_at(connection: Connection, action: str) -> datetime | None:
    """The instant of the last entry of the audit log of one action."""
    wanted = select(func.max(audit_entries.c.at)).where(audit_entries.c.action == action)
    return connection.execute(wanted).scalar()


def server_version(connection: Connection) -> str:
    """ "SQLite 3.50.4", "PostgreSQL 18.1"."""
    if connection.dialect.name == "sqlite":
        return f"SQLite {connection.execute(text('SELECT sqlite_version()')).scalar_one()}"
    return f"PostgreSQL {connection.execute(text('SHOW server_version')).scalar_one()}"


def server_time(connection: Connection) -> datetime | None:
    """The time by the server's clock; None on SQLite, which has none of its own."""
    if connection.dialect.name == "sqlite":
        return None
    at: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return at


def latest_entry_at(connection: Connection) -> datetime | None:
    """The instant of the last change that was recorded."""
    return connection.execute(select(func.max(audit_entries.c.at))).scalar()


def open_files(database: Database) -> list[Path]:
    """The database's files that others than their owner may read or write."""
    if not database.is_sqlite or os.name != "posix":
        return []
    found = []
    for suffix in ("", "-wal", "-shm"):
        path = Path(f"{database.where}{suffix}")
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            found.append(path)
    return found
