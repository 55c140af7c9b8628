"""The only reader of the time. Everything else takes a `Clock` or an instant."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
SteadyClock = Callable[[], float]
"""Seconds since some moment, which nobody can set."""


def system_clock() -> datetime:
    """The present instant, aware UTC, to the microsecond."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one place


def steady_clock() -> float:
    """Goes on while the machine sleeps, where Python's own on Linux and macOS stands still."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if hasattr(time, "CLOCK_MONOTONIC"):
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


def set_to(clock: Clock, at: datetime) -> Clock:
    """A clock that goes as another does, and reads `at` now."""
    behind = clock() - at
    return lambda: clock() - behind


@dataclass(frozen=True, slots=True)
class ClockWatch:
    """How a clock that can be set goes beside one that cannot, from a moment on."""

    since: datetime
    steady: SteadyClock = steady_clock
    _begun: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_begun", self.steady())

    def moved(self, now: datetime) -> timedelta:
        """How far the clock was set forward since then; negative when it was set back."""
        return now - self.since - timedelta(seconds=self.steady() - self._begun)
