"""Read one call and the log entries that prove it."""

import json
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, select

from db.audit.reader import Entry
from db.audit.row_hashes import ATTEMPT, hash_set, read_hashed
from db.firm.prepared_texts import checksum_of, read_version
from db.rows import read_row
from db.tables.audit import audit_entries
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
    audit_entries.c.seq,
    audit_entries.c.at,
    audit_entries.c.agent,
    audit_entries.c.action,
    audit_entries.c.detail,
    audit_entries.c.hash,
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
