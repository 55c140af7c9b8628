"""The wordings of all languages, compiled once."""

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum
from functools import cache
from itertools import chain
from types import ModuleType

from msgspec import Struct

from console.rules.requests import other_languages
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
from console.rules.requests.templates import Part, Patterns, parse

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
    "call",
    "calling",
    "called",
    "calls",
    "only_calls",
    "you_call",
    "bother",
    "bothered",
    "speak",
)
_LASTING = ("list", "remove", "delete", "dnc", "stop")
_LIMITS = (
    "HOUR_LIMITS",
    "DAY_LIMITS",
    "OTHER_LIMITS",
    "HOURS",
    "HABITS",
    "DAYS",
    "PLACES",
    "ARTICLES",
)
