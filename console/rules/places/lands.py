"""Locate addresses in countries with several time zones, by region, postal code and area code."""

import re
from functools import cache, lru_cache

from msgspec import Struct

from console.rules.data.land import Land
from console.rules.text import simplify

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
