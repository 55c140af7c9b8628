"""Scripts word for word as calls were made by them."""

import hashlib
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, text

from db.columns import Instant
from db.record import read_row, read_rows
from db.tables.texts import VersionRow, script_versions


class VersionOfScript(VersionRow, frozen=True):
    """`number` counts the versions of one name, oldest first."""

    number: int


_ADD = text(
    "INSERT INTO script_version (name, checksum, text, first_used_at)"
    " VALUES (:name, :checksum, :text, :now) ON CONFLICT (name, checksum) DO NOTHING"
).bindparams(bindparam("now", type_=Instant))


def version_id(connection: Connection, name: str, words: str) -> int | None:
    """The version of a script that has these words; None where nobody was called by it yet."""
    wanted = select(script_versions.c.id).where(
        script_versions.c.name == name, script_versions.c.checksum == checksum_of(words)
    )
    found: int | None = connection.execute(wanted).scalar()
    return found


def add_version(connection: Connection, name: str, words: str, now: datetime) -> int:
    """Keeps it, unless another agent has meanwhile. Returns its id."""
    values = {"name": name, "checksum": checksum_of(words), "text": words, "now": now}
    connection.execute(_ADD, values)
    found = version_id(connection, name, words)
    assert found is not None
    return found


def checksum_of(words: str) -> str:
    """As the entry of each dial has it, so that a version is as the log says it was."""
    return hashlib.sha256(words.encode()).hexdigest()


_numbered = func.row_number().over(
    partition_by=script_versions.c.name, order_by=script_versions.c.id
)
NUMBERED = select(script_versions, _numbered.label("number")).subquery()


def read_versions(connection: Connection) -> tuple[VersionOfScript, ...]:
    """Every version that anybody was called by, oldest first."""
    return tuple(read_rows(connection, VersionOfScript, select(NUMBERED).order_by(NUMBERED.c.id)))


def read_version(connection: Connection, script_id: int) -> VersionOfScript | None:
    wanted = select(NUMBERED).where(NUMBERED.c.id == script_id)
    return read_row(connection, VersionOfScript, wanted)
