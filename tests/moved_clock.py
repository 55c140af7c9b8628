"""The programs that read the system's clock, at other hours than this one.

Needs the Debian package `faketime`; `.ci/any-hour` says when it was not there.
"""

import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

DAYS = {
    "weekday": date(2026, 11, 18),
    "saturday": date(2026, 11, 21),
    "sunday": date(2026, 11, 22),
    "holiday": date(2028, 7, 4),
}
NIGHTS = {"forward": date(2027, 3, 14), "back": date(2026, 11, 1)}
"""Clocks in the United States change between 06:00 (Eastern) and 12:00 UTC (Aleutian)."""


def hours() -> Iterator[tuple[str, datetime]]:
    """Every fourth hour of each day, in UTC, and every second hour while clocks change.

    The hours of one day lie between those of the next, so that half of all are seen.
    """
    for days, first, end, step in ((DAYS, 0, 24, 4), (NIGHTS, 4, 14, 2)):
        for turn, (name, day) in enumerate(days.items()):
            span = range(first + turn % 2 * step // 2, end, step)
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
            for hour in span:
                yield f"{name}-{hour:02}", midnight + timedelta(hours=hour)


AT_ANY_HOUR = [
    pytest.param(None, id="now", marks=pytest.mark.long),  # to start a program takes seconds
    *(pytest.param(at, id=name, marks=pytest.mark.hours) for name, at in hours()),
]


AT_A_FEW_HOURS = [AT_ANY_HOUR[0], *AT_ANY_HOUR[1::5]]


def moved_to(at: datetime) -> dict[str, str]:
    """What a program is started with whose clock is to go on from an instant."""
    return {
        "LD_PRELOAD": _library(),
        "FAKETIME": f"@{at.timestamp():.0f}",
        "FAKETIME_FMT": "%s",
        # How long something takes, and what a file says of itself, stay true.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }


@cache
def _library() -> str:
    command = ["faketime", "now", "printenv", "LD_PRELOAD"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
