"""Read and write days and months as people do."""

import re
from datetime import date

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)


def say_day(on: date, today: date | None = None) -> str:
    """Return `14 Oct 2026`, without the year if it is that of `today`."""
    shown = f"{on.day} {on:%b}"
    return shown if today and on.year == today.year else f"{shown} {on.year}"


def index_of_name(word: str, names: tuple[str, ...]) -> int | None:
    """Return the index of a name; its first three letters are enough. None if it is unknown."""
    if len(word) < 3:
        return None
    return next((index for index, name in enumerate(names) if name.startswith(word)), None)


def month_day(words: list[str]) -> tuple[int, int, int | None] | None:
    """Return day, month and year of `1 dec`, `dec 1`, `1st december 2026`; None for other words."""
    months = [month for word in words if (month := index_of_name(word, MONTHS)) is not None]
    numbers = [re.sub(r"(?<=\d)(st|nd|rd|th|\.)$", "", word) for word in words]
    counts = [int(number) for number in numbers if re.fullmatch(r"\d{1,4}", number)]
    if len(months) != 1 or len(months) + len(counts) != len(words) or not 1 <= len(counts) <= 2:
        return None
    return counts[0], months[0] + 1, counts[1] if len(counts) == 2 else None


def dates_of(year: int, month: int, day: int) -> list[date]:
    """Return the date in a list, or an empty list if there is no such day."""
    try:
        return [date(year, month, day)] if 2000 <= year < 3000 else []
    except ValueError:
        return []
