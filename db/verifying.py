"""Whether the audit log is as it was written, and the tables are as it says.

Entries and the rows that they cover are read side by side, in the order of the entries, so that
memory stays flat. An entry whose rows are not all there waits for a later one that says where they
went: when none does, something was changed behind the program's back.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple, TypedDict

from sqlalchemy import ColumnElement, Connection, Select, func, select, text

from db.audit import GENESIS, Head, digest_of, quick_digest
from db.columns import EPOCH, MICROSECOND
from db.covering import (
    ATTEMPT,
    KINDS,
    NOT_COVERED,
    VERSION,
    Hashed,
    Kind,
    hash_row,
    hash_set,
    raw,
    select_hashed,
)
from db.tables import audit_entries, audit_heads, settings

AT_ONCE = 500
"""Entries and rows read at a time: still in the processor’s cache when they are hashed."""

START = Head(0, GENESIS)

BEGIN = "proof_begin"
"""The entry by which an older database begins to cover its rows; attempts made before are not."""

LATE = "proof_late"
"""The entry that covers what a large import brought, after it."""

_ENTRY = (
    *("seq", "at", "agent", "action", "detail", "lead_id", "number", "proof", "previous", "hash"),
)

_HOLDS_ONE_CALL = ["holds", ":{", "attempt", ":[1,"]
"""What nearly all entries say of rows: of one call, and of no other row."""

_OPEN_THOUGH_LISTED = """
SELECT n.id, n.lead_id FROM suppression s JOIN number n ON n.e164 = s.e164
JOIN place p ON p.id = n.place_id WHERE n.status = 'open' AND p.hidden_at IS NULL LIMIT 1
"""
_OFFERED_THOUGH_LISTED = """
SELECT l.id FROM suppression s JOIN number n ON n.e164 = s.e164 JOIN lead l ON l.id = n.lead_id
WHERE l.status = 'open' AND NOT EXISTS
    (SELECT 1 FROM number o WHERE o.lead_id = l.id AND o.status = 'open') LIMIT 1
"""
_OPEN_THOUGH_CLOSED = {
    "sqlite": """
SELECT a.id, a.audit_seq, l.id FROM json_each(:ids) k JOIN attempt a ON a.id = k.value
JOIN lead l ON l.id = a.lead_id WHERE l.status <> 'closed' ORDER BY a.audit_seq
""",
    "postgresql": """
SELECT a.id, a.audit_seq, l.id FROM unnest(CAST(:ids AS bigint[])) AS k(value)
JOIN attempt a ON a.id = k.value JOIN lead l ON l.id = a.lead_id
WHERE l.status <> 'closed' ORDER BY a.audit_seq
""",
}


@dataclass(frozen=True, slots=True)
class Break:
    """The first fault: the number of the entry it is about, and what is wrong."""

    seq: int
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, from after one entry through `head`.

    `rows` were compared; `not_covered` counts those of which the log holds no hash, by what they
    are: attempts from before it held any, and what an import that was cut short brought.
    """

    head: Head
    entries: int
    rows: int
    not_covered: Mapping[str, int]
    fault: Break | None


class ProofDocument(TypedDict, total=False):
    """What an entry says of rows; see `db.covering.Changes`."""

    v: int
    holds: dict[str, tuple[int, str]]
    drops: dict[str, dict[str, list[str]]]
    attempts: tuple[int, int]
    late: dict[str, int]
    closes: int


def verify(connection: Connection) -> Break | None:
    """Reads all of it and returns the first fault, or None when everything holds."""
    return check(connection).fault


def check(connection: Connection, since: Head = START) -> Checked:
    """Compares the log with itself and with the tables, from after `since`, which was whole.

    What the log covered before is not read again then, but where a later entry is about it.
    """
    with ExitStack() as opened:
        return _Check(connection, since, opened).run()


def goes_through(connection: Connection, seal: Head) -> Break | None:
    """Whether the log still holds an entry of that number with that hash.

    Where it does not, it was cut off or written anew since the seal was taken.
    """
    if seal.seq == 0:
        return None
    entry = select(audit_entries.c.hash).where(audit_entries.c.seq == seal.seq)
    there = connection.execute(entry).scalar()
    if there is None:
        last = connection.execute(select(func.max(audit_entries.c.seq))).scalar() or 0
        return Break(
            last + 1,
            f"the log ends with entry {last}, but the seal is of entry {seal.seq}: its end was cut"
            " off",
        )
    if there != seal.hash:
        return Break(
            seal.seq,
            f"entry {seal.seq} is another than the one that was sealed: the log was written anew"
            " from there or before",
        )
    return None


class _Entry(NamedTuple):
    """`at` is in microseconds since 1970."""

    seq: int
    at: int
    agent: str
    action: str
    detail: str
    lead_id: int | None
    number: str | None
    proof: str | None
    previous: str
    hash: str


def _entries(dialect: str) -> Select[*tuple[object, ...]]:
    return select(*(raw(audit_entries.c[name], dialect) for name in _ENTRY))


def _fault(entry: _Entry, expected: int, previous: str) -> Break | None:
    """What is wrong with an entry itself."""
    seq = entry.seq
    if seq != expected:
        return Break(expected, f"entry {expected} was removed")
    if entry.previous != previous:
        return Break(seq, f"entry {seq} does not follow the entry before it")
    at = EPOCH + entry.at * MICROSECOND
    said = (entry.detail, entry.lead_id, entry.number, entry.proof, previous)
    if entry.hash != digest_of(seq, at, entry.agent, entry.action, *said):
        return Break(seq, f"entry {seq} was altered")
    return None


@dataclass(slots=True)
class _Waiting:
    """An entry that covers more rows than are there.

    `hashes` are of those and of those that went.
    """

    kind: Kind
    count: int
    hash: str
    hashes: list[str]


@dataclass(slots=True)
class _Rows:
    """The rows of a table that entries cover, in the order of those; `seq` is of the next one."""

    kind: Kind
    parts: Iterator[list[Hashed]]
    part: list[Hashed] = field(default_factory=list)
    at: int = -1
    seq: int | None = None
    count: int = 0

    def step(self) -> None:
        self.at += 1
        if self.at == len(self.part):
            self.part, self.at = next(self.parts, []), 0
            self.count += len(self.part)
        self.seq = self.part[self.at][1] if self.part else None

    def take(self, seq: int) -> list[Hashed]:
        """Those of an entry."""
        found = []
        while self.seq == seq:
            found.append(self.part[self.at])
            self.step()
        return found


@dataclass(slots=True)
class _Check:
    connection: Connection
    since: Head
    opened: ExitStack
    faults: list[Break] = field(default_factory=list)
    waiting: dict[tuple[str, int], _Waiting] = field(default_factory=dict)
    dialled: dict[int, str] = field(default_factory=dict)
    """The same for entries of one call: the hash by the entry."""
    late: dict[str, int] = field(default_factory=dict)
    closing: list[int] = field(default_factory=list)
    old_attempts: int = 0
    last_old_attempt: int = 0

    def run(self) -> Checked:
        kinds = {kind.name: self._rows(kind) for kind in KINDS}
        broken, head = self._read(kinds)
        if broken is None:
            self._look_at_closed()
            for rows in kinds.values():
                if rows.seq is not None:
                    self._stray(rows)
            for seq, digest in self.dialled.items():
                self.waiting[ATTEMPT.name, seq] = _Waiting(ATTEMPT, 1, digest, [])
            for (_, seq), one in self.waiting.items():
                self._fault(seq, f"{self._said(seq, one)} is missing or was changed")
            not_covered = self._not_covered()
            if self.since.seq == 0:
                self._look_at_leads(head)
        else:
            not_covered = {}
        found = broken or min(self.faults, key=lambda one: one.seq, default=None)
        return Checked(
            head,
            head.seq - self.since.seq,
            sum(rows.count for rows in kinds.values()),
            not_covered,
            found,
        )

    def _rows(self, kind: Kind) -> _Rows:
        seq = kind.table.c.audit_seq
        wanted = select_hashed(kind, self.connection.dialect.name).where(seq > self.since.seq)
        found = self.connection.execute(wanted.order_by(seq).execution_options(yield_per=AT_ONCE))
        self.opened.callback(found.close)
        rows = _Rows(kind, ([hash_row(kind, row) for row in part] for part in found.partitions()))
        rows.step()
        return rows

    def _read(self, kinds: Mapping[str, _Rows]) -> tuple[Break | None, Head]:
        """Goes through the entries; returns the first fault of the chain, and its end."""
        expected, previous = self.since.seq, self.since.hash
        if expected:
            broken = goes_through(self.connection, self.since)
            if broken is not None:
                return broken, self.since
        entries = _entries(self.connection.dialect.name).where(audit_entries.c.seq > expected)
        entries = entries.order_by(audit_entries.c.seq).execution_options(yield_per=AT_ONCE)
        with self.connection.execute(entries) as found:
            rows: Iterator[Any] = chain.from_iterable(found.partitions())
            for row in rows:
                seq, proof, before, digest = row[0], row[7], row[8], row[9]
                expected += 1
                if (
                    seq != expected
                    or before != previous
                    or proof is None
                    or digest != quick_digest(*row[:9])
                ):
                    broken = self._look_closely(_Entry._make(row), expected, previous)
                    if broken is not None:
                        return broken, Head(expected - 1, previous)
                previous = digest
                if proof:
                    self._compare_either(seq, proof, kinds)
        seq, digest = self.connection.execute(select(audit_heads.c.seq, audit_heads.c.hash)).one()
        head = Head(expected, previous)
        if seq != expected:
            return Break(expected + 1, f"entry {expected + 1} was removed from the end"), head
        if digest != previous:
            return Break(expected, "the end of the chain was altered"), head
        return None, head

    def _look_closely(self, entry: _Entry, expected: int, previous: str) -> Break | None:
        """At an entry with a fault, or from before its hash was of what it is found by too."""
        broken = _fault(entry, expected, previous)
        if broken is None:
            detail = json.loads(entry.detail)
            if (detail.get("lead"), detail.get("number")) != (entry.lead_id, entry.number):
                self._fault(entry.seq, f"what entry {entry.seq} is found by was altered")
        return broken

    def _compare_either(self, seq: int, proof: str, kinds: Mapping[str, _Rows]) -> None:
        """Read as JSON it would take three times as long."""
        said = proof.split('"')
        if len(said) == 9 and said[1:5] == _HOLDS_ONE_CALL:
            self._compare_call(seq, kinds[ATTEMPT.name], said[5])
        elif len(said) == 17 and said[9:13] == _HOLDS_ONE_CALL:
            self._compare_call(seq, kinds[ATTEMPT.name], said[13], said[5], said[7])
        else:
            self._compare(seq, json.loads(proof), kinds)

    def _compare_call(
        self, seq: int, calls: _Rows, held: str, old: str = "", dropped: str = ""
    ) -> None:
        """An entry that is about one call and about no other row."""
        if calls.seq is not None and calls.seq <= seq:
            self._hold(seq, calls, (1, held))
        else:
            self.dialled[seq] = held
        if old and self.dialled.pop(int(old), None) != dropped:
            self._compare(seq, {"v": VERSION, "drops": {ATTEMPT.name: {old: [dropped]}}}, {})

    def _compare(self, seq: int, proof: ProofDocument, kinds: Mapping[str, _Rows]) -> None:
        """Holds what one entry says of rows against those that name it."""
        if proof.get("v") != VERSION:
            self._fault(seq, f"what entry {seq} covers was recorded by a newer smiledial: upgrade")
        for name, held in proof.get("holds", {}).items():
            self._hold(seq, kinds[name], held)
        for name, by_seq in proof.get("drops", {}).items():
            for old, hashes in by_seq.items():
                self._drop(seq, name, int(old), hashes)
        self._expect(proof)

    def _expect(self, proof: ProofDocument) -> None:
        """What an entry says of rows that it does not hold itself."""
        if "attempts" in proof:
            self.old_attempts, self.last_old_attempt = proof["attempts"]
        for name, count in proof.get("late", {}).items():
            self.late[name] = self.late.get(name, 0) + count
        if "closes" in proof:
            self._closes(proof["closes"])

    def _closes(self, attempt_id: int) -> None:
        self.closing.append(attempt_id)
        if len(self.closing) >= AT_ONCE:
            self._look_at_closed()

    def _hold(self, seq: int, rows: _Rows, held: tuple[int, str]) -> None:
        """The rows that name an entry against what it holds; those of an earlier one are strays."""
        kind, (count, wanted) = rows.kind, held
        while rows.seq is not None and rows.seq < seq:
            self._stray(rows)
            rows.step()
        there = rows.take(seq)
        hashes = [row[2] for row in there]
        if len(hashes) < count:
            self.waiting[kind.name, seq] = _Waiting(kind, count, wanted, hashes)
        elif len(hashes) > count:
            shown = ", ".join(str(row[3]) for row in there[-3:])
            self._fault(seq, f"{kind.said} {shown}: more than {self._named(seq)} recorded")
        elif hash_set(hashes) != wanted:
            what = f"{kind.said} {there[0][3]}" if count == 1 else f"one {kind.said} of {count}"
            self._fault(seq, f"{what} is not as {self._named(seq)} recorded it")

    def _drop(self, seq: int, name: str, old: int, hashes: Sequence[str]) -> None:
        """A later entry says that rows are no longer as an earlier one had them."""
        if old <= self.since.seq:
            return  # what was whole then
        digest = self.dialled.pop(old, None) if name == ATTEMPT.name else None
        if digest is not None:
            self.waiting[name, old] = _Waiting(ATTEMPT, 1, digest, [])
        one = self.waiting.get((name, old))
        if one is None:
            self._fault(
                old,
                f"what entry {old} recorded is there again, though entry {seq} says that it was"
                " changed or taken away",
            )
            return
        one.hashes += hashes
        if len(one.hashes) < one.count:
            return
        del self.waiting[name, old]
        if len(one.hashes) > one.count or hash_set(one.hashes) != one.hash:
            self._fault(old, f"{self._said(old, one)} was changed before entry {seq} changed it")

    def _said(self, seq: int, one: _Waiting) -> str:
        what = f"the {one.kind.said}" if one.count == 1 else f"a {one.kind.said} of {one.count}"
        return f"{what} that {self._named(seq)} recorded"

    def _named(self, seq: int) -> str:
        wanted = select(audit_entries.c.at, audit_entries.c.agent, audit_entries.c.action)
        row = self.connection.execute(wanted.where(audit_entries.c.seq == seq)).one()
        return f"entry {seq} ({row.at:%Y-%m-%d %H:%M} UTC, {row.agent}, {row.action})"

    def _stray(self, rows: _Rows) -> None:
        _, seq, _, shown = rows.part[rows.at]
        said = f"{rows.kind.said} {shown} names entry {seq}, which says nothing of it"
        self._fault(seq or 0, said)

    def _fault(self, seq: int, said: str) -> None:
        self.faults.append(Break(seq, said))

    def _not_covered(self) -> dict[str, int]:
        """Counts what no entry covers, and finds where that is more than there can be."""
        found = {}
        for kind in KINDS:
            uncovered: list[ColumnElement[bool]] = [kind.table.c.audit_seq.is_(None)]
            if kind.table is settings:
                uncovered.append(settings.c.name.not_in(NOT_COVERED))
            counted = select(func.count(), func.max(kind.key)).where(*uncovered)
            count, last = self.connection.execute(counted).one()
            if not count:
                continue
            found[kind.said] = count
            if self.since.seq:
                continue  # how many there may be stands in entries that are not read
            if kind is ATTEMPT:
                allowed = self.old_attempts
                is_added = count > allowed or int(str(last)) > self.last_old_attempt
            else:
                allowed = self.late.get(kind.name, 0)
                is_added = count > allowed
            if is_added:
                shown = select(kind.table.c[kind.shown]).where(*uncovered)
                name = self.connection.execute(shown.order_by(kind.key.desc()).limit(1)).scalar()
                self._fault(
                    2**62, f"{kind.said} {name} was added: no entry says where it came from"
                )
        return found

    def _look_at_closed(self) -> None:
        """Leads that a call closed are closed, unless its outcome was taken back."""
        ids, self.closing = self.closing, []
        if not ids:
            return
        dialect = self.connection.dialect.name
        given: object = json.dumps(ids) if dialect == "sqlite" else ids
        asked = text(_OPEN_THOUGH_CLOSED[dialect])
        for attempt_id, seq, lead_id in self.connection.execute(asked, {"ids": given}):
            entry = select(audit_entries.c.proof).where(audit_entries.c.seq == seq)
            proof = json.loads(self.connection.execute(entry).scalar() or "{}")
            if proof.get("closes") == attempt_id:
                self._fault(
                    seq,
                    f"lead {lead_id} is to be called, though the outcome of attempt {attempt_id}"
                    " closed it",
                )
                return

    def _look_at_leads(self, head: Head) -> None:
        """Numbers on the internal list are closed, and leads that have no other are barred."""
        row = self.connection.execute(text(_OPEN_THOUGH_LISTED)).first()
        if row is not None:
            said = f"a number of lead {row.lead_id} is open, though it is on the internal list"
            self._fault(head.seq + 1, said)
        lead_id = self.connection.execute(text(_OFFERED_THOUGH_LISTED)).scalar()
        if lead_id is not None:
            self._fault(
                head.seq + 1, f"lead {lead_id} is to be called, though all its numbers are barred"
            )


def seal_text(head: Head) -> str:
    """A seal in one word, as it is kept outside the database: number, colon, hash."""
    return f"{head.seq}:{head.hash}"


def read_seal(said: str) -> Head:
    """Raises ValueError for what is no seal."""
    seq, _, digest = said.strip().partition(":")
    if not seq.isascii() or not seq.isdigit() or len(digest) != len(GENESIS):
        raise ValueError
    int(digest, 16)
    return Head(int(seq), digest.lower())
