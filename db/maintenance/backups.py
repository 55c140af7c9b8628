"""A whole database copied to a file and back, while others work.

The file is an SQLite database with the tables of this version, whatever it was copied from: what
one person began alone goes into a team's PostgreSQL, and back.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, Table, func, insert, select, text

from db.audit.log import Head, lock_head, read_head
from db.engine.database import Database, DatabaseTrouble
from db.leads.session_marks import TRIGGER
from db.schema import prepare
from db.sql.bulk import add_many
from db.tables.every import METADATA
from db.views import VIEWS

PAGES = 2000
"""Pages of an SQLite file copied at a time."""

ROWS = 2000
"""Rows read at a time where the two are not both SQLite."""

Progress = Callable[[int, int], None]
"""Called with how much is copied and how much there is, in pages or rows."""


class ChangedMeanwhile(Exception):
    """Something was recorded between the look at a database and its replacement."""


def copy_out(database: Database, copy: Database, progress: Progress) -> None:
    """Copies one moment of a database into an empty SQLite one; writers go on meanwhile."""
    with database.read() as connection:
        read_head(connection)  # from here on the connection sees this moment
        if database.is_sqlite:
            _copy_pages(connection, copy, progress)
        else:
            prepare(copy)
            with copy.write() as target:
                _copy_rows(connection, target, progress)
    with copy.read() as target:
        _must_be_whole(target, copy)


def copy_in(copy: Database, database: Database, expected: Head, progress: Progress) -> None:
    """Puts the copy in the place of all that a database holds, at one instant.

    Raises ChangedMeanwhile where the end of its audit log is not what was `expected`.
    """
    with copy.read() as source:
        if database.is_sqlite:
            _copy_pages(source, database, _watched(database, expected, progress))
            return
        with database.write() as connection:
            if lock_head(connection) != expected:
                raise ChangedMeanwhile
            _copy_rows(source, connection, progress)


def seal_file(path: Path) -> None:
    """Makes a copy one file: without a log beside it, and with all of it on the disk."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def find_foreign(connection: sqlite3.Connection) -> str:
    """What would run of itself in a file that is not believed yet; "" for nothing.

    Views and a trigger of our names are dropped unread, whatever they say: `db.schema.renew` makes
    ours.
    """
    connection.execute(f"DROP TRIGGER IF EXISTS {TRIGGER}")
    for view in VIEWS:
        is_view = "SELECT 1 FROM sqlite_master WHERE type = 'view' AND name = ?"
        if connection.execute(is_view, (view,)).fetchone():
            connection.execute(f"DROP VIEW {view}")
    connection.commit()
    for kind, name in connection.execute("SELECT type, name FROM sqlite_master"):
        if kind not in {"table", "index"}:
            return f"a {kind} “{name}”"
    return ""


def find_differences(connection: Connection, fresh: Connection) -> str:
    """What an SQLite database has or lacks beside one that was just made; "" for nothing."""
    ours, theirs = _shape(fresh), _shape(connection)
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in ours:
            return f"“{name}”"
        if name not in theirs:
            return f"no “{name}”"
        if ours[name] != theirs[name]:
            return f"another “{name}”"
    return ""


def _shape(connection: Connection) -> dict[str, object]:
    """Tables by their columns, which may be computed, and indexes by how they were made."""
    found: dict[str, object] = {}
    made = text("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    for kind, name, statement in connection.execute(made).all():
        quoted = name.replace('"', '""')
        found[name] = statement
        if kind == "table":  # one that was upgraded is written in other words
            columns = connection.execute(text(f'PRAGMA table_xinfo("{quoted}")'))
            found[name] = sorted((row[1], row[2], row[3], row[5], row[6]) for row in columns)
    return found


def _watched(database: Database, expected: Head, progress: Progress) -> Progress:
    """Looks at the audit log once the write lock is taken, when nobody can add to it any more."""
    is_seen = False

    def watch(done: int, total: int) -> None:
        nonlocal is_seen
        if not is_seen:
            with database.read() as connection:
                if read_head(connection) != expected:
                    raise ChangedMeanwhile
            is_seen = True
        progress(done, total)

    return watch


def _copy_pages(source: Connection, target: Database, progress: Progress) -> None:
    def tell(_status: int, left: int, total: int) -> None:
        progress(total - left, total)

    # Several steps even of a small file: the lock is held from the first to the last.
    count = int(source.execute(text("PRAGMA page_count")).scalar_one())
    pages = max(1, min(PAGES, count // 4))
    with target.engine.connect() as connection:
        driver: Any = source.connection.dbapi_connection
        into: Any = connection.connection.dbapi_connection
        try:
            driver.backup(into, pages=pages, progress=tell, sleep=0.01)
        except sqlite3.Error as error:
            raise DatabaseTrouble(f"{target.where} cannot be written: {error}.") from error


def _copy_rows(source: Connection, target: Connection, progress: Progress) -> None:
    tables = METADATA.sorted_tables
    total = sum(_count(source, table) for table in tables)
    done = 0
    _empty(target)
    for table in tables:
        names = [f'"{column.name}"' for column in table.columns]
        written = _writer(table)
        rows = source.execute(select(table).execution_options(yield_per=ROWS))
        for part in rows.partitions(ROWS):
            if target.dialect.name == "sqlite":
                target.execute(insert(table), [row._asdict() for row in part])
            else:
                add_many(target, table.name, names, map(written, part))
            done += len(part)
            progress(done, total)
    if target.dialect.name == "postgresql":
        for table in tables:
            if table.autoincrement_column is not None:
                _go_on_from_last(target, table.name, table.autoincrement_column.name)


def _empty(target: Connection) -> None:
    names = [table.name for table in reversed(METADATA.sorted_tables)]
    if target.dialect.name == "postgresql":
        target.execute(text(f"TRUNCATE {', '.join(names)}"))
        return
    for name in names:
        target.execute(text(f"DELETE FROM {name}"))


def _writer(table: Table) -> Callable[[Sequence[object]], tuple[object, ...]]:
    """Makes of a row what COPY takes: a JSON value as the very text that it was stored as.

    The audit log holds the hash of that.
    """
    is_json = [isinstance(column.type, JSON) for column in table.columns]

    def written(row: Sequence[object]) -> tuple[object, ...]:
        return tuple(
            json.dumps(value) if json_ and value is not None else value
            for value, json_ in zip(row, is_json, strict=True)
        )

    return written


def _go_on_from_last(connection: Connection, table: str, column: str) -> None:
    """New rows get ids after those that were copied."""
    sequence = f"pg_get_serial_sequence('{table}', '{column}')"
    connection.execute(
        text(
            f"SELECT setval({sequence}, greatest(max({column}), 1), max({column}) IS NOT NULL) "
            f"FROM {table}"
        )
    )


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _must_be_whole(connection: Connection, copy: Database) -> None:
    said = connection.execute(text("PRAGMA quick_check")).scalar()
    if said != "ok":
        raise DatabaseTrouble(f"{copy.where} is damaged ({said}): nothing can be made of it.")
