"""Where a report was read, and how old that is."""

from datetime import datetime, timedelta

from msgspec import Struct


class Source(Struct, frozen=True):
    """Where a report was read; it contains every change until `at`."""

    at: datetime
    behind: timedelta = timedelta(0)
    passed_over: str = ""
    """Why the server itself was read instead of the replica; "" where the replica was."""
