"""Momentum: calls in a row without a break, and calls an hour."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from console.rules.times.day_parts import Span

PAUSE = timedelta(minutes=5)
"""From the end of a call to the next dial: so long a pause ends a run, and is a break."""

HOUR = timedelta(hours=1)
LEAST_WORK = timedelta(minutes=5)
"""A rate over less than this says nothing."""


class Made(Struct, frozen=True):
    """A call made; `ended_at` is None while it runs."""

    dialled_at: datetime
    ended_at: datetime | None = None


class Run(Struct, frozen=True):
    """Calls without a break between them."""

    since: datetime
    calls: int


def runs_of(calls: Sequence[Made]) -> list[Run]:
    """The runs in calls that are given oldest first."""
    runs: list[Run] = []
    free_at: datetime | None = None
    for call in calls:
        if free_at is None or call.dialled_at - free_at >= PAUSE:
            runs.append(Run(call.dialled_at, 1))
        else:
            runs[-1] = Run(runs[-1].since, runs[-1].calls + 1)
        free_at = call.ended_at or call.dialled_at
    return runs


def longest_run(calls: Sequence[Made]) -> int:
    return max((run.calls for run in runs_of(calls)), default=0)


def longest_pause(calls: Sequence[Made]) -> timedelta:
    """The longest time from the end of a call to the next dial."""
    ends = [call.ended_at or call.dialled_at for call in calls]
    pauses = [call.dialled_at - end for end, call in zip(ends, calls[1:], strict=False)]
    return max([timedelta(), *pauses])


def rolling_since(calls: Sequence[Made], now: datetime) -> datetime | None:
    """When the run began that is still under way; None in a pause."""
    if not calls:
        return None
    last = calls[-1]
    if last.ended_at is not None and now - last.ended_at >= PAUSE:
        return None
    return runs_of(calls)[-1].since


def worked(calls: Sequence[Made]) -> timedelta:
    """From the first dial to the last end, less the pauses; `calls` are given oldest first."""
    total = timedelta()
    free_at: datetime | None = None
    for call in calls:
        ended_at = call.ended_at or call.dialled_at
        if free_at is not None and timedelta() < call.dialled_at - free_at < PAUSE:
            total += call.dialled_at - free_at
        total += ended_at - call.dialled_at
        free_at = ended_at
    return total


def calls_an_hour(dials: int, time: timedelta) -> float | None:
    """The one pace, of an agent's day, a session or a report: dials over the time worked.

    None where that is too short to say anything.
    """
    return dials / (time / HOUR) if time >= LEAST_WORK else None


# How long the leads there are will keep some agents busy, at the pace at which they call.


STEP = timedelta(minutes=10)

PART = 1e-6
"""Of a lead: less is what is left over in adding."""


class Pile(Struct, frozen=True):
    """Leads of a zone, by the name people call it, that may all be called in the same spans."""

    zone: str
    spans: Sequence[Span]
    count: int


class ZoneWorked(Struct, frozen=True):
    """`runs_out_at` is when the last of its leads is called; None where `left` are not by then."""

    zone: str
    leads: int
    runs_out_at: datetime | None
    left: int


class WorkedOff(Struct, frozen=True):
    """`until` is when so many agents first find nobody more to call, None: not before the end."""

    agents: int
    per_hour: float
    until: datetime | None
    zones: tuple[ZoneWorked, ...]


def work_off(
    piles: Sequence[Pile], agents: int, per_hour: float, now: datetime, end: datetime
) -> WorkedOff:
    """Those first that close soonest, as the claim does; `per_hour` are the dials of each agent."""
    left = [float(pile.count) for pile in piles]
    ends: dict[str, datetime] = {}
    until: datetime | None = None
    has_begun = False
    at = now
    while at < end:
        able = agents * per_hour * (STEP / timedelta(hours=1))
        closing = sorted((closes, place) for place, closes in _open(piles, left, at).items())
        for _, place in closing:
            taken = min(left[place], able)
            left[place] -= taken
            able -= taken
            if left[place] < PART:
                left[place] = 0.0
                ends[piles[place].zone] = at + STEP
        has_begun = has_begun or bool(closing)
        if has_begun and until is None and able > PART:
            until = at + STEP if closing else at
        at += STEP
    return WorkedOff(agents, per_hour, until, tuple(_zones(piles, left, ends)))


def _open(piles: Sequence[Pile], left: Sequence[float], at: datetime) -> Mapping[int, datetime]:
    """The piles that have leads and are open, each with when it closes."""
    return {
        place: closes
        for place, pile in enumerate(piles)
        if left[place] > 0
        for opens, closes in pile.spans
        if opens <= at < closes
    }


def _zones(
    piles: Sequence[Pile], left: Sequence[float], ends: Mapping[str, datetime]
) -> list[ZoneWorked]:
    counts: dict[str, list[float]] = {}
    for pile, rest in zip(piles, left, strict=True):
        one = counts.setdefault(pile.zone, [0, 0])
        one[0] += pile.count
        one[1] += rest
    return [
        ZoneWorked(zone, int(leads), None if rest else ends.get(zone), round(rest))
        for zone, (leads, rest) in counts.items()
    ]
