"""The firm's settings, by name. `revision` counts every change that can alter a verdict."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select, update

from db.tables.firm import settings

if TYPE_CHECKING:
    from db.audit.coverage import Changes

REVISION = "revision"
MARKS_OWED = "marks_owed"


def read_firm(connection: Connection) -> dict[str, object]:
    """Every setting of the firm, as it was put."""
    return {row.name: row.value for row in connection.execute(select(settings))}


def put(connection: Connection, name: str, value: object) -> "Changes":
    """Sets one value, which JSON must be able to hold, and counts the change.

    Returns what the entry of the audit log about it is to vouch for.
    """
    return put_all(connection, {name: value})


def put_all(connection: Connection, values: Mapping[str, object]) -> "Changes":

    from db.audit.coverage import Watch  # late: the first lead writes no entry
    from db.audit.row_hashes import SETTING  # late: the first lead writes no entry

    watch = Watch(connection).look_at_keys(SETTING, values.keys())
    for name, value in values.items():
        _store(connection, name, value)
    bump_revision(connection)
    return watch.changes()


_READ_REVISION = select(settings.c.value).where(settings.c.name == REVISION)


def read_revision(connection: Connection) -> int:
    return int(connection.execute(_READ_REVISION).scalar() or 0)


def bump_revision(connection: Connection) -> int:
    """Tells every desk that verdicts may have changed. Returns the new count."""
    stored = connection.execute(
        select(settings.c.value).where(settings.c.name == REVISION).with_for_update()
    ).scalar()
    revision = int(stored or 0) + 1
    _store(connection, REVISION, revision)
    return revision


def owe_marks(connection: Connection) -> None:
    """Writes down that the leads' marks are behind the lists; with what put them behind."""
    _store(connection, MARKS_OWED, marks_owed(connection) + 1)


def marks_owed(connection: Connection) -> int:
    """0 where none are owed."""
    stored = connection.execute(select(settings.c.value).where(settings.c.name == MARKS_OWED))
    return int(stored.scalar() or 0)


def pay_marks(connection: Connection, owed: int) -> None:
    """Takes it off, unless more was owed since `owed` was read."""
    if owed and marks_owed(connection) == owed:
        connection.execute(delete(settings).where(settings.c.name == MARKS_OWED))


def _store(connection: Connection, name: str, value: object) -> None:
    changed = connection.execute(
        update(settings).where(settings.c.name == name).values(value=value)
    )
    if not changed.rowcount:
        connection.execute(insert(settings).values(name=name, value=value))
