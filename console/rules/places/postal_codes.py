"""Find the region and the zones of a postal code."""

import re
from bisect import bisect_right
from functools import cache, lru_cache

from msgspec import Struct

from console.rules.data.places_australia import POSTCODE_ZONES
from console.rules.data.places_canada import FSA_PROVINCES, LETTER_PROVINCES, PREFIX_ZONES
from console.rules.data.us_zips import ZIP_RUNS
from console.rules.places.regions import MILITARY_REGIONS, find_postal_code, list_region_zones

CANADIAN = re.compile(r"[A-Z][0-9][A-Z](?:\s*-?\s*[0-9][A-Z][0-9])?")


# 5 digits, or ZIP+4 with or without its dash; a spreadsheet drops up to two leading zeros.
ZIP = re.compile(r"([0-9]{3,5})(?:\s*-\s*[0-9]{4}|\.0)?|([0-9]{7,9})|([0-9]{5}) [0-9]{4}")


POSTCODE = re.compile(r"([0-9]{3,4})(?:\.0)?")


class Ground(Struct, frozen=True):
    """The place of a postal code. `region` is ISO 3166-2, or the country's code alone.

    `law` is another country whose law also holds there; "" for none.
    """

    region: str
    zones: tuple[str, ...]
    is_military: bool = False
    law: str = ""


@lru_cache(65536)
def find_ground(text: str, country: str) -> Ground | None:
    """Return the place of a code, None if unknown. `country` is ISO; "" is North America."""
    code = text.strip().upper()
    if country in ("", "CA") and CANADIAN.fullmatch(code):
        return find_canadian(code)
    if country in ("", "US") and (match := ZIP.fullmatch(code)):
        whole = match[2].zfill(9)[:5] if match[2] else (match[1] or match[3]).zfill(5)
        return find_zip(whole)
    if country == "AU" and (match := POSTCODE.fullmatch(code)):
        return find_postcode(match[1].zfill(4))
    spot = find_postal_code(text, country)
    return Ground(country, spot.zones, law=spot.law) if spot else None


@cache
def list_zip_runs() -> tuple[list[str], list[tuple[str, Ground]]]:
    """Return the first ZIP of every run, and in a second list its last ZIP and its place."""
    firsts: list[str] = []
    runs: list[tuple[str, Ground]] = []
    for line in ZIP_RUNS.splitlines():
        first, last, region, *zones = line.split()
        firsts.append(first)
        runs.append((last, Ground(region, tuple(zones), region in MILITARY_REGIONS)))
    return firsts, runs


def find_zip(code: str) -> Ground | None:
    firsts, runs = list_zip_runs()
    at = bisect_right(firsts, code) - 1  # the last run that begins at the code or before it
    if at < 0 or code > runs[at][0]:
        return None
    return runs[at][1]


def find_canadian(code: str) -> Ground | None:
    fsa = code[:3]
    province = FSA_PROVINCES.get(fsa) or LETTER_PROVINCES.get(fsa[0])
    if province is None:
        return None
    zones = PREFIX_ZONES.get(fsa) or PREFIX_ZONES.get(fsa[0])
    return Ground(f"CA-{province}", zones or list_region_zones()[f"CA-{province}"])


def find_postcode(code: str) -> Ground | None:
    ranges = [row for row in POSTCODE_ZONES if row[0] <= code <= row[1]]
    if not ranges:
        return None
    # Ranges nest: the narrowest is the most exact.
    return Ground("AU", min(ranges, key=lambda row: int(row[1]) - int(row[0]))[2])
