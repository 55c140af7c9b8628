"""What the firm's lists and history say of a number: gathered here, judged by the rules."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from console.rules.phone.patterns import Pattern, find_fit, say_pattern
from console.rules.values import Listing, RegistryCopy, RegistryHit, Standing
from db.calls.attempts import dials_of
from db.dnc.patterns import pattern_rows
from db.dnc.registries import copies as read_copies
from db.dnc.registries import hits_for
from db.dnc.suppressions import Entry, listings_of
from db.engine.database import Connection
from db.enums import NumberStatus

CAP_SPAN = timedelta(days=30)
"""The longest span over which any rule counts dials."""

CLOSED_NUMBERS = {
    NumberStatus.WRONG: "it was the wrong number",
    NumberStatus.DISCONNECTED: "it is disconnected",
}

Copies = Mapping[str, tuple[RegistryCopy, ...]]


def copies_from(connection: Connection) -> Copies:
    """The registry copies there are, by the area code they cover."""
    return {
        area_code: tuple(RegistryCopy(source, as_of) for source, as_of in held)
        for area_code, held in read_copies(connection).items()
    }


def copies_for(copies: Copies, area_code: str | None) -> tuple[RegistryCopy, ...]:
    """The registry copies that cover a number: its area code's, or abroad its country's."""
    return copies.get(area_code or "", ())


def patterns_in_force(connection: Connection) -> tuple[Pattern, ...]:
    """The entries of the internal list that name many numbers, oldest first."""
    return tuple(
        Pattern(row.kind, row.value, row.reason, row.added_at.astimezone(UTC))
        for row in pattern_rows(connection)
    )


def listing_from(entry: Entry | None, pattern: Pattern | None) -> Listing | None:
    """What the internal list says of a number: its own entry or one that names it, the older."""
    if entry is not None and (pattern is None or entry.added_at <= pattern.since):
        since = entry.added_at.astimezone(UTC)
        return Listing(entry.reason, since.date(), since)
    if pattern is not None:
        what = say_pattern(pattern.kind, pattern.value)
        return Listing(f"{what}: {pattern.reason}", pattern.since.date(), pattern.since)
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
    """The lists' and the history's word on a number, whether or not it belongs to a lead.

    `also`: the person's other numbers, whose dials count toward the same caps.
    """
    entry = listings_of(connection, [e164]).get(e164)
    pattern = find_fit(patterns, e164, company, email)
    hits = hits_for(connection, [e164]).get(e164, ())
    return Standing(
        listing=listing_from(entry, pattern),
        hits=tuple(RegistryHit(hit.source, hit.name, hit.as_of, hit.kind) for hit in hits),
        copies=copies_for(copies, area_code),
        dials=dials_of(connection, [e164, *also], now - CAP_SPAN),
    )
