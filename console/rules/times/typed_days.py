"""A day that has been, as an agent types it: `today`, `3 march`, `tue`, `2 weeks ago`."""

import re
from datetime import date, timedelta

from console.rules.times.calendar_words import WEEKDAYS, dates_of, month_day, named, say_day

DAY_EXAMPLES = "today, yesterday, tue, 3 march, 2026-03-03, 2 weeks ago"
RUN_EXAMPLES = "3 march 2025 to 2 march 2027, or 2025-03-03 to 2027-03-02"
_UNITS = {"day": 1, "week": 7}
YEARS = range(1971, 2200)
"""Of which a day of a call or of consent may be: 0001-01-01, 1900-01-01 and 1970-01-01 are what
programs write for none."""


class DayError(ValueError):
    """The text is no day that has been; says what to write instead."""


def read_run(text: str, today: date) -> tuple[date, date]:
    """First and last day of what has begun: `3 march 2025 to 2027-03-02`. Raises DayError."""
    first, _, last = re.sub(r"\s+(to|until|till)\s+|\s*–\s*", "\n", text.strip()).partition("\n")
    on = read_past_day(first, today)
    words = [word for word in re.split(r"[\s,]+", last.lower()) if word]
    read = month_day(words) or (0, 0, None)
    days = _days(words, today) if len(words) == 1 else []
    if read[2] is not None:
        days = dates_of(read[2], read[1], read[0])
    if not days:
        raise DayError(f"From when until when? For instance {RUN_EXAMPLES}.")
    if days[0] < on:
        raise DayError(f"{say_day(days[0])} is before {say_day(on)}: the first day comes first.")
    return on, days[0]


def read_past_day(text: str, today: date) -> date:
    """The day meant, the latest one not after `today`. Raises DayError."""
    words = [word for word in re.split(r"[\s,]+", text.lower().strip()) if word not in {"", "on"}]
    if not words:
        raise DayError(f"On which day? For instance {DAY_EXAMPLES}.")
    found = _days(words, today)
    if not found:
        raise DayError(f"“{' '.join(words)}” is not a day: write for instance {DAY_EXAMPLES}.")
    past = [on for on in found if on <= today]
    if not past:
        raise DayError(f"{say_day(found[0])} is still to come: give a day that has been.")
    return max(past)


def say_far(text: str) -> str:
    """That a day, or an instant, is of none of the YEARS."""
    return f"“{text.strip()[:40]}” is too far: give a day of the years {YEARS[0]} to {YEARS[-1]}."


def _days(words: list[str], today: date) -> list[date]:
    """The days the words may mean; none when they are not a day."""
    if words in (["today"], ["now"]):
        return [today]
    if words == ["yesterday"]:
        return [today - timedelta(days=1)]
    if words[-1] == "ago":
        return _ago(words[:-1], today)
    if len(words) > 1:
        return _month_days(words, today)
    word = words[0]
    if (weekday := named(word, WEEKDAYS)) is not None:
        return [today - timedelta(days=(today.weekday() - weekday) % 7)]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word, re.ASCII):
        return dates_of(int(word[:4]), int(word[5:7]), int(word[8:]))
    if slashed := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", word, re.ASCII):
        one, other, year = map(int, slashed.groups())
        if max(one, other) > 12 or one == other:
            return dates_of(year, min(one, other), max(one, other))
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}([/.-]\d{2,4})?", word, re.ASCII):
        raise DayError(f"Which is the month in {word}? Write 3 march, or 2026-03-03.")
    return []


def _ago(words: list[str], today: date) -> list[date]:
    match = re.fullmatch(r"(\d{1,3}|a)(day|week)s?", "".join(words), re.ASCII)
    if match is None:
        return []
    count = 1 if match[1] == "a" else int(match[1])
    return [today - timedelta(days=count * _UNITS[match[2]])]


def _month_days(words: list[str], today: date) -> list[date]:
    read = month_day(words)
    if read is None:
        return []
    day, month, year = read
    years = range(today.year - 4, today.year + 1) if year is None else [year]
    return [on for one in years for on in dates_of(one, month, day)]
