"""The coming day by zone: how many leads, and when they may be called."""

from collections.abc import Mapping
from datetime import datetime

from db.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Lane:
    """The leads of one zone that only their place keeps waiting, and when the first to the last of
    them may be called: some of its places open later or close sooner than others."""

    name: str
    count: int
    spans: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Lanes:
    """Every zone's lane over the hours from `start` on, next to open first.

    `counts` says how many leads may be called in which span, by the places and not the zones.
    """

    start: datetime
    hours: int
    lanes: tuple[Lane, ...]
    counts: Mapping[tuple[datetime, datetime], int]
    is_of_session: bool = False
    """Of the session under way only; else of all that the firm has, in others' sessions too."""
