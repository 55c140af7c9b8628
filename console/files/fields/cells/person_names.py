"""A full name as given and family name."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

NAMES = {"name", "given_name", "family_name", "company"}
"""Fields of a lead that hold a name."""
NO_NAMES = frozenset(
    ("NULL", "NaN", "nan", "#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!")
)
"""Written so and no other way: Null and Nan are names of people."""

_DIGIT = re.compile(r"\d")
_PLAIN = re.compile(r"[^\W\d_]+|[A-Z]\.")


def split_names(fulls: Iterable[str]) -> list[tuple[str, str]]:
    """`split_name` of each, most of them a given and a family name that many people have."""
    split = []
    for full in fulls:
        given, _, family = full.partition(" ")
        is_plain = given.isalpha() and family.isalpha() and _is_name(given) and _is_name(family)
        split.append((given, family) if is_plain else split_name(full))
    return split


@lru_cache(1 << 16)
def _is_name(word: str) -> bool:
    """Whether it is a name and nothing else; two such words need no parser."""
    return word.casefold() not in _special_words() and len(word) <= 40


@lru_cache(1 << 14)
def split_name(full: str) -> tuple[str, str]:
    """ "Dr. Juan de la Vega III" -> "Juan", "de la Vega"; ("", "") for what is no person's name.

    `nameparser` knows titles, particles and suffixes; plain words and initials need no parser.
    """
    words = full.split()
    if len(words) < 2 or len(full) > 100 or _DIGIT.search(full):
        return "", ""
    is_plain = all(_PLAIN.fullmatch(word) for word in words)
    if is_plain and _special_words().isdisjoint(word.rstrip(".").casefold() for word in words):
        return words[0], words[-1]
    return _parse(full)


def _parse(full: str) -> tuple[str, str]:
    from nameparser import HumanName  # here, because most files have the names apart

    name = HumanName(full)
    return (str(name.first), str(name.last)) if name.last else ("", "")


@cache
def _special_words() -> frozenset[str]:
    from nameparser.config import CONSTANTS

    return frozenset(
        {
            *CONSTANTS.titles,
            *CONSTANTS.prefixes,
            *CONSTANTS.suffix_acronyms,
            *CONSTANTS.suffix_not_acronyms,
            *CONSTANTS.conjunctions,
        }
    )
