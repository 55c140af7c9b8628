"""Read times and days as an agent types them.

`read_when` reads a future time on the clock of the person called: `tue 3pm`, `+2h`, `1 dec 2pm`,
`tomorrow morning`, `half past 3`, `3pm est`.
Words that nobody knows stay as they are, so that a refusal quotes them.
`read_past_day` reads a past day: `today`, `3 march`, `tue`, `2 weeks ago`.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from typing import NamedTuple
from zoneinfo import ZoneInfo

from console.rules.times.calendar_words import (
    MONTHS,
    WEEKDAYS,
    dates_of,
    index_of_name,
    month_day,
    say_day,
)

_NUMBERS = "one two three four five six seven eight nine ten eleven twelve"
_COUNTS = {word: str(count) for count, word in enumerate(_NUMBERS.split(), 1)}
_UNIT = r"(?:minute|min|hour|day|week|fortnight)s?"
_DAY = "|".join(
    f"{day[:3]}(?:{'|'.join(day[3:n] for n in range(len(day), 3, -1))})?" for day in WEEKDAYS
)

_PHRASES = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"\bfirst thing(?: in the morning)?\b|\bbefore lunch\b", "morning"),
        (r"\bafter lunch\b", "afternoon"),
        (r"\b(\d{1,2})(?:[:.](\d{2}))? uhr\b", lambda match: f"{match[1]}:{match[2] or '00'}"),
        (r"\bthis (?=morning|afternoon|evening)", "today "),
        (r"\bhalf an hour\b", "30 minutes"),
        (r"\b(?:an|1) hour and a half\b", "90 minutes"),
        (rf"\ba couple of (?={_UNIT}\b)", "2 "),
        (rf"\ban? (?={_UNIT}\b)", "1 "),
        (r"\b(?:1 )?fortnight\b", "2 weeks"),
        (r"\b(?:the )?day after tomorrow\b", "day+2"),
        (r"\bhalf past (\d{1,2})\b", r"\1:30"),
        (r"\bquarter past (\d{1,2})\b", r"\1:15"),
        (r"\bquarter to (\d{1,2})\b", lambda match: f"{(int(match[1]) - 2) % 12 + 1}:45"),
        (rf"\bnext week (?:on )?({_DAY})\b", r"week-\1"),
        (rf"\b({_DAY}) next week\b", r"week-\1"),
        (rf"\bnext ({_DAY})\b", r"next-\1"),
        (r"\bnext week\b", "next-week"),
    )
)

_AHEAD = re.compile(
    r"(?:^|\s)(?:in |\+)(\d{1,3}) ?(day|week|d|w)s?(?=[\s,])|\bin (\d{1,3}) (day|week)s?$"
)
"""A number of days ahead, with a time of day before or after it."""

PART_HOURS = {"morning": "10:00am", "afternoon": "3:00pm", "evening": "6:00pm", "tonight": "7:00pm"}
"""The time that is meant by a part of the day alone; the screen shows it as a guess."""

_ZONES = {
    **dict.fromkeys(("et", "est", "edt", "eastern"), "America/New_York"),
    **dict.fromkeys(("ct", "cst", "cdt", "central"), "America/Chicago"),
    **dict.fromkeys(("mt", "mst", "mdt", "mountain"), "America/Denver"),
    **dict.fromkeys(("pt", "pst", "pdt", "pacific"), "America/Los_Angeles"),
    **dict.fromkeys(("gmt", "utc"), "UTC"),
}
_ZONE = re.compile(rf"\b({'|'.join(_ZONES)})(?: (?:standard|daylight))?(?: time)?\s*$")
"""At the end only: a zone's name is also the beginning of other words."""

_KNOWN = (*WEEKDAYS, *MONTHS, "today", "tomorrow", "tonight", "noon", "midday", *PART_HOURS)


class Spoken(NamedTuple):
    """The plain words, and the time zone that was named, "" for none."""

    text: str
    zone: str


def plain(text: str) -> Spoken:
    """Return the text in the words that are read, in lower case, with its spelling corrected."""
    text = " ".join(text.lower().split())
    zone = ""
    if (match := _ZONE.search(text)) and match.start():
        zone, text = _ZONES[match[1]], text[: match.start()].rstrip()
    text = re.sub(r"[a-z]+", lambda word: _word(word[0]), text)
    for phrase, words in _PHRASES:
        text = phrase.sub(words, text)
    return Spoken(_with_days(text), zone)


def _word(word: str) -> str:
    """Return a number for its word, and a name for its misspelling."""
    if word in _COUNTS:
        return _COUNTS[word]
    if len(word) < 5 or any(name.startswith(word) for name in _KNOWN):
        return word
    return next(iter(get_close_matches(word, _KNOWN, 1, 0.8)), word)


def _with_days(text: str) -> str:
    """Replace `in 2 weeks`, beside a time of day, by the day it means."""
    match = _AHEAD.search(text)
    if match is None:
        return text
    rest = f"{text[: match.start()]} {text[match.end() :]}".strip(" ,")
    if not rest or re.match(rf"(?:and )?\d+ ?(?:{_UNIT}|[mhdw])\b", rest):
        return text  # a length of time: `in 2 days`, `in 1 day 2 hours`
    count = int(match[1] or match[3]) * (7 if (match[2] or match[4]).startswith("w") else 1)
    return f"day+{count} {rest}"


_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(am|pm)?")
_COUNT = r"\d{1,2}(?:st|nd|rd|th|\.)?"
_FOUR = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d", re.ASCII)
_FAR = timedelta(days=400)

EXAMPLES = "3pm, 15:30, +2h, tomorrow at 3, tue 3pm, 1 dec 14:00"

HALF_UNKNOWN = "a guess: add am or pm"
HOUR_UNKNOWN = "a guess: name the hour"
WEEK_UNKNOWN = "a guess: next means next week"

_PARTS = {"morning": "am", "afternoon": "pm", "evening": "pm", "tonight": "pm"}
EARLIEST = 8
"""A bare hour before this one means the afternoon: people are called back in business hours."""

_LITTLE = {"at", "on", "in", "the", "this"}


class WhenError(ValueError):
    """The text is no future time. The message says what to write instead."""


def read_when(text: str, now: datetime, zone: str) -> datetime:
    """Return the instant meant, aware UTC and always after `now`. Raises WhenError.

    A bare hour, as in `tomorrow at 3`, is that of business hours: see `is_guess`. A time that
    a clock change skips or repeats is the later of the two possible instants.
    """
    spoken = plain(text)
    words = _words(spoken.text)
    if not words:
        raise WhenError(f"When? For instance {EXAMPLES}.")
    if words[-2:] == ["my", "time"]:
        raise WhenError("Give the time on their clock, or name yours: 3pm pacific, 15:30 UTC.")
    if spoken.zone not in {"", "UTC"} and zone.startswith("Australia/"):
        raise WhenError("Australia has an Eastern and a Central time too: give the time there.")
    zone = spoken.zone or zone
    if words[0].startswith("+"):
        at = now + _length("".join(words))
    else:
        here = now.astimezone(ZoneInfo(zone))
        at = _on_clock(words, here)
    if at <= now:
        raise WhenError("That time has passed: name a later one.")
    if at - now > _FAR:
        raise WhenError("That is more than a year away: name a nearer time.")
    return at


def guess_of(text: str) -> str:
    """Return what is a guess about a time, "" for nothing; the screen shows it for approval."""
    spoken = plain(text).text
    words = _words(spoken)
    if any(re.fullmatch(r"~([1-9]|1[0-2])([:.]\d{2})?", word) for word in words):
        return HALF_UNKNOWN
    if any(PART_HOURS.get(word) == words[-1] for word in re.split(r"[\s,]+", spoken)):
        return HOUR_UNKNOWN
    return WEEK_UNKNOWN if any(word.startswith("next-") for word in words) else ""


def _words(text: str) -> list[str]:
    """Return the words without little words and with `3 pm` joined.

    A bare hour gets a mark, `~3`: it may be in the morning or the afternoon.
    """
    joined = re.sub(r"\s*([ap])\.?m\.?(?=[\s,]|$)", r"\1m", text)
    joined = re.sub(r"^in\s+(?=\d)", "+", joined)  # "in 2 hours" is "+2 hours"
    if joined.startswith("+"):
        return joined.split()
    joined = re.sub(r"\bat\s+(?=\d{1,2}([\s,]|$))", "~", joined)
    words = [word for word in re.split(r"[\s,]+", joined) if word and word not in _LITTLE]
    has_month = any(index_of_name(word, MONTHS) is not None for word in words)
    if not has_month:
        words = [f"~{word}" if re.fullmatch(r"\d{1,2}", word) else word for word in words]
    else:
        # "15 dec 10": the first number is the day, a second short one the hour.
        counts = [at for at, word in enumerate(words) if re.fullmatch(_COUNT, word)]
        if len(counts) == 2 and words[counts[1]].isdigit():
            words[counts[1]] = f"~{words[counts[1]]}"
    # "1530" is a time of day; beside a month, "2026" is a year.
    words = [
        f"{word[:2]}:{word[2:]}"
        if _FOUR.fullmatch(word) and not (has_month and word.startswith("20"))
        else word
        for word in words
    ]
    words = [f"~{word}" if re.fullmatch(r"[1-7][:.]\d{2}", word) else word for word in words]
    part = next((word for word in words if word in _PARTS), "")
    hours = [place for place, word in enumerate(words) if re.fullmatch(r"~.+|\d+[:.]\d\d", word)]
    if part and len(hours) == 1:
        # "3 in the morning" is "3am"
        words[hours[0]] = words[hours[0]].lstrip("~") + _PARTS[part]
        words = ["today" if word == "tonight" else word for word in words]
        words = [word for word in words if word not in _PARTS]
    elif part and not _has_clock(words):
        # "tuesday morning" is "tuesday 10am"
        words = [word for word in words if word != part] + ["today"] * (part == "tonight")
        words.append(PART_HOURS[part])
    return words


def _has_clock(words: list[str]) -> bool:
    """Return whether a word is a time of day, such as `~3`, `3pm`, `15:00` or `noon`."""
    return any(
        re.fullmatch(r"~.+|noon|midday|\d+([:.]\d\d)?[ap]m|\d+[:.]\d\d", word) for word in words
    )


def _length(text: str) -> timedelta:
    parts = re.findall(r"(\d{1,4})(min|m|h|d|w)[a-z]*", text)
    if not re.fullmatch(r"\+(\d{1,4}(min|m|h|d|w)[a-z]*)+", text):
        raise WhenError("How long? For instance +30m, +2h, +1h30m or +3d.")
    return sum((timedelta(**{_UNITS[unit[0]]: int(count)}) for count, unit in parts), timedelta())


def _on_clock(words: list[str], here: datetime) -> datetime:
    clocks = [read for word in words if (read := _clock(word)) is not None]
    day_words = [word for word in words if _clock(word) is None]
    if len(clocks) > 1:
        raise WhenError("Two times of day: name one.")
    if not clocks:
        if day_words and _day(day_words, here.date()):
            raise WhenError("At what time there? For instance 10:00 or 3pm.")
        raise WhenError(f"“{' '.join(words)}” is not a time: write for instance {EXAMPLES}.")
    days = (
        _day(day_words, here.date())
        if day_words
        else [here.date(), here.date() + timedelta(days=1)]
    )
    if not days:
        raise WhenError(f"“{' '.join(day_words)}” is not a day: write for instance {EXAMPLES}.")
    zone = here.tzinfo
    assert isinstance(zone, ZoneInfo)
    instants = [_instant(day, clocks[0], zone) for day in days]
    return next((at for at in instants if at > here), here)  # `here` is refused as past


def _clock(word: str) -> time | None:
    """Return the time of day in a word, None for another word. A bare hour follows EARLIEST."""
    if word in {"noon", "midday"}:
        return time(12)
    is_bare = word.startswith("~")
    match = _CLOCK.fullmatch(word.removeprefix("~"))
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if match[2] is None and half is None and not is_bare:
        return None
    if is_bare and 1 <= hour < EARLIEST:
        hour += 12
    if half:
        if not 1 <= hour <= 12:
            raise WhenError(f"There is no {word}: write 3pm or 15:00.")
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise WhenError(f"There is no {word.lstrip('~')}: hours go to 23, minutes to 59.")
    return time(hour, minute)


def _day(words: list[str], today: date) -> list[date]:
    """Return the days the words may mean, nearest first; empty if they are not a day."""
    if len(words) == 1:
        return _day_of_word(words[0], today)
    read = month_day(words)
    if read is None:
        return []
    day, month, year = read
    return _dates(day, month, year, today)


def _dates(day: int, month: int, year: int | None, today: date) -> list[date]:
    """Return the dates to come, without a year that of this year and of the next."""
    years = [today.year, today.year + 1] if year is None else [year]
    return [on for candidate_year in years for on in dates_of(candidate_year, month, day)]


def _day_of_word(word: str, today: date) -> list[date]:
    if word == "today":
        return [today]
    if len(word) >= 3 and "tomorrow".startswith(word):
        return [today + timedelta(days=1)]
    if (weekday := index_of_name(word, WEEKDAYS)) is not None:
        # The name of today's weekday means next week if its time has passed today.
        ahead = today + timedelta(days=(weekday - today.weekday()) % 7)
        return [ahead, ahead + timedelta(days=7)]
    if word.startswith(("next-", "week-")):
        weekday = index_of_name(word[len("next-") :], WEEKDAYS)
        if weekday is None:
            raise WhenError("Which day of next week? For instance next tue 3pm.")
        return [today + timedelta(days=7 - today.weekday() + weekday)]
    if count := re.fullmatch(r"day\+(\d{1,4})", word):
        return [today + timedelta(days=int(count[1]))]
    return _day_in_figures(word, today)


def _day_in_figures(word: str, today: date) -> list[date]:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        return dates_of(int(word[:4]), int(word[5:7]), int(word[8:]))
    if dotted := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})?", word):
        # With dots the day comes first wherever dates are written so.
        return _dates(int(dotted[1]), int(dotted[2]), int(dotted[3] or 0) or None, today)
    if slashed := re.fullmatch(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?", word):
        first, second = sorted((int(slashed[1]), int(slashed[2])))
        if first == second or second > 12:  # the larger one is no month
            return _dates(second, first, int(slashed[3] or 0) or None, today)
    if re.fullmatch(r"\d{1,2}[/.]\d{1,2}([/.]\d{2,4})?", word):
        raise WhenError(f"Which is the month in {word}? Write 1 dec, or 2026-12-01.")
    return []


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    # At a clock change a local time means two instants (fold 0 and 1). The later one is never
    # before the hour that was promised.
    return max(
        datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)
    )


DAY_EXAMPLES = "today, yesterday, tue, 3 march, 2026-03-03, 2 weeks ago"
RUN_EXAMPLES = "3 march 2025 to 2 march 2027, or 2025-03-03 to 2027-03-02"
_DAY_UNITS = {"day": 1, "week": 7}
YEARS = range(1971, 2200)
"""The years in which a call or consent may be dated.

Programs write 0001-01-01, 1900-01-01 and 1970-01-01 for an unknown day.
"""


class DayError(ValueError):
    """The text is no past day. The message says what to write instead."""


def read_run(text: str, today: date) -> tuple[date, date]:
    """Return the first and last day of a period that has begun: `3 march 2025 to 2027-03-02`.

    Raises DayError.
    """
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
    """Return the day meant, the latest one not after `today`. Raises DayError."""
    words = [word for word in re.split(r"[\s,]+", text.lower().strip()) if word not in {"", "on"}]
    if not words:
        raise DayError(f"On which day? For instance {DAY_EXAMPLES}.")
    days = _days(words, today)
    if not days:
        raise DayError(f"“{' '.join(words)}” is not a day: write for instance {DAY_EXAMPLES}.")
    past = [on for on in days if on <= today]
    if not past:
        raise DayError(f"{say_day(days[0])} is still to come: give a past day.")
    return max(past)


def say_far(text: str) -> str:
    """Return the sentence for a day or an instant outside the YEARS."""
    return f"“{text.strip()[:40]}” is too far: give a day of the years {YEARS[0]} to {YEARS[-1]}."


def _days(words: list[str], today: date) -> list[date]:
    """Return the past days the words may mean; empty if they are not a day."""
    if words in (["today"], ["now"]):
        return [today]
    if words == ["yesterday"]:
        return [today - timedelta(days=1)]
    if words[-1] == "ago":
        return _ago(words[:-1], today)
    if len(words) > 1:
        return _month_days(words, today)
    word = words[0]
    if (weekday := index_of_name(word, WEEKDAYS)) is not None:
        return [today - timedelta(days=(today.weekday() - weekday) % 7)]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word, re.ASCII):
        return dates_of(int(word[:4]), int(word[5:7]), int(word[8:]))
    if slashed := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", word, re.ASCII):
        first, second, year = map(int, slashed.groups())
        if max(first, second) > 12 or first == second:
            return dates_of(year, min(first, second), max(first, second))
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}([/.-]\d{2,4})?", word, re.ASCII):
        raise DayError(f"Which is the month in {word}? Write 3 march, or 2026-03-03.")
    return []


def _ago(words: list[str], today: date) -> list[date]:
    match = re.fullmatch(r"(\d{1,3}|a)(day|week)s?", "".join(words), re.ASCII)
    if match is None:
        return []
    count = 1 if match[1] == "a" else int(match[1])
    return [today - timedelta(days=count * _DAY_UNITS[match[2]])]


def _month_days(words: list[str], today: date) -> list[date]:
    read = month_day(words)
    if read is None:
        return []
    day, month, year = read
    years = range(today.year - 4, today.year + 1) if year is None else [year]
    return [on for candidate_year in years for on in dates_of(candidate_year, month, day)]
