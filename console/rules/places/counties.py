"""Find the counties of New York in which a person may be: emergencies are declared by county.

Only the address counts. If it names no county, the person may be in any.
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
    """Return every county in which the ZIP codes of an address may lie, () if none is known."""
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
    """Return the place with `counties` set for the counties asked about: see `Place.counties`.

    A place names no other county: otherwise each area code would have hundreds of places.
    """
    is_in_state = any(
        candidate.value == STATE and candidate.source is not PlaceSource.AREA_CODE
        for candidate in place.jurisdictions
    )
    if not asked or not is_in_state or place.kind is not LeadKind.CONSUMER:
        return place
    counties = find_counties(postal_code, region)
    if not counties:
        return place
    # "-Erie" says that the person is not in Erie.
    marks = tuple(county if county in counties else f"-{county}" for county in asked)
    return replace(place, counties=marks)


def counties_asked(emergencies: Iterable[Emergency], since: date | None = None) -> tuple[str, ...]:
    """Return the counties of all emergencies; with `since`, without those that ended before it."""
    return tuple(
        sorted(
            {
                county
                for emergency in emergencies
                if since is None or emergency.until is None or emergency.until >= since
                for county in emergency.counties
            }
        )
    )


def read_area(text: str) -> tuple[str, ...] | None:
    """Return the counties of a county, town or ZIP as people write it; () for the whole state.

    A name that a county and a town share means both, unless it says which. None if nothing in New
    York has the name.
    """
    text = " ".join(text.casefold().split())
    if text in _STATE_NAMES:
        return ()
    if text in _CITY_NAMES:
        return CITY_OF_NEW_YORK
    if text.isdecimal():
        return find_counties(text) or None
    is_county = text.removesuffix(" county") != text or text.startswith("county of ")
    name = text.removesuffix(" county").removeprefix("county of ")
    town = re.sub(r"^(city|town|village) of ", "", text)
    counties = {county for county in known_counties() if county.casefold() == name}
    if town != text:
        counties = set()  # “town of …” says that the county is not meant
    if not is_county:
        counties.update(counties_by_town().get(town, ()))
    return tuple(sorted(counties)) or None


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
    # A line that begins with two spaces continues the line before.
    for line in table.replace("\n  ", " ").splitlines():
        names, *codes = line.split()
        rows.append((tuple(names.replace("_", " ").split(",")), codes))
    return rows
