"""What is held of a number as the rules take it: for a call about an offer, or about none."""

from collections.abc import Iterable

from console.rules.values import Evidence
from db.dnc.consents import ConsentRow
from db.enums import EvidenceKind


def in_force(rows: Iterable[ConsentRow], offer: str = "") -> tuple[str, tuple[Evidence, ...]]:
    """The zone that was stated last, "" for none, and the evidence that counts on such a call.

    A running contract counts only where the call is about what it is for: where the list is marked
    with the same `offer`. Proofs are left out: numbers go on sharing places, and no personal word
    lies in one.
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
    """Whether a contract is for the offer, however it is spaced and capitalised."""
    return bool(fold(offer)) and fold(contract) == fold(offer)


def fold(offer: str) -> str:
    return " ".join(offer.casefold().split())
