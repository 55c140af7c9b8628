"""The tables whose rows the audit log covers, and how a row of each is hashed.

Personal values are hashed with a salt: an attempt's own, or the salt of the number that a row is
about. No hash contains a lead's id, so leads can be merged. Erasing adds an entry of its own.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from msgspec import Struct
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
    cast,
    func,
    literal,
    select,
    type_coerce,
)

from db.columns import EPOCH, MICROSECOND, Instant
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
