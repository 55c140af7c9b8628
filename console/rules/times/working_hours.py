"""Read an agent's working hours, on the agent's own clock: `9-17`, `mon-fri 9:30-18`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta

from msgspec import Struct

from console.rules.times.day_parts import Span
from console.rules.times.windows import load_zone

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = "|".join(DAYS)
_WRITTEN = re.compile(
    rf"(?:(?P<first>{_DAY})(?:-(?P<last>{_DAY}))?\s+)?"
    r"(?P<opens>\d{1,2}(?::\d\d)?)\s*[-–]\s*(?P<closes>\d{1,2}(?::\d\d)?)"
)


class WorkingHours(Struct, frozen=True):
    """Hours on some weekdays (0 is Monday), on the clock of `zone`.

    If `closes` is not after `opens`, it is on the next day.
    """

    opens: time
    closes: time
    days: frozenset[int]
    zone: str

    def spans(self, start: datetime, end: datetime) -> list[Span]:
        """Return the working hours within [start, end), in order."""
        zone = load_zone(self.zone)
        day = start.astimezone(zone).date() - timedelta(days=1)  # a night shift began yesterday
        spans = []
        while day <= end.astimezone(zone).date():
            if day.weekday() in self.days:
                last = day if self.closes > self.opens else day + timedelta(days=1)
                opens_at = datetime.combine(day, self.opens, zone).astimezone(start.tzinfo)
                closes_at = datetime.combine(last, self.closes, zone).astimezone(start.tzinfo)
                if closes_at > start and opens_at < end:
                    spans.append((max(opens_at, start), min(closes_at, end)))
            day += timedelta(days=1)
        return spans

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


def within(spans: Iterable[Span], hours: Sequence[Span]) -> Iterator[Span]:
    """Yield the parts of the spans that lie in the hours; both are in order."""
    for opens_at, closes_at in spans:
        for start, end in hours:
            if max(opens_at, start) < min(closes_at, end):
                yield max(opens_at, start), min(closes_at, end)


def read_hours(text: str, zone: str) -> WorkingHours:
    """Return the hours in a text. Raises ValueError for other text."""
    match = _WRITTEN.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f"{text!r} is no hours")
    first, last = match["first"], match["last"] or match["first"]
    days = frozenset(range(7))
    if first:
        start, length = DAYS.index(first), (DAYS.index(last) - DAYS.index(first)) % 7
        days = frozenset((start + n) % 7 for n in range(length + 1))
    return WorkingHours(_time(match["opens"]), _time(match["closes"]), days, zone)


def _time(text: str) -> time:
    """Return a time; 24 is midnight at the end of the day."""
    hour, _, minute = text.partition(":")
    return time() if text in {"24", "24:00"} else time(int(hour), int(minute or 0))
