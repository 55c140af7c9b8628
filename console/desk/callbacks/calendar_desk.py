"""Promises for calendars: an agent's own entries, and an iCalendar file (RFC 5545).

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
from console.desk.seat import Seat
from console.files.opening import write_whole
from console.firm.settings import firm_from
from console.outreach.calendar.job import MARK, Wanted
from console.rules.phone.number_plan import show_phone
from console.rules.places.facts import place_from_facts
from console.rules.shift.appointments import STANDING, WAY_WORDS
from console.rules.text import clean_line, harmless
from console.rules.times.windows import load_zone
from console.rules.verdict.firm_places import settle
from console.trouble import BadInput
from db.audit import log
from db.calls.appointment_lists import AppointmentOfLead, appointments_between
from db.calls.callbacks import CallbackOfLead, standing_callbacks
from db.engine.database import Connection
from db.firm.settings import read_firm
from db.leads.records import numbers_of
from db.places.stored import places_named

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


Promise = CallbackOfLead | AppointmentOfLead


class CalendarDesk:
    """The promises that an agent keeps in person. Any thread may use it, one at a time."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat
        self._made: dict[tuple[object, ...], Wanted] = {}
        """Entries by the rows they were made from: only new ones need the person's place."""

    @property
    def tag(self) -> str:
        """Names this database and agent in a calendar, and reveals neither."""
        database = self._seat.database
        where = str(Path(database.where).resolve()) if database.is_sqlite else database.where
        return hashlib.sha256(f"{where}\n{self._seat.agent}".encode()).hexdigest()[:16]

    def wanted(self, *, with_number: bool) -> Sequence[Wanted]:
        """Return the entries of promises to come: own callbacks, and appointments they keep.

        The call of an appointment is no entry of its own.
        """
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.read() as connection:
            meetings = [
                row
                for row in appointments_between(connection, agent, now, limit=None)
                if row.status in STANDING and row.starts_at > now
            ]
            starts = {row.lead_id: row.starts_at for row in meetings}
            calls = [
                row
                for row in standing_callbacks(connection, agent, None, None)
                if row.due_at > now and row.due_at > starts.get(row.lead_id, now)
            ]
            known = {} if with_number else self._made  # a number is not in these rows
            promises: list[Promise] = [*calls, *(row for row in meetings if row.with_whom == agent)]
            entries = {
                key: known.get(key) or self._make(connection, row, now, with_number=with_number)
                for row in promises
                for key in [_key(row)]
            }
        self._made = entries
        return sorted(entries.values(), key=lambda entry: (entry.starts_at, entry.uid))

    def log_sent(self, entries: Sequence[Wanted]) -> None:
        """Log that entries go to the agent's calendar; call it before they do."""
        if entries:
            now = self._seat.clock()
            detail = {"what": "callbacks", "format": "caldav", "count": len(entries)}
            with self._seat.database.write() as connection:
                log.append(connection, now, self._seat.agent, "export", detail)

    def _make(
        self, connection: Connection, row: Promise, now: datetime, *, with_number: bool
    ) -> Wanted:
        numbers = numbers_of(connection, row.lead_id)
        phones = numbers[:1] if with_number else ()
        shown = [show_phone(number.e164, number.extension) for number in phones]
        name = clean_line(row.name)
        if isinstance(row, AppointmentOfLead):
            title = f"{name}, {WAY_WORDS[row.way]}"
            lines = [local_line(row.starts_at, row.zone), *shown]
            length, place = timedelta(minutes=row.minutes), clean_line(row.place)
            entry = Entry(row.uid, title, row.starts_at, length, lines, place, row.sequence)
        else:
            zone = self._zone_of(connection, numbers[0].place_id) if numbers else ""
            lines = [local_line(row.due_at, zone), *shown]
            uid = callback_uid(row.id, row.made_at)
            entry = Entry(uid, f"Call back {name}".strip(), row.due_at, LENGTH, lines)
        return self._wanted(entry, now)

    def _wanted(self, entry: Entry, now: datetime) -> Wanted:
        event = write_event(entry, ALARM, now)
        fingerprint = _fingerprint(event)
        event.add(MARK, f"{self.tag} {fingerprint}")
        ends_at = entry.starts_at + entry.length
        content = write_events([event]).decode()
        return Wanted(entry.uid, entry.title, entry.starts_at, ends_at, fingerprint, content)

    def _zone_of(self, connection: Connection, place_id: int) -> str:
        # Not by the seat's openings: another thread may be using them.
        firm = firm_from(read_firm(connection), self._seat.agent)
        for _, facts in places_named(connection, [place_id]):
            zones = settle(place_from_facts(facts), firm).zones
            return zones[0].value if zones else ""
        return ""


def _key(row: Promise) -> tuple[object, ...]:
    """Return what an entry is made from."""
    if isinstance(row, AppointmentOfLead):
        what = (row.starts_at, row.minutes, row.way, row.place, row.sequence)
        return ("appointment", row.id, row.name, *what)
    return ("callback", row.id, row.name, row.due_at)


def _fingerprint(event: Event) -> str:
    """Return a hash of what an entry says, whenever it was written."""
    lines = event.to_ical().decode().splitlines()
    text = "\n".join(line for line in lines if not line.startswith("DTSTAMP"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
