"""Collect everything about a call as of its day, for a regulator, and check it with the log."""

import json
from datetime import datetime
from typing import TypedDict

from msgspec.structs import asdict

from console.judging.documents import VerdictDocument, evidence_document, instant, verdict_from
from console.judging.history.firm_history import CopyThen, copies_then, rules_named
from console.judging.history.number_as_of import evidence_then
from console.rules.law.disclosures import GENERAL, duties_of, read_trades
from console.trouble import BadInput
from db.calls.answers import answers_of
from db.columns import Document
from db.engine.database import Connection, Database
from db.firm.prepared_texts import read_texts, read_version
from db.firm.settings import read_firm
from db.reports.call_proof import CallOnRecord, CallProof, prove, read_call, settings_then


class ProofDocument(TypedDict):
    """Whether the audit log proves the call.

    `covered` is false for a call from before the log held hashes of calls.
    """

    entry: int | None
    recorded_hash: str | None
    recomputed_hash: str | None
    covered: bool
    agrees: bool


class ScriptDocument(TypedDict):
    """The script on the screen during the call, word for word."""

    name: str
    version: int
    opening: str
    checksum: str
    text: str


class CallDocument(TypedDict):
    """A call with the copies, evidence, rules and settings of its day, and nothing later."""

    call: int
    direction: str
    agent: str
    lead: int
    name: str
    list_name: str
    number: str
    caller_id: str | None
    session: str | None
    dialled_at: str | None
    local_times: list[Document]
    answered_at: str | None
    line_ended_at: str | None
    line_end: str | None
    ended_at: str | None
    outcome: str | None
    note: str
    tzdata: str
    verdict: VerdictDocument | None
    rules: list[dict[str, str]]
    copies: list[Document]
    evidence: list[Document]
    say_first: list[Document]
    script: ScriptDocument | None
    answers: dict[str, str]
    scripts: list[Document]
    entries: list[Document]
    proof: ProofDocument


def call_document(database: Database, attempt_id: int) -> CallDocument:
    """Return the document of a call. Raises BadInput if there is no such call."""
    with database.read() as connection:
        call = read_call(connection, attempt_id)
        if call is None:
            raise BadInput(
                f"There is no call {attempt_id}: smiledial export attempts and smiledial report "
                "compliance --number show their ids."
            )
        return _document(connection, call)


def _document(connection: Connection, call: CallOnRecord) -> CallDocument:
    verdict = None if call.verdict is None else verdict_from(call.verdict)
    at = call.dialled_at
    proof = prove(connection, call)
    return {
        "call": call.id,
        "direction": call.direction.value,
        "agent": call.agent,
        "lead": call.lead_id,
        "name": call.name,
        "list_name": call.list_name,
        "number": call.e164,
        "caller_id": call.caller_id,
        "session": call.session_name,
        "dialled_at": instant(at),
        "local_times": [dict(zone) for zone in verdict["zones"]] if verdict else [],
        "answered_at": instant(call.answered_at),
        "line_ended_at": instant(call.line_ended_at),
        "line_end": call.line_end,
        "ended_at": instant(call.ended_at),
        "outcome": call.outcome_label or call.outcome,
        "note": call.note,
        "tzdata": call.tzdata,
        "verdict": verdict,
        "rules": rules_named([call]),
        "copies": [_copy_document(copy) for copy in copies_then(connection, call.e164, at)],
        "evidence": [evidence_document(row) for row in evidence_then(connection, call.e164, at)],
        "say_first": _disclosures(connection, verdict, at),
        "script": _script_document(connection, call),
        "answers": dict(answers_of(connection, [call.id]).get(call.id, {})),
        "scripts": _script_documents(connection, call.list_id, at),
        "entries": _entry_documents(proof),
        "proof": {
            "entry": proof.entry,
            "recorded_hash": proof.recorded,
            "recomputed_hash": proof.computed,
            "covered": proof.entry is not None,
            "agrees": proof.agrees,
        },
    }


def _copy_document(copy: CopyThen) -> Document:
    return asdict(copy) | {
        "as_of": copy.as_of.isoformat(),
        "loaded_at": instant(copy.loaded_at),
        "replaced_at": instant(copy.replaced_at),
    }


def _disclosures(
    connection: Connection, verdict: VerdictDocument | None, at: datetime
) -> list[Document]:
    """Return the statements that the law required for the products that the firm sold then."""
    if verdict is None:
        return []
    sold = settings_then(connection, "trade", at, read_firm(connection).get("trade"))
    trades = read_trades(str(sold or GENERAL))
    places = [candidate["jurisdiction"] for candidate in verdict["jurisdictions"]]
    return [
        {"in": duty.jurisdiction, "say": duty.say, "citation": duty.citation}
        for duty in duties_of(places, trades)
    ]


def _script_document(connection: Connection, call: CallOnRecord) -> ScriptDocument | None:
    """Return the call's script; None for an incoming call, or if scripts were not yet stored."""
    version = None if call.script_id is None else read_version(connection, call.script_id)
    if version is None:
        return None
    return {
        "name": version.name,
        "version": version.number,
        "opening": call.opening,
        "checksum": version.checksum,
        "text": version.text,
    }


def _script_documents(connection: Connection, list_id: int, at: datetime) -> list[Document]:
    """Return the scripts for the list; `is_as_then` is False for one that changed since."""
    return [
        {
            "name": text.name,
            "put_at": instant(text.changed_at),
            "agent": text.agent,
            "is_as_then": text.changed_at <= at,
        }
        for text in read_texts(connection)
        if text.kind.value == "script" and text.list_id in {None, list_id}
    ]


def _entry_documents(proof: CallProof) -> list[Document]:
    return [
        {
            "entry": entry.seq,
            "at": instant(entry.at),
            "agent": entry.agent,
            "action": entry.action,
            "detail": json.loads(entry.detail),
            "hash": entry.hash,
        }
        for entry in proof.entries
    ]
