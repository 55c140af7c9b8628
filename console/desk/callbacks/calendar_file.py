"""Write callbacks as an iCalendar file (RFC 5545).

Times are in UTC; a calendar shows them in its owner's zone. A moved callback keeps its UID, so that
importing the file again moves the entry (RFC 5546, 2.1.5: the later DTSTAMP wins).
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from icalendar import Alarm, Calendar, Event

from console.cards.callbacks import CallbackCard
from console.files.opening import write_whole
from console.rules.text import clean_line, harmless
from console.rules.times.windows import load_zone
from console.trouble import BadInput

PRODUCT = "-//smiledial//callbacks//EN"

LENGTH = timedelta(minutes=15)
"""The length of an entry."""


def write_calendar(
    callbacks: Sequence[CallbackCard], alarm: timedelta, now: datetime, *, with_number: bool = False
) -> bytes:
    """Return the file: an entry for each callback, with the phone number only if `with_number`.

    `alarm` is how long before the time the calendar rings; zero for no alarm.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for callback in callbacks:
        calendar.add_component(_event(callback, alarm, now, with_number=with_number))
    return bytes(calendar.to_ical())


def _event(callback: CallbackCard, alarm: timedelta, now: datetime, *, with_number: bool) -> Event:
    title = f"Call back {clean_line(callback.name)}".strip()
    event = Event()
    event.add("uid", _uid(callback))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", callback.due_at.astimezone(UTC))
    event.add("duration", LENGTH)
    event.add("summary", title)
    event.add("description", "\n".join(_description(callback, with_number=with_number)))
    if alarm:
        ring = Alarm()
        ring.add("action", "DISPLAY")
        ring.add("trigger", -alarm)
        ring.add("description", title)
        event.add_component(ring)
    return event


def _description(callback: CallbackCard, *, with_number: bool) -> list[str]:
    """Return the lines below the title: the person's local time, and the number."""
    zone = callback.zone or "UTC"
    lines = [f"{callback.due_at.astimezone(load_zone(zone)):%A %H:%M} in {zone}"]
    if with_number:
        lines += [callback.shown]
    return [harmless(line) for line in lines]


def _uid(callback: CallbackCard) -> str:
    """Return an id that is the same in every export and unique across databases."""
    text = f"{callback.callback_id} {callback.made_at.astimezone(UTC).isoformat()}"
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
