"""Format times, durations and hours, on the clock of the agent and of the person called."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import ceil, floor
from zoneinfo import ZoneInfo

from console.cards.lead_context import Window
from console.rules.times.calendar_words import say_day
from console.rules.times.day_parts import minute_of, short
from console.rules.times.zone_names import zone_name

DAY = 24 * 60
"""Minutes of a day."""


def city(zone: str) -> str:
    """Return the place of a time zone: `Knox` for `America/Indiana/Knox`."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def zone_time(zone: str, at: datetime) -> str:
    """Return `Mountain time` or `Sydney time`. It names the clock, not where somebody lives."""
    return f"{zone_name(zone, at)} time"


def clock(at: datetime, zone: str) -> str:
    """Return `09:00` in a time zone."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def second_clock(at: datetime, zone: str) -> str:
    """Return `09:00:07` in a time zone."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M:%S}"


def day(on: date, today: date) -> str:
    """Return `14 Oct`, with the year if it is not the current one."""
    return say_day(on, today)


def day_in(text: str, today: date) -> str:
    """Format a day that a list gives as `2026-10-14`. Return any other text unchanged."""
    if len(text) != len("2026-10-14"):
        return text
    try:
        return day(date.fromisoformat(text), today)
    except ValueError:
        return text


def moment(at: datetime, now: datetime, zone: str) -> str:
    """Return the shortest name of a future time: `09:00`, `tomorrow 09:00`, `Tue 09:00`."""
    there = at.astimezone(ZoneInfo(zone))
    today = now.astimezone(ZoneInfo(zone)).date()
    days = (there.date() - today).days
    if days == 0:
        return f"{there:%H:%M}"
    if days == 1:
        return f"tomorrow {there:%H:%M}"
    if 1 < days < 7:
        return f"{there:%a %H:%M}"
    return f"{day(there.date(), today)} {there:%H:%M}"


def both_moments(at: datetime, now: datetime, zone: str, here: str) -> tuple[str, str]:
    """Return `moment` in their zone and in the agent's zone.

    If the two clocks disagree on what "today" is, both moments name the weekday. A time that is
    today on both clocks needs no day, even if the dates differ.
    """
    there, mine = moment(at, now, zone), moment(at, now, here)
    zones = ZoneInfo(zone), ZoneInfo(here)
    is_one_day = all(
        time.astimezone(zones[0]).date() == time.astimezone(zones[1]).date() for time in (at, now)
    )
    # Five characters mean a time without a day: `09:00`.
    if is_one_day or len(there) == len(mine) == len("00:00"):
        return there, mine
    return _by_weekday(at, now, zone), _by_weekday(at, now, here)


def _by_weekday(at: datetime, now: datetime, zone: str) -> str:
    """Return `Tue 09:00` for the next seven days, `moment` for all other times."""
    there = at.astimezone(ZoneInfo(zone))
    days = (there.date() - now.astimezone(ZoneInfo(zone)).date()).days
    return f"{there:%a %H:%M}" if 0 <= days < 7 else moment(at, now, zone)


def both_clocks(at: datetime, now: datetime, zone: str, here: str) -> str:
    """Return `09:00 Mountain time (10:00 here)`, or one clock if both show the same.

    If both are on the same day, it is named once: `tomorrow 09:00 Mountain time (10:00 here)`.
    """
    there, mine = both_moments(at, now, zone, here)
    text = f"{there} {zone_time(zone, at)}"
    day_there = there[: -len("00:00")]
    return text if mine == there else f"{text} ({mine.removeprefix(day_there)} here)"


def span(length: timedelta) -> str:
    """Return `9 h 18 min` or `42 min`. Less than ten minutes is `4:31`."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 600:
        return f"{seconds // 60}:{seconds % 60:02}"
    minutes = seconds // 60
    if minutes < 48 * 60:
        return f"{short_span(minutes)} min" if minutes >= 60 else short_span(minutes)
    return f"{minutes // (24 * 60)} days"


def short_span(minutes: int) -> str:
    """Return `11 h 59` or `48 min`, which nobody mistakes for a time of day."""
    return f"{minutes // 60} h {minutes % 60:02}" if minutes >= 60 else f"{minutes} min"


def overdue(length: timedelta) -> str:
    """Return `overdue 42 min`, `overdue 9 h` or `overdue 3 days`.

    In the first minute it is `due now`.
    """
    minutes = int(length.total_seconds()) // 60
    if minutes < 1:
        return "due now"
    if minutes < 60:
        return f"overdue {minutes} min"
    hours = minutes // 60
    return f"overdue {hours} h" if hours < 48 else f"overdue {hours // 24} days"


def stopwatch(length: timedelta) -> str:
    """Return `0:48` or `1:02:10`."""
    seconds = max(0, int(length.total_seconds()))
    hours, remainder = divmod(seconds, 3600)
    minutes, seconds = divmod(remainder, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def hour_bar(windows: Sequence[Window], cells: int) -> str:
    """Draw a day from midnight to midnight.

    A cell is `━` if calls are allowed in all of it.
    """
    length, bar = DAY // cells, ["·"] * cells
    for opens, closes in windows:
        # Round inwards, so that a cell never shows a quiet minute as callable.
        first = ceil(minute_of(opens) / length)
        last = floor((minute_of(closes) or DAY) / length)  # closing at 00:00 ends the day
        bar[first:last] = "━" * max(0, last - first)
    return "".join(bar)


def window_words(windows: Sequence[Window]) -> str:
    """Return `8–21`, `9–12 14–20` or `closed`."""
    spans = " ".join(f"{short(opens) or '0'}–{short(closes) or '24'}" for opens, closes in windows)
    return spans or "closed"
