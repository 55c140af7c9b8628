"""The firm's settings by name. `revision` counts every change that can alter a verdict."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select, update

from db.engine.changes import announce
from db.engine.database import Database
from db.tables.firm import settings

if TYPE_CHECKING:
    from db.audit.coverage import Changes

REVISION = "revision"
MARKS_OWED = "marks_owed"
"""The setting that counts the list changes which the marks on leads do not reflect yet."""


def read_firm(connection: Connection) -> dict[str, object]:
    """Return all settings of the firm as stored."""
    return {row.name: row.value for row in connection.execute(select(settings))}


def put(connection: Connection, name: str, value: object) -> "Changes":
    """Store one value, which JSON must be able to hold, and count the change.

    Return the changes that the entry of the audit log must cover.
    """
    return put_all(connection, {name: value})


def put_all(connection: Connection, values: Mapping[str, object]) -> "Changes":
    """Store several values like `put`, as one change."""
    from db.audit.coverage import (
        SETTING,  # late: the first lead writes no entry
        Watch,  # late: the first lead writes no entry
    )

    watch = Watch(connection).look_at_keys(SETTING, values.keys())
    for name, value in values.items():
        _store(connection, name, value)
    bump_revision(connection)
    return watch.changes()


_READ_REVISION = select(settings.c.value).where(settings.c.name == REVISION)


def read_revision(connection: Connection) -> int:
    """Return the count of changes that can alter a verdict."""
    return int(connection.execute(_READ_REVISION).scalar() or 0)


def bump_revision(connection: Connection) -> int:
    """Count a change, so that every desk evaluates its verdicts again; return the new count.

    Open screens judge their lead again at once.
    """
    # The lock orders concurrent changes. Without it two could store the same count, and a desk that
    # saw the first would miss the second.
    stored = connection.execute(
        select(settings.c.value).where(settings.c.name == REVISION).with_for_update()
    ).scalar()
    revision = int(stored or 0) + 1
    _store(connection, REVISION, revision)
    announce(connection)
    return revision


@contextmanager
def revising(database: Database) -> Iterator[Connection]:
    """Open a write block that counts a change, so that every desk judges again."""
    with database.write() as connection:
        bump_revision(connection)  # first: its row lock lets in one such change at a time
        yield connection


def owe_marks(connection: Connection) -> None:
    """Record that the marks on leads are out of date, in the transaction that changes a list."""
    _store(connection, MARKS_OWED, marks_owed(connection) + 1)


def marks_owed(connection: Connection) -> int:
    """Return how many list changes the marks on leads do not reflect yet."""
    stored = connection.execute(select(settings.c.value).where(settings.c.name == MARKS_OWED))
    return int(stored.scalar() or 0)


def pay_marks(connection: Connection, owed: int) -> None:
    """Record that the marks are up to date, unless a list changed since `owed` was read."""
    if owed and marks_owed(connection) == owed:
        connection.execute(delete(settings).where(settings.c.name == MARKS_OWED))


def _store(connection: Connection, name: str, value: object) -> None:
    # Update first instead of an upsert: the row nearly always exists, and the update locks it.
    changed = connection.execute(
        update(settings).where(settings.c.name == name).values(value=value)
    )
    if not changed.rowcount:
        connection.execute(insert(settings).values(name=name, value=value))
