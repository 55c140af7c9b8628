"""Verify some entries of the audit log and the rows of one number, without reading all of it.

Each entry is compared with its hash and the previous entry, each row with the entry that covers it.
If a covered row is missing, a later entry must say that it was changed or removed.
"""

import json
from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass, field
from typing import cast

from msgspec import Struct
from sqlalchemy import Connection, select

from db.audit.coverage import (
    ATTEMPT,
    EVIDENCE,
    KINDS,
    REQUEST,
    SUPPRESSION,
    Kind,
    hash_set,
    read_hashed,
)
from db.audit.entry_checks import entry_fault
from db.audit.hashed_reads import Entry, ProofDocument, read_entry
from db.audit.log import GENESIS
from db.audit.verification_results import Break, named
from db.sql import parts_of
from db.tables.audit import audit_entries

OF_A_PERSON = (SUPPRESSION, REQUEST, EVIDENCE)
"""Rows about a number other than its calls."""

_CHECKED = {kind.name for kind in (ATTEMPT, *OF_A_PERSON)}


class ShownChecked(Struct, frozen=True):
    """How much was checked, and the first fault; the log has no hash of `not_covered` rows."""

    entries: int
    rows: int
    not_covered: int
    fault: Break | None


def check_shown(
    connection: Connection, seqs: Collection[int], e164: str, attempt_ids: Collection[int]
) -> ShownChecked:
    """Check these entries, these calls, and the requests and evidence of a number."""
    rows = list(_rows(connection, e164, [*attempt_ids]))
    covering = {(kind.name, seq) for kind, seq in rows if seq is not None}
    claims = _Claims()
    wanted = sorted({*seqs, *(seq for _, seq in covering)})
    for seq in wanted:
        claims.read(connection, seq, covering)
    claims.compare(connection, covering)
    first = min(claims.faults, key=lambda fault: fault.seq, default=None)
    not_covered = sum(seq is None for _, seq in rows)
    return ShownChecked(len(wanted), len(rows), not_covered, first)


@dataclass(slots=True)
class _Claims:
    """The statements of entries about rows, by the name of a kind and the number of an entry."""

    held: dict[tuple[str, int], tuple[int, str]] = field(default_factory=dict)
    dropped: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    faults: list[Break] = field(default_factory=list)

    def read(self, connection: Connection, seq: int, covering: Set[tuple[str, int]]) -> None:
        """Note the statements of an entry, or its fault."""
        entry, fault = _entry(connection, seq)
        if entry is None or fault is not None:
            self.faults.append(fault or Break(seq, f"entry {seq} was removed"))
            return
        proof = _proof(entry.proof)
        for name, held in proof.get("holds", {}).items():
            # Skip an entry of several rows unless a row names it: it may be about other numbers.
            if (held[0] == 1 and name in _CHECKED) or (name, seq) in covering:
                self.held[name, seq] = held
        for name, by_seq in proof.get("drops", {}).items():
            for old, hashes in by_seq.items():
                self.dropped.setdefault((name, int(old)), []).extend(hashes)

    def compare(self, connection: Connection, covering: Set[tuple[str, int]]) -> None:
        """Compare the entries' statements with the rows; note the faults."""
        faulty = {fault.seq for fault in self.faults}
        for name, seq in covering - self.held.keys():
            if seq not in faulty:
                text = f"a {_kind(name).label} names entry {seq}, which says nothing of it"
                self.faults.append(Break(seq, text))
        for (name, seq), held in self.held.items():
            dropped = self.dropped.get((name, seq), [])
            fault = _held_fault(connection, _kind(name), seq, held, dropped)
            if fault is not None:
                self.faults.append(fault)


def _rows(
    connection: Connection, e164: str, attempt_ids: list[int]
) -> Iterator[tuple[Kind, int | None]]:
    """Yield the kind of each row, and the entry that covers it."""
    for chunk in parts_of(attempt_ids):
        where = ATTEMPT.key.in_(chunk)
        for row in read_hashed(connection, ATTEMPT, where):
            yield ATTEMPT, row[1]
    for kind in OF_A_PERSON:
        for row in read_hashed(connection, kind, kind.table.c[kind.number] == e164):
            yield kind, row[1]


def _entry(connection: Connection, seq: int) -> tuple[Entry | None, Break | None]:
    """Return an entry and its fault, or (None, None) if the entry is missing."""
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
    """Return the fault of the rows that an entry held, if any.

    `dropped` are the hashes that the entries read so far have dropped. If some are missing, all
    later entries are searched.
    """
    count, digest = held
    there = [row[2] for row in read_hashed(connection, kind, kind.table.c.audit_seq == seq)]
    hashes = there + dropped
    if len(hashes) < count:
        hashes = there + _dropped(connection, kind, seq)
    if len(hashes) == count and hash_set(hashes) == digest:
        return None
    text = f"the {kind.label} that {named(connection, seq)} recorded is missing or was changed"
    return Break(seq, text)


def _dropped(connection: Connection, kind: Kind, seq: int) -> list[str]:
    """Return the hashes of this entry that later entries dropped. Reads the rest of the log."""
    later = select(audit_entries.c.proof).where(
        audit_entries.c.seq > seq, audit_entries.c.proof.contains(f'"{seq}":[', autoescape=True)
    )
    hashes: list[str] = []
    for proof in connection.execute(later).scalars():
        hashes += _proof(proof).get("drops", {}).get(kind.name, {}).get(str(seq), [])
    return hashes


def _proof(text: str | None) -> ProofDocument:
    try:
        document = json.loads(text or "{}")
    except ValueError:
        return {}
    return cast("ProofDocument", document) if isinstance(document, dict) else {}


def _kind(name: str) -> Kind:
    return next(kind for kind in KINDS if kind.name == name)
