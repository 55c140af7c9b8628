"""Write callbacks and appointments as an iCalendar file (RFC 5545).

Times are in UTC; a calendar shows them in its owner's zone. A moved callback keeps its UID, so that
importing the file again moves the entry (RFC 5546, 2.1.5: the later DTSTAMP wins).
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from icalendar import Alarm, Calendar, Event
from msgspec import Struct

from console.cards.promises import AppointmentCard, CallbackCard
from console.files.opening import write_whole
from console.rules.shift.appointments import WAY_WORDS
from console.rules.text import clean_line, harmless
from console.rules.times.windows import load_zone
from console.trouble import BadInput

PRODUCT = "-//smiledial//callbacks//EN"

LENGTH = timedelta(minutes=15)
"""The length of a callback in a calendar."""

ALARM = timedelta(minutes=10)
"""How long before a promise a calendar rings."""


class Entry(Struct, frozen=True):
    """An entry of a calendar; `lines` are its description, `sequence` rises with each move."""

    uid: str
    title: str
    starts_at: datetime
    length: timedelta
    lines: Sequence[str]
    place: str = ""
    sequence: int = 0
    key: str = ""
    """The id of the callback, if it is one."""


def write_calendar(entries: Sequence[Entry], alarm: timedelta, now: datetime) -> bytes:
    """Return the file. `alarm` is how long before an entry the calendar rings; zero for none."""
    events = [write_event(entry, alarm, now) for entry in entries]
    return write_events(events, method="PUBLISH")


def write_events(events: Sequence[Event], method: str = "") -> bytes:
    """Return a calendar of events. A CalDAV server may refuse one with a method (RFC 4791, 4.1)."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def callback_entry(callback: CallbackCard, *, with_number: bool) -> Entry:
    """Return the entry of a callback, with the phone number only if `with_number`."""
    title = f"Call back {clean_line(callback.name)}".strip()
    lines = [local_line(callback.due_at, callback.zone)]
    lines += [callback.shown] if with_number else []
    key = f"{callback.callback_id}"
    uid = callback_uid(callback.callback_id, callback.made_at)
    return Entry(uid, title, callback.due_at, LENGTH, lines, key=key)


def appointment_entry(card: AppointmentCard, uid: str, *, with_number: bool) -> Entry:
    """Return the entry of an appointment, with the phone number only if `with_number`."""
    title = f"{clean_line(card.name)}, {WAY_WORDS[card.way]}"
    lines = [local_line(card.starts_at, card.zone), f"{card.with_whom} keeps it"]
    lines += [card.shown] if with_number else []
    length = timedelta(minutes=card.minutes)
    return Entry(uid, title, card.starts_at, length, lines, clean_line(card.place), card.sequence)


def local_line(at: datetime, zone: str) -> str:
    """Return the person's local time: "Friday 10:00 in America/Boise"."""
    zone = zone or "UTC"
    return f"{at.astimezone(load_zone(zone)):%A %H:%M} in {zone}"


def write_event(entry: Entry, alarm: timedelta, now: datetime) -> Event:
    """Return an entry as a calendar has it."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", (entry.starts_at + entry.length).astimezone(UTC))  # iCloud wants no duration
    event.add("summary", entry.title)
    event.add("description", "\n".join(map(harmless, entry.lines)))
    if entry.place:
        event.add("location", harmless(entry.place))
    if entry.sequence:
        event.add("sequence", entry.sequence)
    if alarm:
        ring = Alarm()
        ring.add("action", "DISPLAY")
        ring.add("trigger", -alarm)
        ring.add("description", entry.title)
        event.add_component(ring)
    return event


def callback_uid(callback_id: int, made_at: datetime) -> str:
    """Return an id that is the same in every export and unique across databases."""
    text = f"{callback_id} {made_at.astimezone(UTC).isoformat()}"
    return f"{hashlib.sha256(text.encode()).hexdigest()[:32]}@smiledial"


def save_calendar(path: Path, calendar: bytes) -> None:
    """Write the file. Raises BadInput if it would replace anything but a calendar of callbacks."""
    try:
        is_other = path.is_file() and PRODUCT.encode() not in path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}): name another file.") from None
    if is_other:
        raise BadInput(f"{path} is there and no calendar of callbacks: name another file.")
    write_whole(path, [calendar.decode()])
