"""Examine the agent's own calendar: whether it answers."""

from collections.abc import Iterator
from importlib.util import find_spec

from console.maintenance.checkup.finding import Finding
from console.outreach.calendar.settings import CalendarSettings

NO_LIBRARY = "its library is missing where smiledial is installed, so no promise goes there"


def look_at_calendar(settings: CalendarSettings, file: str) -> Iterator[Finding]:
    """Report a calendar that does not answer; nothing without one. `file` has the settings."""
    if not settings.url:
        return
    if find_spec("caldav") is None:
        yield Finding("calendar", NO_LIBRARY, "pip install 'smiledial[calendar]'")
        return
    # late: an optional package, slow to import
    from console.outreach.calendar.server import CalendarServer, CalendarTrouble

    with CalendarServer(settings, file) as server:
        try:
            is_calendar = server.is_calendar()
        except CalendarTrouble as trouble:
            yield Finding("calendar", str(trouble), "promises go there once it answers")
            return
    if is_calendar:
        yield Finding("calendar", f"{settings.url} answers")
    else:
        advice = "smiledial calendar test lists those of your account"
        yield Finding("calendar", f"{settings.url} is not a calendar", advice)
