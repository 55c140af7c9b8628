"""Some entries of the audit log and the rows of one number, without reading all of the log.

Each entry is held against its hash and the entry before it, each row against the entry that vouches
for it. Of what an entry held and is not there any more, a later entry says where it went.
"""

import json
from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass, field
from typing import cast

from msgspec import Struct
from sqlalchemy import Connection, select

from db.audit.hashed_reads import Entry, ProofDocument, read_entry
from db.audit.log import GENESIS
from db.audit.row_hashes import (
    ATTEMPT,
    EVIDENCE,
    KINDS,
    REQUEST,
    SUPPRESSION,
    Kind,
    hash_set,
    read_hashed,
)
from db.audit.stretch_verification import entry_fault
from db.audit.verification_results import Break, named
from db.tables.audit import audit_entries

OF_A_PERSON = (SUPPRESSION, REQUEST, EVIDENCE)
"""What is kept of a number beside its calls."""

_CHECKED = {kind.name for kind in (ATTEMPT, *OF_A_PERSON)}

AT_ONCE = 500


class ShownChecked(Struct, frozen=True):
    """How much was looked at, and the first fault; of `not_covered` rows the log holds no hash."""

    entries: int
    rows: int
    not_covered: int
    fault: Break | None


def check_shown(
    connection: Connection, seqs: Collection[int], e164: str, attempt_ids: Collection[int]
) -> ShownChecked:
    """Checks these entries, these calls, and the requests and evidence of a number."""
    rows = list(_rows(connection, e164, [*attempt_ids]))
    covering = {(kind.name, seq) for kind, seq in rows if seq is not None}
    said = _Said()
    wanted = sorted({*seqs, *(seq for _, seq in covering)})
    for seq in wanted:
        said.read(connection, seq, covering)
    said.compare(connection, covering)
    first = min(said.faults, key=lambda one: one.seq, default=None)
    not_covered = sum(seq is None for _, seq in rows)
    return ShownChecked(len(wanted), len(rows), not_covered, first)


@dataclass(slots=True)
class _Said:
    """What entries say of rows, each by the name of its kind and the number of an entry."""

    held: dict[tuple[str, int], tuple[int, str]] = field(default_factory=dict)
    dropped: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    faults: list[Break] = field(default_factory=list)

    def read(self, connection: Connection, seq: int, covering: Set[tuple[str, int]]) -> None:
        entry, fault = _entry(connection, seq)
        if entry is None or fault is not None:
            self.faults.append(fault or Break(seq, f"entry {seq} was removed"))
            return
        proof = _proof(entry.proof)
        for name, one in proof.get("holds", {}).items():
            if (one[0] == 1 and name in _CHECKED) or (name, seq) in covering:
                self.held[name, seq] = one
        for name, by_seq in proof.get("drops", {}).items():
            for old, hashes in by_seq.items():
                self.dropped.setdefault((name, int(old)), []).extend(hashes)

    def compare(self, connection: Connection, covering: Set[tuple[str, int]]) -> None:
        faulty = {one.seq for one in self.faults}
        for name, seq in covering - self.held.keys():
            if seq not in faulty:
                said = f"a {_kind(name).said} names entry {seq}, which says nothing of it"
                self.faults.append(Break(seq, said))
        for (name, seq), held in self.held.items():
            dropped = self.dropped.get((name, seq), [])
            fault = _held_fault(connection, _kind(name), seq, held, dropped)
            if fault is not None:
                self.faults.append(fault)


def _rows(
    connection: Connection, e164: str, attempt_ids: list[int]
) -> Iterator[tuple[Kind, int | None]]:
    """The entry that covers each."""
    for start in range(0, len(attempt_ids), AT_ONCE):
        where = ATTEMPT.key.in_(attempt_ids[start : start + AT_ONCE])
        for row in read_hashed(connection, ATTEMPT, where):
            yield ATTEMPT, row[1]
    for kind in OF_A_PERSON:
        for row in read_hashed(connection, kind, kind.table.c[kind.number] == e164):
            yield kind, row[1]


def _entry(connection: Connection, seq: int) -> tuple[Entry | None, Break | None]:
    there = select(audit_entries.c.seq, audit_entries.c.hash)
    around = there.where(audit_entries.c.seq.in_([seq - 1, seq]))
    hashes = {row.seq: str(row.hash) for row in connection.execute(around)}
    if seq not in hashes:
        return None, None
    if seq > 1 and seq - 1 not in hashes:
        return None, Break(seq - 1, f"entry {seq - 1} was removed")
    entry = read_entry(connection, seq)
    return entry, entry_fault(entry, hashes.get(seq - 1, GENESIS))


def _held_fault(
    connection: Connection, kind: Kind, seq: int, held: tuple[int, str], dropped: list[str]
) -> Break | None:
    """`dropped` is what the entries in hand took from this one; others are read where they must."""
    count, digest = held
    there = [row[2] for row in read_hashed(connection, kind, kind.table.c.audit_seq == seq)]
    hashes = there + dropped
    if len(hashes) < count:
        hashes = there + _dropped(connection, kind, seq)
    if len(hashes) == count and hash_set(hashes) == digest:
        return None
    said = f"the {kind.said} that {named(connection, seq)} recorded is missing or was changed"
    return Break(seq, said)


def _dropped(connection: Connection, kind: Kind, seq: int) -> list[str]:
    """What later entries took from this one."""
    later = select(audit_entries.c.proof).where(
        audit_entries.c.seq > seq, audit_entries.c.proof.contains(f'"{seq}":[', autoescape=True)
    )
    found: list[str] = []
    for proof in connection.execute(later).scalars():
        found += _proof(proof).get("drops", {}).get(kind.name, {}).get(str(seq), [])
    return found


def _proof(said: str | None) -> ProofDocument:
    try:
        found = json.loads(said or "{}")
    except ValueError:
        return {}
    return cast("ProofDocument", found) if isinstance(found, dict) else {}


def _kind(name: str) -> Kind:
    return next(kind for kind in KINDS if kind.name == name)
