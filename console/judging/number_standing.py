"""Collect what the firm's lists, evidence and history hold about a number, for the rules."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from console.rules.phone.patterns import Pattern, find_fit, say_pattern
from console.rules.values import (
    Evidence,
    Firm,
    Listing,
    Place,
    RegistryCopy,
    RegistryHit,
    Standing,
)
from console.rules.verdict.verdict import judge
from db.calls.attempts import dials_of
from db.dnc.consents import ConsentRow
from db.dnc.patterns import pattern_rows
from db.dnc.registries import RegistryRow, hits_for
from db.dnc.registries import copies as read_copies
from db.dnc.suppressions import Entry, listings_of
from db.engine.database import Connection
from db.enums import EvidenceKind, NumberStatus, ReasonCode, RegistryKind

CAP_SPAN = timedelta(days=30)
"""The longest span over which any rule counts dials."""

CLOSED_NUMBERS = {
    NumberStatus.WRONG: "it was the wrong number",
    NumberStatus.DISCONNECTED: "it is disconnected",
}

Copies = Mapping[str, tuple[RegistryCopy, ...]]


def copies_from(connection: Connection) -> Copies:
    """Return the registry copies by the area code that they cover."""
    return {
        area_code: tuple(RegistryCopy(source, as_of) for source, as_of in rows)
        for area_code, rows in read_copies(connection).items()
    }


def copies_for(copies: Copies, area_code: str | None) -> tuple[RegistryCopy, ...]:
    """Return the registry copies for a number: by its area code, abroad those without one."""
    return copies.get(area_code or "", ())


def patterns_in_force(connection: Connection) -> tuple[Pattern, ...]:
    """Return the entries of the internal list that bar many numbers, oldest first."""
    return tuple(
        Pattern(row.kind, row.value, row.reason, row.added_at.astimezone(UTC))
        for row in pattern_rows(connection)
    )


def hits_from(rows: Iterable[RegistryRow]) -> tuple[RegistryHit, ...]:
    """Return registries that list a number, as the rules take them."""
    return tuple(RegistryHit(row.source, row.name, row.as_of, row.kind) for row in rows)


def is_registered(place: Place, rows: Iterable[RegistryRow], firm: Firm, now: datetime) -> bool:
    """Return whether one of the registries that list a number bars it in this place."""
    # Ask the verdict: it knows to whom a registry applies, and which evidence lifts it.
    hits = hits_from(row for row in rows if row.kind is RegistryKind.BARS)
    verdict = judge(place, Standing(hits=hits), firm, now)
    return any(reason.code is ReasonCode.REGISTRY for reason in verdict.reasons)


def listing_from(entry: Entry | None, pattern: Pattern | None) -> Listing | None:
    """Return the older of a number's own entry and a pattern that bars it, None if neither is."""
    if entry is not None and (pattern is None or entry.added_at <= pattern.since):
        since = entry.added_at.astimezone(UTC)
        return Listing(entry.reason, since.date(), since)
    if pattern is not None:
        scope = say_pattern(pattern.kind, pattern.value)
        return Listing(f"{scope}: {pattern.reason}", pattern.since.date(), pattern.since)
    return None


def standing_of(
    connection: Connection,
    e164: str,
    area_code: str | None,
    copies: Copies,
    patterns: Sequence[Pattern],
    now: datetime,
    also: Sequence[str] = (),
    *,
    company: str = "",
    email: str = "",
) -> Standing:
    """Return the standing of a number in lists and history, whether or not a lead has it.

    `also` are the person's other numbers, whose dials count toward the same caps.
    """
    entry = listings_of(connection, [e164]).get(e164)
    pattern = find_fit(patterns, e164, company, email)
    hits = hits_for(connection, [e164]).get(e164, ())
    return Standing(
        listing=listing_from(entry, pattern),
        hits=hits_from(hits),
        copies=copies_for(copies, area_code),
        dials=dials_of(connection, [e164, *also], now - CAP_SPAN),
    )


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
