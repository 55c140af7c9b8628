"""Write verdicts and evidence as JSON documents, for the database, the shell and exports.

Instants are ISO 8601 UTC with `Z`; keys are snake_case and stable.
"""

from datetime import UTC, datetime
from typing import TypedDict, cast
from zoneinfo import ZoneInfo

from console.rules.values import Verdict
from db.columns import Document
from db.dnc.consents import ConsentRow

ZoneDocument = TypedDict("ZoneDocument", {"zone": str, "local": str | None, "from": str})
JurisdictionDocument = TypedDict("JurisdictionDocument", {"jurisdiction": str, "from": str})


class ReasonDocument(TypedDict):
    code: str
    text: str
    rule: str
    citation: str


class VerdictDocument(TypedDict):
    """A verdict with everything that proves it: the instant, the places, the reasons and rules."""

    verdict: str
    at: str | None
    opens_at: str | None
    closes_at: str | None
    zones: list[ZoneDocument]
    jurisdictions: list[JurisdictionDocument]
    reasons: list[ReasonDocument]
    allowed_by: list[str]
    cautions: list[str]
    tzdata: str


def instant(at: datetime | None) -> str | None:
    """Return `2026-11-24T15:00:00Z`, with a fraction only if there is one."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def evidence_document(row: ConsentRow) -> Document:
    """Return evidence as a document. Other programs read it: keys must stay."""
    return {
        "kind": row.kind.value,
        "on": row.on.isoformat(),
        "evidence": row.proof,
        "zone": row.zone or None,
        "until": row.until.isoformat() if row.until else None,
        "offer": row.offer or None,
        "agent": row.agent,
        "recorded_at": instant(row.recorded_at),
        "withdrawn_at": instant(row.withdrawn_at),
    }


def verdict_from(stored: Document) -> VerdictDocument:
    """Return the verdict that was stored with an attempt."""
    return cast("VerdictDocument", stored)


def verdict_document(verdict: Verdict) -> VerdictDocument:
    """Return a verdict as a document, with the local time in each candidate zone."""
    return {
        "verdict": verdict.kind.value,
        "at": instant(verdict.at),
        "opens_at": instant(verdict.opens_at),
        "closes_at": instant(verdict.closes_at),
        "zones": [
            {
                "zone": zone.value,
                "local": verdict.at.astimezone(ZoneInfo(zone.value)).isoformat(timespec="minutes"),
                "from": zone.source.value,
            }
            for zone in verdict.zones
        ],
        "jurisdictions": [
            {"jurisdiction": candidate.value, "from": candidate.source.value}
            for candidate in verdict.jurisdictions
        ],
        "reasons": [
            {
                "code": reason.code.value,
                "text": reason.text,
                "rule": reason.rule,
                "citation": reason.citation,
            }
            for reason in verdict.reasons
        ],
        "allowed_by": list(verdict.allowed_by),
        "cautions": list(verdict.cautions),
        "tzdata": verdict.tzdata,
    }
