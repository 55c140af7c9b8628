"""Try a calendar: write an entry, read it back, delete it; or list the account's calendars."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event
from msgspec import Struct

from console.outreach.calendar.job import OURS
from console.outreach.calendar.server import CalendarServer, CalendarTrouble, Conflict
from console.outreach.calendar.settings import CalendarSettings


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
