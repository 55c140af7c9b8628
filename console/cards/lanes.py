"""The coming day by zone: how many leads, and when they may be called."""

from datetime import datetime

from db.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Lane:
    """The leads of one zone that only their place keeps waiting, and its open spans to come."""

    name: str
    count: int
    spans: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Lanes:
    """Every zone's lane over the hours from `start` on, next to open first."""

    start: datetime
    hours: int
    lanes: tuple[Lane, ...]
    is_of_session: bool = False
    """Of the session under way only; else of all that the firm has, in others' sessions too."""
