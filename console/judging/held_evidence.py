"""Turn the stored evidence about a number into evidence for the rules."""

from collections.abc import Iterable

from console.rules.values import Evidence
from db.dnc.consents import ConsentRow
from db.enums import EvidenceKind


def in_force(rows: Iterable[ConsentRow], offer: str = "") -> tuple[str, tuple[Evidence, ...]]:
    """Return the zone that the person stated last, "" for none, and the evidence for a call.

    A running contract counts only if its offer is the `offer` of the list. Proofs are left out, so
    that numbers share a place and no place holds personal words.
    """
    zone = ""
    evidence: tuple[Evidence, ...] = ()
    for row in rows:
        if row.kind is EvidenceKind.STATED:
            zone = row.zone or zone
        elif row.kind is not EvidenceKind.CONTRACT:
            evidence += (Evidence(row.kind, row.on),)
        elif row.until is not None and is_about(row.offer, offer):
            evidence += (Evidence(row.kind, row.on, until=row.until),)
    return zone, evidence


def is_about(contract: str, offer: str) -> bool:
    """Return whether a contract is for the offer, ignoring case and spacing."""
    return bool(fold(offer)) and fold(contract) == fold(offer)


def fold(offer: str) -> str:
    return " ".join(offer.casefold().split())
