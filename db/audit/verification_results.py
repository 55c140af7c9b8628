"""What verifying the audit log answers, and what is passed on while it is verified in parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec import Struct
from sqlalchemy import Connection, select

from db.audit.log import Head
from db.audit.row_hashes import ATTEMPT, KINDS, hash_set
from db.tables.audit import audit_entries


class Break(Struct, frozen=True):
    """The first fault: the number of the entry it is about, and what is wrong."""

    seq: int
    text: str


class Checked(Struct, frozen=True):
    """What was looked at, from after one entry through `head`.

    `rows` were compared; `not_covered` counts those of which the log holds no hash, by what they
    are: attempts from before it held any, and what an import that was cut short brought.
    """

    head: Head
    entries: int
    rows: int
    not_covered: Mapping[str, int]
    fault: Break | None


class Stretch(Struct, frozen=True):
    """Entries from after one through another; to the end of the log where there is no `end`."""

    start: Head
    end: int | None


class Drop(NamedTuple):
    """Entry `seq` says that rows are no longer as entry `old` had them."""

    seq: int
    kind: str
    old: int
    hashes: Sequence[str]


@dataclass(slots=True)
class Waiting:
    """An entry that covers `count` rows, which are not all there. `hashes` are of those that are,
    and of those that later entries took from it."""

    count: int
    hash: str
    hashes: list[str]


SAID = {kind.name: kind.said for kind in KINDS}


@dataclass(slots=True)
class Waits:
    """Entries whose rows are not all there, until a later one says where they went."""

    by_entry: dict[tuple[str, int], Waiting] = field(default_factory=dict)
    dialled: dict[int, str] = field(default_factory=dict)
    """The same for entries of one call, which nearly all are: the hash by the entry."""

    def add(self, other: "Waits") -> None:
        """Those of later entries."""
        self.by_entry |= other.by_entry
        self.dialled |= other.dialled

    def take(self, connection: Connection, drop: Drop) -> Break | None:
        """What a later entry says of rows against what the one that held them says."""
        old = drop.old
        dialled = self.dialled.pop(old, None) if drop.kind == ATTEMPT.name else None
        if dialled is not None:
            if [dialled] == drop.hashes:
                return None
            self.by_entry[drop.kind, old] = Waiting(1, dialled, [])
        one = self.by_entry.get((drop.kind, old))
        if one is None:
            return Break(
                old,
                f"what entry {old} recorded is there again, though entry {drop.seq} says that it"
                " was changed or taken away",
            )
        one.hashes += drop.hashes
        if len(one.hashes) < one.count:
            return None
        del self.by_entry[drop.kind, old]
        if len(one.hashes) == one.count and hash_set(one.hashes) == one.hash:
            return None
        said = _said(connection, drop.kind, old, one.count)
        return Break(old, f"{said} was changed before entry {drop.seq} changed it")

    def left(self, connection: Connection) -> list[Break]:
        """At the end of the log nothing is said of these any more."""
        counts = {key: one.count for key, one in self.by_entry.items()}
        counts |= {(ATTEMPT.name, seq): 1 for seq in self.dialled}
        return [
            Break(seq, f"{_said(connection, kind, seq, count)} is missing or was changed")
            for (kind, seq), count in counts.items()
        ]


@dataclass(slots=True)
class PartChecked:
    """What one stretch of the log says by itself, up to `head`, and what only others can settle.

    `broken` is a fault of the chain; `drops` are about entries of stretches before.
    """

    head: Head
    broken: Break | None = None
    faults: list[Break] = field(default_factory=list)
    rows: int = 0
    waits: Waits = field(default_factory=Waits)
    drops: list[Drop] = field(default_factory=list)
    late: dict[str, int] = field(default_factory=dict)
    attempts: tuple[int, int] | None = None
    """How many the log does not cover, and the last of them."""


def named(connection: Connection, seq: int) -> str:
    """An entry as a person finds it."""
    wanted = select(audit_entries.c.at, audit_entries.c.agent, audit_entries.c.action)
    row = connection.execute(wanted.where(audit_entries.c.seq == seq)).one()
    return f"entry {seq} ({row.at:%Y-%m-%d %H:%M} UTC, {row.agent}, {row.action})"


def _said(connection: Connection, kind: str, seq: int, count: int) -> str:
    what = f"the {SAID[kind]}" if count == 1 else f"a {SAID[kind]} of {count}"
    return f"{what} that {named(connection, seq)} recorded"
