"""Holidays on which a rule bars calls: the lists of statutes, as dates of a year.

A list answers only for the years it covers. For other years the answer is unknown, never open.
"""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct, field

from console.rules.times import calendar_words

# Not `calendar.month_name`, whose names follow the process's locale.
MONTHS = {name: number for number, name in enumerate(calendar_words.MONTHS, 1)}
WEEKDAYS = {name: number for number, name in enumerate(calendar_words.WEEKDAYS)}
WEEKEND = {5: "sat", 6: "sun"}
COUNTS = {"first": 0, "second": 1, "third": 2, "fourth": 3}


class QuietDay(Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """One holiday of a list; `on` is written as in the statute: "third Monday of January".

    `since` is its first year. `every` is 2 if only even years have it. `observed` overrides how the
    list moves a holiday from a weekend.
    """

    name: str
    on: str
    since: int = 0
    every: int = 1
    observed: Mapping[str, Sequence[int]] = field(default_factory=dict)


class DatedDay(Struct, frozen=True, forbid_unknown_fields=True):
    """A single day, such as that of a proclamation."""

    on: date = field(name="date")
    name: str


class HolidayList(Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """The holidays of a rule, for the years `covers` (first, last).

    `observed` says by how many days a holiday on a weekend moves: {"sat": [-1], "sun": [1]}. The
    day itself and every day it may move to are barred. `package` names the country and subdivision
    whose list in the `holidays` package supplies the other days.
    """

    id: str
    name: str
    covers: tuple[int, int]
    days: tuple[QuietDay, ...] = ()
    observed: Mapping[str, Sequence[int]] = field(default_factory=dict)
    package: tuple[str, str] | None = None
    dated: tuple[DatedDay, ...] = ()
    citation: str = ""
    source: str = ""
    note: str = ""

    def is_known(self, year: int) -> bool:
        return self.covers[0] <= year <= self.covers[1]

    def name_on(self, day: date) -> str | None:
        """Return the holiday's name, None on a working day. Call it only for covered years."""
        return days_of(self, day.year).get(day)


def easter_of(year: int) -> date:
    """Return Western Easter Sunday by the anonymous Gregorian algorithm (Meeus, 1991, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    month, day = divmod(h + j - 7 * m + 114, 31)
    return date(year, month, day + 1)


def date_of(on: str, year: int) -> date:
    """Return the day that the words mean in a year.

    Understands "25 December", "fourth Thursday of November", "last Monday of May", "47 days before
    Easter", "1 day after fourth Thursday of November", "Easter" and "Monday that 19 June moves to"
    (Utah: the Monday before a Tuesday to Friday, the Monday after a weekend). Raises ValueError
    for other words.
    """
    words = on.casefold().split()
    match words:
        case ["easter"]:
            return easter_of(year)
        case ["monday", "that", day, month, "moves", "to"]:
            anchor = date_of(f"{day} {month}", year)
            weekday = anchor.weekday()
            return anchor + timedelta(days=-weekday if weekday < 5 else 7 - weekday)
        case [count, "day" | "days", "before" | "after" as side, *rest]:
            step = timedelta(days=int(count))
            anchor = date_of(" ".join(rest), year)
            return anchor - step if side == "before" else anchor + step
        case [count, weekday, "of", month] if weekday in WEEKDAYS and month in MONTHS:
            return weekday_in_month(count, WEEKDAYS[weekday], MONTHS[month], year)
        case [day, month] if day.isdigit() and month in MONTHS:
            return date(year, MONTHS[month], int(day))
    raise ValueError(f"{on!r} is no day that a list of holidays can name.")


def weekday_in_month(count: str, weekday: int, month: int, year: int) -> date:
    if count == "last":
        end = date(year, month, calendar.monthrange(year, month)[1])
        return end - timedelta(days=(end.weekday() - weekday) % 7)
    start = date(year, month, 1)
    return start + timedelta(days=(weekday - start.weekday()) % 7 + 7 * COUNTS[count])


@lru_cache(maxsize=1024)
def days_of(holidays: HolidayList, year: int) -> Mapping[date, str]:
    """Return the name of each barred day of the year."""
    names: dict[date, str] = {}
    # New Year's Day may be observed on 31 December, so the neighboring years count too.
    for near_year in (year, year - 1, year + 1):
        if near_year != year and not holidays.observed:
            continue
        for holiday in holidays.days:
            if near_year < holiday.since or near_year % holiday.every:
                continue
            day = date_of(holiday.on, near_year)
            names.setdefault(day, holiday.name)
            moves = holiday.observed or holidays.observed
            for shift in moves.get(WEEKEND.get(day.weekday(), ""), ()):
                names.setdefault(day + timedelta(days=shift), f"{holiday.name} (observed)")
    if holidays.package:
        # The names of the list itself replace those of the package.
        names = days_of_package(*holidays.package, year) | names
    names |= {day.on: day.name for day in holidays.dated}
    return {day: name for day, name in names.items() if day.year == year}


def days_of_package(country: str, subdivision: str, year: int) -> dict[date, str]:
    import holidays as package  # late: takes 50 ms or more, and few lists need it

    return dict(
        package.country_holidays(country, subdiv=subdivision or None, years=year, language="en_US")
    )
