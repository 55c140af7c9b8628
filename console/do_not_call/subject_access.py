"""Answer a subject access request: everything stored about a number, in one document."""

import json
from collections.abc import Iterable, Mapping, Set
from datetime import UTC, date, datetime
from typing import TypedDict

from msgspec import Struct
from msgspec.structs import asdict

from console.do_not_call.internal_list import Listed, look_up
from console.do_not_call.number_summary import (
    ChainDocument,
    RefusedDocument,
    SummaryDocument,
    chain_of,
    refused_documents,
    summary_of,
)
from console.judging.documents import evidence_document, instant
from console.judging.history.firm_history import copies_about, latest_of, rules_named
from console.rules.phone.patterns import say_pattern
from db.audit import log
from db.audit.changed_values import Changed, read_changes
from db.audit.log import salt_of, seal, seal_for
from db.audit.reader import Entry, Wanted, entries_that_may_name, latest_entries
from db.calls.answers import answers_of
from db.columns import Document
from db.dnc.consents import ConsentRow, consent_rows
from db.engine.database import Connection, Database
from db.firm.settings import read_firm
from db.leads import numbers as number_records
from db.tables.calls import AttemptRow
from db.tables.leads import NumberRow

INTERNALS = {"salt", "before", "claim", "number_id", "place_id", "batch_id", "list_id", "audit_seq"}
"""Columns that contain nothing about a person."""


AT_MOST = 1000
"""How many merges into one lead are followed."""


class ListDocument(TypedDict):
    """What one list says about the number."""

    list: str
    says: str
    as_of: str | None
    reason: str


class ChangeDocument(TypedDict):
    """A value of the lead that the entry changed, until the person is erased."""

    field: str
    before: str
    after: str


class EntryDocument(TypedDict):
    """An entry of the audit log about the number."""

    seq: int
    at: str | None
    agent: str
    action: str
    detail: Document
    changes: list[ChangeDocument]
    hash: str


class HeldDocument(TypedDict):
    """Everything stored about a number.

    The rows of `leads` and so on are as stored, without internal columns. Each lead has its
    `numbers`.
    """

    number: str
    at: str | None
    firm: dict[str, object]
    summary: SummaryDocument
    leads: list[Document]
    attempts: list[Document]
    callbacks: list[Document]
    skips: list[Document]
    lists: list[ListDocument]
    evidence: list[Document]
    rules: list[dict[str, str]]
    refused: list[RefusedDocument]
    audit: list[EntryDocument]
    audit_chain: ChainDocument


def held_about(database: Database, e164: str, now: datetime) -> HeldDocument:
    """Return everything stored about a number and the people who have it."""
    listed = look_up(database, e164)
    with database.read() as connection:
        leads = number_records.leads_about(connection, e164)
        ids = [lead.id for lead in leads]
        numbers = number_records.numbers_about(connection, ids)
        attempts = number_records.attempts_about(connection, e164, ids)
        answers = answers_of(connection, [call.id for call in attempts])
        evidence = consent_rows(connection, e164)
        callbacks = number_records.callbacks_about(connection, ids)
        skips = number_records.skips_about(connection, ids)
        entries = _entries_about(connection, e164, ids, attempts, evidence)
        refused = refused_documents(connection, [entry for entry, _ in entries])
        firm = read_firm(connection)
        shown = [entry.seq for entry, _ in entries]
        changes = read_changes(connection, shown)
        chain = chain_of(connection, e164, shown, [call.id for call in attempts])
        copies = {call.e164: copies_about(connection, call.e164) for call in attempts}
    return {
        "number": e164,
        "at": instant(now),
        "firm": {name: firm.get(name) or None for name in ("firm_name", "firm_phone")},
        "summary": summary_of(attempts, e164, listed.entry.added_at if listed.entry else None),
        "leads": [_lead(lead, numbers) for lead in leads],
        "attempts": [
            _plain(call)
            | {"answers": dict(answers.get(call.id, {}))}
            | {
                "copies": [
                    copy.description for copy in latest_of(copies[call.e164], call.dialled_at)
                ]
            }
            for call in attempts
        ],
        "callbacks": [_plain(callback) for callback in callbacks],
        "skips": [_plain(skip) for skip in skips],
        "lists": _lists(listed),
        "evidence": [evidence_document(row) for row in evidence],
        "rules": rules_named(attempts),
        "refused": refused,
        "audit": [_entry(entry, detail, changes.get(entry.seq, ())) for entry, detail in entries],
        "audit_chain": chain,
    }


def is_held(connection: Connection, e164: str) -> bool:
    """Return whether anything is stored about a number outside the audit log."""
    return bool(
        number_records.leads_about(connection, e164)
        or number_records.attempts_about(connection, e164, ())
        or consent_rows(connection, e164)
    )


def _entries_about(
    connection: Connection,
    e164: str,
    leads: Iterable[int],
    attempts: Iterable[AttemptRow],
    evidence: Iterable[ConsentRow],
) -> list[tuple[Entry, Document]]:
    """Return the audit entries that name one of these by its id, or the number by its hash."""
    salts = {salt_of(connection, e164), *(call.salt for call in attempts)} - {None, ""}
    hashes = {seal(salt, e164) for salt in salts if salt}
    lead_ids = _with_merged(connection, set(leads))
    # Calls to the number may belong to leads that do not have it any more.
    dialled = _with_merged(connection, {call.lead_id for call in attempts})
    wanted: dict[str, Set[object]] = {
        "lead": lead_ids,
        "attempt": {call.id for call in attempts},
        "consent": {row.id for row in evidence},
        "number": hashes,
    }
    return [
        (entry, detail)
        for entry in entries_that_may_name(connection, lead_ids | dialled, hashes)
        if _names(detail := json.loads(entry.detail), wanted)
    ]


def _entry(entry: Entry, detail: Document, changes: Iterable[Changed]) -> EntryDocument:
    return {
        "seq": entry.seq,
        "at": instant(entry.at),
        "agent": entry.agent,
        "action": entry.action,
        "detail": detail,
        "changes": [
            {"field": row.field, "before": row.before, "after": row.after} for row in changes
        ],
        "hash": entry.hash,
    }


def _with_merged(connection: Connection, lead_ids: Iterable[int]) -> set[int]:
    """Return the leads and those merged into them, whose ids stand in older entries."""
    known: set[int] = set()
    waiting = [*lead_ids]
    while waiting:
        lead_id = waiting.pop()
        if lead_id in known:
            continue
        known.add(lead_id)
        merges = latest_entries(connection, AT_MOST, Wanted(action="lead_merge", lead_id=lead_id))
        waiting += [int(json.loads(merge.detail)["merged"]) for merge in merges]
    return known


def _names(detail: Mapping[str, object], wanted: Mapping[str, Set[object]]) -> bool:
    """Return whether a detail names one of these, as in "lead" for one or "leads" for several."""
    for word, values in wanted.items():
        several = detail.get(f"{word}s")
        names = [detail.get(word), *(several if isinstance(several, list) else ())]
        if any(name in values for name in names if isinstance(name, int | str)):
            return True
    return False


def _lists(listed: Listed) -> list[ListDocument]:
    """Return one line for each list, with the date of what it says."""
    lines: list[ListDocument] = []
    if listed.entry is not None:
        lines.append(_list("firm's own list", "listed", listed.entry.added_at, listed.entry.reason))
    lines += [
        _list("firm's own list", "asked again", request.added_at, request.reason)
        for request in listed.again
    ]
    lines += [
        _list(
            "firm's own list",
            "listed",
            pattern.added_at,
            f"{say_pattern(pattern.kind, pattern.value)}: {pattern.reason}",
        )
        for pattern in listed.patterns
    ]
    if not lines:
        lines.append(_list("firm's own list", "not listed", None, ""))
    lines += [_list(hit.source, f"listed ({hit.kind.value})", hit.as_of, "") for hit in listed.hits]
    hits = {hit.source for hit in listed.hits}
    lines += [
        _list(source, "not listed", as_of, "")
        for source, as_of in listed.copies
        if source not in hits
    ]
    return lines


def _list(name: str, answer: str, on: date | datetime | None, reason: str) -> ListDocument:
    if isinstance(on, datetime):
        on = on.astimezone(UTC).date()
    return {
        "list": name,
        "says": answer,
        "as_of": None if on is None else on.isoformat(),
        "reason": reason,
    }


def _lead(lead: number_records.LeadOnRecord, numbers: Iterable[NumberRow]) -> Document:
    """Return a lead with its list, its file and its numbers."""
    document = _plain(lead)
    list_name, file = document.pop("list_name"), document.pop("file")
    own = [_number(number) for number in numbers if number.lead_id == lead.id]
    return {**document, "list": list_name, "file": file, "numbers": own}


def _number(number: NumberRow) -> Document:
    return {
        "lead_id": number.lead_id,
        "e164": number.e164,
        "extension": number.extension,
        "label": number.label,
        "line": number.line,
        "status": number.status,
    }


def _plain(row: Struct) -> Document:
    return {
        name: plain_value(value) for name, value in asdict(row).items() if name not in INTERNALS
    }


def plain_value(value: object) -> object:
    """Return a value as JSON can hold it: dates and times as text."""
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value


DISCLOSED = "disclosure"
"""The action of the audit log when stored data was given out."""


def disclose(database: Database, e164: str, agent: str, now: datetime) -> HeldDocument:
    """Record in the audit log that the data is given out, then return it (`held_about`).

    Where nothing was stored about the number, the entry does not name it: asking must not be a
    reason to store a number.
    """
    with database.write() as connection:
        is_known = is_held(connection, e164) or salt_of(connection, e164) is not None
        detail = {"number": seal_for(connection, e164)} if is_known else {}
        log.append(connection, now, agent, DISCLOSED, detail)
    return held_about(database, e164, now)
