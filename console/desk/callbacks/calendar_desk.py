"""An agent's own promises as entries for their calendar."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from icalendar import Event

from console.desk.callbacks.calendar_file import (
    ALARM,
    LENGTH,
    Entry,
    callback_uid,
    local_line,
    write_event,
    write_events,
)
from console.desk.seat import Seat
from console.firm.settings import firm_from
from console.outreach.calendar.job import MARK, Wanted
from console.rules.phone.shown import show_phone
from console.rules.places.facts import place_from_facts
from console.rules.shift.appointments import STANDING, WAY_WORDS
from console.rules.text import clean_line
from console.rules.verdict.firm_places import settle
from db.audit import log
from db.calls.appointment_lists import AppointmentOfLead, appointments_between
from db.calls.callbacks import CallbackOfLead, standing_callbacks
from db.engine.database import Connection
from db.firm.settings import read_firm
from db.leads.records import numbers_of
from db.places.stored import places_named

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
        self,
        connection: Connection,
        row: Promise,
        now: datetime,
        *,
        with_number: bool,
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
