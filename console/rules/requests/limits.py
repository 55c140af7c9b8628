"""Read whether a request is limited to some hours or days: “do not call before 9”."""

import re
from collections.abc import Sequence

from console.rules.requests.vocabulary import POLITE, Strength, vocabulary

_HOUR = re.compile(r"([01]?\d|2[0-4])(?:[:.h][0-5]\d)?(am|pm|h|uhr)?(?:-\d\d?(am|pm|h|uhr)?)?")


def find_limit(words: Sequence[str]) -> Strength | None:
    """Return what the words after a request leave of it, or None if they do not limit it.

    `LIMIT` if all of them are hours or days; `DOUBT` if they begin like a limit and go on
    otherwise, such as “until further notice”, or say a date: “until Friday”.
    """
    limits = vocabulary().limits
    first = next((word for word in words if word not in limits.articles), "")
    if first in limits.of_others:
        return Strength.DOUBT
    # An article may begin a limit: “le lundi”, “los lunes”.
    if first not in limits.of_hours | limits.of_days | limits.days | limits.habits and not (
        words[0] in limits.of_days and _is_hour(first)
    ):
        return None
    return _read(words)


def says_day(words: Sequence[str]) -> bool:
    """Return whether words name a day, which may also be the day of the request itself."""
    return not vocabulary().limits.days.isdisjoint(words)


def limit_before(words: Sequence[str]) -> Strength | None:
    """Return what the words before a request leave of it, if a clause begins with a limit.

    “On Mondays do not call” is one; “called on Monday do not call” is none.
    """
    limits = vocabulary().limits
    if (
        words[0] in limits.of_hours | limits.of_days | limits.habits
        and _read(words) is Strength.LIMIT
    ):
        return Strength.LIMIT
    return None


def _read(words: Sequence[str]) -> Strength:
    """Return `LIMIT` if all words are hours or days, else `DOUBT`."""
    limits = vocabulary().limits
    preposition, is_time = "", False
    for word in words:
        if word in limits.of_hours or word in limits.of_days:
            preposition = word
        elif word not in limits.articles and word not in POLITE:
            if not _is_time(word, preposition, goes_on=is_time):
                return Strength.DOUBT
            is_time = True
    return Strength.LIMIT if is_time else Strength.DOUBT


def _is_time(word: str, preposition: str, *, goes_on: bool) -> bool:
    """Return whether a word is an hour or a day; `goes_on` means that one stands before it."""
    limits = vocabulary().limits
    is_of_days = preposition in limits.of_days
    if _is_hour(word) or word in limits.hours:
        # A number alone is no hour: “do not call one more time”.
        return bool(preposition) or goes_on
    if word in limits.days:
        # A day alone is perhaps when they asked, and “until Friday” is a date.
        return is_of_days or goes_on
    return word in limits.habits or (word in limits.places and is_of_days)


def _is_hour(word: str) -> bool:
    return _HOUR.fullmatch(word) is not None
