"""Suggest corrections for a state, postal code or country that cannot be read; never apply them."""

import re
from collections.abc import Mapping
from functools import lru_cache

from console.rules.data.region_names import AUSTRALIA, CANADA, UNITED_STATES
from console.rules.places.lands import LAND_CODES, list_region_names
from console.rules.places.postal_codes import find_ground
from console.rules.places.regions import (
    name_jurisdiction,
    read_country,
    read_region,
)
from console.rules.text import simplify

NAMES: Mapping[str, Mapping[str, str]] = {"US": UNITED_STATES, "CA": CANADA, "AU": AUSTRALIA}
READ_HERE = ("region", "postal_code", "country")
"""The fields for which a correction is known."""
LONGEST_CELL = 60
"""The most characters of a cell for which a correction is suggested."""

LEAST_SIMILARITY = 0.72
"""The least ratio of difflib at which two names are alike."""

MOST_NAMES = 2
"""The most names that are suggested."""

DIGITS = str.maketrans("OoQIl|SsBZz", "00011155822")
"""The digit that each letter looks like."""


def suggest(field: str, text: str, country: str = "") -> str:
    """Return ` (did you mean Ohio?)` or "". `country` is ISO, "" for North America."""
    names = find_nearest(field, text, country)
    return f" (did you mean {' or '.join(names)}?)" if names else ""


@lru_cache(4096)
def find_nearest(field: str, text: str, country: str = "") -> tuple[str, ...]:
    """Return what a field of an address may mean, nearest first; each can be read as it stands."""
    if not text.strip() or len(text) > LONGEST_CELL or field not in READ_HERE:
        return ()
    if field == "region":
        return _near_regions(text, country)
    if field == "country":
        return _near_countries(text)
    return _near_postal_codes(text, country)


def _near_regions(text: str, country: str) -> tuple[str, ...]:
    homes = [country] if country in NAMES or country in LAND_CODES else ["US", "CA"]
    names = {
        name: f"{home}-{code}"
        for home in homes
        for code, name in (NAMES.get(home) or list_region_names(home)).items()
    }
    parts = [text, *re.split(r"[,;/|()\[\]:]+|\s[-–—]\s", text)]
    codes = [read_region(part, home) for part in reversed(parts) for home in homes]
    codes += [ground.region for home in homes if (ground := find_ground(text, home))]
    exact = dict.fromkeys(name_jurisdiction(code) for code in codes if code and "-" in code)
    return tuple(exact)[:MOST_NAMES] or _match(parts, list(names))


def _near_countries(text: str) -> tuple[str, ...]:
    from console.rules.data.country_names import ENGLISH_NAMES  # late: large, for messages only

    if (region := read_region(text)) is not None:
        return (_name_country(region[:2], ENGLISH_NAMES),)
    names = [line[3:] for line in ENGLISH_NAMES.splitlines()]
    parts = [text, *re.split(r"[,;/|()\[\]:]+|\s[-–—]\s", text)]
    codes = dict.fromkeys(code for part in parts if (code := read_country(part)))
    if codes:
        return tuple(_name_country(code, ENGLISH_NAMES) for code in codes)[:MOST_NAMES]
    return _match(parts, [name for name in names if read_country(name)])


def _name_country(code: str, names: str) -> str:
    return next(line[3:] for line in names.splitlines() if line.startswith(code))


def _near_postal_codes(text: str, country: str) -> tuple[str, ...]:
    """Correct a postal code typed with look-alike letters (O for 0, I for 1)."""
    home = country or "US"
    digits = text.strip().translate(DIGITS)
    is_read = digits != text.strip() and home in {"US", "AU"} and find_ground(digits, home)
    return (digits,) if is_read else ()


def _match(parts: list[str], names: list[str]) -> tuple[str, ...]:
    import difflib  # late: most cells can be read and need no suggestion

    by_plain = {simplify(name): name for name in names}
    for part in parts:
        close = difflib.get_close_matches(simplify(part), by_plain, MOST_NAMES, LEAST_SIMILARITY)
        if close:
            # Keep a second name only if it is nearly as similar as the best one.
            best = difflib.SequenceMatcher(None, simplify(part), close[0]).ratio()
            near = difflib.get_close_matches(
                simplify(part), close, MOST_NAMES, max(LEAST_SIMILARITY, best - 0.05)
            )
            return tuple(by_plain[name] for name in near)
    return ()
