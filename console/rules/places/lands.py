"""Where an address in a country of several clocks is: by region, postal code and area code."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from console.rules.text import simplify

if TYPE_CHECKING:
    from console.rules.data.land import Land

LAND_CODES = frozenset({"BR", "ES", "FR", "MX", "NZ", "PT"})
"""The countries that `find_land` knows."""

TERRITORIES = {"GP": "FR", "MQ": "FR", "GF": "FR", "RE": "FR", "YT": "FR"}
"""Lands with a country code of their own that are regions of another's law: its code."""


class Spot(Struct, frozen=True):
    """What a region or a postal code says; `law` is that of another country, "" for none."""

    zones: tuple[str, ...]
    law: str = ""


@cache
def find_land(country: str) -> "Land | None":
    """The tables of a country; they are read when the first address there is."""
    if country not in LAND_CODES:
        return None
    from console.rules.data.lands import LANDS

    return LANDS[country]


@cache
def spell_regions(country: str) -> dict[str, str]:
    """Every spelling of every region of a country, without its spaces, and its ISO 3166-2 code."""
    land = find_land(country)
    spellings: dict[str, str] = {}
    for line in land.names.splitlines() if land else ():
        code, _, names = line.partition(" ")
        for name in (code, *names.split(" / ")):
            spellings.setdefault(simplify(name).replace(" ", ""), f"{country}-{code}")
    return spellings


@cache
def list_region_names(country: str) -> dict[str, str]:
    """The first name of each region of a country, by its code."""
    land = find_land(country)
    rows = (line.partition(" ") for line in (land.names.splitlines() if land else ()))
    return {code: names.partition(" / ")[0] for code, _, names in rows}


@lru_cache(4096)
def find_region(region: str) -> Spot | None:
    """The place of a region as ISO 3166-2 has it; None outside the countries known here."""
    country, _, code = region.partition("-")
    land = find_land(country)
    if land is None:
        return None
    return Spot(land.region_zones.get(code, land.zones), land.other_law.get(code, ""))


@lru_cache(4096)
def find_postal_code(text: str, country: str) -> Spot | None:
    """The place of a postal code; None for one that the country does not have."""
    land = find_land(country)
    found = re.fullmatch(land.postal_code, text.strip().upper()) if land else None
    if land is None or found is None:
        return None
    code = "".join(part for part in found.groups() if part).zfill(land.postal_digits)
    ranges = [row for row in land.postal_ranges if row[0] <= code <= row[1]]
    if not ranges:
        return None
    first, _, zones = min(ranges, key=lambda row: int(row[1]) - int(row[0]))
    return Spot(zones, land.other_law.get(first, ""))


def find_area(e164: str, country: str) -> tuple[str, ...]:
    """The zones of a fixed number by its area code; () for one that is not known."""
    land = find_land(country)
    if land is None:
        return ()
    digits = e164[1 + len(land.calling_code) :]
    for length in range(3, 0, -1):
        if zones := land.area_zones.get(digits[:length]):
            return zones
    return ()
