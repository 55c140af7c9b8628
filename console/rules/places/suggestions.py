"""What a state, postal code or country that cannot be read may mean: offered, never taken."""

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
LONGEST = 60
"""Characters of a cell beyond which nothing is offered."""

ALIKE = 0.72
"""Of difflib's ratio, what two names must have in common."""

MOST = 2
"""Names offered."""

DIGITS = str.maketrans("OoQIl|SsBZz", "00011155822")
"""Letters for the digits that they look like."""


def ask_for(field: str, text: str, country: str = "") -> str:
    """` (did you mean Ohio?)`, or nothing. `country` is ISO, "" for North America."""
    found = find_nearest(field, text, country)
    return f" (did you mean {' or '.join(found)}?)" if found else ""


@lru_cache(4096)
def find_nearest(field: str, text: str, country: str = "") -> tuple[str, ...]:
    """What a field of an address may say, the nearest first: each is read as it stands."""
    if not text.strip() or len(text) > LONGEST:
        return ()
    if field == "region":
        return _near_regions(text, country)
    if field == "country":
        return _near_countries(text)
    return _near_codes(text, country)


def _near_regions(text: str, country: str) -> tuple[str, ...]:
    homes = [country] if country in NAMES or country in LAND_CODES else ["US", "CA"]
    names = {
        name: f"{home}-{code}"
        for home in homes
        for code, name in (NAMES.get(home) or list_region_names(home)).items()
    }
    parts = [text, *re.split(r"[,;/|()\[\]:]+|\s[-–—]\s", text)]
    said = [read_region(part, home) for part in reversed(parts) for home in homes]
    said += [ground.region for home in homes if (ground := find_ground(text, home))]
    exact = dict.fromkeys(name_jurisdiction(code) for code in said if code and "-" in code)
    return tuple(exact)[:MOST] or _match(parts, list(names))


def _near_countries(text: str) -> tuple[str, ...]:
    from console.rules.data.country_names import ENGLISH_NAMES

    if (region := read_region(text)) is not None:
        return (_name_country(region[:2], ENGLISH_NAMES),)
    names = [line[3:] for line in ENGLISH_NAMES.splitlines()]
    parts = [text, *re.split(r"[,;/|()\[\]:]+|\s[-–—]\s", text)]
    said = dict.fromkeys(code for part in parts if (code := read_country(part)))
    if said:
        return tuple(_name_country(code, ENGLISH_NAMES) for code in said)[:MOST]
    return _match(parts, [name for name in names if read_country(name)])


def _name_country(code: str, names: str) -> str:
    return next(line[3:] for line in names.splitlines() if line.startswith(code))


def _near_codes(text: str, country: str) -> tuple[str, ...]:
    """A code typed with letters for digits."""
    home = country or "US"
    digits = text.strip().translate(DIGITS)
    is_read = digits != text.strip() and home in {"US", "AU"} and find_ground(digits, home)
    return (digits,) if is_read else ()


def _match(parts: list[str], names: list[str]) -> tuple[str, ...]:
    import difflib  # here, because most cells are read

    by_plain = {simplify(name): name for name in names}
    for part in parts:
        close = difflib.get_close_matches(simplify(part), by_plain, MOST, ALIKE)
        if close:
            best = difflib.SequenceMatcher(None, simplify(part), close[0]).ratio()
            near = difflib.get_close_matches(simplify(part), close, MOST, max(ALIKE, best - 0.05))
            return tuple(by_plain[one] for one in near)
    return ()
