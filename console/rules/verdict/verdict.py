"""`judge` answers whether a phone may ring now, for every screen, command and gate.

Pure: the same values and instant give the same verdict.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

import tzdata
from msgspec.structs import replace

from console.rules.places.unread_addresses import find_unread, quote_request
from console.rules.text import clean_line
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
from console.rules.verdict.bars_and_cautions import quote_line
from console.rules.verdict.firm_places import BY_ADDRESS, is_by_address, settle
from console.rules.verdict.number_history import caps_reached, standing_reasons
from console.rules.verdict.place_answer import Answer, answer_at, is_stop, stops_of
from console.rules.verdict.reassigned import with_answer
from console.rules.verdict.registry_rules import Copies, is_exempt
from console.rules.verdict.schedule import YEAR_OF_DAYS
from console.rules.verdict.sentences import weight_of
from console.rules.verdict.time_answer import days_at, midnights
from console.rules.verdict.time_rules import bind
from db.enums import (
    LISTED_LINES,
    REASSIGNED_ANSWERS,
    LineType,
    ReasonCode,
    RegistryKind,
    VerdictKind,
)


def tzdata_version() -> str:
    """Return the version of the `tzdata` package, the only source of time zones."""
    return str(tzdata.__version__)


def judge(place: Place, standing: Standing, firm: Firm, now: datetime) -> Verdict:
    """Return the verdict at `now` (aware). With an empty `Standing`, only the place counts."""
    if standing.hits and standing.lists_checked:
        place = with_look_ups(place, standing.hits)
    original = place
    place = settle(place, firm)
    now = now.astimezone(UTC)
    copies = standing.copies if standing.lists_checked else None
    second = second_of(now)
    answer = answer_at(place, copies, firm, second)
    notes = answer.notes()
    own = tuple(standing_reasons(place, standing, firm, answer.days, now))
    reasons = answer.reasons
    if standing.written and (place.unread or place.line_unread):
        reasons = tuple(quote_unread(reasons, place, standing))
    if standing.request:  # the lead's own reason quotes the words, which the place does not know
        reasons = tuple(
            reason for reason in reasons if reason.code is not ReasonCode.REQUEST_UNREAD
        )
    if own:
        reasons = tuple(sorted((*reasons, *own), key=weight_of))
    kind = reasons[0].kind if reasons else VerdictKind.CALL
    opens_at, closes_at, cautions = None, None, notes.cautions
    if kind is VerdictKind.CALL:
        closes_at = answer.closes_at
        if standing.hits or standing.dials:
            closes_at = own_close(place, standing, firm, now, closes_at)
    elif kind is VerdictKind.WAIT:
        opens_at = combined_opening(place, standing, firm, now, reasons) if own else answer.opens_at
    allowed_by = notes.allowed_by if kind is VerdictKind.CALL else ()
    if allowed_by and is_by_address(original, firm):
        allowed_by += (BY_ADDRESS,)
    cautions += tuple(own_cautions(place, standing))
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
    """Return the place's part of the verdict at `now`, as `judge` does for an empty `Standing`."""
    return answer_at(settle(place, firm), copies, firm, second_of(now))


def with_look_ups(place: Place, hits: tuple[RegistryHit, ...]) -> Place:
    """Return the place with the line type and the answer about reassignment that the hits give.

    A list may have been loaded after the lead's place was stored.
    """
    if any(hit.kind in REASSIGNED_ANSWERS for hit in hits):
        place = with_answer(place, ((hit.kind, hit.as_of) for hit in hits))
    if any(hit.kind is RegistryKind.MOBILE for hit in hits):
        place = replace(place, line=LineType.MOBILE)
    listed = listed_line((hit.kind, hit.as_of) for hit in hits)
    return replace(place, listed=listed) if listed not in (None, place.listed) else place


def listed_line(hits: Iterable[tuple[RegistryKind, date]]) -> ListedLine | None:
    """Return the line type by the newest list of line types; of the same day, the stricter one."""
    lines = [ListedLine(LISTED_LINES[kind], on) for kind, on in hits if kind in LISTED_LINES]
    return max(lines, key=lambda line: (line.as_of, STRICTNESS.index(line.line)), default=None)


def quote_unread(reasons: Iterable[Reason], place: Place, standing: Standing) -> Iterator[Reason]:
    """Yield the reasons, with the words of this lead where the place names only the field."""
    for reason in reasons:
        if reason.code is ReasonCode.ADDRESS_UNREAD:
            yield from find_unread(place, standing.written)
        elif reason.code is ReasonCode.LINE_TYPE_UNREAD:
            yield quote_line(reason, clean_line(dict(standing.written).get("line_type", "")))
        else:
            yield reason


def own_cautions(place: Place, standing: Standing) -> Iterator[str]:
    """Yield the warnings about the number and the lead themselves, not about their place."""
    if standing.limit is not None:
        yield quote_request(standing.limit)
    if standing.hits and standing.lists_checked:
        yield from hit_cautions(place, standing)
    if standing.shown_doubt:
        yield standing.shown_doubt


def hit_cautions(place: Place, standing: Standing) -> Iterator[str]:
    """Yield a warning for each list that has the number and does not bar the call."""
    for hit in standing.hits:
        listed = f"The number is on {hit.name} ({say_day(hit.as_of)})"
        if hit.kind is RegistryKind.WARNS:
            yield f"{listed}."
        elif hit.kind is RegistryKind.BARS and is_exempt(place, hit):
            yield f"{listed}, which does not bar calls to a business: be sure this is one."


def open_spans(
    place: Place, firm: Firm, start: datetime, end: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """Return the spans in [start, end) in which every time rule of the place allows calls.

    The lead's history is left out. Empty if no zone or no rule is known, and after a stop.
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
    """Return whether the place has a zone and rules that say when it is open."""
    bound = bind(settle(place, firm), firm)
    return bool(bound.clocks and not bound.unruled and bound.schedule.bindings)


def combined_opening(
    place: Place, standing: Standing, firm: Firm, now: datetime, reasons: tuple[Reason, ...]
) -> datetime | None:
    """Return the first instant at which hours, rest, callback and caps all allow the call.

    None if a stop or another agent's hold decides, or if a year has no such instant.
    """
    if any(is_stop(reason) for reason in reasons):
        return None
    if all(reason.code is ReasonCode.HELD for reason in reasons):
        return None
    bound = bind(place, firm)
    waits = (
        *(standing.rests_until, standing.number_rests_until),
        *(standing.callback_at, standing.unmarked_until),
    )
    at = max([now, *(instant.astimezone(UTC) for instant in waits if instant)])
    horizon = at + timedelta(days=YEAR_OF_DAYS)
    # The hours may move the instant on, and a cap may then hold again, so repeat until both agree.
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
    """Return the place's close, or an earlier instant at which lists or caps bar the number.

    Evidence runs out at a midnight. A verdict about the past also knows dials after `now`, which
    may fill a cap.
    """
    bound = bind(place, firm)
    start = second_of(now)
    end = second_of(close) if close is not None else start + YEAR_OF_DAYS * DAY
    changes = {instant_of(at) for zone in bound.clocks for at in midnights(zone, start + 1, end)}
    later = (dial.astimezone(UTC) for dial in standing.dials)
    changes |= {dial for dial in later if now < dial and (close is None or dial < close)}
    for change in sorted(changes):
        days = days_at(bound.clocks, second_of(change))
        if any(True for _ in standing_reasons(place, standing, firm, days, change)):
            return change
    return close
