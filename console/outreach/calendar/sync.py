"""Bring an agent's calendar up to their promises: create, change and delete entries of ours.

`try_calendar` writes an entry, reads it back and deletes it.

The calendar itself remembers what we wrote: each entry carries a mark (`MARK`) that says whose it
is and what it said. So nothing is stored here, and a sync that was killed is simply run again. An
hour that somebody changed in the calendar is reported and left alone.

`python -m console.outreach.calendar.sync` does it in a process of its own: a job comes in by
standard input, since nobody else may read its password there.
"""

import secrets
import sys
import zoneinfo
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import recurring_ical_events
from icalendar import Calendar, Event
from msgspec import Struct

from console.outreach.calendar.job import (
    MARK,
    OURS,
    Busy,
    CalendarSettings,
    Job,
    MovedThere,
    Result,
    Wanted,
)
from console.outreach.calendar.server import CalendarServer, CalendarTrouble, Conflict, Resource
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


BACK, AHEAD = timedelta(days=1), timedelta(days=60)
"""The span of the calendar that is read around now, if no promise lies further ahead."""

TRIES = 3
"""How often a calendar that changes meanwhile is read again."""

MOST_BUSY = 2000
"""The most busy times that are kept."""


def synchronize(job: Job) -> Result:
    """Bring the calendar up to date. Blocks as long as the server does."""
    run = _Run(job)
    try:
        with CalendarServer(job.settings, job.file) as server:
            run.go(server)
    except CalendarTrouble as trouble:
        return run.result(str(trouble), is_final=trouble.is_final)
    return run.result()


class _Run:
    """One sync. Its lists keep what was done before a failure."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._created: list[Wanted] = []
        self._changed: list[Wanted] = []
        self._deleted: list[str] = []
        self._moved: list[MovedThere] = []
        self._busy: list[Busy] = []

    def result(self, trouble: str = "", *, is_final: bool = False) -> Result:
        done = (self._created, self._changed, self._deleted, self._moved, self._busy)
        return Result(*done, trouble, is_final)

    def go(self, server: CalendarServer) -> None:
        for _ in range(TRIES):
            try:
                self._once(server)
            except Conflict:
                continue  # somebody changed the calendar since we read it: read it again
            return
        raise CalendarTrouble(
            f"The calendar at {self._job.settings.url} refuses an entry again and again, as if "
            "somebody else changed it: try again later."
        )

    def _once(self, server: CalendarServer) -> None:
        now, zone = self._job.now, self._job.zone
        until = max([now + AHEAD, *(entry.ends_at + BACK for entry in self._job.wanted)])
        self._moved, self._busy = [], []
        there: dict[str, Entry] = {}
        for resource in server.entries(now - BACK, until):
            entry = read_entry(resource, zone)
            if entry is not None and entry.uid.endswith(OURS):
                there[entry.uid] = entry
            elif self._job.settings.busy and len(self._busy) < MOST_BUSY:
                self._busy += busy_times(resource, now, until, zone)
        for wanted in self._job.wanted:
            self._write(server, wanted, there.pop(wanted.uid, None))
        for entry in there.values():
            # Entries of another database or agent stay, and so do past ones.
            if entry.tag == self._job.tag and entry.starts_at > now:
                if not self._job.is_dry_run:
                    server.delete(entry.resource)
                self._deleted.append(entry.title)

    def _write(self, server: CalendarServer, wanted: Wanted, entry: Entry | None) -> None:
        if entry is None:
            entry = self._create(server, wanted)
        if entry is None or _is_same(wanted, entry):
            return
        if entry.fingerprint == wanted.fingerprint:  # so the difference was made in the calendar
            etag = entry.resource.etag
            moved = MovedThere(wanted.title, wanted.starts_at, entry.starts_at, etag)
            self._moved.append(moved)
            return
        if not self._job.is_dry_run:
            server.change(entry.resource, wanted.content)
        self._changed.append(wanted)

    def _create(self, server: CalendarServer, wanted: Wanted) -> Entry | None:
        """Create an entry, or return the one that is there after all.

        A server answers 409 or 412 to a UID that it has under another name, or far from its time.
        """
        try:
            if not self._job.is_dry_run:
                server.create(f"{wanted.uid.removesuffix(OURS)}.ics", wanted.content)
        except Conflict:
            resource = server.entry_named(wanted.uid)
            if resource is None or (entry := read_entry(resource, self._job.zone)) is None:
                raise
            return entry
        self._created.append(wanted)
        return None


def _is_same(wanted: Wanted, entry: Entry) -> bool:
    """Return whether the calendar has what is wanted; a server may have dropped the mark."""
    is_then = (entry.starts_at, entry.ends_at) == (wanted.starts_at, wanted.ends_at)
    is_ours = entry.fingerprint == wanted.fingerprint
    return is_then and (is_ours or (not entry.fingerprint and entry.title == wanted.title))


class Trial(Struct, frozen=True):
    """How a trial went. `calendars` are those of the account, if the one in the settings failed."""

    works: bool
    text: str
    calendars: Sequence[tuple[str, str]] = ()


def try_calendar(settings: CalendarSettings, file: str, now: datetime) -> Trial:
    """Try the calendar of the settings in `file`."""
    uid = f"test-{secrets.token_hex(8)}{OURS}"
    with CalendarServer(settings, file) as server:
        try:
            if not server.is_calendar():
                return _not_a_calendar(settings.url, file, _calendars(server))
            name = f"{uid.removesuffix(OURS)}.ics"
            server.create(name, _test_entry(uid, now))
            written = server.entry_named(uid)
            if written is None:
                server.delete_named(name)
                text = f"{settings.url} takes entries and does not give them back: use another one."
                return Trial(works=False, text=text, calendars=_calendars(server))
            server.delete(written)
        except (CalendarTrouble, Conflict) as trouble:
            text = str(trouble) or f"{settings.url} refuses a new entry."
            return Trial(works=False, text=text, calendars=_calendars(server))
    return Trial(works=True, text=f"{settings.url} takes entries and gives them back.")


def _not_a_calendar(url: str, file: str, calendars: Sequence[tuple[str, str]]) -> Trial:
    text = f"{url} is not a calendar, so nothing was written there."
    if calendars:
        return Trial(False, f"{text} Set “url” in [calendar] of {file} to one of these:", calendars)
    return Trial(False, f"{text} The server names no calendar of yours: make one, and set its url.")


def _calendars(server: CalendarServer) -> Sequence[tuple[str, str]]:
    try:
        return server.calendars()
    except CalendarTrouble:
        return ()  # the first trouble is told


def _test_entry(uid: str, now: datetime) -> str:
    event = Event()
    starts_at = now.astimezone(UTC).replace(microsecond=0) + timedelta(days=1)
    event.add("uid", uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=15))
    event.add("summary", "Smile & Dial: a test")
    calendar = Calendar()
    calendar.add("prodid", "-//smiledial//test//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


def main() -> None:
    """Read a job from standard input and write its result to standard output."""
    zoneinfo.reset_tzpath(to=())  # the packaged zones, as in the console
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    sys.stdout.buffer.write(msgspec.json.encode(synchronize(job)))


if __name__ == "__main__":
    main()
