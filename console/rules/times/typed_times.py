"""A time as an agent types it, on the clock of the person called: `tue 3pm`, `+2h`, `1 dec 2pm`."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from console.rules.times.calendar_words import MONTHS, WEEKDAYS, dates_of, month_day, named

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(am|pm)?")
_FAR = timedelta(days=400)

EXAMPLES = "3pm, 15:30, +2h, tomorrow at 3, tue 3pm, 1 dec 14:00"

_PARTS = {"morning": "am", "afternoon": "pm", "evening": "pm", "tonight": "pm"}
EARLIEST = 8
"""A bare hour before it is one of the afternoon: who is rung back is rung in business hours."""

_LITTLE = {"at", "on", "in", "the", "this"}


class WhenError(ValueError):
    """The text is no time; says what to write instead."""


def read_when(text: str, now: datetime, zone: str) -> datetime:
    """The instant meant, aware UTC, always after `now`.

    A bare hour, as in `tomorrow at 3`, is the one of business hours: see `is_guess`. A time that
    daylight saving skips or repeats is taken as the later of the instants it could be. Raises
    WhenError.
    """
    words = _words(text)
    if not words:
        raise WhenError(f"When? For instance {EXAMPLES}.")
    if words[0].startswith("+"):
        at = now + _length("".join(words))
    else:
        here = now.astimezone(ZoneInfo(zone))
        at = _on_clock(words, here)
    if at <= now:
        raise WhenError("That has passed: name a time to come.")
    if at - now > _FAR:
        raise WhenError("That is more than a year away: name a nearer time.")
    return at


def is_guess(text: str) -> bool:
    """Whether it leaves open if morning or afternoon is meant; to be shown before it is taken."""
    return any(re.fullmatch(r"~([1-9]|1[0-2])([:.]\d{2})?", word) for word in _words(text))


def _words(text: str) -> list[str]:
    """Lower case, without little words, `3 pm` joined; an hour of a half day is marked: `~3`."""
    joined = re.sub(r"\s*([ap])\.?m\.?(?=[\s,]|$)", r"\1m", text.lower().strip())
    joined = re.sub(r"^in\s+(?=\d)", "+", joined)
    if joined.startswith("+"):
        return joined.split()
    joined = re.sub(r"\bat\s+(?=\d{1,2}([\s,]|$))", "~", joined)
    words = [word for word in re.split(r"[\s,]+", joined) if word and word not in _LITTLE]
    if not any(named(word, MONTHS) is not None for word in words):
        words = [f"~{word}" if re.fullmatch(r"\d{1,2}", word) else word for word in words]
    words = [f"~{word}" if re.fullmatch(r"[1-7][:.]\d{2}", word) else word for word in words]
    part = next((word for word in words if word in _PARTS), "")
    hours = [place for place, word in enumerate(words) if re.fullmatch(r"~.+|\d+[:.]\d\d", word)]
    if part and len(hours) == 1:
        words[hours[0]] = words[hours[0]].lstrip("~") + _PARTS[part]
        words = ["today" if word == "tonight" else word for word in words]
        words = [word for word in words if word not in _PARTS]
    return words


def _length(text: str) -> timedelta:
    parts = re.findall(r"(\d{1,4})(min|m|h|d|w)[a-z]*", text)
    if not re.fullmatch(r"\+(\d{1,4}(min|m|h|d|w)[a-z]*)+", text):
        raise WhenError("How long? For instance +30m, +2h, +1h30m or +3d.")
    return sum((timedelta(**{_UNITS[unit[0]]: int(count)}) for count, unit in parts), timedelta())


def _on_clock(words: list[str], here: datetime) -> datetime:
    clocks = [read for word in words if (read := _clock(word)) is not None]
    rest = [word for word in words if _clock(word) is None]
    if len(clocks) > 1:
        raise WhenError("Two times of day: name one.")
    if not clocks:
        if rest and _day(rest, here.date()):
            raise WhenError("At what time there? For instance 10:00 or 3pm.")
        raise WhenError(f"“{' '.join(words)}” is not a time: write for instance {EXAMPLES}.")
    days = _day(rest, here.date()) if rest else [here.date(), here.date() + timedelta(days=1)]
    if not days:
        raise WhenError(f"“{' '.join(rest)}” is not a day: write for instance {EXAMPLES}.")
    zone = here.tzinfo
    assert isinstance(zone, ZoneInfo)
    instants = [_instant(day, clocks[0], zone) for day in days]
    return next((at for at in instants if at > here), here)  # which is refused as past


def _clock(word: str) -> time | None:
    """A time of day; None for a word that is none. A bare hour is that of business hours."""
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
    """The days the words may mean, nearest first; none when they are not a day."""
    if len(words) == 1:
        word = words[0]
        if word == "today":
            return [today]
        if len(word) >= 3 and "tomorrow".startswith(word):
            return [today + timedelta(days=1)]
        if (weekday := named(word, WEEKDAYS)) is not None:
            ahead = today + timedelta(days=(weekday - today.weekday()) % 7)
            return [ahead, ahead + timedelta(days=7)]
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
            return dates_of(int(word[:4]), int(word[5:7]), int(word[8:]))
        if re.fullmatch(r"\d{1,2}[/.]\d{1,2}([/.]\d{2,4})?", word):
            raise WhenError(f"Which is the month in {word}? Write 1 dec, or 2026-12-01.")
        return []
    read = month_day(words)
    if read is None:
        return []
    day, month, year = read
    years = [today.year, today.year + 1] if year is None else [year]
    return [on for one in years for on in dates_of(one, month, day)]


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return max(
        datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)
    )
