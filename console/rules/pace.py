"""Momentum: calls in a row without a pause, and calls an hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

PAUSE = timedelta(minutes=5)
"""From the end of a call to the next dial: so long a time ends a run, and is a break."""

HOUR = timedelta(hours=1)
LEAST_SPAN = timedelta(minutes=15)
"""A rate over less than this says nothing."""


@dataclass(frozen=True, slots=True)
class Made:
    """A call made; `ended_at` is None while it runs."""

    dialled_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Calls without a pause between them."""

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


def rolling_since(calls: Sequence[Made], now: datetime) -> datetime | None:
    """When the run began that is still under way; None in a pause."""
    if not calls:
        return None
    last = calls[-1]
    if last.ended_at is not None and now - last.ended_at >= PAUSE:
        return None
    return runs_of(calls)[-1].since


def calls_an_hour(calls: Sequence[Made], now: datetime) -> int:
    """The pace of the last hour of work: from its first dial to now."""
    dials = [call.dialled_at for call in calls if call.dialled_at >= now - HOUR]
    if not dials:
        return 0
    return round(len(dials) / (max(now - dials[0], LEAST_SPAN) / HOUR))
