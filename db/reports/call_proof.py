"""Read one call and the entries that prove it; find calls that the log shows at a doubtful time."""

import json
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import BigInteger, Boolean, Connection, Executable, literal_column, select, text

from db.audit.coverage import ATTEMPT, hash_set, read_hashed
from db.audit.reader import Entry, seqs_around
from db.columns import MICROSECOND, Instant
from db.firm.prepared_texts import checksum_of, read_version
from db.reports.call_records import bounds_of
from db.rows import read_row
from db.sql import MICROSECONDS
from db.tables.audit import RARE_ACTION, audit_entries
from db.tables.calls import AttemptRow, attempts
from db.tables.firm import outcomes
from db.tables.leads import lead_lists, leads
from db.tables.sessions import calling_sessions

MOST_ENTRIES = 1000
"""The most entries about one call that are read; an outcome and its undo are two."""


class CallOnRecord(AttemptRow, frozen=True):
    """An attempt with its lead, its list, its session and the label of its outcome."""

    name: str
    list_id: int
    list_name: str
    session_name: str | None
    outcome_label: str | None


class CallProof(Struct, frozen=True):
    """The entries about a call, oldest first. `entry` is the number of the one that covers it now.

    `recorded` is the hash in that entry, and `computed` the hash of the row now. Both are None for
    a call from before the log had hashes.
    """

    entries: tuple[Entry, ...]
    entry: int | None
    recorded: str | None
    computed: str | None
    is_script_kept: bool
    """Whether script, text and opening agree with the dial's entry, if it has them."""

    @property
    def agrees(self) -> bool:
        """Whether the row and the script are as the log recorded them."""
        is_same = self.recorded is not None and self.recorded == self.computed
        return is_same and self.is_script_kept


def read_call(connection: Connection, attempt_id: int) -> CallOnRecord | None:
    """Return a call with the names of its lead, list, session and outcome, or None."""
    wanted = (
        select(
            attempts,
            leads.c.name,
            leads.c.list_id,
            lead_lists.c.name.label("list_name"),
            calling_sessions.c.name.label("session_name"),
            outcomes.c.label.label("outcome_label"),
        )
        .join(leads, leads.c.id == attempts.c.lead_id)
        .join(lead_lists, lead_lists.c.id == leads.c.list_id)
        .join(calling_sessions, calling_sessions.c.id == attempts.c.session_id, isouter=True)
        .join(outcomes, outcomes.c.code == attempts.c.outcome, isouter=True)
        .where(attempts.c.id == attempt_id)
    )
    return read_row(connection, CallOnRecord, wanted)


def prove(connection: Connection, call: AttemptRow) -> CallProof:
    """Read the entries about a call, from the one that covers it now back to its dial."""
    entries: dict[int, Entry] = {}
    recorded = None
    pending = [call.audit_seq] if call.audit_seq is not None else []
    while pending and len(entries) < MOST_ENTRIES:
        seq = pending.pop()
        entry, proof = _entry(connection, seq)
        if entry is None or seq in entries or not _is_about(entry, call):
            continue
        entries[seq] = entry
        held = proof.get("holds", {}).get(ATTEMPT.name)
        if seq == call.audit_seq and held:
            recorded = str(held[1])
        pending += [int(old) for old in proof.get("drops", {}).get(ATTEMPT.name, {})]
    computed = None
    if call.audit_seq is not None:
        beside = attempts.c.audit_seq == call.audit_seq
        computed = hash_set([row[2] for row in read_hashed(connection, ATTEMPT, beside)])
    for entry in _by_lead(connection, call):
        entries.setdefault(entry.seq, entry)
    in_order = tuple(entries[seq] for seq in sorted(entries))
    is_kept = _is_script_kept(connection, in_order, call)
    return CallProof(in_order, call.audit_seq, recorded, computed, is_kept)


def _is_script_kept(connection: Connection, entries: tuple[Entry, ...], call: AttemptRow) -> bool:
    for entry in entries:
        detail = json.loads(entry.detail) if entry.action == "dial" else {}
        if "script" not in detail:
            continue
        if (detail["script"], detail["opening"]) != (call.script_id, call.opening):
            return False
        version = read_version(connection, detail["script"])
        checksum = detail.get("script_checksum")  # missing in entries of older versions
        if version is None or checksum not in {None, checksum_of(version.text)}:
            return False
    return True


_COLUMNS = (
    *(audit_entries.c.seq, audit_entries.c.at, audit_entries.c.agent, audit_entries.c.action),
    *(audit_entries.c.detail, audit_entries.c.hash),
)


def _entry(connection: Connection, seq: int) -> tuple[Entry | None, dict[str, dict[str, str]]]:
    wanted = select(*_COLUMNS, audit_entries.c.proof).where(audit_entries.c.seq == seq)
    row = connection.execute(wanted).first()
    if row is None:
        return None, {}
    return Entry(*row[:6]), json.loads(row.proof or "{}")


def _is_about(entry: Entry, call: AttemptRow) -> bool:
    named = json.loads(entry.detail).get("attempt", call.id)
    return bool(named == call.id)


def _by_lead(connection: Connection, call: AttemptRow) -> list[Entry]:
    """Return the entries about the call by its lead: in old logs entries did not name others."""
    wanted = select(*_COLUMNS).where(audit_entries.c.lead_id == call.lead_id)
    rows = connection.execute(wanted.order_by(audit_entries.c.seq).limit(MOST_ENTRIES))
    entries = (Entry(*row) for row in rows)
    return [entry for entry in entries if json.loads(entry.detail).get("attempt") == call.id]


def settings_then(connection: Connection, name: str, at: datetime, now_is: object) -> object:
    """Return the value of a setting at an instant, by the audit log; `now_is` is its value now."""
    wanted = select(audit_entries.c.at, audit_entries.c.detail).where(
        audit_entries.c.action == "setting"
    )
    value, is_known = now_is, False
    for changed_at, detail in connection.execute(wanted.order_by(audit_entries.c.seq)):
        values = json.loads(detail)
        if values.get("name") != name:
            continue
        if changed_at <= at:
            value, is_known = values.get("value"), True
        elif not is_known:
            value, is_known = values.get("before"), True
    return value


CLOCK_CHECK = "clock_check"
"""The action of an entry that says how far the clock was off a time server's."""

BACK = timedelta(minutes=1)
"""An entry may be this much earlier than the one before it: a writer waits for its turn with the
time that it read before, and two machines' clocks differ a little."""

GAP = timedelta(days=31)
"""A longer time without any entry is doubtful: firms close for weeks, seldom for more."""

AFTER_GAP = timedelta(days=1)
"""For how long after a gap calls are doubtful. Somebody who works on soon notices a wrong date."""

MOST_JUMPS = 100
"""The most jumps that are followed; each takes a search."""

EARLIER, LATER = "a later entry has an earlier time", "an entry before it has a later time"
LONG_GAP = "before it the log has no entry for more than 31 days"


def calls_at_jumps(
    connection: Connection, since: datetime | None, until: datetime | None, agent: str
) -> dict[int, str]:
    """Return the ids of dials whose entries jump, each with the words for how."""
    first, end = seqs_around(connection, since, until, GAP)
    limits = {"first": first, "end": end, "back": -BACK // MICROSECOND, "gap": GAP // MICROSECOND}
    jumps = connection.execute(_jumps(connection.dialect.name), limits)
    call = attempts.c
    doubtful: dict[int, str] = {}
    for seq, at, before in jumps.all():
        if at > before:
            sides = {LONG_GAP: (call.audit_seq >= seq, call.dialled_at.between(at, at + AFTER_GAP))}
        else:
            # Nobody knows which of the two was wrong: the times before the jump, or those after.
            sides = {
                EARLIER: (call.audit_seq < seq, call.dialled_at.between(at + BACK, before)),
                LATER: (call.audit_seq >= seq, call.dialled_at.between(at, before - BACK)),
            }
        for words, conditions in sides.items():
            wanted = select(call.id).where(*conditions, *bounds_of(since, until, agent))
            for call_id in connection.execute(wanted).scalars():
                doubtful.setdefault(call_id, words)
    return doubtful


def _jumps(dialect: str) -> Executable:
    """Return the statement that selects entries with their time and that of the one before."""
    step = MICROSECONDS[dialect].format(until="at", since="earlier")
    statement = f"""
        SELECT seq, at, earlier FROM (
            SELECT seq, at, lag(at) OVER (ORDER BY seq) AS earlier FROM audit_entry
            WHERE seq >= :first AND seq < :end
        ) AS times WHERE {step} < :back OR {step} > :gap ORDER BY seq LIMIT {MOST_JUMPS}
    """
    return text(statement).columns(seq=BigInteger, at=Instant, earlier=Instant)


def checks_of_clock(connection: Connection) -> list[datetime]:
    """Return when a time server agreed with the clock, oldest first."""
    entry = audit_entries.c
    is_rare = literal_column(RARE_ACTION, Boolean)
    wanted = select(entry.at).where(entry.action == CLOCK_CHECK, is_rare)
    return sorted(connection.execute(wanted).scalars())
