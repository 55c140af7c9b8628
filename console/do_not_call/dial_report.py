"""For a regulator: the dials of a span of time, what cleared each, and those refused."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import TypedDict

from console.do_not_call.refusals import ACTION, RefusedDocument, refused_documents
from console.do_not_call.registry_clearing import UNCLEARED, Clearing, copies_in_time
from console.do_not_call.subject_access import plain_value
from console.judging.documents import instant
from db.audit.reader import (
    entries_between,
)
from db.columns import Document
from db.engine.database import Database
from db.enums import VerdictKind
from db.reports import call_records
from db.reports.cleared_dials import dials_between

MOST_UNCLEARED = 1000
"""Dials to explain that are named; more are counted."""


class UnclearedDocument(TypedDict):
    """A dial that the record does not show to have been allowed, and why it does not."""

    call: int
    at: str | None
    agent: str
    lead: int
    name: str
    number: str
    local_times: list[dict[str, str | None]]
    why: list[str]


class DialsDocument(TypedDict):
    """How many dials had one verdict, and what cleared them of the registries."""

    verdict: str | None
    registry: str
    count: int


CallsDocument = TypedDict(
    "CallsDocument",
    {
        "from": str | None,
        "to": str | None,
        "agent": str | None,
        "refused": list[RefusedDocument],
        "refused_for": dict[str, int],
        "dials": list[DialsDocument],
        "uncleared": list[UnclearedDocument],
        "uncleared_count": int,
        "complaints": list[Document],
    },
)


def calls_made(
    database: Database, since: datetime | None, until: datetime | None, agent: str
) -> CallsDocument:
    """Dials that were refused and why, dials made and what cleared them, complaints."""
    with database.read() as connection:
        entries = entries_between(connection, since, until, ACTION, agent)
        refused = refused_documents(connection, entries)
        clearing = Clearing(copies_in_time(connection))
        made: Counter[tuple[str | None, str]] = Counter()
        grounds: dict[int, str] = {}
        uncleared_count = 0
        for row in dials_between(connection, since, until, agent):
            ground = clearing.ground_of(row)
            made[row.verdict, ground] += 1
            if row.verdict != VerdictKind.CALL or ground in UNCLEARED:
                uncleared_count += 1
                if len(grounds) < MOST_UNCLEARED:
                    grounds[row.id] = ground
        uncleared = [
            _uncleared(one, grounds[one.id])
            for one in call_records.calls_of(connection, [*grounds])
        ]
        complaints = call_records.complaints_between(connection, since, until, agent)
    return {
        "from": instant(since),
        "to": instant(until),
        "agent": agent or None,
        "refused": refused,
        "refused_for": dict(Counter(code for one in refused for code in one["reasons"])),
        "dials": [
            {"verdict": verdict, "registry": age, "count": count}
            for (verdict, age), count in sorted(made.items(), key=str)
        ],
        "uncleared": uncleared,
        "uncleared_count": uncleared_count,
        "complaints": [
            {name: plain_value(value) for name, value in asdict(one).items()} for one in complaints
        ],
    }


def _uncleared(call: call_records.NamedCall, ground: str) -> UnclearedDocument:
    """Of a verdict that is not as it was written, what is there of it."""
    verdict = call.verdict if isinstance(call.verdict, dict) else {}
    reasons, zones = verdict.get("reasons"), verdict.get("zones")
    why = [str(one["text"]) for one in reasons] if isinstance(reasons, list) else []
    if not verdict:
        why.append("No verdict is stored with the call.")
    elif verdict.get("verdict") != VerdictKind.CALL and not why:
        why.append("Its verdict does not say why.")
    if ground in UNCLEARED:
        why.append(UNCLEARED[ground])
    return {
        "call": call.id,
        "at": instant(call.dialled_at),
        "agent": call.agent,
        "lead": call.lead_id,
        "name": call.name,
        "number": call.e164,
        "local_times": [{"zone": one["zone"], "local": one["local"]} for one in zones]
        if isinstance(zones, list)
        else [],
        "why": why,
    }
