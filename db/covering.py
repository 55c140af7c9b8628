"""Which rows the audit log vouches for: an entry holds the hash of each that it made or changed.

A covered row names its entry in `audit_seq`. An entry `holds` how many rows it covers and one hash
of them all; one that changes or removes rows `drops` the hashes they had under earlier entries. So
the log says at any time which rows there are and what stands in them (`db.verifying`).

Personal values enter a hash with a salt only: an attempt has its own, what is kept of a number has
the number's. A lead's id is in none, so that leads can be merged; erasing is an entry of its own.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Date,
    Row,
    Select,
    Table,
    Text,
    and_,
    cast,
    func,
    literal,
    select,
    text,
    type_coerce,
    update,
)

from db.columns import EPOCH, MICROSECOND, Instant
from db.engine import is_agent
from db.sight import look_at_numbers
from db.tables.audit import number_salts
from db.tables.calls import AttemptRow, attempts, call_answers
from db.tables.do_not_call import consents, suppression_patterns, suppression_requests, suppressions
from db.tables.firm import settings

VERSION = 1
"""Of the hash: what enters it and how. What was recorded by one version is compared by that one."""

AT_ONCE = 500
"""Keys named in one statement."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A table whose rows are covered. `columns` enter the hash, in this order.

    `later` came after rows had been hashed: what they hold goes on after the last of `columns`, and
    nothing where they hold nothing, so that what was hashed without them still agrees. `said` is
    what such a row is called; `shown` the column by which a person knows it.
    """

    name: str
    said: str
    table: Table
    key: Column[object]
    columns: tuple[str, ...]
    number: str = ""
    """The column that holds the number whose salt it has; "" where it has its own, or none."""
    shown: str = ""
    later: tuple[str, ...] = ()


def _kind(
    said: str,
    table: Table,
    key: str,
    columns: str,
    *,
    number: str = "",
    shown: str = "",
    later: tuple[str, ...] = (),
) -> Kind:
    names = tuple(columns.split())
    return Kind(table.name, said, table, table.c[key], names, number, shown or key, later)


ATTEMPT = _kind(
    "attempt",
    attempts,
    "id",
    "id e164 agent session_id direction caller_id dialled_at answered_at line_ended_at line_end"
    " ended_at outcome note verdict tzdata",
    later=("script_id", "opening"),
)
SUPPRESSION = _kind(
    "request on the internal list",
    suppressions,
    "e164",
    "e164 reason agent added_at attempt_id",
    number="e164",
)
REQUEST = _kind(
    "later request on the internal list",
    suppression_requests,
    "id",
    "id e164 reason agent added_at attempt_id",
    number="e164",
    shown="e164",
)
PATTERN = _kind(
    "pattern on the internal list",
    suppression_patterns,
    "id",
    "id kind value reason agent added_at",
    number="value",
    shown="value",
)
EVIDENCE = _kind(
    "piece of evidence",
    consents,
    "id",
    "id e164 kind given_on proof zone agent recorded_at withdrawn_at until offer",
    number="e164",
    shown="e164",
)
ANSWER = _kind(
    "answer to a question of the script",
    call_answers,
    "id",
    "id attempt_id question kind value agent at",
    shown="attempt_id",
)
SETTING = _kind("setting", settings, "name", "name value")

KINDS = (ATTEMPT, ANSWER, SUPPRESSION, REQUEST, PATTERN, EVIDENCE, SETTING)
OF_NUMBERS = (SUPPRESSION, REQUEST, PATTERN, EVIDENCE)

NOT_COVERED = ("revision", "marks_owed")
"""Settings that only count."""

Hashed = tuple[object, int | None, str, object]
"""Of a row: its key, the entry that covers it, its hash, and by what a person knows it."""


def hash_values(salt: str | None, name: str, values: Collection[object]) -> str:
    """Of a salt and of each value on a line of its own; quoted where one has several lines."""
    body = "\n".join((salt or "", name, *map(str, values)))
    if body.count("\n") != len(values) + 1:
        body = "\n".join((salt or "", name, "quoted", *map(quoted, map(str, values))))
    return hashlib.sha256(body.encode(errors=LONE)).hexdigest()


quoted = json.encoder.encode_basestring

LATER = "\x1f"
"""Before what a later column holds: no text that is kept has this sign."""

LONE = "surrogatepass"
"""Half a letter in a text is hashed as it is."""


def hash_attempt(row: AttemptRow) -> str:
    """As `read_hashed` has it of the stored row."""
    values = [_plain(getattr(row, name)) for name in ATTEMPT.columns]
    held = {name: getattr(row, name) for name in ATTEMPT.later}
    values[-1] = str(values[-1]) + "".join(
        f"{LATER}{name} {value}" for name, value in held.items() if value not in {None, ""}
    )
    return hash_values(row.salt, ATTEMPT.name, values)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return (value - EPOCH) // MICROSECOND
    return json.dumps(value) if isinstance(value, dict) else value


def hash_set(hashes: Collection[str]) -> str:
    """One hash of several rows, whatever their order; of one row its own."""
    if len(hashes) == 1:
        return next(iter(hashes))
    return hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()


def select_hashed(kind: Kind, dialect: str) -> Select[*tuple[object, ...]]:
    """The rows of a table as `hash_row` takes them: key, entry, shown, salt and what is hashed."""
    salt: ColumnElement[str]
    source = kind.table
    if kind.number:
        salt = func.coalesce(number_salts.c.salt, "")
    else:
        salt = kind.table.c.salt if "salt" in kind.table.c else literal("")
    wanted = select(
        type_coerce(kind.key, stored(kind.key)),
        kind.table.c.audit_seq,
        kind.table.c[kind.shown],
        salt,
        *_values(kind, dialect),
    )
    if kind.number:
        joined = source.outerjoin(number_salts, number_salts.c.e164 == source.c[kind.number])
        wanted = wanted.select_from(joined)
    if kind is SETTING:
        wanted = wanted.where(settings.c.name.not_in(NOT_COVERED))
    return wanted


def _values(kind: Kind, dialect: str) -> list[ColumnElement[object]]:
    values = [raw(kind.table.c[name], dialect) for name in kind.columns]
    for name in kind.later:
        held = func.nullif(cast(raw(kind.table.c[name], dialect), Text), "")
        said = literal(f"{LATER}{name} ").op("||")(held)
        values[-1] = cast(values[-1], Text).op("||")(func.coalesce(said, ""))
    return values


def hash_row(kind: Kind, row: Row[*tuple[object, ...]]) -> Hashed:
    key, seq, shown, salt = row[:4]
    return key, seq, hash_values(salt, kind.name, row[4:]), shown  # type: ignore[arg-type,return-value]


def stored(column: Column[object]) -> type[Text] | type[BigInteger]:
    return Text if column.name in {"e164", "name"} else BigInteger


def raw(column: Column[object], dialect: str) -> ColumnElement[object]:
    """A value as it lies in the database, the same from both: text, or a whole number."""
    if isinstance(column.type, Instant):
        if dialect == "sqlite":
            return type_coerce(column, BigInteger)
        return cast(func.extract("epoch", column) * 1_000_000, BigInteger)
    if isinstance(column.type, JSON):
        return cast(column, Text)
    if isinstance(column.type, Date):
        if dialect == "sqlite":
            return cast(column, Text)
        return func.to_char(column, "YYYY-MM-DD")
    if isinstance(column.type, BigInteger) or column.type.python_type is int:
        return type_coerce(column, BigInteger)
    return type_coerce(column, Text)


@dataclass(frozen=True, slots=True)
class Changes:
    """What one entry covers from now on, and what earlier ones did till now."""

    holds: Mapping[Kind, Sequence[tuple[object, str]]]
    drops: Mapping[Kind, Mapping[int, Sequence[str]]] = field(default_factory=dict)
    also: Mapping[str, object] = field(default_factory=dict)
    """What else the comparison must know: `closes` an attempt that closed its lead, how many rows
    are covered `late`, how many `attempts` up to which are not covered at all."""

    def __bool__(self) -> bool:
        return any(self.holds.values()) or any(self.drops.values()) or bool(self.also)

    def __or__(self, other: "Changes") -> "Changes":
        """Of both; they are about different kinds of rows."""
        return Changes(
            {**self.holds, **other.holds},
            {**self.drops, **other.drops},
            {**self.also, **other.also},
        )

    def document(self) -> dict[str, object]:
        """As the entry has it."""
        said: dict[str, object] = {"v": VERSION, **self.also}
        holds = {
            kind.name: [len(rows), hash_set([one for _, one in rows])]
            for kind, rows in self.holds.items()
            if rows
        }
        drops = {
            kind.name: {str(seq): [*hashes] for seq, hashes in by_seq.items()}
            for kind, by_seq in self.drops.items()
            if by_seq
        }
        return said | ({"holds": holds} if holds else {}) | ({"drops": drops} if drops else {})

    def keys(self) -> Mapping[Kind, Sequence[object]]:
        """Of the rows that it covers from now on."""
        return {kind: [key for key, _ in rows] for kind, rows in self.holds.items() if rows}

    def mark(self, connection: Connection, seq: int) -> None:
        """Tells the rows which entry covers them."""
        for kind, keys in self.keys().items():
            for part in _parts(keys):
                mine = kind.key.in_(part)
                connection.execute(update(kind.table).where(mine).values(audit_seq=seq))


def made(attempt: AttemptRow) -> Changes:
    """A new attempt."""
    return Changes({ATTEMPT: [(attempt.id, hash_attempt(attempt))]})


def changed(before: AttemptRow, after: AttemptRow, *, is_closing: bool = False) -> Changes:
    """An attempt that says more than before; `before` was read for update.

    `is_closing`: its outcome closes the lead.
    """
    drops = {} if before.audit_seq is None else {before.audit_seq: [hash_attempt(before)]}
    also = {"closes": after.id} if is_closing else {}
    return Changes({ATTEMPT: [(after.id, hash_attempt(after))]}, {ATTEMPT: drops}, also)


class Watch:
    """Rows looked at before they are changed, and again after. In one write block."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._looks: list[tuple[Kind, ColumnElement[bool]]] = []
        self._before: dict[tuple[Kind, object], Hashed] = {}

    def look(self, kind: Kind, *where: ColumnElement[bool]) -> "Watch":
        """Also at these rows: those that fit now, and those that will."""
        for one in where:
            self._looks.append((kind, one))
            for row in read_hashed(self._connection, kind, one, is_held=True):
                self._before.setdefault((kind, row[0]), row)
        return self

    def look_at_numbers(self, e164s: Collection[str]) -> "Watch":
        """Also at all that is kept of these numbers. Others who do so wait for this one's end."""
        for part in _parts(sorted(set(e164s))):
            if is_agent(self._connection):
                look_at_numbers(self._connection, part)
            else:
                _make_salts(self._connection, part)
            for kind in OF_NUMBERS:
                self.look(kind, kind.table.c[kind.number].in_(part))
        return self

    def look_at_new(self, *kinds: Kind) -> "Watch":
        """Also at all rows that no entry covers as yet: what a large change puts there."""
        for kind in kinds:
            self.look(kind, kind.table.c.audit_seq.is_(None))
        return self

    def cover(self, kind: Kind, *where: ColumnElement[bool]) -> "Watch":
        """Also what fits and no entry covers yet, though it may have been there before."""
        uncovered = kind.table.c.audit_seq.is_(None)
        self._looks.append((kind, and_(uncovered, *where)))
        return self

    def look_at_keys(self, kind: Kind, keys: Collection[object]) -> "Watch":
        for part in _parts(list(keys)):
            self.look(kind, kind.key.in_(part))
        return self

    def changes(self) -> Changes:
        """What became of them. A row that another entry covers meanwhile is that one's."""
        kinds = {kind for kind, _ in self._looks}
        for kind in kinds & set(OF_NUMBERS):
            _salt_new(self._connection, kind)
        after: dict[tuple[Kind, object], Hashed] = {}
        looks = [*self._looks]
        for kind in kinds:  # also where they no longer fit
            keys = [key for one, key in self._before if one is kind]
            looks += [(kind, kind.key.in_(part)) for part in _parts(keys)]
        for kind, where in looks:
            for row in read_hashed(self._connection, kind, where):
                after[kind, row[0]] = row
        holds: dict[Kind, list[tuple[object, str]]] = {}
        drops: dict[Kind, dict[int, list[str]]] = {}
        for (kind, key), (_, seq, hashed, _) in after.items():
            was = self._before.get((kind, key))
            is_changed = seq is None if was is None else was[2] != hashed
            if is_changed:
                holds.setdefault(kind, []).append((key, hashed))
        for (kind, key), (_, seq, hashed, _) in self._before.items():
            is_now = after.get((kind, key))
            if seq is not None and (is_now is None or is_now[2] != hashed):
                drops.setdefault(kind, {}).setdefault(seq, []).append(hashed)
        return Changes(holds, drops)


def read_hashed(
    connection: Connection, kind: Kind, where: ColumnElement[bool], *, is_held: bool = False
) -> Iterator[Hashed]:
    wanted = select_hashed(kind, connection.dialect.name).where(where)
    if is_held:
        wanted = wanted.order_by(kind.key).with_for_update(of=kind.table)
    for row in connection.execute(wanted).all():
        yield hash_row(kind, row)


T = TypeVar("T")


def _parts(keys: Sequence[T]) -> Iterator[Sequence[T]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


_SALT = {
    "sqlite": "lower(hex(randomblob(16)))",
    "postgresql": "replace(gen_random_uuid()::text, '-', '')",
}


def _make_salts(connection: Connection, e164s: Sequence[str]) -> None:
    """Each number gets its salt, and is held until the end of the transaction."""
    salt = _SALT[connection.dialect.name]
    make = text(
        f"INSERT INTO number_salt (e164, salt) VALUES (:e164, {salt})"
        " ON CONFLICT (e164) DO UPDATE SET salt = number_salt.salt"
    )
    connection.execute(make, [{"e164": one} for one in e164s])


def _salt_new(connection: Connection, kind: Kind) -> None:
    """What is not covered yet gets the salt of its number."""
    if kind is PATTERN:  # a word is none; a whole number has its salt by its own entry
        return
    if is_agent(connection):  # made when its numbers were looked at
        return
    salt = _SALT[connection.dialect.name]
    connection.execute(
        text(
            f"INSERT INTO number_salt (e164, salt) SELECT e164, {salt} FROM"
            f" (SELECT DISTINCT e164 FROM {kind.name} n WHERE audit_seq IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM number_salt s WHERE s.e164 = n.e164)) x"
            " WHERE 1 = 1 ON CONFLICT (e164) DO NOTHING"
        )
    )
