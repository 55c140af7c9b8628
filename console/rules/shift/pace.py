"""Momentum: calls in a row without a break, and calls an hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from db.dataclass import dataclass

PAUSE = timedelta(minutes=5)
"""From the end of a call to the next dial: so long a pause ends a run, and is a break."""

HOUR = timedelta(hours=1)
LEAST_WORK = timedelta(minutes=5)
"""A rate over less than this says nothing."""


@dataclass(frozen=True, slots=True)
class Made:
    """A call made; `ended_at` is None while it runs."""

    dialled_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
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
