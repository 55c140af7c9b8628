"""May this phone ring now? The one function that answers, for every screen, command and gate.

Pure: the same values and instant give the same verdict.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

import tzdata
from msgspec.structs import replace

from console.rules.places.unread_addresses import find_unread
from console.rules.times.calendar_words import say_day
from console.rules.times.windows import DAY, instant_of, second_of
from console.rules.values import (
    STRICTNESS,
    Firm,
    ListedLine,
    Place,
    Reason,
    RegistryHit,
    Standing,
    Verdict,
)
from console.rules.verdict.firm_places import BY_ADDRESS, is_by_address, settle
from console.rules.verdict.number_history import caps_reached, standing_reasons
from console.rules.verdict.place_answer import Answer, answer_at, is_stop, stops_of
from console.rules.verdict.place_bars import Copies, is_exempt
from console.rules.verdict.schedule import YEAR_OF_DAYS, bind
from console.rules.verdict.sentences import weight_of
from console.rules.verdict.time_spans import days_at, midnights
from db.enums import LISTED_LINES, LineType, ReasonCode, RegistryKind, VerdictKind


def tzdata_version() -> str:
    """The version of the `tzdata` package, whose zones are the only ones used."""
    return str(tzdata.__version__)


def judge(place: Place, standing: Standing, firm: Firm, now: datetime) -> Verdict:
    """The verdict at `now` (aware). With a bare `Standing` it is the place's alone."""
    if standing.hits and standing.lists_checked:
        place = with_listed_line(place, standing.hits)
    given = place
    place = settle(place, firm)
    now = now.astimezone(UTC)
    copies = standing.copies if standing.lists_checked else None
    second = second_of(now)
    answer = answer_at(place, copies, firm, second)
    beside = answer.beside()
    own = tuple(standing_reasons(place, standing, firm, answer.days, now))
    reasons = answer.reasons
    if place.unread and standing.written:
        reasons = tuple(quote_address(reasons, place, standing))
    if standing.request:  # the lead's own words stand for what its place says without them
        reasons = tuple(one for one in reasons if one.code is not ReasonCode.REQUEST_UNREAD)
    if own:
        reasons = tuple(sorted((*reasons, *own), key=weight_of))
    kind = reasons[0].kind if reasons else VerdictKind.CALL
    opens_at, closes_at, cautions = None, None, beside.cautions
    if kind is VerdictKind.CALL:
        closes_at = answer.closes_at
        if standing.hits or standing.dials:
            closes_at = own_close(place, standing, firm, now, closes_at)
    elif kind is VerdictKind.WAIT:
        opens_at = combined_opening(place, standing, firm, now, reasons) if own else answer.opens_at
    allowed_by = beside.allowed_by if kind is VerdictKind.CALL else ()
    if allowed_by and is_by_address(given, firm):
        allowed_by += (BY_ADDRESS,)
    if standing.hits and standing.lists_checked:
        cautions += tuple(hit_cautions(place, standing))
    return Verdict(
        kind,
        now,
        reasons,
        place.zones,
        place.jurisdictions,
        tzdata_version(),
        opens_at,
        closes_at,
        cautions,
        allowed_by,
    )


def judge_place(place: Place, copies: Copies, firm: Firm, now: datetime) -> Answer:
    """The place's part of the verdict at `now`, which is all of it for a bare `Standing`."""
    return answer_at(settle(place, firm), copies, firm, second_of(now))


def with_listed_line(place: Place, hits: tuple[RegistryHit, ...]) -> Place:
    """The place with what lists say of the line: the number may have come onto one since."""
    if any(hit.kind is RegistryKind.MOBILE for hit in hits):
        place = replace(place, line=LineType.MOBILE)
    listed = listed_line((hit.kind, hit.as_of) for hit in hits)
    return replace(place, listed=listed) if listed not in (None, place.listed) else place


def listed_line(hits: Iterable[tuple[RegistryKind, date]]) -> ListedLine | None:
    """What the newest list of line types says; of one day the stricter."""
    found = [ListedLine(LISTED_LINES[kind], on) for kind, on in hits if kind in LISTED_LINES]
    return max(found, key=lambda one: (one.as_of, STRICTNESS.index(one.line)), default=None)


def quote_address(reasons: Iterable[Reason], place: Place, standing: Standing) -> Iterator[Reason]:
    """The reasons with the words of this address, where the place names only their field."""
    for reason in reasons:
        if reason.code is ReasonCode.ADDRESS_UNREAD:
            yield from find_unread(place, standing.written)
        else:
            yield reason


def hit_cautions(place: Place, standing: Standing) -> Iterator[str]:
    for hit in standing.hits:
        listed = f"The number is on {hit.name} ({say_day(hit.as_of)})"
        if hit.kind is RegistryKind.WARNS:
            yield f"{listed}."
        elif hit.kind is RegistryKind.BARS and is_exempt(place, hit):
            yield f"{listed}, which does not bar calls to a business: be sure this is one."


def open_spans(
    place: Place, firm: Firm, start: datetime, end: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """When every time rule of the place allows calls in [start, end), whatever the lead's history.

    Empty where no zone or no rule is known, and while the place is stopped.
    """
    place = settle(place, firm)
    bound = bind(place, firm)
    if not has_hours(place, firm) or start >= end:
        return ()
    stops = [second_of(stop.since) for stop in stops_of(place, firm)]
    last = min([second_of(end), *stops])
    first = second_of(start)
    return tuple(
        (max(instant_of(opens), start), min(instant_of(closes), end))
        for opens, closes in bound.schedule.spans_between(first, last)
    )


def has_hours(place: Place, firm: Firm) -> bool:
    """Whether the place has a zone and rules by which to tell when it is open."""
    bound = bind(settle(place, firm), firm)
    return bool(bound.clocks and not bound.unruled and bound.schedule.bindings)


def combined_opening(
    place: Place, standing: Standing, firm: Firm, now: datetime, reasons: tuple[Reason, ...]
) -> datetime | None:
    """The first instant at which hours, rest, callback and caps all allow the call."""
    if any(is_stop(reason) for reason in reasons):
        return None
    if all(reason.code is ReasonCode.HELD for reason in reasons):
        return None
    bound = bind(place, firm)
    waits = (standing.rests_until, standing.number_rests_until, standing.callback_at)
    at = max([now, *(one.astimezone(UTC) for one in waits if one)])
    horizon = at + timedelta(days=YEAR_OF_DAYS)
    while at < horizon:
        second = second_of(at)
        opening = bound.schedule.next_open(second)
        if opening is None:
            return None
        if opening > second:
            at = instant_of(opening)
        days = days_at(bound.clocks, second_of(at))
        releases = [release for _, release in caps_reached(bound, standing, days, at)]
        if not releases:
            return at
        at = max(releases)
    return None


def own_close(
    place: Place, standing: Standing, firm: Firm, now: datetime, close: datetime | None
) -> datetime | None:
    """The place's close, or an earlier instant at which lists or caps start to bar the number.

    That happens when evidence runs out, at a midnight, or when a later dial is already known.
    """
    bound = bind(place, firm)
    start = second_of(now)
    end = second_of(close) if close is not None else start + YEAR_OF_DAYS * DAY
    turns = {instant_of(at) for zone in bound.clocks for at in midnights(zone, start + 1, end)}
    later = (dial.astimezone(UTC) for dial in standing.dials)
    turns |= {dial for dial in later if now < dial and (close is None or dial < close)}
    for turn in sorted(turns):
        days = days_at(bound.clocks, second_of(turn))
        if any(True for _ in standing_reasons(place, standing, firm, days, turn)):
            return turn
    return close
