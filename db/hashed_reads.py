"""Entries and the rows they cover in long runs, written by the database as they are hashed.

So a value is made a text once, and not by the driver, SQLAlchemy and Python in turn: that was half
of what verifying took. Where a value has several lines, the row is hashed from its columns.
"""

from collections.abc import Generator, Iterator, Sequence
from functools import cache, reduce
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    Text,
    bindparam,
    cast,
    func,
    select,
    type_coerce,
)
from sqlalchemy import literal_column as as_written
from sqlalchemy.types import NullType

from db.covering import Hashed, Kind, raw, read_hashed, select_hashed
from db.tables.audit import audit_entries

AT_ONCE = 500
"""Entries and rows read at a time: still in the processor’s cache when they are hashed."""

NO_END = 2**63 - 1
"""No entry has a higher number."""

ENTRY_LINES = 8
"""Line ends in the body of an entry, none of whose values has several lines."""


class Entry(NamedTuple):
    """`at` is in microseconds since 1970."""

    seq: int
    at: int
    agent: str
    action: str
    detail: str
    lead_id: int | None
    number: str | None
    proof: str | None
    previous: str
    hash: str


EntryPart = Sequence[tuple[bytes | None, int, str]]
"""Of each entry its body, number and hash, which is of the body: nine lines, the last two of them
what it says of rows and the hash before it. One from before there was a `proof` has none."""


def entry_parts(
    connection: Connection, after: int, through: int | None
) -> Generator[EntryPart, None, None]:
    """By their numbers."""
    yield from _parts(connection, _entries(connection.dialect.name), after, through)


def read_entry(connection: Connection, seq: int) -> Entry:
    names = (raw(audit_entries.c[name], connection.dialect.name) for name in Entry._fields)
    return Entry._make(connection.execute(select(*names).where(audit_entries.c.seq == seq)).one())


def hashed_parts(
    connection: Connection, kind: Kind, after: int, through: int | None
) -> Generator[list[Hashed], None, None]:
    """Rows by the numbers of the entries that cover them."""
    lines = len(kind.columns) + 1
    wanted = _rows(kind, connection.dialect.name)
    for part in _parts(connection, wanted, after, through):
        done: list[Hashed] = []
        several = {}
        for body, seq, key, shown in part:
            if body.count(b"\n") != lines and is_text(body):
                several[key] = len(done)
            done.append((key, seq, sha256(body).hexdigest(), shown))
        if several:
            for row in read_hashed(connection, kind, kind.key.in_(several)):
                done[several[row[0]]] = row
        yield done


@cache
def _entries(dialect: str) -> Select[*tuple[Any, ...]]:
    entry, names = audit_entries.c, Entry._fields[:-1]
    written = [_text(raw(entry[one], dialect), is_there=one == "proof") for one in names]
    wanted = select(_body(written, dialect), entry.seq, entry.hash)
    return _stretch(wanted, entry.seq)


@cache
def _rows(kind: Kind, dialect: str) -> Select[*tuple[Any, ...]]:
    plain = select_hashed(kind, dialect)
    key, seq, shown, salt, *values = plain.selected_columns
    salt = func.coalesce(salt, as_written("''"))
    body = _body([salt, as_written(f"'{kind.name}'"), *map(_text, values)], dialect)
    return _stretch(plain.with_only_columns(body, seq, key, shown), kind.table.c.audit_seq)


def _text(value: ColumnElement[Any], *, is_there: bool = False) -> ColumnElement[str]:
    """As Python writes it; nothing as nothing where it `is_there`."""
    written = cast(value, Text)
    return written if is_there else func.coalesce(written, as_written("'None'"))


def _body(values: Sequence[ColumnElement[Any]], dialect: str) -> ColumnElement[Any]:
    """SQLite gives the bytes that lie there, whether they are a text or not."""
    line: ColumnElement[str] = as_written("'\n'")
    body = reduce(lambda done, one: done.op("||")(line).op("||")(one), values)
    return type_coerce(cast(body, LargeBinary), NullType) if dialect == "sqlite" else body


def _stretch(wanted: Select[*tuple[Any, ...]], seq: Column[Any]) -> Select[*tuple[Any, ...]]:
    stretch = seq > bindparam("after"), seq <= bindparam("through")
    return wanted.where(*stretch).order_by(seq).execution_options(yield_per=AT_ONCE)


def _parts(
    connection: Connection, wanted: Select[*tuple[Any, ...]], after: int, through: int | None
) -> Iterator[Any]:
    stretch = {"after": after, "through": NO_END if through is None else through}
    with connection.execute(wanted, stretch) as found:
        if connection.dialect.name == "sqlite":
            yield from found.partitions()
            return
        for part in found.partitions():
            yield [(body and body.encode(), *others) for body, *others in part]


def is_text(body: bytes) -> bool:
    """Somebody may have put anything there."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True
