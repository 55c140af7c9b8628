"""Propose times to talk to a person again: a callback, an appointment."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from console.rules.times.day_parts import Span
from console.rules.times.windows import load_zone

MOST = 5
"""The most proposals: as many as one hand has digits for."""

HALF_HOUR = timedelta(minutes=30)

APART = timedelta(hours=1)
"""Two proposals are at least this far apart."""

MORNING, AFTERNOON, END_OF_DAY = time(10), time(15), time(17, 30)

DAYS_AHEAD = 7

NEARBY = tuple(HALF_HOUR * step for step in (0, 1, -1, 2, -2, 3, -3, 4, -4))
EARLIER = tuple(HALF_HOUR * -step for step in range(6))
EXACTLY = (timedelta(),)


class Proposal(Struct, frozen=True):
    """A proposed time with its name, such as `tomorrow morning`."""

    words: str
    at: datetime


def propose(
    now: datetime,
    zone: str,
    spans: Sequence[Span],
    own_hours: Sequence[Span] | None,
    may_ring: Callable[[datetime], bool],
) -> tuple[Proposal, ...]:
    """Return at most five times, the earliest first, on half hours of the clock of `zone`.

    Each lies in `spans`, the callable hours of the person's place, and `may_ring` says whether
    their lists and caps allow it too. Times outside `own_hours` are only proposed if no time inside
    is possible; None means any hour suits the agent.
    """

    def is_possible(at: datetime) -> bool:
        return at - now >= HALF_HOUR and _is_inside(at, spans) and may_ring(at)

    if own_hours is not None:
        inside = _choose(now, zone, lambda at: _is_inside(at, own_hours) and is_possible(at))
        if inside:
            return inside
    return _choose(now, zone, is_possible)


def _choose(
    now: datetime, zone: str, is_possible: Callable[[datetime], bool]
) -> tuple[Proposal, ...]:
    proposals: list[Proposal] = []
    for words, wish, offsets in _wishes(now, zone):
        at = next((wish + offset for offset in offsets if is_possible(wish + offset)), None)
        if at is None or any(abs(at - other.at) < APART for other in proposals):
            continue
        proposals.append(Proposal(words or _words(at, now, zone), at))
        if len(proposals) == MOST:
            break
    return tuple(sorted(proposals, key=lambda proposal: proposal.at))


def _wishes(now: datetime, zone: str) -> Iterator[tuple[str, datetime, tuple[timedelta, ...]]]:
    """Yield words, a time, and how far from it will do as well; the best wishes come first.

    Without words, the time is named by its day and its part of the day.
    """
    local = now.astimezone(load_zone(zone))
    today = local.date()
    as_now = _next_half_hour(now, zone).astimezone(load_zone(zone)).time()

    def on(days: int, clock: time) -> datetime:
        return _instant(today + timedelta(days=days), clock, zone)

    yield "in two hours", _next_half_hour(now + timedelta(hours=2), zone), EXACTLY
    yield "end of their day", on(0, END_OF_DAY), EARLIER
    yield "", on(1, MORNING), NEARBY
    yield "tomorrow, as now", on(1, as_now), EXACTLY
    yield "in a week", on(DAYS_AHEAD, as_now), EXACTLY
    for days in range(1, DAYS_AHEAD + 1):
        yield "", on(days, MORNING), NEARBY
        yield "", on(days, AFTERNOON), NEARBY


def _words(at: datetime, now: datetime, zone: str) -> str:
    """Return `tomorrow morning` or `Wed afternoon`, by the clock of `zone`."""
    there = at.astimezone(load_zone(zone))
    days = (there.date() - now.astimezone(load_zone(zone)).date()).days
    day = {0: "this", 1: "tomorrow"}.get(days, f"{there:%a}" if days < DAYS_AHEAD else "in a week,")
    part = "morning" if there.hour < 12 else "afternoon" if there.hour < 17 else "evening"
    return f"{day} {part}"


def _is_inside(at: datetime, spans: Sequence[Span]) -> bool:
    """Return whether a call at that time has a quarter of an hour before the span ends."""
    return any(opens <= at and at + HALF_HOUR / 2 <= closes for opens, closes in spans)


def _next_half_hour(at: datetime, zone: str) -> datetime:
    """Return the next full or half hour on the clock of `zone`."""
    minute = at.astimezone(load_zone(zone)).minute  # Nepal’s clock is 5:45 ahead of UTC
    past = timedelta(minutes=minute % 30, seconds=at.second, microseconds=at.microsecond)
    return at - past + HALF_HOUR if past else at


def _instant(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, load_zone(zone)).astimezone(UTC)
