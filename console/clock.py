"""The only reader of the time. Everything else takes a `Clock` or an instant."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present instant, aware UTC, to the microsecond."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one place
