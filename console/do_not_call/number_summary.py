"""Summarize the calls to a number: how many, how many allowed, refused, or after a request."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from console.judging.documents import instant, verdict_from
from db.audit.log import count_entries, numbers_named
from db.audit.reader import Entry
from db.audit.verification import check_shown
from db.engine.database import Connection
from db.enums import Direction
from db.reports import call_records
from db.tables.calls import AttemptRow

ACTION = "dial_refused"


class RefusedDocument(TypedDict):
    """A refused dial.

    `number` is None where the entry names none, or one that was erased or corrected since.
    """

    at: str | None
    agent: str
    lead: int | None
    name: str
    number: str | None
    verdict: str | None
    reasons: list[str]
    rules: list[str]
    local_times: list[dict[str, str | None]]


def refused_documents(connection: Connection, entries: Iterable[Entry]) -> list[RefusedDocument]:
    """Return the refused dials among these entries, in their order."""
    refused = [(entry, json.loads(entry.detail)) for entry in entries if entry.action == ACTION]
    leads = {detail.get("lead") for _, detail in refused}
    names = call_records.names_of(connection, leads)
    numbers = numbers_named(connection, [lead for lead in leads if isinstance(lead, int)])
    return [
        {
            "at": instant(entry.at),
            "agent": entry.agent,
            "lead": detail.get("lead"),
            "name": names.get(detail.get("lead"), ""),
            "number": numbers.get(detail.get("number", "")),
            "verdict": detail.get("verdict"),
            "reasons": detail.get("reasons", []),
            "rules": detail.get("rules", []),
            "local_times": _local_times(detail.get("zones", []), entry.at),
        }
        for entry, detail in refused
    ]


def _local_times(zones: Sequence[str], at: datetime) -> list[dict[str, str | None]]:
    """Return the local time in each zone; empty for old entries, which have no zones."""
    return [
        {"zone": zone, "local": at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")}
        for zone in zones
    ]


class SummaryDocument(TypedDict):
    """Counts of the calls to a number, and to other numbers of the same people."""

    calls: int
    calls_allowed: int
    first_call_at: str | None
    last_call_at: str | None
    asked_not_to_be_called_at: str | None
    calls_after_that: int
    other_calls: int
    other_calls_after_that: int


class ChainDocument(TypedDict):
    """How much of the audit log was checked: the entries about the number and the rows they cover.

    `entries` is the length of the whole log.
    """

    entries: int
    entries_checked: int
    rows_checked: int
    rows_not_covered: int
    is_whole: bool
    fault: str | None


def summary_of(
    attempts: Sequence[AttemptRow], e164: str, asked_at: datetime | None
) -> SummaryDocument:
    """Count the dials of the number, and separately those of other numbers of its people.

    `asked_at` is when somebody asked that the number not be called, None for never.
    """
    outbound = [call for call in attempts if call.direction is Direction.OUTBOUND]
    dials = [call for call in outbound if call.e164 == e164]
    others = [call for call in outbound if call.e164 != e164]
    times = [call.dialled_at for call in dials]
    return {
        "calls": len(dials),
        "calls_allowed": sum(_was_allowed(call) for call in dials),
        "first_call_at": instant(min(times, default=None)),
        "last_call_at": instant(max(times, default=None)),
        "asked_not_to_be_called_at": instant(asked_at),
        "calls_after_that": _count_after(dials, asked_at),
        "other_calls": len(others),
        "other_calls_after_that": _count_after(others, asked_at),
    }


def _count_after(dials: Sequence[AttemptRow], asked_at: datetime | None) -> int:
    return sum(asked_at is not None and call.dialled_at > asked_at for call in dials)


def chain_of(
    connection: Connection, e164: str, entries: Iterable[int], attempts: Iterable[int]
) -> ChainDocument:
    """Check the entries that are shown and the rows they cover."""
    checked = check_shown(connection, {*entries}, e164, {*attempts})
    return {
        "entries": count_entries(connection),
        "entries_checked": checked.entries,
        "rows_checked": checked.rows,
        "rows_not_covered": checked.not_covered,
        "is_whole": checked.fault is None,
        "fault": None if checked.fault is None else checked.fault.text,
    }


def _was_allowed(call: AttemptRow) -> bool:
    return call.verdict is not None and verdict_from(call.verdict)["verdict"] == "call"
