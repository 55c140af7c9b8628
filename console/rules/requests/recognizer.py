"""Read what a cell says against calling: a request, perhaps one, one for some hours, or nothing.

Reading never looks at more than a few words at a time, so a cell of 32,000 letters takes a few
milliseconds. Each sentence counts for itself, and the strictest one decides: a further sentence can
make an answer stricter and never looser.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain

from msgspec import Struct

from console.rules.requests.letters import CLAUSE, SENTENCE, fold, split_words
from console.rules.requests.vocabulary import POLITE, Strength, vocabulary

SHORTEST = 7
"""Letters of the shortest word that is corrected to: shorter ones have too many neighbours."""
_LONGEST = 20
MOST_MEANT = 6
"""Most words that a misspelt one may mean: “telefoner” is Spanish, Portuguese or Dutch."""

_OTHER_WORDS = frozenset(
    (
        *(
            *("contract", "contracts", "bringing", "lasting", "falling", "coming"),
            *("quilting", "springing"),
        ),
        *(
            *("contrast", "contacto", "recalled", "receive", "received", "listing"),
            *("linking", "mounting"),
        ),
        *(
            *("counting", "litigated", "retire", "retired", "remote", "remotely"),
            *("removal", "removals"),
        ),
        *("control", "controls", "calling", "calming", "culling", "palling", "bellend"),
    )
)
"""Real words with one letter more, less or other than one of ours."""


class _Speller:
    """The words of the vocabulary by what is left of them without one letter."""

    def __init__(self, words: Collection[str]) -> None:
        self.words = frozenset(words)
        self._shortened: dict[str, list[str]] = {}
        for word in sorted(self.words):
            if len(word) >= SHORTEST:
                for text in (word, *_without_a_letter(word)):
                    self._shortened.setdefault(text, []).append(word)

    def correct(self, word: str) -> tuple[str, ...]:
        if not SHORTEST - 1 <= len(word) <= _LONGEST or word in self.words or word in _OTHER_WORDS:
            return (word,)
        near = {
            known
            for text in (word, *_without_a_letter(word))
            for known in self._shortened.get(text, ())
        }
        meant = [known for known in sorted(near) if _is_one_mistake(word, known)]
        return tuple(meant[:MOST_MEANT]) or (word,)


def _without_a_letter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def _is_one_mistake(word: str, meant: str) -> bool:
    """Return whether a letter is missing, added or wrong, or two are swapped."""
    if len(word) != len(meant):
        longer, shorter = sorted((word, meant), key=len, reverse=True)
        return shorter in _without_a_letter(longer)
    wrong = [at for at, (left, right) in enumerate(zip(word, meant, strict=True)) if left != right]
    if len(wrong) < 2:
        return True
    first, last = wrong[0], wrong[-1]
    is_swapped = word[first] == meant[last] and word[last] == meant[first]
    return len(wrong) == 2 and last == first + 1 and is_swapped


@cache
def _speller() -> _Speller:
    return _Speller(vocabulary().words)


@lru_cache(65536)
def correct(word: str) -> tuple[str, ...]:
    """Return the words of the wordings that may be meant, or the word itself."""
    return _speller().correct(word)


VERSION = 1
"""Increase this when the wordings change, so that the leads of older databases are read again."""


class Match(Struct, frozen=True):
    """A wording in a clause: the positions of its first word and of the word after its last."""

    strength: Strength
    start: int
    end: int


class Request(Struct, frozen=True):
    """What a cell says, and the words of it that say so."""

    strength: Strength
    words: str = ""


NOTHING = Request(Strength.NOTHING)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?;])\s+|\n+")
LONGEST_WORDS = 200
"""Most letters of a cell that are shown as its words."""
MOST_ALONE = 8
"""Words of the longest sentence that may be a request only alone."""


def read_request(text: str) -> Request:
    """Return what a cell says against calling, with the sentence that says it."""
    strength = strength_of(text)
    if strength is Strength.NOTHING:
        return NOTHING
    sentences = [part for part in _SENTENCE_ENDS.split(text) if part.strip()]
    words = next((part for part in sentences if strength_of(part) is strength), text)
    return Request(strength, words.strip())


def strength_of(text: str) -> Strength:
    """Return how much a text says against calling."""
    return _strength(text) if len(text) > LONGEST_WORDS else _strength_of_short(text)


@lru_cache(16384)
def _strength_of_short(text: str) -> Strength:
    return _strength(text)


def _strength(text: str) -> Strength:
    words = list(split_words(text))
    strongest = Strength.NOTHING if text.isascii() else _of_unspaced(fold(text))
    start = 0
    for at, word in enumerate([*words, SENTENCE]):
        if word == SENTENCE:
            if at > start:
                strongest = max(strongest, _of_sentence(words[start:at]))
            start = at + 1
    return strongest


def _of_unspaced(folded: str) -> Strength:
    """Return the strength of a wording of a language without spaces, alone or within a line."""
    parts = vocabulary().unspaced
    lines = [line for line in folded.split("\n") if any(part in line for part in parts)]
    if not lines:
        return Strength.NOTHING
    is_alone = any(re.sub(r"[\W_]+", "", line) in parts for line in lines)
    return Strength.CERTAIN if is_alone else Strength.DOUBT


def _of_sentence(words: Sequence[str]) -> Strength:
    clauses: list[list[str]] = [[]]
    for word in words:
        if word == CLAUSE:
            clauses.append([])
        else:
            clauses[-1].append(word)
    clauses = [clause for clause in clauses if clause]
    strongest = _of_phrase([word for clause in clauses for word in clause])
    for at, clause in enumerate(clauses):
        after = clauses[at + 1] if at + 1 < len(clauses) else ()
        strongest = max(strongest, _of_clause(clause, after))
    return strongest


def _of_phrase(words: Sequence[str]) -> Strength:
    """Return the strength of a sentence that means a request only if it says nothing else."""
    if len(words) > MOST_ALONE:
        return Strength.NOTHING
    core = [word for word in words if word not in POLITE and not word[0].isdigit()]
    alone = vocabulary().alone
    return alone.get(" ".join(words)) or alone.get(" ".join(core)) or Strength.NOTHING


def _of_clause(words: Sequence[str], after: Sequence[str]) -> Strength:
    """Return the strength of the words between two commas; `after` are those of the next clause."""
    meant = [correct(word) for word in words]
    if vocabulary().firsts.isdisjoint(chain.from_iterable(meant)):
        return Strength.NOTHING
    count = max(map(len, meant))
    readings = ([each[at % len(each)] for each in meant] for at in range(count))
    return max(_of_reading(words, reading, after) for reading in readings)


def _of_reading(words: Sequence[str], corrected: list[str], after: Sequence[str]) -> Strength:
    """Return the strength of a clause whose misspelt words are corrected."""
    matches, others = _find(corrected)
    strongest = Strength.NOTHING
    is_plain = "?" not in words and all(map(_is_neutral, others))
    for match in matches:
        strength = match.strength
        is_misspelt = words[match.start : match.end] != corrected[match.start : match.end]
        if strength is Strength.CERTAIN and (is_misspelt or not is_plain):
            strength = Strength.DOUBT
        if _can_be_limited(corrected[match.start : match.end]):
            following = corrected[match.end :] or after
            limit = find_limit(following) if following else None
            # “She asked not to be called on Monday”: on that day, or did she ask on it?
            if limit is Strength.LIMIT and match.start and says_day(following):
                limit = Strength.DOUBT
            if limit is None and match.start:
                limit = limit_before(corrected[: match.start])
            strength = strength if limit is None else min(strength, limit)
        strongest = max(strongest, strength)
    return strongest


def _can_be_limited(wording: Sequence[str]) -> bool:
    known = vocabulary()
    return not known.calls.isdisjoint(wording) and known.lasting.isdisjoint(wording)


def _find(words: Sequence[str]) -> tuple[list[Match], list[str]]:
    """Return the wordings in a clause, the longest at each word, and the words outside of them."""
    text = "".join(f"{word} " for word in words)
    matches, others = list[Match](), list[str]()
    at, offset = 0, 0
    firsts = vocabulary().firsts
    while at < len(words):
        if words[at] not in firsts:
            others.append(words[at])
            offset += len(words[at]) + 1
            at += 1
            continue
        strength, end = Strength.NOTHING, -1
        # The first kind of equal length counts: harmless before certain before doubtful.
        for kind, patterns in vocabulary().patterns:
            if (ends := patterns.match(words[at], text, offset)) > end:
                strength, end = kind, ends
        if end < 0:
            others.append(words[at])
            end = offset + len(words[at]) + 1
        count = text.count(" ", offset, end)
        if strength is not Strength.NOTHING:
            matches.append(Match(strength, at, at + count))
        at, offset = at + count, end
    return matches, others


def _is_neutral(word: str) -> bool:
    return word[0].isdigit() or word in vocabulary().neutral


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
