"""Record in the audit log which rows an entry covers, and hash the rows of its tables.

A covered row has the number of its entry in `audit_seq`. In an entry, `holds` is the number of rows
it covers and one hash of them all. If it changes or removes rows, `drops` lists the hashes that
they had under earlier entries. So the log proves which rows exist and what they contain
(`db.audit.verification`).

Personal values are hashed with a salt: an attempt's own, or the salt of the number that a row is
about. No hash contains a lead's id, so leads can be merged. Erasing adds an entry of its own.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from msgspec import Struct, field
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Date,
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
from db.engine.database import is_agent, look_at_numbers
from db.sql import parts_of
from db.tables.appointments import appointments
from db.tables.audit import number_salts
from db.tables.calls import AttemptRow, attempts, call_answers
from db.tables.do_not_call import consents, suppression_patterns, suppression_requests, suppressions
from db.tables.firm import settings

VERSION = 1
"""The version of the hash, which entries store in their proof."""


class Kind(Struct, frozen=True):
    """A table whose rows are covered. `columns` enter the hash, in this order.

    `later` are columns that were added when rows had already been hashed. Their values are appended
    to the last of `columns`. An empty value appends nothing, so older hashes still agree. `label`
    is the name of such a row in messages; `shown` is the column that identifies it for people.
    """

    name: str
    label: str
    table: Table
    key: Column[object]
    columns: tuple[str, ...]
    number: str = ""
    """The column with the number whose salt is used; "" where the row has its own salt, or none."""
    shown: str = ""
    later: tuple[str, ...] = ()


def _kind(
    label: str,
    table: Table,
    key: str,
    columns: str,
    *,
    number: str = "",
    shown: str = "",
    later: tuple[str, ...] = (),
) -> Kind:
    names = tuple(columns.split())
    return Kind(table.name, label, table, table.c[key], names, number, shown or key, later)


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
    later=("skip_id",),
)
REQUEST = _kind(
    "later request on the internal list",
    suppression_requests,
    "id",
    "id e164 reason agent added_at attempt_id",
    number="e164",
    shown="e164",
    later=("skip_id",),
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
APPOINTMENT = _kind(
    "appointment",
    appointments,
    "id",
    "id uid attempt_id set_by set_at with_whom local_start zone starts_at minutes way place"
    " sequence status marked_by marked_at note",
)
SETTING = _kind("setting", settings, "name", "name value")

KINDS = (ATTEMPT, ANSWER, APPOINTMENT, SUPPRESSION, REQUEST, PATTERN, EVIDENCE, SETTING)
OF_NUMBERS = (SUPPRESSION, REQUEST, PATTERN, EVIDENCE)

NOT_COVERED = ("revision", "marks_owed", "requests_read")
"""Settings that are only counters, which no entry covers."""

Hashed = tuple[object, int | None, str, object]
"""A row: its key, the entry that covers it, its hash, and the value that people know it by."""


def hash_values(salt: str | None, name: str, values: Collection[object]) -> str:
    """Return the SHA-256 of the salt, name and values, each on a line.

    If any value contains a line break, all are quoted.
    """
    body = "\n".join((salt or "", name, *map(str, values)))
    if body.count("\n") != len(values) + 1:
        body = "\n".join((salt or "", name, "quoted", *map(quoted, map(str, values))))
    return hashlib.sha256(body.encode(errors=LONE)).hexdigest()


quoted = json.encoder.encode_basestring

LATER = "\x1f"
"""Precedes the value of a later column; no stored text contains this character."""

LONE = "surrogatepass"
"""How a lone surrogate is encoded for a hash: as it is, without an error."""


def hash_attempt(row: AttemptRow) -> str:
    """Return the same hash as `read_hashed` gives for the stored row."""
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
    """Return one hash for several rows in any order; a single row keeps its own."""
    if len(hashes) == 1:
        return next(iter(hashes))
    return hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()


def select_hashed(kind: Kind, dialect: str) -> Select[*tuple[object, ...]]:
    """Return the SELECT for `hash_row`: key, entry, shown, salt, and the values to be hashed."""
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
        # NULL || text is NULL, so an empty value adds nothing.
        marked = literal(f"{LATER}{name} ").op("||")(held)
        values[-1] = cast(values[-1], Text).op("||")(func.coalesce(marked, ""))
    return values


def hash_row(kind: Kind, row: Sequence[object]) -> Hashed:
    """Hash a row of `select_hashed`."""
    key, seq, shown, salt = row[:4]
    return key, seq, hash_values(salt, kind.name, row[4:]), shown  # type: ignore[arg-type,return-value]


def stored(column: Column[object]) -> type[Text] | type[BigInteger]:
    """Return the type to read a key as: text for a number or a setting's name, else an integer."""
    return Text if column.name in {"e164", "name"} else BigInteger


def raw(column: Column[object], dialect: str) -> ColumnElement[object]:
    """Return a column such that both databases give the same text or integer for it."""
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


def read_hashed(
    connection: Connection, kind: Kind, where: ColumnElement[bool], *, is_held: bool = False
) -> Iterator[Hashed]:
    """Yield matching rows with their hashes; `is_held` locks them until the transaction ends."""
    wanted = select_hashed(kind, connection.dialect.name).where(where)
    if is_held:
        # Lock in the order of the key, so that two writers cannot deadlock. OF leaves the joined
        # salts unlocked: PostgreSQL refuses to lock the nullable side of an outer join.
        wanted = wanted.order_by(kind.key).with_for_update(of=kind.table)
    for row in connection.execute(wanted).all():
        yield hash_row(kind, row)


class Changes(Struct, frozen=True):
    """The rows that an entry covers from now on, and those that earlier entries covered before."""

    holds: Mapping[Kind, Sequence[tuple[object, str]]]
    drops: Mapping[Kind, Mapping[int, Sequence[str]]] = field(default_factory=dict)
    also: Mapping[str, object] = field(default_factory=dict)
    """More facts for the verification. `closes` is the id of an attempt that closed its lead.
    `late` counts rows that were covered only some time after they were created. `attempts` is the
    number of attempts without an entry, and the id of the last of them."""

    def __bool__(self) -> bool:
        return any(self.holds.values()) or any(self.drops.values()) or bool(self.also)

    def __or__(self, other: "Changes") -> "Changes":
        """Return both sets of changes as one; they must be about different kinds of rows."""
        return Changes(
            {**self.holds, **other.holds},
            {**self.drops, **other.drops},
            {**self.also, **other.also},
        )

    def document(self) -> dict[str, object]:
        """Return the JSON object that the entry stores."""
        document: dict[str, object] = {"v": VERSION, **self.also}
        holds = {
            kind.name: [len(rows), hash_set([digest for _, digest in rows])]
            for kind, rows in self.holds.items()
            if rows
        }
        drops = {
            kind.name: {str(seq): [*hashes] for seq, hashes in by_seq.items()}
            for kind, by_seq in self.drops.items()
            if by_seq
        }
        return document | ({"holds": holds} if holds else {}) | ({"drops": drops} if drops else {})

    def keys(self) -> Mapping[Kind, Sequence[object]]:
        """Return the keys of the rows to be covered, by kind."""
        return {kind: [key for key, _ in rows] for kind, rows in self.holds.items() if rows}

    def mark(self, connection: Connection, seq: int) -> None:
        """Write the number of the entry into the rows it covers."""
        for kind, keys in self.keys().items():
            for part in parts_of(keys):
                covered = kind.key.in_(part)
                connection.execute(update(kind.table).where(covered).values(audit_seq=seq))


def new_attempt(attempt: AttemptRow) -> Changes:
    """Return the changes of an entry that records a new attempt."""
    return Changes({ATTEMPT: [(attempt.id, hash_attempt(attempt))]})


def changed_attempt(before: AttemptRow, after: AttemptRow, *, is_closing: bool = False) -> Changes:
    """Return the changes of an entry that alters an attempt.

    `before` must have been read FOR UPDATE. `is_closing` says that the outcome closes the lead.
    """
    drops = {} if before.audit_seq is None else {before.audit_seq: [hash_attempt(before)]}
    also = {"closes": after.id} if is_closing else {}
    return Changes({ATTEMPT: [(after.id, hash_attempt(after))]}, {ATTEMPT: drops}, also)


class Watch:
    """Read rows before and after a change to find the differences, all in one write block."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._looks: list[tuple[Kind, ColumnElement[bool]]] = []
        self._before: dict[tuple[Kind, object], Hashed] = {}

    def look(self, kind: Kind, *where: ColumnElement[bool]) -> "Watch":
        """Watch the rows that meet any of these conditions now or after the change; lock them."""
        for condition in where:
            self._looks.append((kind, condition))
            for row in read_hashed(self._connection, kind, condition, is_held=True):
                # Keep the first reading: a later call may find the row already changed.
                self._before.setdefault((kind, row[0]), row)
        return self

    def look_at_numbers(self, e164s: Collection[str]) -> "Watch":
        """Watch the do-not-call requests and evidence of these numbers.

        Another transaction that watches one of the numbers waits until this one ends.
        """
        for part in parts_of(sorted(set(e164s))):
            if is_agent(self._connection):
                look_at_numbers(self._connection, part)
            else:
                _make_salts(self._connection, part)
            for kind in OF_NUMBERS:
                self.look(kind, kind.table.c[kind.number].in_(part))
        return self

    def look_at_new(self, *kinds: Kind) -> "Watch":
        """Watch all rows that no entry covers yet, such as those that a large change inserts."""
        for kind in kinds:
            self.look(kind, kind.table.c.audit_seq.is_(None))
        return self

    def cover(self, kind: Kind, *where: ColumnElement[bool]) -> "Watch":
        """Cover all matching rows without an entry, even those from before the change."""
        uncovered = kind.table.c.audit_seq.is_(None)
        self._looks.append((kind, and_(uncovered, *where)))
        return self

    def look_at_keys(self, kind: Kind, keys: Collection[object]) -> "Watch":
        """Watch the rows with these keys."""
        for part in parts_of(list(keys)):
            self.look(kind, kind.key.in_(part))
        return self

    def changes(self) -> Changes:
        """Return the changes since the first look; new rows that an entry covers are left out."""
        kinds = {kind for kind, _ in self._looks}
        for kind in kinds & set(OF_NUMBERS):
            _salt_new(self._connection, kind)
        after: dict[tuple[Kind, object], Hashed] = {}
        looks = [*self._looks]
        for kind in kinds:  # a changed row may no longer fit its condition: read it by its key
            keys = [key for known, key in self._before if known is kind]
            looks += [(kind, kind.key.in_(part)) for part in parts_of(keys)]
        for kind, where in looks:
            for row in read_hashed(self._connection, kind, where):
                after[kind, row[0]] = row
        holds: dict[Kind, list[tuple[object, str]]] = {}
        drops: dict[Kind, dict[int, list[str]]] = {}
        for (kind, key), (_, seq, hashed, _) in after.items():
            old = self._before.get((kind, key))
            is_changed = seq is None if old is None else old[2] != hashed
            if is_changed:
                holds.setdefault(kind, []).append((key, hashed))
        for (kind, key), (_, seq, hashed, _) in self._before.items():
            new = after.get((kind, key))
            if seq is not None and (new is None or new[2] != hashed):
                drops.setdefault(kind, {}).setdefault(seq, []).append(hashed)
        return Changes(holds, drops)


T = TypeVar("T")


_SALT = {
    "sqlite": "lower(hex(randomblob(16)))",
    "postgresql": "replace(gen_random_uuid()::text, '-', '')",
}


def _make_salts(connection: Connection, e164s: Sequence[str]) -> None:
    """Give each number a salt, and lock its row until the end of the transaction."""
    # DO UPDATE locks an existing row, unlike DO NOTHING. So two transactions that look at the same
    # number run one after the other. Callers pass sorted numbers, which prevents deadlocks.
    salt = _SALT[connection.dialect.name]
    make = text(
        f"INSERT INTO number_salt (e164, salt) VALUES (:e164, {salt})"
        " ON CONFLICT (e164) DO UPDATE SET salt = number_salt.salt"
    )
    connection.execute(make, [{"e164": e164} for e164 in e164s])


def _salt_new(connection: Connection, kind: Kind) -> None:
    """Give a salt to the numbers of rows that no entry covers yet."""
    if kind is PATTERN:  # a pattern is not a number; a whole number got its salt with its own entry
        return
    if is_agent(connection):  # an agent may not write salts: `look_at_numbers` has created them
        return
    salt = _SALT[connection.dialect.name]
    connection.execute(
        text(
            f"INSERT INTO number_salt (e164, salt) SELECT e164, {salt} FROM"
            f" (SELECT DISTINCT e164 FROM {kind.name} n WHERE audit_seq IS NULL AND NOT EXISTS"
            " (SELECT 1 FROM number_salt s WHERE s.e164 = n.e164)) x"
            # Without a WHERE, SQLite takes the ON of "ON CONFLICT" for the condition of a join.
            " WHERE 1 = 1 ON CONFLICT (e164) DO NOTHING"
        )
    )
