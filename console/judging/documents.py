"""Values as JSON documents, the same in the database, on the shell and in exports.

Instants are ISO 8601 UTC with `Z`; keys are snake_case and stable.
"""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from console.rules.values import Verdict
from db.consents import ConsentRow


def instant(at: datetime | None) -> str | None:
    """`2026-11-24T15:00:00Z`, with a fraction only where there is one."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def evidence_document(row: ConsentRow) -> dict[str, Any]:
    return {
        "kind": row.kind.value,
        "on": row.on.isoformat(),
        "evidence": row.proof,
        "zone": row.zone or None,
        "agent": row.agent,
        "recorded_at": instant(row.recorded_at),
        "withdrawn_at": instant(row.withdrawn_at),
    }


def verdict_document(verdict: Verdict) -> dict[str, Any]:
    """A verdict that proves itself: what was asked, what was answered, and on what ground."""
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
            {"jurisdiction": one.value, "from": one.source.value} for one in verdict.jurisdictions
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
