"""Where a report was read, and how old that is."""

from datetime import datetime, timedelta

from msgspec import Struct


class Source(Struct, frozen=True):
    """Where a report was read: every change until `at` is in it."""

    at: datetime
    behind: timedelta = timedelta(0)
    passed_over: str = ""
    """Why the replica was not read, but the server itself; "" where it was."""
