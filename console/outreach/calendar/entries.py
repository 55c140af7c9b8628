"""Read an entry of a calendar: whose it is, when it is, and at which times it makes one busy."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event
from msgspec import Struct

from console.outreach.calendar.job import MARK, Busy
from console.outreach.calendar.server import Resource
from console.rules.text import clean_line

BROKEN = (ValueError, LookupError, TypeError, AttributeError)
"""What the parser raises for values of another kind than a calendar has."""


class Entry(Struct, frozen=True):
    """An entry that was read. `tag` and `fingerprint` are of its mark, "" without one."""

    resource: Resource
    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    tag: str
    fingerprint: str


def read_entry(resource: Resource, zone: str) -> Entry | None:
    """Return the entry, None where it cannot be read. Times without a zone are in `zone`."""
    try:
        event = next(row for row in _events(resource) if "RECURRENCE-ID" not in row)
        tag, _, fingerprint = str(event.get(MARK, "")).partition(" ")
        starts_at, ends_at = _span(event, zone)
        title = clean_line(str(event.get("SUMMARY", "")))
        return Entry(resource, str(event["UID"]), title, starts_at, ends_at, tag, fingerprint)
    except (*BROKEN, StopIteration):
        return None


def busy_times(resource: Resource, since: datetime, until: datetime, zone: str) -> Iterator[Busy]:
    """Yield the times in a span at which an entry makes its owner busy."""
    try:
        events = list(_events(resource))
        if any("RRULE" in event or "RDATE" in event for event in events):
            calendar = Calendar.from_ical(resource.content)
            events = recurring_ical_events.of(calendar).between(since, until)
        for event in events:
            # An entry that is shown as free, or was cancelled, takes no time (RFC 5545, 3.8.2.7).
            is_free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
            if not (is_free or str(event.get("STATUS", "")).upper() == "CANCELLED"):
                yield Busy(*_span(event, zone))
    except BROKEN:
        return


def _events(resource: Resource) -> Iterator[Event]:
    parts = Calendar.from_ical(resource.content).walk("VEVENT")
    yield from (part for part in parts if isinstance(part, Event))


def _span(event: Event, zone: str) -> tuple[datetime, datetime]:
    return _instant(event.start, zone), _instant(event.end, zone)


def _instant(value: date, zone: str) -> datetime:
    """Return the instant of a time; a day alone begins at its midnight."""
    at = value if isinstance(value, datetime) else datetime.combine(value, time())
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
