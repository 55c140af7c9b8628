"""Record in the audit log which rows an entry covers: the rows that it created or changed.

A covered row has the number of its entry in `audit_seq`. In an entry, `holds` is the number of rows
it covers and one hash of them all. If it changes or removes rows, `drops` lists the hashes that
they had under earlier entries. So the log proves which rows exist and what they contain
(`db.audit.verification`). `db.audit.row_hashes` defines what is hashed.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct, field
from sqlalchemy import ColumnElement, Connection, and_, text, update

from db.audit.row_hashes import (
    ATTEMPT,
    OF_NUMBERS,
    PATTERN,
    VERSION,
    Hashed,
    Kind,
    hash_attempt,
    hash_set,
    read_hashed,
)
from db.engine.database import is_agent, look_at_numbers
from db.sql import parts_of
from db.tables.calls import AttemptRow


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
