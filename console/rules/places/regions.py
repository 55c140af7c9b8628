"""Read a state, province or country as people write them, and say which zones it has."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from console.rules.data.countries import COUNTRY_NAMES
from console.rules.data.country_zones import COUNTRY_ZONES
from console.rules.data.places_australia import STATE_ZONES as AUSTRALIAN_ZONES
from console.rules.data.places_canada import PROVINCE_ZONES
from console.rules.data.region_names import (
    AUSTRALIA,
    CANADA,
    DOUBTFUL_NAMES,
    OTHER_NAMES,
    UNITED_STATES,
)
from console.rules.data.us_states import STATE_ZONES
from console.rules.places.lands import (
    LAND_CODES,
    TERRITORIES,
    find_region,
    list_region_names,
    spell_regions,
)
from console.rules.text import says_something, simplify

# Countries whose numbers, ZIPs and rules are those of the United States.
US_TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI"})
MILITARY_REGIONS = frozenset({"AA", "AE", "AP"})
SHORT_WORDS = {
    "saint": "st",
    "sainte": "ste",
    "fort": "ft",
    "mount": "mt",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
}
WITH_ARTICLE = ("United ", "Netherlands", "Philippines", "Bahamas", "Gambia", "Maldives")
LONGEST_NAME = 100
"""Characters of a cell beyond which it names no country."""


@cache
def name_regions() -> dict[str, dict[str, str]]:
    """By country, every spelling of every region, without its spaces, and its ISO 3166-2 code."""
    spellings: dict[str, dict[str, str]] = {}
    for country, names in (("US", UNITED_STATES), ("CA", CANADA), ("AU", AUSTRALIA)):
        known = spellings.setdefault(country, {})
        for code, name in names.items():
            known[code.lower()] = f"{country}-{code}"
            for words in (name, f"State of {name}", f"Province of {name}"):
                known[join(words)] = f"{country}-{code}"
    for region, others in OTHER_NAMES.items():
        spellings[region[:2]] |= dict.fromkeys(map(join, others.split(",")), region)
    return spellings


def join(text: str) -> str:
    """The text made simple and without a space: `N. Y.` is `ny`."""
    return simplify(text).replace(" ", "")


def plain_city(name: str) -> str:
    """A city made simple, its first words written short: `Saint Paul` is `st paul`."""
    words = simplify(name).split()
    return " ".join(SHORT_WORDS.get(word, word) for word in words)


@lru_cache(4096)
def read_region(text: str, country: str = "") -> str | None:
    """The ISO 3166-2 code of a region of the US, Canada, Australia or a country of
    `console.rules.places.lands`; None if it is not known.

    `US-FL` names its country itself, whatever `country` is. Without a country the US and Canada
    are looked at, which share no spelling.
    """
    plain = simplify(text)
    named = re.fullmatch(r"(\w\w) (\w{1,3})", plain)
    if named and (found := spell(named[1].upper()).get(named[2])):
        return found
    if country in LAND_CODES:
        return spell_regions(country).get(plain.replace(" ", ""))
    if plain in DOUBTFUL_NAMES:
        return None
    joined = plain.replace(" ", "")
    for place in (country,) if country else ("US", "CA"):
        if found := name_regions().get(place, {}).get(joined):
            return found
    return None


def spell(country: str) -> dict[str, str]:
    return spell_regions(country) if country in LAND_CODES else name_regions().get(country, {})


@lru_cache(4096)
def read_country(text: str) -> str | None:
    """The ISO 3166 code of a country by its code or its name in English, in its own languages or
    another widely used one; None if it is not known.

    A cell may say it twice: `US - United States`.
    """
    if len(text) > LONGEST_NAME or not says_something(text):
        return None
    if found := read_country_name(text):
        return found
    parts = re.split(r"[-–—/|,;:()\[\]]+", text)
    said = {read_country_name(part) for part in parts if part.strip()}
    return said.pop() if len(said) == 1 else None


@cache
def name_countries() -> dict[str, str]:
    return {join(name): code for name, code in COUNTRY_NAMES.items()}


@lru_cache(4096)
def read_country_name(text: str) -> str | None:
    joined = join(text)
    code = joined.upper()
    if code in list_country_zones():
        return code
    if found := name_countries().get(joined):
        return found
    # here, because hardly a list spells a country out
    from console.rules.data.country_names import CLDR_NAMES

    return CLDR_NAMES.get(joined)


def name_country(code: str) -> str:
    """A country as a sentence names it: the Netherlands. The code itself where none is known."""
    from console.rules.data.country_names import ENGLISH_NAMES

    name = next((line[3:] for line in ENGLISH_NAMES.splitlines() if line[:2] == code), code)
    return f"the {name}" if name.startswith(WITH_ARTICLE) or name.endswith("Islands") else name


def name_place(code: str) -> str:
    """A country or a part of one."""
    return name_jurisdiction(code) if "-" in code else name_country(code)


@cache
def name_jurisdiction(code: str) -> str:
    """`US-ID` as a person says it: Idaho. The code itself where no name is known."""
    country, _, region = code.partition("-")
    names: Mapping[str, str] = {"US": UNITED_STATES, "CA": CANADA, "AU": AUSTRALIA}.get(
        country
    ) or list_region_names(country)
    if region:
        return names.get(region, code)
    spellings = [name for name, known in COUNTRY_NAMES.items() if known == code and len(name) > 3]
    return spellings[0].title() if spellings else code


def find_state_of(country: str) -> str:
    """The country whose plan and law a territory shares."""
    return "US" if country in US_TERRITORIES else TERRITORIES.get(country, country)


def is_military_region(text: str) -> bool:
    return text.strip().upper() in MILITARY_REGIONS


@cache
def list_country_zones() -> dict[str, tuple[str, ...]]:
    rows = (line.split() for line in COUNTRY_ZONES.splitlines())
    return {country: tuple(zones) for country, *zones in rows}


@cache
def list_region_zones() -> dict[str, tuple[str, ...]]:
    rows = (line.split() for line in STATE_ZONES.splitlines())
    found = {state: tuple(zones) for state, *zones in rows}
    found |= {f"CA-{code}": zones for code, zones in PROVINCE_ZONES.items()}
    return found | {f"AU-{code}": zones for code, zones in AUSTRALIAN_ZONES.items()}


def find_region_zones(region: str) -> tuple[str, ...]:
    """Every zone of a region that `read_region` has read."""
    spot = find_region(region)
    return spot.zones if spot else list_region_zones()[region]
