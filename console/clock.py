"""The clocks. No other module reads the time: they take a `Clock` or an instant."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
SteadyClock = Callable[[], float]
"""Returns seconds since some fixed moment; unlike the wall clock, nobody can set it."""


def system_clock() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one place


def steady_clock() -> float:
    """Return seconds on a clock that also runs while the machine sleeps.

    Python's `time.monotonic` stands still during sleep on Linux and macOS.
    """
    if sys.platform == "win32":
        return time.monotonic()
    if hasattr(time, "CLOCK_BOOTTIME"):  # Linux
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.clock_gettime(time.CLOCK_MONOTONIC)  # on macOS it runs during sleep


def set_to(clock: Clock, at: datetime) -> Clock:
    """Return a clock that shows `at` now, and runs at the speed of `clock`."""
    behind = clock() - at
    return lambda: clock() - behind


@dataclass(frozen=True, slots=True)
class ClockWatch:
    """Compare the wall clock with the monotonic clock to detect that it was changed."""

    since: datetime
    steady: SteadyClock = steady_clock
    _begun: float = field(init=False)

    def __post_init__(self) -> None:
        # A frozen dataclass refuses normal assignment even here.
        object.__setattr__(self, "_begun", self.steady())

    def moved(self, now: datetime) -> timedelta:
        """Return how far somebody set the clock forward since `since`; negative if back."""
        # The wall clock has moved by the elapsed time plus any change; subtract the elapsed time.
        return now - self.since - timedelta(seconds=self.steady() - self._begun)
