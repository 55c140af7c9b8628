"""Refused dials, from the audit log: a verdict did not allow them, so no phone rang."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from console.judging.documents import instant
from db.audit.reader import Entry
from db.audit.salts import numbers_named
from db.engine.database import Connection
from db.reports import call_records

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
