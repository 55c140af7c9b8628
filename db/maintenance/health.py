"""Check the condition of a database: sizes, damage, leftovers, long transactions, encryption."""

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

LEFTOVERS = (".*.part", ".*.part-wal", ".*.part-shm", "smiledial-restore-*")
IN_USE = timedelta(hours=1)
"""A leftover younger than this may still be in use."""


class Sizes(Struct, frozen=True):
    """How many leads and calls a database has, unpublished imports included."""

    leads: int
    attempts: int


def sizes(connection: Connection) -> Sizes:
    """Count leads and calls."""
    counts = [
        int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for table in (leads, attempts)
    ]
    return Sizes(*counts)


def last_at(connection: Connection, action: str) -> datetime | None:
    """Return the time of the last entry of the audit log with an action, or None."""
    wanted = select(func.max(audit_entries.c.at)).where(audit_entries.c.action == action)
    return connection.execute(wanted).scalar()


def last_detail(connection: Connection, action: str) -> str:
    """Return the detail (JSON) of the last entry with an action; "" for none."""
    wanted = select(audit_entries.c.detail).where(audit_entries.c.action == action)
    detail = connection.execute(wanted.order_by(audit_entries.c.seq.desc()).limit(1)).scalar()
    return str(detail or "")


def find_damage(database: Database, seconds: float) -> str | None:
    """Return a description of the damage in an SQLite file, "" for none.

    Return None if the check takes more than `seconds`. On PostgreSQL it returns "", since the
    server checks its own pages.
    """
    if not database.is_sqlite:
        return ""
    deadline = time.monotonic() + seconds
    with database.read() as connection:
        driver: Any = connection.connection.dbapi_connection
        # A nonzero result of the handler interrupts the statement; it runs every 100,000 steps.
        driver.set_progress_handler(lambda: int(time.monotonic() > deadline), 100_000)
        try:
            answer = driver.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                return None
            return str(error)
        except sqlite3.DatabaseError as error:
            return str(error)
        finally:
            driver.set_progress_handler(None, 0)
    return "" if answer == "ok" else str(answer)


def leftovers(database: Database, now: datetime) -> list[Path]:
    """Return files that killed programs left beside the database: partial files and copies.

    Files younger than an hour may be in use and are left out.
    """
    if not database.is_sqlite:
        return []
    folder = Path(database.where).parent
    old = (now - IN_USE).timestamp()
    paths: list[Path] = []
    for path in (path for pattern in LEFTOVERS for path in folder.glob(pattern)):
        with contextlib.suppress(FileNotFoundError):  # it was finished meanwhile
            if path.lstat().st_mtime < old:  # lstat: the age of a link itself, not of its target
                paths.append(path)
    return sorted(paths)


def server_version(connection: Connection) -> str:
    """Return the version of the database, such as “SQLite 3.50.4” or “PostgreSQL 18.1”."""
    if connection.dialect.name == "sqlite":
        return f"SQLite {connection.execute(text('SELECT sqlite_version()')).scalar_one()}"
    return f"PostgreSQL {connection.execute(text('SHOW server_version')).scalar_one()}"


def server_time(connection: Connection) -> datetime | None:
    """Return the time by the server's clock; None on SQLite, which has no server."""
    if connection.dialect.name == "sqlite":
        return None
    at: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return at


class LongTransaction(Struct, frozen=True):
    """A long transaction, which keeps PostgreSQL from removing dead rows, or a lock held long.

    `state` is PostgreSQL's word, such as "idle in transaction".
    """

    pid: int
    user: str
    program: str
    state: str
    since: datetime
    keeps_log: bool
    """Whether it is a session without a transaction that holds the lock of the audit log."""


def long_transactions(connection: Connection, than: timedelta) -> list[LongTransaction]:
    """Return transactions of other connections that last longer than `than`, the longest first.

    Sessions that hold the advisory lock of the audit log outside a transaction are included; no
    program of ours does that. Only an owner or a member of pg_read_all_stats sees their users.
    """
    if connection.dialect.name == "sqlite":
        return []
    rows = connection.execute(
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
    return [LongTransaction(*row) for row in rows]


class LeftSlot(Struct, frozen=True):
    """A replication slot that nobody uses, and the bytes that the server keeps for it."""

    name: str
    bytes_kept: int


def left_slots(connection: Connection) -> list[LeftSlot]:
    """Return the replication slots that nobody uses; none on a replica."""
    if connection.dialect.name == "sqlite":
        return []
    rows = connection.execute(
        text(
            "SELECT slot_name::text, "
            "coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint "
            "FROM pg_replication_slots WHERE NOT active AND NOT pg_is_in_recovery() ORDER BY 1"
        )
    )
    return [LeftSlot(*row) for row in rows]


def latest_entry_at(connection: Connection) -> datetime | None:
    """Return the time of the last entry of the audit log, or None."""
    return connection.execute(select(func.max(audit_entries.c.at))).scalar()


def open_files(database: Database) -> list[Path]:
    """Return the database's files that users other than their owner may read or write."""
    if not database.is_sqlite or os.name != "posix":
        return []
    paths = []
    for suffix in ("", "-wal", "-shm"):
        path = Path(f"{database.where}{suffix}")
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            paths.append(path)
    return paths


class Way(Struct, frozen=True):
    """The connection to a server; `host` is "" if the server is on this machine."""

    host: str
    is_encrypted: bool
    sslmode: str


def way_to(connection: Connection) -> Way | None:
    """Return how this program is connected to the server, or None for an SQLite file."""
    if connection.dialect.name == "sqlite":
        return None
    driver: Any = connection.connection.dbapi_connection
    options = {option.keyword: option.val or b"" for option in driver.pgconn.info}
    host = driver.info.hostaddr or driver.info.host
    mode = options.get(b"sslmode", b"").decode()
    return Way("" if is_on_this_machine(host) else host, bool(driver.pgconn.ssl_in_use), mode)
