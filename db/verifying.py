"""Whether the audit log is as it was written, and the tables are as it says.

Entries and the rows that they cover are read side by side, in the order of the entries, so that
memory stays flat. An entry whose rows are not all there waits for a later one that says where they
went: when none does, something was changed behind the program's back.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypedDict

from sqlalchemy import ColumnElement, Connection, func, select, text

from db.audit import GENESIS, Head, digest_of
from db.covering import (
    ATTEMPT,
    KINDS,
    NOT_COVERED,
    VERSION,
    Hashed,
    Kind,
    hash_row,
    hash_set,
    select_hashed,
)
from db.tables import audit_entries, audit_heads, settings

AT_ONCE = 2000
"""Entries and rows read at a time."""

START = Head(0, GENESIS)

BEGIN = "proof_begin"
"""The entry by which an older database begins to cover its rows; attempts made before are not."""

LATE = "proof_late"
"""The entry that covers what a large import brought, after it."""

_ENTRIES = select(
    audit_entries.c.seq,
    audit_entries.c.at,
    audit_entries.c.agent,
    audit_entries.c.action,
    audit_entries.c.detail,
    audit_entries.c.lead_id,
    audit_entries.c.number,
    audit_entries.c.proof,
    audit_entries.c.previous,
    audit_entries.c.hash,
).order_by(audit_entries.c.seq)

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
    seq: int
    at: datetime
    agent: str
    action: str
    detail: str
    lead_id: int | None
    number: str | None
    proof: str | None
    previous: str
    hash: str


def _fault(entry: _Entry, expected: int, previous: str) -> Break | None:
    """What is wrong with an entry itself."""
    seq, at, agent, action, detail, lead_id, number, proof, before, digest = entry
    if seq != expected:
        return Break(expected, f"entry {expected} was removed")
    if before != previous:
        return Break(seq, f"entry {seq} does not follow the entry before it")
    if digest != digest_of(seq, at, agent, action, detail, lead_id, number, proof, previous):
        return Break(seq, f"entry {seq} was altered")
    return None


def _said(entry: _Entry) -> str:
    at = f"{entry.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"entry {entry.seq} ({at}, {entry.agent}, {entry.action})"


@dataclass(slots=True)
class _Waiting:
    """An entry that covers more rows than are there.

    `hashes` are of those and of those that went.
    """

    kind: Kind
    entry: _Entry
    count: int
    hash: str
    hashes: list[bytes]

    @property
    def said(self) -> str:
        one = f"the {self.kind.said}" if self.count == 1 else f"a {self.kind.said} of {self.count}"
        return f"{one} that {_said(self.entry)} recorded"


@dataclass(slots=True)
class _Rows:
    """The rows of a table that entries cover, in the order of those."""

    kind: Kind
    groups: Iterator[tuple[int, Iterator[Hashed]]]
    ahead: tuple[int, list[Hashed]] | None = None
    count: int = 0

    def step(self) -> None:
        found = next(self.groups, None)
        self.ahead = None if found is None else (found[0], list(found[1]))
        if self.ahead is not None:
            self.count += len(self.ahead[1])


@dataclass(slots=True)
class _Check:
    connection: Connection
    since: Head
    opened: ExitStack
    faults: list[Break] = field(default_factory=list)
    waiting: dict[tuple[str, int], _Waiting] = field(default_factory=dict)
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
                if rows.ahead is not None:
                    self._stray(rows, rows.ahead)
            for (_, seq), one in self.waiting.items():
                self._missing(seq, one)
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
        hashed = (hash_row(kind, row) for row in found)
        self.opened.callback(found.close)
        rows = _Rows(kind, groupby(hashed, key=itemgetter(1)))
        rows.step()
        return rows

    def _read(self, kinds: Mapping[str, _Rows]) -> tuple[Break | None, Head]:
        """Goes through the entries; returns the first fault of the chain, and its end."""
        expected, previous = self.since.seq, self.since.hash
        if expected:
            broken = goes_through(self.connection, self.since)
            if broken is not None:
                return broken, self.since
        entries = _ENTRIES.where(audit_entries.c.seq > expected)
        with self.connection.execute(entries.execution_options(yield_per=AT_ONCE)) as found:
            for entry in map(_Entry._make, found):
                expected += 1
                broken = _fault(entry, expected, previous)
                if broken is not None:
                    return broken, Head(expected - 1, previous)
                previous = entry.hash
                if entry.proof is None:
                    self._look_at_finders(entry)
                self._compare(entry, json.loads(entry.proof) if entry.proof else {}, kinds)
        seq, digest = self.connection.execute(select(audit_heads.c.seq, audit_heads.c.hash)).one()
        head = Head(expected, previous)
        if seq != expected:
            return Break(expected + 1, f"entry {expected + 1} was removed from the end"), head
        if digest != previous:
            return Break(expected, "the end of the chain was altered"), head
        return None, head

    def _look_at_finders(self, entry: _Entry) -> None:
        """Of an entry from before its hash was of them too."""
        detail = json.loads(entry.detail)
        if (detail.get("lead"), detail.get("number")) != (entry.lead_id, entry.number):
            self._fault(entry.seq, f"what entry {entry.seq} is found by was altered")

    def _compare(self, entry: _Entry, proof: ProofDocument, kinds: Mapping[str, _Rows]) -> None:
        """Holds what one entry says of rows against those that name it."""
        seq: int = entry.seq
        holds = proof.get("holds", {})
        if proof and proof.get("v") != VERSION:
            self._fault(seq, f"what entry {seq} covers was recorded by a newer smiledial: upgrade")
        for name, rows in kinds.items():
            held = holds.get(name)
            there = self._rows_of(seq, rows, is_held=held is not None)
            if held is not None:
                self._hold(entry, rows.kind, held, there)
        for name, by_seq in proof.get("drops", {}).items():
            for old, hashes in by_seq.items():
                self._drop(seq, name, int(old), [bytes.fromhex(one) for one in hashes])
        if proof:
            self._expect(proof)

    def _expect(self, proof: ProofDocument) -> None:
        """What an entry says of rows that it does not hold itself."""
        if "attempts" in proof:
            self.old_attempts, self.last_old_attempt = proof["attempts"]
        for name, count in proof.get("late", {}).items():
            self.late[name] = self.late.get(name, 0) + count
        if "closes" in proof:
            self.closing.append(proof["closes"])
            if len(self.closing) >= AT_ONCE:
                self._look_at_closed()

    def _rows_of(self, seq: int, rows: _Rows, *, is_held: bool) -> list[Hashed]:
        """The rows that name an entry; those of an entry that holds none are strays."""
        while rows.ahead is not None and rows.ahead[0] <= seq:
            named, there = rows.ahead
            if named == seq and is_held:
                rows.step()
                return there
            self._stray(rows, rows.ahead)
            rows.step()
        return []

    def _hold(
        self, entry: _Entry, kind: Kind, held: tuple[int, str], there: Sequence[Hashed]
    ) -> None:
        seq, (count, wanted) = entry.seq, held
        hashes = [row[2] for row in there]
        if len(hashes) == count:
            if hash_set(hashes) != wanted:
                what = f"{kind.said} {there[0][3]}" if count == 1 else f"one {kind.said} of {count}"
                self._fault(seq, f"{what} is not as {_said(entry)} recorded it")
        elif len(hashes) > count:
            shown = ", ".join(str(row[3]) for row in there[-3:])
            self._fault(seq, f"{kind.said} {shown}: more than {_said(entry)} recorded")
        else:
            self.waiting[kind.name, seq] = _Waiting(kind, entry, count, wanted, hashes)

    def _drop(self, seq: int, name: str, old: int, hashes: list[bytes]) -> None:
        """A later entry says that rows are no longer as an earlier one had them."""
        if old <= self.since.seq:
            return  # what was whole then
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
            self._fault(old, f"{one.said} was changed before entry {seq} changed it")

    def _missing(self, seq: int, one: _Waiting) -> None:
        self._fault(seq, f"{one.said} is missing or was changed")

    def _stray(self, rows: _Rows, ahead: tuple[int, list[Hashed]]) -> None:
        seq, there = ahead
        self._fault(
            seq, f"{rows.kind.said} {there[0][3]} names entry {seq}, which says nothing of it"
        )

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
