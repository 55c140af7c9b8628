"""The words of the screen on the wall."""

from datetime import datetime
from zoneinfo import ZoneInfo

from console.cards.today import NextAppointment, Wall
from console.cards.waiting import Lanes
from console.view.sessions.lanes import whole_minute
from console.view.text.clocks import clock, weekday_day, weekday_time

LEGEND = "Quarter hours: yes, no, other calls"
LEAVING = "q leaves"
INVENTED = "Demo: everybody is invented"


def day_words(at: datetime, here: str) -> str:
    """Return `Wed 18 Nov`."""
    return weekday_day(at.astimezone(ZoneInfo(here)).date())


def compared_words(wall: Wall) -> str:
    """Return `grey and ┃: Tue at this hour`, or "" if there is no such day."""
    if not wall.compared.dials:
        return ""
    return f"grey and ┃: {compared_day(wall)} at this hour"


def compared_day(wall: Wall) -> str:
    """Return the weekday that the figures are compared with: `Tue`."""
    return f"{wall.compared_on:%a}"


def open_zones(lanes: Lanes, now: datetime) -> list[tuple[str, str]]:
    """Return each zone that can be called now with the time left, `6:40`; the first to close first.

    Only leads that wait for nothing but their hours count.
    """
    left = []
    for lane in lanes.lanes:
        for opens, closes in lane.spans:
            if whole_minute(opens) <= now < closes:
                left.append((closes - now, lane.name))
    minutes = [(int(length.total_seconds()) // 60, name) for length, name in sorted(left)]
    return [(name, f"{minute // 60}:{minute % 60:02}") for minute, name in minutes]


def zones_title(lanes: Lanes, now: datetime, here: str) -> str:
    """Return the title above the zones, or when the next one opens if none is open."""
    if open_zones(lanes, now):
        return "Phones may ring for another"
    opens = [opens for lane in lanes.lanes for opens, _ in lane.spans if opens > now]
    if not opens:
        return "No lead is ready to be called"
    return f"Nobody can be called until {clock(min(opens), here)}"


def appointment_time(appointment: NextAppointment, now: datetime, here: str) -> str:
    """Return `15:30`, or `Thu 15:30` on another day."""
    local, today = appointment.at.astimezone(ZoneInfo(here)), now.astimezone(ZoneInfo(here)).date()
    return clock(appointment.at, here) if local.date() == today else weekday_time(local)


def no_data_words(since: datetime, here: str) -> str:
    """Return `No data since 14:20`."""
    return f"No data since {clock(since, here)}"
