"""Read states, provinces and countries as people write them; find their names, zones and places."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

import tzdata
from msgspec import Struct

from console.rules.data.countries import COUNTRY_NAMES
from console.rules.data.land import Land
from console.rules.data.places_australia import STATE_ZONES as AUSTRALIAN_ZONES
from console.rules.data.places_australia import TERRITORY_ZONES
from console.rules.data.places_canada import (
    PROVINCE_ZONES,
)
from console.rules.data.region_names import (
    AUSTRALIA,
    CANADA,
    DOUBTFUL_NAMES,
    OTHER_NAMES,
    UNITED_STATES,
)
from console.rules.data.us_states import STATE_ZONES
from console.rules.text import is_failed_formula, says_something, simplify

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
"""The most characters of a cell that is read as a country."""


@cache
def name_regions() -> dict[str, dict[str, str]]:
    """Return the ISO 3166-2 codes of regions, by country and by spelling without spaces."""
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
    """Return the simplified text without spaces: `N. Y.` is `ny`."""
    return simplify(text).replace(" ", "")


def plain_city(name: str) -> str:
    """Return the simplified name of a city, with short words: `Saint Paul` is `st paul`."""
    words = simplify(name).split()
    return " ".join(SHORT_WORDS.get(word, word) for word in words)


@lru_cache(4096)
def read_region(text: str, country: str = "") -> str | None:
    """Return the ISO 3166-2 code of a region, None if it is not known.

    The regions of the US, Canada, Australia and the countries of `lands.LAND_CODES` are known.
    `US-FL` names its country itself, whatever `country` is. Without a country, the regions of the
    US and Canada are searched; they share no spelling.
    """
    if is_failed_formula(text):  # without its mark, the German `#NV` would be Nevada
        return None
    plain = simplify(text)
    named = re.fullmatch(r"(\w\w) (\w{1,3})", plain)
    if named and (region := spell(named[1].upper()).get(named[2])):
        return region
    if country in LAND_CODES:
        return spell_regions(country).get(plain.replace(" ", ""))
    if plain in DOUBTFUL_NAMES:
        return None
    joined = plain.replace(" ", "")
    for place in (country,) if country else ("US", "CA"):
        if region := name_regions().get(place, {}).get(joined):
            return region
    return None


def spell(country: str) -> dict[str, str]:
    return spell_regions(country) if country in LAND_CODES else name_regions().get(country, {})


@lru_cache(4096)
def read_country(text: str) -> str | None:
    """Return the ISO 3166 code of a country, None if it is not known.

    The text is its code, or its name in English, its own languages or another widely used one. A
    cell may name a country twice: `US - United States`.
    """
    if len(text) > LONGEST_NAME or not says_something(text) or is_failed_formula(text):
        return None
    if country := read_country_name(text):
        return country
    parts = re.split(r"[-–—/|,;:()\[\]]+", text)
    countries = {read_country_name(part) for part in parts if part.strip()}
    return countries.pop() if len(countries) == 1 else None


@cache
def name_countries() -> dict[str, str]:
    return {join(name): code for name, code in COUNTRY_NAMES.items()}


@lru_cache(4096)
def read_country_name(text: str) -> str | None:
    joined = join(text)
    code = joined.upper()
    if code in list_country_zones():
        return code
    if country := name_countries().get(joined):
        return country
    from console.rules.data.country_names import CLDR_NAMES  # late: large, and few lists need it

    return CLDR_NAMES.get(joined)


@cache
def list_country_names() -> dict[str, str]:
    """Return the English name of each country: the time data's, or CLDR's where the two differ."""
    from console.rules.data.country_names import CLDR_ENGLISH  # late: large, for messages only

    names = dict(_read_time_table("iso3166.tab"))
    names |= {line[:2]: line[3:] for line in CLDR_ENGLISH.splitlines()}
    return {code: names.get(code, code) for code in list_country_zones()}


@cache
def name_country(code: str) -> str:
    """Return a country's name in a sentence: "the Netherlands"; the code if it has no name."""
    name = list_country_names().get(code, code)
    return f"the {name}" if name.startswith(WITH_ARTICLE) or name.endswith("Islands") else name


def name_place(code: str) -> str:
    """Return the name of a country or of a part of one."""
    return name_jurisdiction(code) if "-" in code else name_country(code)


@cache
def name_jurisdiction(code: str) -> str:
    """Return the name of a jurisdiction, Idaho for `US-ID`; the code if it has no name."""
    country, _, region = code.partition("-")
    names: Mapping[str, str] = {"US": UNITED_STATES, "CA": CANADA, "AU": AUSTRALIA}.get(
        country
    ) or list_region_names(country)
    if region:
        return names.get(region, code)
    spellings = [name for name, known in COUNTRY_NAMES.items() if known == code and len(name) > 3]
    return spellings[0].title() if spellings else code


def find_state_of(country: str) -> str:
    """Return the country whose numbering plan and law a territory shares, else `country`."""
    return "US" if country in US_TERRITORIES else TERRITORIES.get(country, country)


def is_military_region(text: str) -> bool:
    return text.strip().upper() in MILITARY_REGIONS


def _read_time_table(name: str) -> Iterator[list[str]]:
    """Yield the rows of one of the time data's own tables."""
    table = Path(tzdata.__path__[0], "zoneinfo", name).read_text(encoding="utf-8")
    return (line.split("\t") for line in table.splitlines() if not line.startswith("#"))


@cache
def list_country_zones() -> dict[str, tuple[str, ...]]:
    """Return the zones of each country (ISO 3166), in the order of the time data's own table."""
    by_country: dict[str, list[str]] = {}
    for country, _, zone, *_ in _read_time_table("zone.tab"):
        # Macquarie Island is Tasmania's, and a zone of Antarctica.
        if country == "AQ" or not zone.startswith("Antarctica/"):
            by_country.setdefault(country, []).append(zone)
    by_country["AU"] += TERRITORY_ZONES
    return {country: tuple(zones) for country, zones in sorted(by_country.items())}


@cache
def list_region_zones() -> dict[str, tuple[str, ...]]:
    rows = (line.split() for line in STATE_ZONES.splitlines())
    by_region = {state: tuple(zones) for state, *zones in rows}
    by_region |= {f"CA-{code}": zones for code, zones in PROVINCE_ZONES.items()}
    return by_region | {f"AU-{code}": zones for code, zones in AUSTRALIAN_ZONES.items()}


def find_region_zones(region: str) -> tuple[str, ...]:
    """Return every zone of a region that `read_region` returned."""
    spot = find_region(region)
    return spot.zones if spot else list_region_zones()[region]


LAND_CODES = frozenset({"BR", "ES", "FR", "MX", "NZ", "PT"})
"""The countries that have tables; `find_land` returns them."""

TERRITORIES = {"GP": "FR", "MQ": "FR", "GF": "FR", "RE": "FR", "YT": "FR"}
"""Territories with a country code of their own, and the country whose law holds there."""


class Spot(Struct, frozen=True):
    """The zones of a region or postal code; `law` is another country whose law also holds there."""

    zones: tuple[str, ...]
    law: str = ""


@cache
def find_land(country: str) -> Land | None:
    """Return the tables of a country, None if it has none."""
    if country not in LAND_CODES:
        return None
    from console.rules.data.lands import LANDS  # late: big tables that most lists never need

    return LANDS[country]


@cache
def spell_regions(country: str) -> dict[str, str]:
    """Return the ISO 3166-2 codes of a country's regions, by each spelling without spaces."""
    land = find_land(country)
    spellings: dict[str, str] = {}
    for line in land.names.splitlines() if land else ():
        code, _, names = line.partition(" ")
        for name in (code, *names.split(" / ")):
            spellings.setdefault(simplify(name).replace(" ", ""), f"{country}-{code}")
    return spellings


@cache
def list_region_names(country: str) -> dict[str, str]:
    """Return the first name of each region of a country, by its code."""
    land = find_land(country)
    rows = (line.partition(" ") for line in (land.names.splitlines() if land else ()))
    return {code: names.partition(" / ")[0] for code, _, names in rows}


@lru_cache(4096)
def find_region(region: str) -> Spot | None:
    """Return the zones of an ISO 3166-2 region; None for a country without tables."""
    country, _, code = region.partition("-")
    land = find_land(country)
    if land is None:
        return None
    return Spot(land.region_zones.get(code, land.zones), land.other_law.get(code, ""))


@lru_cache(4096)
def find_postal_code(text: str, country: str) -> Spot | None:
    """Return the zones of a postal code; None for a code that the country does not have."""
    land = find_land(country)
    match = re.fullmatch(land.postal_code, text.strip().upper()) if land else None
    if land is None or match is None:
        return None
    code = "".join(part for part in match.groups() if part).zfill(land.postal_digits)
    ranges = [row for row in land.postal_ranges if row[0] <= code <= row[1]]
    if not ranges:
        return None
    # Ranges nest: the narrowest is the most exact.
    first, _, zones = min(ranges, key=lambda row: int(row[1]) - int(row[0]))
    return Spot(zones, land.other_law.get(first, ""))


def find_area(e164: str, country: str) -> tuple[str, ...]:
    """Return the zones of a fixed number by its area code; () for an unknown one."""
    land = find_land(country)
    if land is None:
        return ()
    digits = e164[1 + len(land.calling_code) :]
    for length in range(3, 0, -1):  # the longest area code that fits is the most exact
        if zones := land.area_zones.get(digits[:length]):
            return zones
    return ()
