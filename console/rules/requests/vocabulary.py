"""The wordings of all languages, compiled once into patterns over plain words.

A wording is a template: a line of words. `a|b` are alternatives, `{name}` is a class of words, and
`a_b` are two words that count as one. A word with `?` may be missing; one with `*` may be missing
or come up to four times. The first word of a template is always there.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import IntEnum
from functools import cache
from itertools import chain
from types import ModuleType

from msgspec import Struct

from console.rules.data import other_languages
from console.rules.requests.languages import (
    dutch,
    english,
    french,
    german,
    italian,
    portuguese,
    spanish,
)
from console.rules.requests.letters import fold, split_words

MOST_REPEATS = 4
_CLASS = re.compile(r"\{(\w+)\}")


class Part(Struct, frozen=True):
    """One word of a template: its alternatives, each a few words, and how often it may come."""

    phrases: tuple[str, ...]
    least: int = 1
    most: int = 1

    @property
    def regex(self) -> str:
        # Longest first: an alternation takes the first that fits, and a word ends at its space.
        phrases = sorted(self.phrases, key=len, reverse=True)
        phrase = f"(?:{'|'.join(map(re.escape, phrases))})\\ "
        if (self.least, self.most) == (1, 1):
            return phrase
        return f"(?:{phrase}){{{self.least},{self.most}}}"


def parse(lines: str, classes: Mapping[str, str]) -> Iterator[tuple[Part, ...]]:
    """Yield each template of `lines` as its parts."""
    for line in filter(None, map(str.strip, lines.split("\n"))):
        yield tuple(_part(word, classes) for word in line.split())


def _part(word: str, classes: Mapping[str, str]) -> Part:
    least, most = 1, 1
    if word[-1] in "?*":
        least, most = 0, 1 if word[-1] == "?" else MOST_REPEATS
        word = word[:-1]
    return Part(tuple(dict.fromkeys(_phrases_of(word, classes))), least, most)


def _phrases_of(word: str, classes: Mapping[str, str]) -> Iterator[str]:
    for choice in word.split("|"):
        if match := _CLASS.fullmatch(choice):
            for entry in classes[match[1]].split():
                yield from _phrases_of(entry, classes)
        elif choice.isascii() and not choice.replace("_", "").isalnum():
            raise ValueError(f"{choice!r} is no word of a template")
        else:
            yield fold(choice).replace("_", " ")


class Patterns:
    """Templates, found by their first word; each is compiled when a text first has that word."""

    def __init__(self, templates: Iterable[tuple[Part, ...]]) -> None:
        self._by_first: dict[str, list[tuple[Part, ...]]] = {}
        self._compiled: dict[str, list[re.Pattern[str]]] = {}
        for template in templates:
            for first in dict.fromkeys(phrase.split(" ", 1)[0] for phrase in template[0].phrases):
                self._by_first.setdefault(first, []).append(template)

    @property
    def firsts(self) -> Collection[str]:
        """The words with which a template begins."""
        return self._by_first.keys()

    @property
    def templates(self) -> Iterator[tuple[Part, ...]]:
        """Each template once or, if it can begin with several words, several times."""
        return chain.from_iterable(self._by_first.values())

    def match(self, first: str, text: str, at: int) -> int:
        """Return where the longest match ends that begins with the word `first` at `at`, else -1.

        Every word of `text` is followed by a space. Repeats are bounded, so a match looks at a few
        words only, and reading a text takes time in proportion to its length.
        """
        if first not in self._by_first:
            return -1
        patterns = self._compiled.get(first)
        if patterns is None:
            patterns = [_compile(template, first) for template in self._by_first[first]]
            self._compiled[first] = patterns
        return max(
            match.end() if (match := pattern.match(text, at)) else -1 for pattern in patterns
        )


def _compile(template: tuple[Part, ...], first: str) -> re.Pattern[str]:
    """Return the pattern of a template for texts that begin with the word `first`."""
    # Drop the first word's other alternatives: `{wanted} to be removed` has twenty of them.
    phrases = tuple(phrase for phrase in template[0].phrases if phrase.split(" ", 1)[0] == first)
    return re.compile("".join(part.regex for part in (Part(phrases), *template[1:])))


LANGUAGES = (english, spanish, french, german, portuguese, italian, dutch)
"""In this order their wordings are tried."""


class Strength(IntEnum):
    """How much a text says against calling, the strictest last."""

    NOTHING = 0
    LIMIT = 1
    """No calls at certain hours: “do not call before 9”."""
    DOUBT = 2
    """It may be a request not to call; a person must decide."""
    CERTAIN = 3
    """A request not to call."""


class Limits(Struct, frozen=True):
    """Words that limit a request to some hours or days: before, 9, on, Mondays."""

    of_hours: frozenset[str]
    of_days: frozenset[str]
    of_others: frozenset[str]
    hours: frozenset[str]
    habits: frozenset[str]
    days: frozenset[str]
    places: frozenset[str]
    articles: frozenset[str]


class Vocabulary(Struct, frozen=True):
    """The patterns of all languages, and the words that have a meaning beside them.

    `alone` are phrases that are a request only if a sentence says nothing else. `neutral` words
    beside a certain wording change nothing about it. A wording with one of `calls` may be limited
    to some hours, unless it has one of `lasting` too: “removed from the list on Monday”.
    """

    patterns: tuple[tuple[Strength, Patterns], ...]
    alone: Mapping[str, Strength]
    neutral: frozenset[str]
    limits: Limits
    calls: frozenset[str]
    lasting: frozenset[str]
    unspaced: tuple[str, ...]
    firsts: frozenset[str]
    """The words with which a wording may begin."""

    @property
    def words(self) -> frozenset[str]:
        """All words of the patterns."""
        return frozenset(
            word
            for _, patterns in self.patterns
            for template in patterns.templates
            for part in template
            for phrase in part.phrases
            for word in phrase.split()
        )


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word).replace("_", " ") for text in texts for word in text.split())


def _phrases(texts: Iterable[str]) -> frozenset[str]:
    phrases = (phrase.strip() for text in texts for phrase in text.split(","))
    return frozenset(" ".join(split_words(phrase)) for phrase in phrases)


def _templates(name: str) -> Iterator[tuple[Part, ...]]:
    for language in LANGUAGES:
        yield from parse(getattr(language, name), _classes(language))


def _others() -> Iterator[tuple[Part, ...]]:
    for phrase in sorted(_phrases([other_languages.PHRASES])):
        yield tuple(Part((word,)) for word in phrase.split())


def _classes(language: ModuleType) -> Mapping[str, str]:
    classes: Mapping[str, str] = language.CLASSES
    return classes


def class_words(names: Iterable[str]) -> frozenset[str]:
    """Return the words of the classes of these names, in all languages."""
    phrases = _words(
        _classes(language)[name]
        for language in LANGUAGES
        for name in names
        if name in _classes(language)
    )
    return frozenset(max(phrase.split(), key=len) for phrase in phrases)


@cache
def vocabulary() -> Vocabulary:
    """Return the wordings of all languages."""

    def words(name: str) -> frozenset[str]:
        return _words(getattr(language, name) for language in LANGUAGES)

    patterns = (
        # A harmless wording hides a request within it: “not on the DNC list”.
        (Strength.NOTHING, Patterns(_templates("HARMLESS"))),
        (Strength.CERTAIN, Patterns([*_templates("CERTAIN"), *_others()])),
        (Strength.DOUBT, Patterns(_templates("DOUBTFUL"))),
    )
    return Vocabulary(
        patterns=patterns,
        firsts=frozenset(chain.from_iterable(each.firsts for _, each in patterns)),
        alone={
            **dict.fromkeys(_phrases(each.MAYBE_ALONE for each in LANGUAGES), Strength.DOUBT),
            **dict.fromkeys(_phrases(each.ALONE for each in LANGUAGES), Strength.CERTAIN),
        },
        neutral=words("NEUTRAL"),
        limits=Limits(*map(words, _LIMITS)),
        calls=class_words(CALLS),
        lasting=class_words(_LASTING),
        unspaced=tuple(map(fold, other_languages.UNSPACED.split())),
    )


POLITE = _words(["please pls plz kindly bitte svp aub por favor merci danke thanks"])
CALLS = (
    *("call", "calling", "called", "calls", "only_calls", "you_call", "bother"),
    *("bothered", "speak"),
)
_LASTING = ("list", "remove", "delete", "dnc", "stop")
_LIMITS = (
    *("HOUR_LIMITS", "DAY_LIMITS", "OTHER_LIMITS", "HOURS", "HABITS", "DAYS"),
    *("PLACES", "ARTICLES"),
)
