"""Which rows the audit log vouches for: an entry holds the hash of each that it made or changed.

A covered row names its entry in `audit_seq`. An entry `holds` how many rows it covers and one hash
of them all; one that changes or removes rows `drops` the hashes they had under earlier entries. So
the log says at any time which rows there are and what stands in them (`db.audit.verification`).
What enters a hash is in `db.audit.row_hashes`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
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
from db.engine.database import is_agent
from db.engine.row_access import look_at_numbers
from db.tables.calls import AttemptRow

AT_ONCE = 500
"""Keys named in one statement."""


class Changes(Struct, frozen=True):
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
