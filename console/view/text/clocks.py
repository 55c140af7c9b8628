"""Format times, durations and hours, on the clock of the agent and of the person called.

Everything that people read goes through `time_words`, `hour_head`, `day` and `weekday_day`, which
follow the user's settings. JSON, CSV and the audit log do not: there times stay as ISO 8601.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from math import ceil, floor
from zoneinfo import ZoneInfo

from msgspec import Struct

from console.cards.lead_context import Window
from console.firm.personal_settings import Personal
from console.rules.times.calendar_words import MONTHS, say_day
from console.rules.times.day_parts import minute_of, short
from console.rules.times.windows import zone_name

DAY = 24 * 60
"""Minutes of a day."""


class Style(Struct, frozen=True):
    """How times and days are written: `3:04pm` for `15:04`, `Oct 14` for `14 Oct`.

    With `is_spoken`, lengths of time are words, because a voice reads `3:41` as a time of day.
    """

    twelve_hours: bool = False
    month_first: bool = False
    is_spoken: bool = False


def style_of(personal: Personal, *, is_spoken: bool = False) -> Style:
    """Return the style of an agent's settings."""
    return Style(personal.twelve_hours, personal.month_first, is_spoken)


class _Shown:
    """The style of this process: one person uses it."""

    style = Style()


def show_times_as(style: Style) -> None:
    """Write times and days in this style from now on."""
    _Shown.style = style


def uses_twelve_hours() -> bool:
    return _Shown.style.twelve_hours


def time_words(at: time | datetime) -> str:
    """Return `15:04`, or `3:04pm`."""
    if not _Shown.style.twelve_hours:
        return f"{at:%H:%M}"
    return f"{at.hour % 12 or 12}:{at:%M}{_half(at.hour)}"


def hour_head(hour: int) -> str:
    """Return an hour as the head of a column of two cells: `15`, or ` 3`."""
    return f"{hour % 12 or 12:>2}" if _Shown.style.twelve_hours else f"{hour % 24:02}"


def weekday_day(on: date, width: int = 0) -> str:
    """Return `Wed 4 Oct`, or `Wed Oct 4`. With a `width` of 2, `Wed 04 Oct`."""
    number = f"{on.day:0{width}}"
    return f"{on:%a} {on:%b} {number}" if _Shown.style.month_first else f"{on:%a} {number} {on:%b}"


def weekday_time(at: datetime) -> str:
    """Return `Wed 15:04`."""
    return f"{at:%a} {time_words(at)}"


_QUOTED = re.compile("(“[^”]*”)")
_TIME = re.compile(r"\b([01]\d|2[0-4]):([0-5]\d)\b(?!:)")
_MONTHS = "|".join(name.capitalize() for name in (*MONTHS, *(name[:3] for name in MONTHS)))
_DAY = re.compile(rf"\b(\d{{1,2}}) ({_MONTHS})\b( \d{{4}}\b)?")


def in_style(sentence: str) -> str:
    """Return a sentence of a rule with its times and days in the user's style.

    The rules write `15:04` and `14 October`, since their sentences are stored with each dial. Words
    that are quoted stay as they are.
    """
    style = _Shown.style
    if style == Style():
        return sentence
    parts = _QUOTED.split(sentence)
    for place in range(0, len(parts), 2):
        if style.twelve_hours:
            parts[place] = _TIME.sub(_twelve, parts[place])
        if style.month_first:
            parts[place] = _DAY.sub(_month_first, parts[place])
    return "".join(parts)


def _twelve(match: re.Match[str]) -> str:
    hour = int(match[1]) % 24
    return f"{hour % 12 or 12}:{match[2]}{_half(hour)}"


def _month_first(match: re.Match[str]) -> str:
    return f"{match[2]} {match[1]}" + (f",{match[3]}" if match[3] else "")


def _half(hour: int) -> str:
    return "am" if hour < 12 else "pm"


def city(zone: str) -> str:
    """Return the place of a time zone: `Knox` for `America/Indiana/Knox`."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def zone_time(zone: str, at: datetime) -> str:
    """Return `Mountain time` or `Sydney time`. It names the clock, not where somebody lives."""
    return f"{zone_name(zone, at)} time"


def clock(at: datetime, zone: str) -> str:
    """Return `09:00` in a time zone."""
    return time_words(at.astimezone(ZoneInfo(zone)))


def second_clock(at: datetime, zone: str) -> str:
    """Return `09:00:07` in a time zone."""
    local = at.astimezone(ZoneInfo(zone))
    if not _Shown.style.twelve_hours:
        return f"{local:%H:%M:%S}"
    return f"{local.hour % 12 or 12}:{local:%M:%S}{_half(local.hour)}"


def day(on: date, today: date) -> str:
    """Return `14 Oct`, with the year if it is not the current one."""
    if not _Shown.style.month_first:
        return say_day(on, today)
    shown = f"{on:%b} {on.day}"
    return shown if on.year == today.year else f"{shown}, {on.year}"


def day_in(text: str, today: date) -> str:
    """Format a day that a list gives as `2026-10-14`. Return any other text unchanged."""
    if len(text) != len("2026-10-14"):
        return text
    try:
        return day(date.fromisoformat(text), today)
    except ValueError:
        return text


def exact_day(on: date) -> str:
    """Return the day of a proof with its year: `2026-11-18`, or `Nov 18, 2026`."""
    return f"{on:%b} {on.day}, {on.year}" if _Shown.style.month_first else on.isoformat()


def exact_time(local: datetime) -> str:
    """Return the time of a proof: `Wed 2026-11-18 16:12`, or `Wed Nov 18, 2026 4:12pm`."""
    return f"{local:%a} {exact_day(local.date())} {time_words(local)}"


def exact_utc(at: datetime) -> str:
    """Return an instant of a proof to the second: `Wed 2026-11-18 18:16:46 UTC`."""
    utc = at.astimezone(UTC)
    return f"{utc:%a} {exact_day(utc.date())} {second_clock(utc, 'UTC')} UTC"


def as_of(now: datetime) -> str:
    """Return the sentence that dates a report: `As of 2026-11-18 16:12 UTC.`"""
    utc = now.astimezone(UTC)
    return f"As of {exact_day(utc.date())} {time_words(utc)} UTC."


def day_or_time(value: object) -> object:
    """Return a day or an instant of a document in the user's style, and anything else unchanged.

    The common style is that of the document, ISO 8601: a table for programs has it too.
    """
    if _Shown.style == Style() or not isinstance(value, str):
        return value
    try:
        if len(value) == len("2026-10-14"):
            return exact_day(date.fromisoformat(value))
        return exact_utc(datetime.fromisoformat(value))
    except ValueError:
        return value


def moment(at: datetime, now: datetime, zone: str) -> str:
    """Return the shortest name of a future time: `09:00`, `tomorrow 09:00`, `Tue 09:00`."""
    there = at.astimezone(ZoneInfo(zone))
    today = now.astimezone(ZoneInfo(zone)).date()
    days = (there.date() - today).days
    if days == 0:
        return time_words(there)
    if days == 1:
        return f"tomorrow {time_words(there)}"
    if 1 < days < 7:
        return weekday_time(there)
    return f"{day(there.date(), today)} {time_words(there)}"


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
    has_no_day = there == clock(at, zone) and mine == clock(at, here)
    if is_one_day or has_no_day:
        return there, mine
    return _by_weekday(at, now, zone), _by_weekday(at, now, here)


def _by_weekday(at: datetime, now: datetime, zone: str) -> str:
    """Return `Tue 09:00` for the next seven days, `moment` for all other times."""
    there = at.astimezone(ZoneInfo(zone))
    days = (there.date() - now.astimezone(ZoneInfo(zone)).date()).days
    return weekday_time(there) if 0 <= days < 7 else moment(at, now, zone)


def both_clocks(at: datetime, now: datetime, zone: str, here: str) -> str:
    """Return `09:00 Mountain time (10:00 here)`, or one clock if both show the same.

    If both are on the same day, it is named once: `tomorrow 09:00 Mountain time (10:00 here)`.
    """
    there, mine = both_moments(at, now, zone, here)
    text = f"{there} {zone_time(zone, at)}"
    day_there = there.removesuffix(clock(at, zone))
    return text if mine == there else f"{text} ({mine.removeprefix(day_there)} here)"


def span(length: timedelta) -> str:
    """Return `9 h 18 min` or `42 min`. Less than ten minutes is `4:31`."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 600:
        return stopwatch(length)
    minutes = seconds // 60
    if minutes < 48 * 60:
        is_cut = minutes >= 60 and not _Shown.style.is_spoken
        return f"{short_span(minutes)} min" if is_cut else short_span(minutes)
    return f"{minutes // (24 * 60)} days"


def short_span(minutes: int) -> str:
    """Return `11 h 59` or `48 min`, which nobody mistakes for a time of day."""
    if _Shown.style.is_spoken:
        return _spoken(minutes * 60)
    return f"{minutes // 60} h {minutes % 60:02}" if minutes >= 60 else f"{minutes} min"


def overdue(length: timedelta) -> str:
    """Return `overdue 42 min`, `overdue 9 h` or `overdue 3 days`.

    In the first minute it is `due now`.
    """
    minutes = int(length.total_seconds()) // 60
    if minutes < 1:
        return "due now"
    if minutes < 60:
        return f"overdue {short_span(minutes)}"
    hours = minutes // 60
    return f"overdue {whole_hours(hours)}" if hours < 48 else f"overdue {hours // 24} days"


def whole_hours(hours: int) -> str:
    """Return `9 h`."""
    return _spoken(hours * 3600) if _Shown.style.is_spoken else f"{hours} h"


def stopwatch(length: timedelta) -> str:
    """Return `0:48` or `1:02:10`."""
    seconds = max(0, int(length.total_seconds()))
    if _Shown.style.is_spoken:
        return _spoken(seconds)
    hours, remainder = divmod(seconds, 3600)
    minutes, seconds = divmod(remainder, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def length_words(length: timedelta) -> str:
    """Return `48 s`, `34 min` or `1 h 54`: the unit keeps it from looking like a time of day."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    if minutes:
        return short_span(minutes)
    return _spoken(seconds) if _Shown.style.is_spoken else f"{seconds} s"


def _spoken(seconds: int) -> str:
    """Return `3 hours 4 minutes`, `4 minutes 31 seconds` or `1 second`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    counts = ((hours, "hour"), (minutes, "minute"), (0 if hours else rest, "second"))
    words = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counts if count]
    return " ".join(words) or "0 seconds"


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
    """Return `8–21`, `9–12 14–20` or `closed`; with twelve hours `8am–9pm`."""
    spans = " ".join(f"{_short(opens, '0')}–{_short(closes, '24')}" for opens, closes in windows)
    return spans or "closed"


def _short(at: time, midnight: str) -> str:
    if not _Shown.style.twelve_hours:
        return short(at) or midnight
    minutes = f":{at:%M}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{_half(at.hour)}"
