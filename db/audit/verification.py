"""Verify that the audit log is as it was written, and that the tables agree with it.

If rows of an entry are missing, a later entry must say that they were changed or removed. If none
does, somebody changed the database without this program.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import dataclass, field
from typing import cast

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, func, select

from db.audit.consistency import LAST, check_whole, find_head_damage
from db.audit.coverage import (
    ATTEMPT,
    EVIDENCE,
    KINDS,
    NOT_COVERED,
    REQUEST,
    SUPPRESSION,
    Kind,
    hash_set,
    read_hashed,
)
from db.audit.entry_checks import check_part, entry_fault
from db.audit.hashed_reads import Entry, ProofDocument, read_entry
from db.audit.log import GENESIS, Head, read_head
from db.audit.verification_results import START, Break, Checked, PartChecked, Stretch, Waits, named
from db.sql import parts_of
from db.tables.audit import audit_entries
from db.tables.firm import settings


def verify(connection: Connection) -> Break | None:
    """Verify the whole log and return the first fault, or None."""
    return check(connection).fault


def check(connection: Connection, since: Head = START, length: int | None = None) -> Checked:
    """Check the entries after `since`, up to which the log was verified, and the rows they cover.

    Rows of earlier entries are read only if a later entry changed them. With a `length` the log is
    checked in stretches of that many entries, with the same result.
    """
    parts = stretches(connection, since, length) if length else [Stretch(since, None)]
    checked = (check_part(connection, since.seq, stretch) for stretch in parts)
    return put_together(connection, since, checked)


def stretches(connection: Connection, since: Head, length: int) -> Iterator[Stretch]:
    """Yield the log after `since` in stretches of `length` entries, the last without an end.

    A stretch starts from the stored hash of the entry before it, which the previous stretch checks.
    """
    entry, start = audit_entries.c, since
    while True:
        wanted = select(entry.seq, entry.hash).where(entry.seq >= start.seq + length)
        end = connection.execute(wanted.order_by(entry.seq).limit(1)).first()
        yield Stretch(start, end.seq if end else None)
        if end is None:
            return
        start = Head(end.seq, end.hash)


def goes_through(connection: Connection, seal: Head) -> Break | None:
    """Return a fault if the log no longer contains the sealed entry, else None.

    A fault means that the log was cut off or rewritten after the seal was taken.
    """
    if seal.seq == 0:
        return None
    entry = select(audit_entries.c.hash).where(audit_entries.c.seq == seal.seq)
    digest = connection.execute(entry).scalar()
    if digest is None:
        last = connection.execute(select(func.max(audit_entries.c.seq))).scalar() or 0
        return Break(
            last + 1,
            f"the log ends with entry {last}, but the seal is of entry {seal.seq}: its end was cut"
            " off",
        )
    if digest != seal.hash:
        return Break(
            seal.seq,
            f"entry {seal.seq} is not the one that was sealed: the log was rewritten"
            " from there or before",
        )
    return None


def put_together(connection: Connection, since: Head, parts: Iterable[PartChecked]) -> Checked:
    """Join the results of the stretches, in order, and make the checks of the log as a whole.

    All stretches must have been read in the snapshot that this connection sees.
    """
    broken = find_head_damage(connection) or goes_through(connection, since)
    if broken is not None:
        return Checked(since, 0, 0, {}, broken)
    whole = _Whole(connection, since, since)
    for part in parts:
        whole.add(part)
        if part.broken is not None:
            return whole.checked({}, part.broken)
    broken = _end(connection, whole.head)
    if broken is not None:
        return whole.checked({}, broken)
    whole.faults += whole.waits.left(connection)
    not_covered = whole.not_covered()
    whole.faults += check_whole(connection, whole.head.seq, is_all=since.seq == 0)
    first = min(whole.faults, key=lambda fault: fault.seq, default=None)
    return whole.checked(not_covered, first)


def _end(connection: Connection, head: Head) -> Break | None:
    """Return a fault if the stored head differs from the last entry, else None."""
    stored = read_head(connection)
    if stored.seq != head.seq:
        return Break(head.seq + 1, f"entry {head.seq + 1} was removed from the end")
    if stored.hash != head.hash:
        return Break(head.seq, "the end of the chain was altered")
    return None


@dataclass(slots=True)
class _Whole:
    """The results of the stretches so far."""

    connection: Connection
    since: Head
    head: Head
    rows: int = 0
    faults: list[Break] = field(default_factory=list)
    waits: Waits = field(default_factory=Waits)
    late: dict[str, int] = field(default_factory=dict)
    old_attempts: tuple[int, int] = (0, 0)

    def add(self, part: PartChecked) -> None:
        """Add the result of the next stretch."""
        self.head = part.head
        self.rows += part.rows
        self.faults += part.faults
        for drop in part.drops:
            fault = self.waits.take(self.connection, drop)
            if fault is not None:
                self.faults.append(fault)
        self.waits.add(part.waits)
        for name, count in part.late.items():
            self.late[name] = self.late.get(name, 0) + count
        if part.attempts is not None:
            self.old_attempts = part.attempts

    def checked(self, not_covered: dict[str, int], fault: Break | None) -> Checked:
        """Return the result of the whole log."""
        entries = self.head.seq - self.since.seq
        return Checked(self.head, entries, self.rows, not_covered, fault)

    def not_covered(self) -> dict[str, int]:
        """Count the rows that no entry covers; note a fault if the log allows fewer."""
        counts = {}
        for kind in KINDS:
            uncovered: list[ColumnElement[bool]] = [kind.table.c.audit_seq.is_(None)]
            if kind.table is settings:
                uncovered.append(settings.c.name.not_in(NOT_COVERED))
            counted = select(func.count(), func.max(kind.key)).where(*uncovered)
            count, last = self.connection.execute(counted).one()
            if not count:
                continue
            counts[kind.label] = count
            if self.since.seq:
                continue  # the allowed number is in earlier entries, which are not read
            if kind is ATTEMPT:
                allowed, last_allowed = self.old_attempts
                is_added = count > allowed or int(str(last)) > last_allowed
            else:
                is_added = count > self.late.get(kind.name, 0)
            if is_added:
                shown = select(kind.table.c[kind.shown]).where(*uncovered)
                name = self.connection.execute(shown.order_by(kind.key.desc()).limit(1)).scalar()
                text = f"{kind.label} {name} was added: no entry says where it came from"
                self.faults.append(Break(LAST, text))
        return counts


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
