"""Measure the pace of calls, and forecast how long the leads last at a pace."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from console.rules.times.day_parts import Span

PAUSE = timedelta(minutes=5)
"""A run of calls ends if this much time passes between a call's end and the next dial."""

HOUR = timedelta(hours=1)
LEAST_WORK = timedelta(minutes=5)
"""The least working time from which calls an hour are computed."""


class TimedCall(Struct, frozen=True):
    """The times of one call; `ended_at` is None while it runs."""

    dialled_at: datetime
    ended_at: datetime | None = None


class Run(Struct, frozen=True):
    """Calls without a break between them."""

    since: datetime
    calls: int


def runs_of(calls: Sequence[TimedCall]) -> list[Run]:
    """Return the runs of calls; `calls` are oldest first."""
    runs: list[Run] = []
    free_at: datetime | None = None
    for call in calls:
        if free_at is None or call.dialled_at - free_at >= PAUSE:
            runs.append(Run(call.dialled_at, 1))
        else:
            runs[-1] = Run(runs[-1].since, runs[-1].calls + 1)
        free_at = call.ended_at or call.dialled_at
    return runs


def longest_run(calls: Sequence[TimedCall]) -> int:
    return max((run.calls for run in runs_of(calls)), default=0)


def longest_pause(calls: Sequence[TimedCall]) -> timedelta:
    """Return the longest time from the end of a call to the next dial."""
    ends = [call.ended_at or call.dialled_at for call in calls]
    pauses = [call.dialled_at - end for end, call in zip(ends, calls[1:], strict=False)]
    return max([timedelta(), *pauses])


def rolling_since(calls: Sequence[TimedCall], now: datetime) -> datetime | None:
    """Return when the current run began, None in a pause."""
    if not calls:
        return None
    last = calls[-1]
    if last.ended_at is not None and now - last.ended_at >= PAUSE:
        return None
    return runs_of(calls)[-1].since


def worked(calls: Sequence[TimedCall]) -> timedelta:
    """Return the time from the first dial to the last end without pauses.

    `calls` are oldest first.
    """
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
    """Return the dials per hour of working time, None for less than LEAST_WORK.

    Every screen and report computes the pace with this function.
    """
    return dials / (time / HOUR) if time >= LEAST_WORK else None


STEP = timedelta(minutes=10)
"""The step of the forecast."""

PART = 1e-6
"""A fraction of a lead below which the rest is a rounding error."""


class Pile(Struct, frozen=True):
    """Leads of a zone that may all be called in the same spans; `zone` is its everyday name."""

    zone: str
    spans: Sequence[Span]
    count: int


class ZoneWorked(Struct, frozen=True):
    """The forecast of a zone: when its last lead is called, or how many are `left` at the end."""

    zone: str
    leads: int
    runs_out_at: datetime | None
    left: int


class WorkedOff(Struct, frozen=True):
    """A forecast for a number of agents at a pace, in dials an hour each.

    `until` is when the agents first have nobody to call, None if not before the end.
    """

    agents: int
    per_hour: float
    until: datetime | None
    zones: tuple[ZoneWorked, ...]


def work_off(
    piles: Sequence[Pile], agents: int, per_hour: float, now: datetime, end: datetime
) -> WorkedOff:
    """Forecast the calls of some agents; `per_hour` are the dials of each agent.

    Leads that close soonest are called first, as when an agent claims the next lead.
    """
    left = [float(pile.count) for pile in piles]
    ends: dict[str, datetime] = {}
    until: datetime | None = None
    has_begun = False
    at = now
    while at < end:
        capacity = agents * per_hour * (STEP / timedelta(hours=1))
        closing = sorted((closes, index) for index, closes in _open(piles, left, at).items())
        for _, index in closing:
            taken = min(left[index], capacity)
            left[index] -= taken
            capacity -= taken
            if left[index] < PART:
                left[index] = 0.0
                ends[piles[index].zone] = at + STEP
        has_begun = has_begun or bool(closing)
        if has_begun and until is None and capacity > PART:
            # The leads run out during this step, or none could be called when it began.
            until = at + STEP if closing else at
        at += STEP
    return WorkedOff(agents, per_hour, until, tuple(_zones(piles, left, ends)))


def _open(piles: Sequence[Pile], left: Sequence[float], at: datetime) -> Mapping[int, datetime]:
    """Return the positions of piles that have leads and are open, and when each closes."""
    return {
        index: closes
        for index, pile in enumerate(piles)
        if left[index] > 0
        for opens, closes in pile.spans
        if opens <= at < closes
    }


def _zones(
    piles: Sequence[Pile], left: Sequence[float], ends: Mapping[str, datetime]
) -> list[ZoneWorked]:
    counts: dict[str, list[float]] = {}
    for pile, remaining in zip(piles, left, strict=True):
        totals = counts.setdefault(pile.zone, [0, 0])
        totals[0] += pile.count
        totals[1] += remaining
    return [
        ZoneWorked(zone, int(leads), None if remaining else ends.get(zone), round(remaining))
        for zone, (leads, remaining) in counts.items()
    ]
