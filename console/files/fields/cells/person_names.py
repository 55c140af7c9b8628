"""Split full names into given and family name."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

NAMES = {"name", "given_name", "family_name", "company"}
"""Fields of a lead that hold a name."""
NO_NAMES = frozenset(
    ("NULL", "NaN", "nan", "#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!")
)
"""What databases and spreadsheets write into empty cells. Compare case-sensitively: Null and Nan
are names of people."""

SECOND_FAMILY_NAMES = frozenset(
    ["segundoapellido", "apellidomaterno", "apellido2", "apellidosegundo", "materno"]
)
"""Squeezed names of the column of a Spanish person's second family name."""

_SPANISH_PARTICLES = frozenset(
    ["de", "del", "la", "las", "los", "y", "da", "das", "do", "dos", "san", "santa"]
)
_DIGIT = re.compile(r"\d")
_PLAIN = re.compile(r"[^\W\d_]+|[A-Z]\.")


def split_names(fulls: Iterable[str]) -> list[tuple[str, str]]:
    """Split each name, with a fast path for two plain words."""
    split = []
    for full in fulls:
        first, _, last = full.partition(" ")
        is_plain = first.isalpha() and last.isalpha() and _is_name(first) and _is_name(last)
        split.append((first, last) if is_plain else split_name(full))
    return split


def split_spanish(fulls: Iterable[str]) -> list[tuple[str, str]]:
    """Split Spanish names, which end in two family names: "María José", "de la Cruz López"."""
    return [_split_spanish(full) for full in fulls]


def _split_spanish(full: str) -> tuple[str, str]:
    parts: list[str] = []
    particles = ""
    for word in full.split():
        if parts and word.casefold() in _SPANISH_PARTICLES:
            particles += f"{word} "
        else:
            parts.append(particles + word)
            particles = ""
    if len(parts) < 3 or len(full) > 100 or particles or "," in full or _DIGIT.search(full):
        return split_name(full)
    return " ".join(parts[:-2]), " ".join(parts[-2:])


@lru_cache(1 << 16)
def _is_name(word: str) -> bool:
    """Return whether a word is certainly a name, not a title or particle, and needs no parser."""
    return word.casefold() not in _special_words() and len(word) <= 40


@lru_cache(1 << 14)
def split_name(full: str) -> tuple[str, str]:
    """Split "Dr. Juan de la Vega III" into "Juan", "de la Vega"; return ("", "") for no name.

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
    from nameparser import HumanName  # late: most files have a column for each part of a name

    name = HumanName(full)
    return (str(name.first), str(name.last)) if name.last else ("", "")


@cache
def _special_words() -> frozenset[str]:
    from nameparser.config import CONSTANTS  # late: with the parser

    return frozenset(
        {
            *CONSTANTS.titles,
            *CONSTANTS.prefixes,
            *CONSTANTS.suffix_acronyms,
            *CONSTANTS.suffix_not_acronyms,
            *CONSTANTS.conjunctions,
        }
    )
