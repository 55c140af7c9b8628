"""Which server a report was read from, and how old its data is."""

from datetime import datetime, timedelta

from msgspec import Struct


class Source(Struct, frozen=True):
    """The server that a report was read from.

    The report contains every change up to `at`; `behind` is how far a replica lags.
    """

    at: datetime
    behind: timedelta = timedelta(0)
    passed_over: str = ""
    """Why the main server was read instead of the replica; "" if the replica was read."""
