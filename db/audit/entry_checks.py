"""Check the entries of one stretch of the audit log, and the rows that they cover.

Entries and rows are read side by side in the order of the entries (a merge join), so memory stays
flat. `db.audit.verification` joins the stretches, and checks what one says about earlier ones.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field

from sqlalchemy import Connection, select, text

from db.audit.consistency import check_leads_of_calls
from db.audit.coverage import ATTEMPT, KINDS, VERSION, Hashed, Kind, hash_set
from db.audit.hashed_reads import (
    AT_ONCE,
    NO_END,
    Entry,
    EntryPart,
    OneCall,
    ProofDocument,
    entry_parts,
    hashed_parts,
    is_text,
    plain_proofs,
    read_entry,
    read_one_call,
)
from db.audit.log import Head, digest_of
from db.audit.verification_results import Break, Drop, PartChecked, Stretch, Waiting, named
from db.columns import EPOCH, MICROSECOND
from db.tables.audit import audit_entries

# A yes closes its lead, and an appointment that is agreed on later opens it again: with an entry of
# its own, which covers the appointment.
_REOPENED = """NOT EXISTS (
    SELECT 1 FROM appointment m WHERE m.attempt_id = a.id AND m.audit_seq IS NOT NULL
)"""
_OPEN_THOUGH_CLOSED = {
    "sqlite": f"""
SELECT a.id, a.audit_seq, l.id FROM json_each(:ids) k JOIN attempt a ON a.id = k.value
JOIN lead l ON l.id = a.lead_id WHERE l.status <> 'closed' AND {_REOPENED}
ORDER BY a.audit_seq
""",
    "postgresql": f"""
SELECT a.id, a.audit_seq, l.id FROM unnest(CAST(:ids AS bigint[])) AS k(value)
JOIN attempt a ON a.id = k.value JOIN lead l ON l.id = a.lead_id
WHERE l.status <> 'closed' AND {_REOPENED} ORDER BY a.audit_seq
""",
}


def check_part(connection: Connection, since: int, stretch: Stretch) -> PartChecked:
    """Check a stretch. Entries up to `since` were verified before, and are not read again."""
    with ExitStack() as opened:
        return _Part(connection, since, stretch, opened).run()


def entry_fault(entry: Entry, previous: str) -> Break | None:
    """Return a fault if the entry's hash is wrong or it does not follow `previous`, else None."""
    seq = entry.seq
    if entry.previous != previous:
        return Break(seq, f"entry {seq} does not follow the entry before it")
    values = (entry.detail, entry.lead_id, entry.number, entry.proof, previous)
    # A time that was changed by hand may be a word, or beyond the year 9999.
    with suppress(TypeError, OverflowError):
        at = EPOCH + entry.at * MICROSECOND
        if entry.hash == digest_of(seq, at, entry.agent, entry.action, *values):
            return None
    return Break(seq, f"entry {seq} was altered")


@dataclass(slots=True)
class _Rows:
    """A cursor over the covered rows of a table, in the order of their entries.

    `seq` is the entry of the next row, None at the end.
    """

    kind: Kind
    parts: Iterator[list[Hashed]]
    part: list[Hashed] = field(default_factory=list)
    at: int = -1
    seq: int | None = None
    count: int = 0

    def step(self) -> None:
        """Move to the next row."""
        self.at += 1
        if self.at == len(self.part):
            self.part, self.at = next(self.parts, []), 0
            self.count += len(self.part)
        self.seq = self.part[self.at][1] if self.part else None

    def take_one(self, seq: int, digest: str) -> bool:
        """Take the row of an entry if it is the only one and has this hash, else return False."""
        part, at = self.part, self.at
        row = part[at]
        # At the end of a part the next row is unknown: return False, so that `take` reads on.
        if row[1] != seq or row[2] != digest or at + 1 == len(part) or part[at + 1][1] == seq:
            return False
        self.at, self.seq = at + 1, part[at + 1][1]
        return True

    def take(self, seq: int) -> list[Hashed]:
        """Take all rows of an entry."""
        rows = []
        while self.seq == seq:
            rows.append(self.part[self.at])
            self.step()
        return rows


class _Part:
    """The check of one stretch, entry by entry."""

    def __init__(
        self, connection: Connection, since: int, stretch: Stretch, opened: ExitStack
    ) -> None:
        self._connection = connection
        self._since = since
        self._stretch = stretch
        self._result = PartChecked(stretch.start)
        self._rows = {kind.name: self._rows_of(kind, opened) for kind in KINDS}
        self._calls = self._rows[ATTEMPT.name]
        self._closing: list[int] = []

    def _rows_of(self, kind: Kind, opened: ExitStack) -> _Rows:
        start, end = self._stretch.start.seq, self._stretch.end
        parts = opened.enter_context(closing(hashed_parts(self._connection, kind, start, end)))
        rows = _Rows(kind, parts)
        rows.step()
        return rows

    def run(self) -> PartChecked:
        """Check the stretch and return the result."""
        result = self._result
        result.broken = self._read()
        if result.broken is None:
            self._look_at_closed()
            for rows in self._rows.values():
                if rows.seq is not None:
                    self._stray(rows)
            start, end = self._stretch.start.seq, self._stretch.end
            through = NO_END if end is None else end
            result.faults += check_leads_of_calls(self._connection, start, through)
        result.rows = sum(rows.count for rows in self._rows.values())
        return result

    def _read(self) -> Break | None:
        """Go through the entries; return the first fault of the chain."""
        start, end = self._stretch.start.seq, self._stretch.end
        with closing(entry_parts(self._connection, start, end)) as parts:
            return next(filter(None, map(self._read_entries, parts)), None)

    def _read_entries(self, part: EntryPart) -> Break | None:
        """Check the entries together, or each alone if that fails; return a fault of the chain."""
        head = self._result.head
        proofs = plain_proofs(part, head.seq + 1, head.hash)
        if proofs is None and len(part.seqs) > 1:
            return next(filter(None, map(self._read_entries, part.each())), None)
        if proofs is None:
            broken = self._look_closely(part.seqs[0], part.bodies[0] + part.hashes[0], head)
            if broken is not None:
                return broken
            proofs = [read_entry(self._connection, part.seqs[0]).proof or ""]
        self._result.head = Head(part.seqs[-1], part.hashes[-1].decode())
        for seq, proof in zip(part.seqs, proofs, strict=True):
            if proof:
                self._compare(seq, proof)
        return None

    def _look_closely(self, seq: int, written: bytes, head: Head) -> Break | None:
        """Check an entry that has a fault, a value with line breaks, or the older kind of hash."""
        if seq != head.seq + 1:
            return Break(head.seq + 1, f"entry {head.seq + 1} was removed")
        if not is_text(written):
            return Break(seq, f"entry {seq} was altered")
        entry = read_entry(self._connection, seq)
        broken = entry_fault(entry, head.hash)
        if broken is not None:
            return broken
        detail = json.loads(entry.detail)
        if (detail.get("lead"), detail.get("number")) != (entry.lead_id, entry.number):
            self._fault(seq, f"what entry {seq} is found by was altered")
        return None

    def _compare(self, seq: int, proof: str) -> None:
        """Compare an entry's proof with the rows."""
        try:
            call = read_one_call(proof)
            if call is None:
                self._compare_any(seq, json.loads(proof))
                return
            self._compare_call(seq, call)
        except (ValueError, LookupError, TypeError, AttributeError):
            self._fault(seq, f"what entry {seq} says of rows is nothing that smiledial wrote")

    def _compare_call(self, seq: int, call: OneCall) -> None:
        """Compare an entry about one call: a dial, or an outcome that drops the dial's hash."""
        held, old, dropped, closed = call
        calls, dialled = self._calls, self._result.waits.dialled
        if calls.seq is None or calls.seq > seq:
            # The row names a later entry, usually of its outcome; that entry must drop this hash.
            dialled[seq] = held
        elif not calls.take_one(seq, held):
            self._hold(seq, calls, (1, held))
        if old is None:
            return
        if dialled.get(old) == dropped:
            del dialled[old]
        else:
            self._drop(Drop(seq, ATTEMPT.name, old, [dropped]))
        if closed is not None:
            self._closes(closed)

    def _compare_any(self, seq: int, proof: ProofDocument) -> None:
        if proof.get("v") != VERSION:
            self._fault(seq, f"what entry {seq} covers was recorded by a newer smiledial: upgrade")
        for name, held in proof.get("holds", {}).items():
            self._hold(seq, self._rows[name], held)
        for name, by_seq in proof.get("drops", {}).items():
            for old, hashes in by_seq.items():
                self._drop(Drop(seq, name, int(old), hashes))
        self._expect(proof)

    def _expect(self, proof: ProofDocument) -> None:
        """Note a proof's facts about rows that the entry does not hold itself."""
        if "attempts" in proof:
            self._result.attempts = proof["attempts"]
        for name, count in proof.get("late", {}).items():
            self._result.late[name] = self._result.late.get(name, 0) + count
        if "closes" in proof:
            self._closes(proof["closes"])

    def _closes(self, attempt_id: int) -> None:
        self._closing.append(attempt_id)
        if len(self._closing) >= AT_ONCE:
            self._look_at_closed()

    def _hold(self, seq: int, rows: _Rows, held: tuple[int, str]) -> None:
        """Compare the rows that name an entry with its `holds`; report rows before them as strays.

        A stray is a row that names an entry which does not hold it.
        """
        kind, (count, digest) = rows.kind, held
        while rows.seq is not None and rows.seq < seq:
            self._stray(rows)
            rows.step()
        there = rows.take(seq)
        hashes = [row[2] for row in there]
        if len(hashes) < count:
            self._result.waits.by_entry[kind.name, seq] = Waiting(count, digest, hashes)
        elif len(hashes) > count:
            shown = ", ".join(str(row[3]) for row in there[-3:])
            entry = named(self._connection, seq)
            self._fault(seq, f"{kind.label} {shown}: more than {entry} recorded")
        elif hash_set(hashes) != digest:
            row = f"{kind.label} {there[0][3]}" if count == 1 else f"one {kind.label} of {count}"
            self._fault(seq, f"{row} is not as {named(self._connection, seq)} recorded it")

    def _drop(self, drop: Drop) -> None:
        """Settle a drop with the entry that held the rows, or keep it if another stretch has it."""
        if drop.old <= self._since:
            return  # checked in an earlier verification
        if drop.old <= self._stretch.start.seq:
            self._result.drops.append(drop)
            return
        fault = self._result.waits.take(self._connection, drop)
        if fault is not None:
            self._result.faults.append(fault)

    def _stray(self, rows: _Rows) -> None:
        _, seq, _, shown = rows.part[rows.at]
        text = f"{rows.kind.label} {shown} names entry {seq}, which says nothing of it"
        self._fault(seq or 0, text)

    def _fault(self, seq: int, text: str) -> None:
        self._result.faults.append(Break(seq, text))

    def _look_at_closed(self) -> None:
        """Check that leads which calls closed are still closed, unless the outcome was undone."""
        ids, self._closing = self._closing, []
        if not ids:
            return
        dialect = self._connection.dialect.name
        array: object = json.dumps(ids) if dialect == "sqlite" else ids
        still_open = text(_OPEN_THOUGH_CLOSED[dialect])
        for attempt_id, seq, lead_id in self._connection.execute(still_open, {"ids": array}):
            entry = select(audit_entries.c.proof).where(audit_entries.c.seq == seq)
            proof = json.loads(self._connection.execute(entry).scalar() or "{}")
            if proof.get("closes") == attempt_id:
                self._fault(
                    seq,
                    f"lead {lead_id} is to be called, though the outcome of attempt {attempt_id}"
                    " closed it",
                )
                return
