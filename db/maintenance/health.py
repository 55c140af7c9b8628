"""What a database says of its own condition."""

import contextlib
import os
import sqlite3
import stat
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, func, select, text

from db.audit.log import TURN
from db.engine.addresses import is_on_this_machine
from db.engine.database import Database
from db.tables.audit import audit_entries
from db.tables.calls import attempts
from db.tables.leads import leads

LEFT = (".*.part", ".*.part-wal", ".*.part-shm", "smiledial-restore-*")
IN_USE = timedelta(hours=1)


class Sizes(Struct, frozen=True):
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


def last_detail(connection: Connection, action: str) -> str:
    """The detail of the last entry of the audit log of one action, as written; "" for none."""
    wanted = select(audit_entries.c.detail).where(audit_entries.c.action == action)
    found = connection.execute(wanted.order_by(audit_entries.c.seq.desc()).limit(1)).scalar()
    return str(found or "")


def find_damage(database: Database, seconds: float) -> str | None:
    """What is wrong with the pages of an SQLite file: "" for nothing, None where it takes longer.

    PostgreSQL looks after its own.
    """
    if not database.is_sqlite:
        return ""
    deadline = time.monotonic() + seconds
    with database.read() as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.set_progress_handler(lambda: int(time.monotonic() > deadline), 100_000)
        try:
            said = driver.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                return None
            return str(error)
        except sqlite3.DatabaseError as error:
            return str(error)
        finally:
            driver.set_progress_handler(None, 0)
    return "" if said == "ok" else str(said)


def leftovers(database: Database, now: datetime) -> list[Path]:
    """What killed programs left beside the database: half a file, a copy that was being restored.

    Such as are younger than an hour may be in use.
    """
    if not database.is_sqlite:
        return []
    folder = Path(database.where).parent
    old = (now - IN_USE).timestamp()
    found: list[Path] = []
    for one in (path for pattern in LEFT for path in folder.glob(pattern)):
        with contextlib.suppress(FileNotFoundError):  # it was finished meanwhile
            if one.lstat().st_mtime < old:  # of a link, not of what it leads to
                found.append(one)
    return sorted(found)


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


class LongTransaction(Struct, frozen=True):
    """What PostgreSQL clears nothing away behind; `state` is such as "idle in transaction"."""

    pid: int
    user: str
    program: str
    state: str
    since: datetime
    keeps_log: bool
    """It is no transaction, and keeps that lock."""


def long_transactions(connection: Connection, than: timedelta) -> list[LongTransaction]:
    """Those of others that last longer, the longest first; and sessions that keep the lock in which
    the audit log's writers stand in line, as no program of ours does.

    Whose they are only an owner, or a member of pg_read_all_stats, is told.
    """
    if connection.dialect.name == "sqlite":
        return []
    found = connection.execute(
        text(
            "SELECT pid, usename::text, application_name, state,"
            " coalesce(xact_start, state_change) AS since, xact_start IS NULL FROM pg_stat_activity"
            " WHERE (xact_start < clock_timestamp() - :than OR xact_start IS NULL AND pid IN ("
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0"
            " AND objid = :turn AND database = (SELECT oid FROM pg_database"
            " WHERE datname = current_database())))"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend' ORDER BY since"
        ),
        {"than": than, "turn": TURN},
    )
    return [LongTransaction(*row) for row in found]


class LeftSlot(Struct, frozen=True):
    """What the server keeps for a replica that is away, in bytes."""

    name: str
    kept: int


def left_slots(connection: Connection) -> list[LeftSlot]:
    """The replication slots that nobody uses; none on a replica."""
    if connection.dialect.name == "sqlite":
        return []
    found = connection.execute(
        text(
            "SELECT slot_name::text, "
            "coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint "
            "FROM pg_replication_slots WHERE NOT active AND NOT pg_is_in_recovery() ORDER BY 1"
        )
    )
    return [LeftSlot(*row) for row in found]


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


class Way(Struct, frozen=True):
    """How this program is connected with a server: `host` is "" for a socket of this machine."""

    host: str
    is_encrypted: bool
    sslmode: str


def way_to(connection: Connection) -> Way | None:
    """None for a file."""
    if connection.dialect.name == "sqlite":
        return None
    driver: Any = connection.connection.dbapi_connection
    options = {one.keyword: one.val or b"" for one in driver.pgconn.info}
    host = driver.info.hostaddr or driver.info.host
    mode = options.get(b"sslmode", b"").decode()
    return Way("" if is_on_this_machine(host) else host, bool(driver.pgconn.ssl_in_use), mode)
