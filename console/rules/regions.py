"""Read a state, province or country as people write them, and say which zones it has."""

import re
import unicodedata
from functools import cache, lru_cache

from console.rules.data.countries import COUNTRY_NAMES
from console.rules.data.country_zones import COUNTRY_ZONES
from console.rules.data.places_australia import STATE_ZONES as AUSTRALIAN_ZONES
from console.rules.data.places_canada import PROVINCE_ZONES
from console.rules.data.region_names import AUSTRALIA, CANADA, OTHER_NAMES, UNITED_STATES
from console.rules.data.us_states import STATE_ZONES

# Countries whose numbers, ZIPs and rules are those of the United States.
US_TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI"})
MILITARY_REGIONS = frozenset({"AA", "AE", "AP"})


@lru_cache(65536)
def simplify(text: str) -> str:
    """Lower case, without accents, marks or doubled spaces: `Québec.` is `quebec`."""
    bare = "".join(
        mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark)
    )
    return " ".join(re.sub(r"[\W_]+", " ", bare.casefold().replace("&", " and ")).split())


@cache
def name_regions() -> dict[str, dict[str, str]]:
    """By country, every spelling of every region and its ISO 3166-2 code."""
    spellings: dict[str, dict[str, str]] = {}
    for country, names in (("US", UNITED_STATES), ("CA", CANADA), ("AU", AUSTRALIA)):
        known = spellings.setdefault(country, {})
        for code, name in names.items():
            known[code.lower()] = known[simplify(name)] = f"{country}-{code}"
    for region, others in OTHER_NAMES.items():
        spellings[region[:2]] |= dict.fromkeys(others, region)
    return spellings


@lru_cache(4096)
def read_region(text: str, country: str = "") -> str | None:
    """The ISO 3166-2 code of a region of the US, Canada or Australia; None if it is not known.

    `US-FL` names its country itself, whatever `country` is. Without a country the US and Canada
    are looked at, which share no spelling.
    """
    plain = simplify(text)
    named = re.fullmatch(r"(us|ca|au) (\w{2,3})", plain)
    if named and (found := name_regions()[named[1].upper()].get(named[2])):
        return found
    for place in (country,) if country else ("US", "CA"):
        if found := name_regions().get(place, {}).get(plain):
            return found
    return None


@lru_cache(1024)
def read_country(text: str) -> str | None:
    """The ISO 3166 code of a country; None if it is not known."""
    code = text.strip().upper()
    if code in list_country_zones():
        return code
    return COUNTRY_NAMES.get(simplify(text)) or COUNTRY_NAMES.get(simplify(text).replace(" ", ""))


@cache
def name_jurisdiction(code: str) -> str:
    """`US-ID` as a person says it: Idaho. The code itself where no name is known."""
    country, _, region = code.partition("-")
    names = {"US": UNITED_STATES, "CA": CANADA, "AU": AUSTRALIA}.get(country, {})
    if region:
        return names.get(region, code)
    spellings = [name for name, known in COUNTRY_NAMES.items() if known == code and len(name) > 3]
    return spellings[0].title() if spellings else code


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
