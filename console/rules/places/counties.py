"""In which counties of New York a person may be: emergencies are declared by county or town.

Only what an address says counts; of a county that is not known, every one may be meant.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache

from msgspec.structs import replace

from console.rules.data.new_york_counties import TOWNS, ZIPS
from console.rules.places.postal_codes import ZIP
from console.rules.values import Emergency, Place
from db.enums import LeadKind, PlaceSource

STATE = "US-NY"
CITY_OF_NEW_YORK = ("Bronx", "Kings", "New York", "Queens", "Richmond")
_CITY_NAMES = frozenset({"new york", "new york city", "nyc", "city of new york"})
_STATE_NAMES = frozenset({"us-ny", "ny", "new york state", "state of new york", "statewide", "all"})
_CODE = re.compile(r"(?<!\w)[0-9]{5}(?!\w)")


@lru_cache(16384)
def find_counties(*cells: str) -> tuple[str, ...]:
    """Every county that the ZIPs in an address may lie in, () where none is known."""
    codes: list[str] = []
    for cell in cells:
        whole = ZIP.fullmatch(cell.strip())
        if whole is None:
            codes += _CODE.findall(cell)
        else:
            codes.append(whole[2].zfill(9)[:5] if whole[2] else (whole[1] or whole[3]).zfill(5))
    return tuple(sorted({name for code in codes for name in counties_by_zip().get(code, ())}))


@lru_cache(65536)
def with_counties(place: Place, postal_code: str, region: str, asked: tuple[str, ...]) -> Place:
    """The place with what its address says of the counties asked about: see `Place.counties`.

    Places hold no other county: there would be hundreds of them for every area code.
    """
    is_said = any(
        one.value == STATE and one.source is not PlaceSource.AREA_CODE
        for one in place.jurisdictions
    )
    if not asked or not is_said or place.kind is not LeadKind.CONSUMER:
        return place
    found = find_counties(postal_code, region)
    if not found:
        return place
    return replace(place, counties=tuple(one if one in found else f"-{one}" for one in asked))


def counties_asked(emergencies: Iterable[Emergency], since: date | None = None) -> tuple[str, ...]:
    """The counties in which one is on record; with a day only those that are not over by then."""
    return tuple(
        sorted(
            {
                county
                for one in emergencies
                if since is None or one.until is None or one.until >= since
                for county in one.counties
            }
        )
    )


def read_area(text: str) -> tuple[str, ...] | None:
    """The counties of a declared place: a county, a town, a ZIP; () for the whole state.

    A name that is a county's and a town's means both, unless it says which. None where nothing in
    New York is called so.
    """
    said = " ".join(text.casefold().split())
    if said in _STATE_NAMES:
        return ()
    if said in _CITY_NAMES:
        return CITY_OF_NEW_YORK
    if said.isdecimal():
        return find_counties(said) or None
    is_county = said.removesuffix(" county") != said or said.startswith("county of ")
    name = said.removesuffix(" county").removeprefix("county of ")
    town = re.sub(r"^(city|town|village) of ", "", said)
    found = {one for one in known_counties() if one.casefold() == name}
    if town != said:
        found = set()
    if not is_county:
        found.update(counties_by_town().get(town, ()))
    return tuple(sorted(found)) or None


@cache
def known_counties() -> frozenset[str]:
    return frozenset(name for names in counties_by_zip().values() for name in names)


@cache
def counties_by_zip() -> dict[str, tuple[str, ...]]:

    return {code: names for names, codes in _read(ZIPS) for code in codes}


@cache
def counties_by_town() -> dict[str, tuple[str, ...]]:

    return {town.replace("_", " "): names for names, towns in _read(TOWNS) for town in towns}


def _read(table: str) -> list[tuple[tuple[str, ...], list[str]]]:
    rows = []
    for line in table.replace("\n  ", " ").splitlines():
        names, *rest = line.split()
        rows.append((tuple(names.replace("_", " ").split(",")), rest))
    return rows
