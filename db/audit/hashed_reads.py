"""Read log entries and the rows they cover in bulk, as the text that is hashed.

The database joins each row into one text. Before, the driver, SQLAlchemy and Python converted each
value, which took half of the verification's time. Rows with line breaks in a value are hashed from
their columns. This module also parses the `proof` that `Changes` wrote for an entry.
"""

from collections.abc import Generator, Iterator, Sequence
from functools import cache, reduce
from hashlib import sha256
from typing import Any, NamedTuple, TypedDict

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

from db.audit.coverage import Hashed, Kind, raw, read_hashed, select_hashed
from db.tables.audit import audit_entries

AT_ONCE = 500
"""How many entries or rows are read at a time: few enough to stay in the processor's cache."""

NO_END = 2**63 - 1
"""The highest number that an entry can have."""


class Entry(NamedTuple):
    """An entry as it is stored. `at` is in microseconds since 1970."""

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


class EntryPart(NamedTuple):
    """Consecutive entries as columns; `bodies` are the bytes that are hashed.

    An old entry has no `proof`, and its hash is not that of its body.
    """

    bodies: Sequence[bytes]
    seqs: Sequence[int]
    proofs: Sequence[bytes | None]
    befores: Sequence[bytes]
    """The hash of the previous entry that each entry contains."""
    hashes: Sequence[bytes]

    def each(self) -> "Iterator[EntryPart]":
        """Return the entries one by one."""
        return (
            EntryPart(*(column[at : at + 1] for column in self))  # type: ignore[arg-type]
            for at in range(len(self.seqs))
        )


def entry_parts(
    connection: Connection, after: int, through: int | None
) -> Generator[EntryPart, None, None]:
    """Yield the entries with a number above `after` up to `through` (None: all), in order."""
    wanted = _entries(connection.dialect.name)
    for part in _parts(connection, wanted, after, through):
        bodies, seqs, *others = zip(*part, strict=True)
        if connection.dialect.name == "sqlite":
            yield EntryPart(bodies, seqs, *others)
        else:
            yield EntryPart(_encoded(bodies), seqs, *map(_encoded, others))


def plain_proofs(part: EntryPart, expected: int, previous: str) -> list[str] | None:
    """Return the proofs of the entries if all hashes are right and form a chain, else None.

    The first entry must have the number `expected` and follow the hash `previous`. None means that
    one has a fault, no `proof` or a line break in it; then each must be checked alone.
    """
    bodies, seqs, proofs, befores, hashes = part
    # Compare joined texts once, in C: a loop over the entries is slower.
    try:
        digests = [sha256(body).hexdigest() for body in bodies]
        before = "\n".join([previous, *digests[:-1]])
        if (
            list(seqs) != [*range(expected, expected + len(seqs))]
            or b"\n".join(hashes).decode() != "\n".join(digests)
            or b"\n".join(befores).decode() != before
        ):
            return None
        texts = b"\n".join(proofs).decode().split("\n")  # type: ignore[arg-type]
    except (TypeError, UnicodeDecodeError):
        return None
    return texts if len(texts) == len(seqs) else None


def read_entry(connection: Connection, seq: int) -> Entry:
    """Return one entry by its number, which must exist."""
    names = (raw(audit_entries.c[name], connection.dialect.name) for name in Entry._fields)
    return Entry._make(connection.execute(select(*names).where(audit_entries.c.seq == seq)).one())


def hashed_parts(
    connection: Connection, kind: Kind, after: int, through: int | None
) -> Generator[list[Hashed], None, None]:
    """Yield the hashed rows of the entries above `after` up to `through`, in order of entries."""
    lines = len(kind.columns) + 1
    wanted = _rows(kind, connection.dialect.name)
    for part in _parts(connection, wanted, after, through):
        written, seqs, keys, shown = zip(*part, strict=True)
        bodies = written if connection.dialect.name == "sqlite" else _encoded(written)
        digests = [sha256(body).hexdigest() for body in bodies]
        done: list[Hashed] = list(zip(keys, seqs, digests, shown, strict=True))
        if [body.count(b"\n") for body in bodies] != [lines] * len(bodies):
            at = {
                key: n
                for n, (body, key) in enumerate(zip(bodies, keys, strict=True))
                if body.count(b"\n") != lines and is_text(body)
            }
            for row in read_hashed(connection, kind, kind.key.in_(at)):
                done[at[row[0]]] = row
        yield done


@cache
def _entries(dialect: str) -> Select[*tuple[Any, ...]]:
    entry, names = audit_entries.c, Entry._fields[:-1]
    texts = [_text(raw(entry[name], dialect)) for name in names]
    others = (_bytes(entry[name], dialect) for name in ("proof", "previous", "hash"))
    wanted = select(_body(texts, dialect), entry.seq, *others)
    return _stretch(wanted, entry.seq)


@cache
def _rows(kind: Kind, dialect: str) -> Select[*tuple[Any, ...]]:
    plain = select_hashed(kind, dialect)
    key, seq, shown, salt, *values = plain.selected_columns
    salt = func.coalesce(salt, as_written("''"))
    body = _body([salt, as_written(f"'{kind.name}'"), *map(_text, values)], dialect)
    return _stretch(plain.with_only_columns(body, seq, key, shown), kind.table.c.audit_seq)


def _text(value: ColumnElement[Any]) -> ColumnElement[str]:
    """Cast a value to text as Python's `str` does: NULL is None."""
    return func.coalesce(cast(value, Text), as_written("'None'"))


def _body(values: Sequence[ColumnElement[Any]], dialect: str) -> ColumnElement[Any]:
    """Join values with line breaks, as `quick_digest` does."""
    line: ColumnElement[str] = as_written("'\n'")
    return _bytes(reduce(lambda body, text: body.op("||")(line).op("||")(text), values), dialect)


def _bytes(value: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """Read the raw bytes on SQLite: a damaged file may contain text that is not UTF-8."""
    return type_coerce(cast(value, LargeBinary), NullType) if dialect == "sqlite" else value


def _stretch(wanted: Select[*tuple[Any, ...]], seq: Column[Any]) -> Select[*tuple[Any, ...]]:
    stretch = seq > bindparam("after"), seq <= bindparam("through")
    return wanted.where(*stretch).order_by(seq).execution_options(yield_per=AT_ONCE)


def _parts(
    connection: Connection, wanted: Select[*tuple[Any, ...]], after: int, through: int | None
) -> Iterator[Any]:  # lists of rows; the caller knows their columns
    stretch = {"after": after, "through": NO_END if through is None else through}
    with connection.execute(wanted, stretch) as rows:
        yield from rows.partitions()


def _encoded(texts: Sequence[str | None]) -> list[Any]:
    # Any: only some columns hold None.
    return [None if text is None else text.encode() for text in texts]


def is_text(body: bytes) -> bool:
    """Return whether the bytes are UTF-8; a tampered file may contain anything."""
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


OneCall = tuple[str, int | None, str, int | None]
"""The hash of a call; its earlier entry and the hash it had then (or None and ""); and the attempt
that closed its lead (or None)."""

_HOLDS = '"holds":{"attempt":[1,"'
_HELD_END = '"]},"v":1}'
_HELD = len(_HOLDS) + 64 + len(_HELD_END)

_DROPS = len('{"drops":{"attempt":{"')
_DROPPED_END = len('"]}},')
_DROPPED = len('":["') + 64 + _DROPPED_END

_CLOSES = '{"closes":'


class ProofDocument(TypedDict, total=False):
    """The `proof` of an entry, as `db.audit.coverage.Changes` writes it."""

    v: int
    holds: dict[str, tuple[int, str]]
    drops: dict[str, dict[str, list[str]]]
    attempts: tuple[int, int]
    late: dict[str, int]
    closes: int


def read_one_call(proof: str) -> OneCall | None:
    """Parse a proof about a single call, as nearly all are; return None for any other.

    It slices the text at known positions: parsing JSON takes ten times as long.
    """
    held = proof[-len(_HELD_END) - 64 : -len(_HELD_END)]
    if not proof.endswith(_HELD_END) or proof[-_HELD : -_HELD + len(_HOLDS)] != _HOLDS:
        return None
    rest, closed = proof[:-_HELD], None
    if rest == "{":
        return held, None, "", None
    if rest.startswith(_CLOSES):
        attempt, _, rest = rest[len(_CLOSES) :].partition(",")
        rest, closed = "{" + rest, int(attempt)
    old, dropped = rest[_DROPS:-_DROPPED], rest[-64 - _DROPPED_END : -_DROPPED_END]
    if not old.isdecimal() or rest != f'{{"drops":{{"attempt":{{"{old}":["{dropped}"]}}}},':
        return None
    return held, int(old), dropped, closed
