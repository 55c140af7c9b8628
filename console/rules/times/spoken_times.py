"""Turn spoken words for a time into those that `typed_times` reads: `half past 3`, `in two hours`.

What is not known stays as it is, so that a refusal quotes it.
"""

import re
from difflib import get_close_matches
from typing import NamedTuple

from console.rules.times.calendar_words import MONTHS, WEEKDAYS

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
