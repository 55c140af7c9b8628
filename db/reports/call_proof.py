"""Everything the database holds about one call, and what the audit log says of it."""

import json
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, select

from db.audit.hashed_reads import ProofDocument
from db.audit.reader import Entry
from db.audit.row_hashes import ATTEMPT, hash_set, read_hashed
from db.firm.prepared_texts import checksum_of, read_version
from db.rows import read_row
from db.tables.audit import audit_entries
from db.tables.calls import AttemptRow, attempts
from db.tables.firm import outcomes
from db.tables.leads import leads
from db.tables.lists import lead_lists
from db.tables.sessions import calling_sessions

MOST_ENTRIES = 1000
"""Of one call: an undo and an outcome make two."""


class CallOnRecord(AttemptRow, frozen=True):
    """An attempt with its lead, its list, its session and the label of its outcome."""

    name: str
    list_id: int
    list_name: str
    session_name: str | None
    outcome_label: str | None


class CallProof(Struct, frozen=True):
    """The entries about a call, oldest first. `entry` is the one that vouches for it as it is.

    `recorded` is the hash that entry holds and `computed` the hash of the row as it is now; None
    for a call from before the log held any.
    """

    entries: tuple[Entry, ...]
    entry: int | None
    recorded: str | None
    computed: str | None
    is_script_kept: bool
    """Whether script, words and opening are those that the dial's entry names, where it does."""

    @property
    def agrees(self) -> bool:
        is_same = self.recorded is not None and self.recorded == self.computed
        return is_same and self.is_script_kept


def read_call(connection: Connection, attempt_id: int) -> CallOnRecord | None:
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
    """Follows the entries from the one that the call names back to its dial, by their numbers."""
    found: dict[int, Entry] = {}
    recorded = None
    waiting = [call.audit_seq] if call.audit_seq is not None else []
    while waiting and len(found) < MOST_ENTRIES:
        seq = waiting.pop()
        entry, proof = _entry(connection, seq)
        if entry is None or seq in found or not _is_about(entry, call):
            continue
        found[seq] = entry
        held = proof.get("holds", {}).get(ATTEMPT.name)
        if seq == call.audit_seq and held:
            recorded = str(held[1])
        waiting += [int(old) for old in proof.get("drops", {}).get(ATTEMPT.name, {})]
    computed = None
    if call.audit_seq is not None:
        beside = attempts.c.audit_seq == call.audit_seq
        computed = hash_set([row[2] for row in read_hashed(connection, ATTEMPT, beside)])
    for entry in _by_lead(connection, call):
        found.setdefault(entry.seq, entry)
    in_order = tuple(found[seq] for seq in sorted(found))
    is_kept = _is_script_kept(connection, in_order, call)
    return CallProof(in_order, call.audit_seq, recorded, computed, is_kept)


def _is_script_kept(connection: Connection, entries: tuple[Entry, ...], call: AttemptRow) -> bool:
    for one in entries:
        said = json.loads(one.detail) if one.action == "dial" else {}
        if "script" not in said:
            continue
        if (said["script"], said["opening"]) != (call.script_id, call.opening):
            return False
        version = read_version(connection, said["script"])
        checksum = said.get("script_checksum")  # none in those of before it was kept
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


def _entry(connection: Connection, seq: int) -> tuple[Entry | None, ProofDocument]:
    wanted = select(*_COLUMNS, audit_entries.c.proof).where(audit_entries.c.seq == seq)
    row = connection.execute(wanted).first()
    if row is None:
        return None, {}
    return Entry(*row[:6]), json.loads(row.proof or "{}")


def _is_about(entry: Entry, call: AttemptRow) -> bool:
    named = json.loads(entry.detail).get("attempt", call.id)
    return bool(named == call.id)


def _by_lead(connection: Connection, call: AttemptRow) -> list[Entry]:
    """Those that name the call and its lead; of calls from before entries named each other."""
    wanted = select(*_COLUMNS).where(audit_entries.c.lead_id == call.lead_id)
    rows = connection.execute(wanted.order_by(audit_entries.c.seq).limit(MOST_ENTRIES))
    entries = (Entry(*row) for row in rows)
    return [one for one in entries if json.loads(one.detail).get("attempt") == call.id]


def settings_then(connection: Connection, name: str, at: datetime, now_is: object) -> object:
    """What a setting was at an instant, by the entries of the log; `now_is` what it is now."""
    wanted = select(audit_entries.c.at, audit_entries.c.detail).where(
        audit_entries.c.action == "setting"
    )
    value, is_known = now_is, False
    for changed_at, detail in connection.execute(wanted.order_by(audit_entries.c.seq)):
        said = json.loads(detail)
        if said.get("name") != name:
            continue
        if changed_at <= at:
            value, is_known = said.get("value"), True
        elif not is_known:
            value, is_known = said.get("before"), True
    return value
