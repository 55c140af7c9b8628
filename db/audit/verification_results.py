"""Seals of the audit log, and the results of its verification.

A seal is the number and hash of the last entry. Keep it where people who can write to the log
cannot change it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct
from sqlalchemy import Connection, select
from sqlalchemy import text as sql

from db.audit.coverage import ATTEMPT, KINDS, hash_set
from db.audit.log import GENESIS, Head
from db.engine.database import DatabaseTrouble, open_database
from db.tables.audit import audit_entries

START = Head(0, GENESIS)
"""The seal of an empty log."""

_TABLE = """
CREATE TABLE IF NOT EXISTS smiledial_seal
    (at timestamptz NOT NULL, source text NOT NULL, seq bigint NOT NULL, hash text NOT NULL)
"""
_ADD = "INSERT INTO smiledial_seal (at, source, seq, hash) VALUES (:at, :source, :seq, :hash)"


def seal_text(head: Head) -> str:
    """Return a seal as one word: number, colon, hash."""
    return f"{head.seq}:{head.hash}"


def read_seal(text: str) -> Head:
    """Parse a seal. Raises ValueError for any other text."""
    seq, _, digest = text.strip().partition(":")
    if not seq.isascii() or not seq.isdigit() or len(digest) != len(GENESIS):
        raise ValueError
    int(digest, 16)
    return Head(int(seq), digest.lower())


def store_elsewhere(address: str, source: str, head: Head, now: datetime) -> str:
    """Add a seal to a table of another database; return the reason if it failed, else ""."""
    try:
        other = open_database(address)
        try:
            with other.write() as connection:
                connection.execute(sql(_TABLE))
                row = {"at": now, "source": source, "seq": head.seq, "hash": head.hash}
                connection.execute(sql(_ADD), row)
        finally:
            other.close()
    except DatabaseTrouble as trouble:
        return f"The seal was not kept in the other database: {trouble}"
    return ""


class Break(Struct, frozen=True):
    """A fault: the number of the entry concerned, and a sentence that says what is wrong."""

    seq: int
    text: str


class Checked(Struct, frozen=True):
    """How much was checked, through `head`, and the first fault.

    `rows` is the number of rows compared. `not_covered` counts rows without a hash in the log, by
    label: attempts older than the hashes, and rows of an import that was cut short.
    """

    head: Head
    entries: int
    rows: int
    not_covered: Mapping[str, int]
    fault: Break | None


class Stretch(Struct, frozen=True):
    """The entries after `start` through `end`; None is the end of the log."""

    start: Head
    end: int | None


class Drop(NamedTuple):
    """Entry `seq` says that rows which entry `old` held were changed or removed."""

    seq: int
    kind: str
    old: int
    hashes: Sequence[str]


@dataclass(slots=True)
class Waiting:
    """An entry that covers `count` rows, some of which are missing so far.

    `hashes` are those of the rows that exist, and those that later entries have dropped.
    """

    count: int
    hash: str
    hashes: list[str]


_LABELS = {kind.name: kind.label for kind in KINDS}


@dataclass(slots=True)
class Waits:
    """Entries with missing rows, until a later entry says that they were changed or removed."""

    by_entry: dict[tuple[str, int], Waiting] = field(default_factory=dict)
    dialled: dict[int, str] = field(default_factory=dict)
    """Entries about a single call, as nearly all are: its hash by the number of the entry."""

    def add(self, other: "Waits") -> None:
        """Add the waiting entries of the next stretch."""
        self.by_entry |= other.by_entry
        self.dialled |= other.dialled

    def take(self, connection: Connection, drop: Drop) -> Break | None:
        """Compare the hashes that a later entry drops with those the earlier one held.

        Return a fault, or None if they agree so far.
        """
        old = drop.old
        dialled = self.dialled.pop(old, None) if drop.kind == ATTEMPT.name else None
        if dialled is not None:
            if [dialled] == drop.hashes:
                return None
            self.by_entry[drop.kind, old] = Waiting(1, dialled, [])
        waiting = self.by_entry.get((drop.kind, old))
        if waiting is None:
            return Break(
                old,
                f"what entry {old} recorded is there again, though entry {drop.seq} says that it"
                " was changed or taken away",
            )
        waiting.hashes += drop.hashes
        if len(waiting.hashes) < waiting.count:
            return None
        del self.by_entry[drop.kind, old]
        if len(waiting.hashes) == waiting.count and hash_set(waiting.hashes) == waiting.hash:
            return None
        row = _describe_row(connection, drop.kind, old, waiting.count)
        return Break(old, f"{row} was changed before entry {drop.seq} changed it")

    def left(self, connection: Connection) -> list[Break]:
        """Return a fault for each entry whose rows are still missing at the end of the log."""
        counts = {key: waiting.count for key, waiting in self.by_entry.items()}
        counts |= {(ATTEMPT.name, seq): 1 for seq in self.dialled}
        return [
            Break(seq, f"{_describe_row(connection, kind, seq, count)} is missing or was changed")
            for (kind, seq), count in counts.items()
        ]


@dataclass(slots=True)
class PartChecked:
    """The result of one stretch, up to `head`, with what has to be compared with other stretches.

    `broken` is a fault of the chain; `drops` are about entries of earlier stretches.
    """

    head: Head
    broken: Break | None = None
    faults: list[Break] = field(default_factory=list)
    rows: int = 0
    waits: Waits = field(default_factory=Waits)
    drops: list[Drop] = field(default_factory=list)
    late: dict[str, int] = field(default_factory=dict)
    attempts: tuple[int, int] | None = None
    """How many attempts the log does not cover, and the id of the last of them."""


def named(connection: Connection, seq: int) -> str:
    """Return the words that identify an entry for people: number, time, agent and action."""
    wanted = select(audit_entries.c.at, audit_entries.c.agent, audit_entries.c.action)
    row = connection.execute(wanted.where(audit_entries.c.seq == seq)).one()
    return f"entry {seq} ({row.at:%Y-%m-%d %H:%M} UTC, {row.agent}, {row.action})"


def _describe_row(connection: Connection, kind: str, seq: int, count: int) -> str:
    row = f"the {_LABELS[kind]}" if count == 1 else f"one {_LABELS[kind]} of {count}"
    return f"{row} that {named(connection, seq)} recorded"
