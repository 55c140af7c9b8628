"""Copy a whole database to a file and back, while others work.

The file is always an SQLite database with the tables of this version. So you can move your own file
into a team's PostgreSQL, and back.
"""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Connection, Table, func, insert, select, text

from db.audit.log import Head, lock_head, read_head
from db.engine.changes import announce
from db.engine.database import Database, DatabaseTrouble
from db.schema import prepare
from db.sql import add_many
from db.tables.every import METADATA

PAGES = 2000
"""Pages of an SQLite file copied at a time."""

ROWS = 2000
"""Rows copied at a time where one of the two is PostgreSQL."""

Progress = Callable[[int, int], None]
"""Called with the pages or rows copied so far, and their total."""


class ChangedMeanwhile(Exception):
    """Something was recorded between the check of a database and its replacement."""


def copy_out(database: Database, copy: Database, progress: Progress) -> None:
    """Copy a snapshot of a database into an empty SQLite one; writers go on meanwhile."""
    with database.read() as connection:
        read_head(connection)  # the first query of the transaction takes its snapshot
        if database.is_sqlite:
            _copy_pages(connection, copy, progress)
        else:
            prepare(copy)
            with copy.write() as target:
                _copy_rows(connection, target, progress)
    with copy.read() as target:
        _must_be_whole(target, copy)


def copy_in(copy: Database, database: Database, expected: Head, progress: Progress) -> None:
    """Replace the whole contents of a database by the copy, in one transaction.

    Raises ChangedMeanwhile if the database's audit log does not end with `expected`.
    """
    with copy.read() as source:
        if database.is_sqlite:
            _copy_pages(source, database, _watched(database, expected, progress))
            return
        with database.write() as connection:
            # Every change adds to the log, so nobody can record anything while its head is locked.
            if lock_head(connection) != expected:
                raise ChangedMeanwhile
            _copy_rows(source, connection, progress)
            announce(connection)  # else a call whose record is gone goes on unnoticed for 10 s


def seal_file(path: Path) -> None:
    """Make the copy a single file that can be moved: write its write-ahead log into it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def find_differences(connection: Connection, fresh: Connection) -> str:
    """Return how an SQLite database differs from a fresh one, or "" if it does not."""
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
    """Return the columns of each table (computed ones too) and the SQL of each index, by name."""
    shape: dict[str, object] = {}
    objects = text("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    for kind, name, statement in connection.execute(objects).all():
        quoted = name.replace('"', '""')
        shape[name] = statement
        if kind == "table":  # the SQL of an upgraded table differs from that of a new one
            columns = connection.execute(text(f'PRAGMA table_xinfo("{quoted}")'))
            shape[name] = sorted((row[1], row[2], row[3], row[5], row[6]) for row in columns)
    return shape


def _watched(database: Database, expected: Head, progress: Progress) -> Progress:
    """Wrap `progress` so that its first call checks the end of the audit log.

    By then the backup holds the write lock of the target, so nobody can add an entry any more.
    """
    is_checked = False

    def watch(done: int, total: int) -> None:
        nonlocal is_checked
        if not is_checked:
            with database.read() as connection:
                if read_head(connection) != expected:
                    raise ChangedMeanwhile
            is_checked = True
        progress(done, total)

    return watch


def _copy_pages(source: Connection, target: Database, progress: Progress) -> None:
    """Copy an SQLite file page by page."""

    def count(_status: int, left: int, total: int) -> None:
        progress(total - left, total)

    # Copy in at least four steps, even a small file: `progress` is called between steps, and SQLite
    # holds the target's write lock from the first step to the last.
    total_pages = int(source.execute(text("PRAGMA page_count")).scalar_one())
    pages = max(1, min(PAGES, total_pages // 4))
    with target.engine.connect() as connection:
        driver: Any = source.connection.dbapi_connection
        into: Any = connection.connection.dbapi_connection
        try:
            driver.backup(into, pages=pages, progress=count, sleep=0.01)
        except sqlite3.Error as error:
            raise DatabaseTrouble(f"{target.where} cannot be written: {error}.") from error


def _copy_rows(source: Connection, target: Connection, progress: Progress) -> None:
    """Copy all tables row by row, parents before children."""
    tables = METADATA.sorted_tables
    total = sum(_count(source, table) for table in tables)
    done = 0
    _empty(target)
    _fire_triggers(target, tables, does_fire=False)
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
                _advance_ids(target, table.name, table.autoincrement_column.name)
    _fire_triggers(target, tables, does_fire=True)


def _fire_triggers(target: Connection, tables: Sequence[Table], *, does_fire: bool) -> None:
    """Turn the triggers of these tables on or off, until the transaction ends.

    A team's triggers (`db.team.entry_triggers`) judge each row as a new one: they would refuse a
    call to somebody who asked on it not to be called again.
    """
    if target.dialect.name == "postgresql":
        for table in tables:
            how = "ENABLE" if does_fire else "DISABLE"
            target.execute(text(f"ALTER TABLE {table.name} {how} TRIGGER USER"))


def _empty(target: Connection) -> None:
    """Delete all rows, children before parents."""
    names = [table.name for table in reversed(METADATA.sorted_tables)]
    if target.dialect.name == "postgresql":
        # All tables in one statement: PostgreSQL refuses a table that another one refers to.
        target.execute(text(f"TRUNCATE {', '.join(names)}"))
        return
    for name in names:
        target.execute(text(f"DELETE FROM {name}"))


def _writer(table: Table) -> Callable[[Sequence[object]], tuple[object, ...]]:
    """Return a function that converts a row for COPY.

    A JSON value must become exactly the text that was stored: the audit log has its hash.
    """
    is_json = [isinstance(column.type, JSON) for column in table.columns]

    def written(row: Sequence[object]) -> tuple[object, ...]:
        return tuple(
            json.dumps(value) if json_ and value is not None else value
            for value, json_ in zip(row, is_json, strict=True)
        )

    return written


def _advance_ids(connection: Connection, table: str, column: str) -> None:
    """Advance the sequence of a table beyond the ids that were copied."""
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
    answer = connection.execute(text("PRAGMA quick_check")).scalar()
    if answer != "ok":
        raise DatabaseTrouble(f"{copy.where} is damaged ({answer}): nothing can be made of it.")
