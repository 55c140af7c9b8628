"""Whether the audit log is as it was written, and the tables are as it says.

An entry whose rows are not all there waits for a later one that says where they went: when none
does, something was changed behind the program's back.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, func, select, text

from db.audit.log import Head
from db.audit.row_hashes import ATTEMPT, KINDS, NOT_COVERED
from db.audit.seals import START
from db.audit.stretch_verification import check_part
from db.audit.verification_results import Break, Checked, PartChecked, Stretch, Waits
from db.tables.audit import audit_entries, audit_heads
from db.tables.firm import settings

_OPEN_THOUGH_LISTED = """
SELECT n.id, n.lead_id FROM suppression s JOIN number n ON n.e164 = s.e164
JOIN place p ON p.id = n.place_id WHERE n.status = 'open' AND p.hidden_at IS NULL LIMIT 1
"""
_OFFERED_THOUGH_LISTED = """
SELECT l.id FROM suppression s JOIN number n ON n.e164 = s.e164 JOIN lead l ON l.id = n.lead_id
WHERE l.status = 'open' AND NOT EXISTS
    (SELECT 1 FROM number o WHERE o.lead_id = l.id AND o.status = 'open') LIMIT 1
"""


def verify(connection: Connection) -> Break | None:
    """Reads all of it and returns the first fault, or None when everything holds."""
    return check(connection).fault


def check(connection: Connection, since: Head = START, length: int | None = None) -> Checked:
    """Compares the log with itself and with the tables, from after `since`, which was whole.

    What the log covered before is not read again then, but where a later entry is about it. With a
    `length` it goes by stretches of so many entries, which says the same.
    """
    parts = stretches(connection, since, length) if length else [Stretch(since, None)]
    checked = (check_part(connection, since.seq, one) for one in parts)
    return put_together(connection, since, checked)


def stretches(connection: Connection, since: Head, length: int) -> Iterator[Stretch]:
    """The log after `since` in stretches of so many entries, the last without an end.

    Each goes by the hash that the entry before it has: whether that is the right one, the stretch
    before it says.
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


def put_together(connection: Connection, since: Head, parts: Iterable[PartChecked]) -> Checked:
    """What the stretches of a log say of it, given in their order, and what is asked once.

    All of them must have seen the database as this connection sees it.
    """
    broken = goes_through(connection, since)
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
    if since.seq == 0:
        whole.look_at_leads()
    first = min(whole.faults, key=lambda one: one.seq, default=None)
    return whole.checked(not_covered, first)


def _end(connection: Connection, head: Head) -> Break | None:
    seq, digest = connection.execute(select(audit_heads.c.seq, audit_heads.c.hash)).one()
    if seq != head.seq:
        return Break(head.seq + 1, f"entry {head.seq + 1} was removed from the end")
    if digest != head.hash:
        return Break(head.seq, "the end of the chain was altered")
    return None


@dataclass(slots=True)
class _Whole:
    connection: Connection
    since: Head
    head: Head
    rows: int = 0
    faults: list[Break] = field(default_factory=list)
    waits: Waits = field(default_factory=Waits)
    late: dict[str, int] = field(default_factory=dict)
    old_attempts: tuple[int, int] = (0, 0)

    def add(self, part: PartChecked) -> None:
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
        entries = self.head.seq - self.since.seq
        return Checked(self.head, entries, self.rows, not_covered, fault)

    def not_covered(self) -> dict[str, int]:
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
                allowed, last_allowed = self.old_attempts
                is_added = count > allowed or int(str(last)) > last_allowed
            else:
                is_added = count > self.late.get(kind.name, 0)
            if is_added:
                shown = select(kind.table.c[kind.shown]).where(*uncovered)
                name = self.connection.execute(shown.order_by(kind.key.desc()).limit(1)).scalar()
                said = f"{kind.said} {name} was added: no entry says where it came from"
                self.faults.append(Break(2**62, said))
        return found

    def look_at_leads(self) -> None:
        """Numbers on the internal list are closed, and leads that have no other are barred."""
        seq = self.head.seq + 1
        row = self.connection.execute(text(_OPEN_THOUGH_LISTED)).first()
        if row is not None:
            said = f"a number of lead {row.lead_id} is open, though it is on the internal list"
            self.faults.append(Break(seq, said))
        lead_id = self.connection.execute(text(_OFFERED_THOUGH_LISTED)).scalar()
        if lead_id is not None:
            said = f"lead {lead_id} is to be called, though all its numbers are barred"
            self.faults.append(Break(seq, said))
