"""Reasons and cautions where a place asks for a registration that the firm has not stated.

The firm states what it holds and which exemptions it claims (`PermitBook`); nobody else can know.
Its setting `permits` says what a missing one means.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from console.rules.law.permits import (
    DUTIES,
    ONLY_BUSINESS,
    TRIGGERS,
    PermitNeed,
    lifts_of,
    permits_needed,
    replacements_for,
    say_exemption,
)
from console.rules.places.regions import name_place
from console.rules.times.calendar_words import say_day
from console.rules.values import Exemption, Firm, Permit, PermitBook, Place, Reason
from console.rules.verdict.schedule import date_of, day_of, is_within
from console.rules.verdict.time_rules import days_lifted, jurisdictions_of
from db.enums import LeadKind, ReasonCode, VerdictKind

PREFIX = "permit/"
"""Before the id of a duty where a verdict names its rules."""

ALWAYS = frozenset(
    {"any_unsolicited_sales_call", "any_telemarketing_call", "commercial_communication"}
)
"""Triggers that each sales call meets; of the others the sentence says when they apply."""


def permit_reasons(place: Place, firm: Firm, days: tuple[int, ...]) -> Iterator[Reason]:
    """Yield a reason for each missing permit, for a firm whose setting bars such calls."""
    if firm.permits != "bar":
        return
    for need, text in _missing(place, firm, days):
        yield Reason(
            ReasonCode.PERMIT_MISSING,
            VerdictKind.UNKNOWN,
            f"{text} State it, or the exemption you rely on: smiledial permits add {need.id}.",
            PREFIX + need.id,
            need.citation,
        )


def permit_cautions(place: Place, firm: Firm, days: tuple[int, ...]) -> Iterator[str]:
    """Yield a warning for each missing permit, for a firm whose setting asks for warnings."""
    if firm.permits == "caution":
        for _, text in _missing(place, firm, days):
            yield f"{text} The firm has to settle that."


def permits_used_on(place: Place, firm: Firm, days: tuple[int, ...]) -> Iterator[str]:
    """Yield under which permits and exemptions the call is made on all of these days."""
    book = firm.permit_book
    if not (book.permits or book.exemptions):
        return
    dates = [date_of(day) for day in days]
    for jurisdiction in jurisdictions_of(place):
        for need in permits_needed(jurisdiction):
            claim = claim_for(need, place, book, days)
            if claim is not None:
                what = say_exemption(claim.word) or claim.reason
                yield f"{PREFIX}{need.id} exempt: {what}, said {claim.by} on {claim.on}"
                continue
            for is_own in (False, True):
                permit = _permit_on(need, book, dates, is_own=is_own)
                if permit is not None:
                    yield f"{PREFIX}{need.id} {say_permit(permit)}"


def say_permit(permit: Permit) -> str:
    """Return "held: number 12-345 through 2027-06-30"."""
    whose = f" by {permit.agent}" if permit.agent else ""
    until = f" through {permit.until}" if permit.until else ""
    return f"held{whose}: number {permit.number}{until}"


def is_held(need: PermitNeed, book: PermitBook, dates: Iterable[date]) -> bool:
    """Return whether the firm, and where asked for the salesperson, holds it on all dates."""
    dates = list(dates)
    owners = (False, True) if need.is_personal else (False,)
    return all(_permit_on(need, book, [day], is_own=own) for own in owners for day in dates)


def claim_for(
    need: PermitNeed, place: Place, book: PermitBook, days: tuple[int, ...]
) -> Exemption | None:
    """Return the exemption that covers a call to the place on all of these days."""
    return next(
        (
            claim
            for claim in book.exemptions
            if claim.id == need.id and _covers(claim, need, place, days)
        ),
        None,
    )


def _covers(claim: Exemption, need: PermitNeed, place: Place, days: tuple[int, ...]) -> bool:
    # An exemption that no source confirms lifts nothing, however it came into the settings.
    if claim.word and claim.word not in need.exemptions:
        return False
    if claim.word in ONLY_BUSINESS and place.kind is not LeadKind.BUSINESS:
        return False
    if any(day < day_of(claim.on) - 1 for day in days):  # -1: the day there may be yesterday's
        return False
    lifts = lifts_of(claim.word)
    lifted = days_lifted(lifts, place.evidence)
    return not lifts or all(is_within(lifted, day) for day in days)


def _missing(place: Place, firm: Firm, days: tuple[int, ...]) -> Iterator[tuple[PermitNeed, str]]:
    """Yield each duty of the place that is not met on these days, with a sentence."""
    dates = [date_of(day) for day in days]
    for jurisdiction in jurisdictions_of(place):
        for need in permits_needed(jurisdiction):
            if is_held(need, firm.permit_book, dates):
                continue
            if claim_for(need, place, firm.permit_book, days) is None:
                yield need, say_missing(need, firm.permit_book, dates)


def say_missing(need: PermitNeed, book: PermitBook, dates: list[date]) -> str:
    """Return what the place asks for, and that nothing on record meets it."""
    name = name_place(need.jurisdiction)
    duty = DUTIES[need.duty]
    when = "" if need.trigger in ALWAYS else f" ({TRIGGERS[need.trigger]})"
    doubt = " The sources are in doubt." if need.confidence == "low" else ""
    if need.is_personal and all(_permit_on(need, book, [day], is_own=False) for day in dates):
        text = f"{name} asks each salesperson for {duty}{when}, and the caller's is not on record."
        return text + doubt
    ends = [permit.until for permit in _of(need, book, is_own=False) if permit.until]
    lapsed = max((end for end in ends if dates and end < max(dates)), default=None)
    gap = f"the firm's ended on {say_day(lapsed)}" if lapsed else "none of the firm is on record"
    return f"{name} asks for {duty} to sell by phone{when}, and {gap}.{doubt}"


def _of(need: PermitNeed, book: PermitBook, *, is_own: bool) -> Iterator[Permit]:
    ids = replacements_for(need)
    return (permit for permit in book.permits if permit.id in ids and bool(permit.agent) is is_own)


def _permit_on(
    need: PermitNeed, book: PermitBook, dates: list[date], *, is_own: bool
) -> Permit | None:
    """Return the first permit of a salesperson, or of the firm, that holds on all dates."""
    permits = _of(need, book, is_own=is_own)
    return next((permit for permit in permits if all(map(permit.holds_on, dates))), None)
