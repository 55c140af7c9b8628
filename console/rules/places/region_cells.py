"""Read a state or a postal code from a cell with other words: `Miami, FL 33101`, `94105 USA`.

A cell is read only if it has a single meaning. `Toronto, CA` could be California or Canada, and
`Ontario, CA` a city in California or a province of Canada: neither is read.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from console.rules.places.cities import is_city
from console.rules.places.postal_codes import Ground, find_ground
from console.rules.places.regions import (
    LAND_CODES,
    US_TERRITORIES,
    find_region_zones,
    find_state_of,
    read_country,
    read_region,
)

LONGEST = 100
"""The most characters of a cell that is split into parts."""

# Not compiled here: few lists need these patterns, and the first lead must not wait for them.
_PARTS = r"\s*[,;:/|()\[\]\n]+\s*|\s+[-–—]+\s+|\s*[–—]\s*"
# A whole code beside other words.
_CODES = {
    "US": r"(?<!\w)[0-9]{5}(?:\s*-?\s*[0-9]{4})?(?!\w)",
    "CA": r"(?<!\w)[A-Za-z][0-9][A-Za-z](?:\s*-?\s*[0-9][A-Za-z][0-9])?(?!\w)",
    "AU": r"(?<!\w)[0-9]{4}(?!\w)",
}
_MARKS = " ,;:.#-–—'’`\""
_DASHES = r"(?<=[0-9])\s*[‐-―−]\s*(?=[0-9])"
_LABELS = (
    r"(?i)\b(?:(?:zip|postal|post|pin)\s*(?:code)?|c(?:ode|[óo]digo|odice)\s+posta[le]e?"
    r"|cep|c\.?\s?p|cap|plz|postleitzahl|postnr)\b\s*[:#.]?\s*"
)
"""Words before a code that say what it is: “CEP 69900-000”, “Code postal: 75008”."""
# “CA94105”: the state or country stuck to the digits.
_STUCK = r"(?<![A-Za-z])([A-Za-z]{2})(?=[0-9]{5}(?![0-9A-Za-z]))"
# “75 008”: five digits with a space that a spreadsheet's number format has put in.
_SPACED = r"([0-9]{2})\s([0-9]{3})"


class RegionReading(Struct, frozen=True):
    """The ISO 3166-2 region in a cell, and the place of the postal code beside it, if any."""

    region: str
    ground: Ground | None = None


@lru_cache(16384)
def read_region_cell(
    text: str, country: str = "", *, is_stated: bool = False
) -> RegionReading | None:
    """Return the region in a cell for the state or province; None if it is not understood.

    `country` is ISO, "" for North America; `is_stated` says that the address itself names it.
    """
    if region := read_region(text, country):
        return RegionReading(region)
    text = _plain(text)
    # A single word has no parts to split.
    if len(text) > LONGEST or not re.search(r"\w\W+\w", text):
        return None
    meanings = set(_read_parts(text, country, is_stated=is_stated))
    return meanings.pop() if len(meanings) == 1 else None


@lru_cache(16384)
def find_ground_of_cell(text: str, country: str = "", *, is_stated: bool = False) -> Ground | None:
    """Return the place of the code in a postal code cell; other words must agree with it."""
    if ground := find_ground(text, country):
        return ground
    plain = re.sub(_STUCK, r"\1 ", re.sub(_LABELS, "", _plain(text))).strip(_MARKS)
    if ground := find_ground(re.sub(rf"^{_SPACED}$", r"\1\2", plain), country):
        return ground
    if len(plain) > LONGEST:
        return None
    for home in _homes_with_codes(country):
        codes = [*re.finditer(_CODES[home], plain)]
        ground = find_ground(codes[0][0], home) if len(codes) == 1 else None
        if ground is None:
            continue
        sides = (plain[: codes[0].start()].strip(_MARKS), plain[codes[0].end() :].strip(_MARKS))
        if _agrees(", ".join(filter(None, sides)), ground, country, is_stated=is_stated):
            return ground
    return None


def _homes_of(country: str) -> tuple[str, ...]:
    """Return the countries whose codes to look for; "" stands for North America."""
    if not country:
        return ("US", "CA")
    return (country,) if _is_read(country) else ()


def _homes_with_codes(country: str) -> tuple[str, ...]:
    return tuple(home for home in _homes_of(country) if home in _CODES)


def _is_read(country: str) -> bool:
    """Return whether the regions of a country are read."""
    return country in _CODES or country in LAND_CODES


def _plain(text: str) -> str:
    return re.sub(_DASHES, "-", unicodedata.normalize("NFKC", text)).strip()


def _agrees(words: str, ground: Ground, country: str, *, is_stated: bool) -> bool:
    """Return whether the words beside a code name the country, city or region of the code."""
    land = ground.region[:2]
    if find_state_of(read_country(words) or "") == land and not read_region(words, country):
        return True
    if is_city(words, ground.region):
        return True
    reading = read_region_cell(words, country, is_stated=is_stated)
    return reading is not None and reading.ground is None and lies_within(ground, reading.region)


def lies_within(ground: Ground, region: str) -> bool:
    """Return whether a code may lie in a region; an Australian code has no state, only zones."""
    if ground.region == region[:2]:
        return bool(set(ground.zones) & set(find_region_zones(region)))
    return ground.region == region


def _read_parts(text: str, country: str, *, is_stated: bool) -> Iterator[RegionReading]:
    """Yield every meaning that the cell can have."""
    for words, ground in _without_code(text, country):
        for parts, land in _without_country(words):
            if is_stated and country and land not in ("", country):
                continue
            for home in (land,) if land else _homes_of(country):
                is_sure = is_stated or bool(land)
                for region in _find_regions(parts, home, ground, is_sure=is_sure):
                    if ground is None or lies_within(ground, region):
                        yield RegionReading(region, ground)


def _without_code(text: str, country: str) -> Iterator[tuple[str, Ground | None]]:
    yield text, None
    for home in _homes_with_codes(country):
        codes = [*re.finditer(_CODES[home], text)]
        if len(codes) == 1 and (ground := find_ground(codes[0][0], home)):
            yield f"{text[: codes[0].start()]}, {text[codes[0].end() :]}", ground


def _without_country(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (parts, country code) for each reading of a cell.

    The first reading keeps all parts, with the code "": the cell may name no country. The others
    leave out a country that the first part, the last part or the last words name.
    """
    parts = tuple(part for part in re.split(_PARTS, text.strip(" ,;")) if part.strip(" .-"))
    if not parts:
        return
    yield parts, ""
    if len(parts) > 1:
        for named, others in ((parts[-1], parts[:-1]), (parts[0], parts[1:])):
            if _is_read(land := find_state_of(read_country(named) or "")):
                yield others, land
    *before, last = parts
    words = last.split()
    for count in range(1, min(4, len(words))):
        land = find_state_of(read_country(" ".join(words[-count:])) or "")
        if _is_read(land):
            yield (*before, " ".join(words[:-count])), land


def _find_regions(
    parts: tuple[str, ...], country: str, ground: Ground | None, *, is_sure: bool
) -> Iterator[str]:
    """Yield the region if the parts name it alone, twice, or after one of its cities."""
    regions = [read_region(part, country) for part in parts]
    region = regions[-1]
    if region is None:
        yield from _find_after_city(parts[-1], country, ground)
        pair = parts[0].split("-")
        if len(parts) == 1 and len(pair) == 2:  # "FL-Florida"
            yield from _find_regions((pair[0], pair[1]), country, ground, is_sure=is_sure)
        return
    *before, last = parts
    is_city_named = any(is_city(city, region) for city in before)
    is_other_named = any(named not in (None, region) for named in regions)
    is_plain = is_sure or ground is not None or not before or is_no_country(last, region)
    if set(regions) == {region} or is_city_named or (is_plain and not is_other_named):
        yield region


def _find_after_city(part: str, country: str, ground: Ground | None) -> Iterator[str]:
    """Yield the region at the end of a part that begins with one of its cities: `Miami FL`.

    With a postal code beside it, the words before the region need not be a city.
    """
    words = part.split()
    for count in range(1, min(4, len(words))):
        region = read_region(" ".join(words[-count:]), country)
        if region and (ground is not None or is_city(" ".join(words[:-count]), region)):
            yield region


def is_no_country(text: str, region: str) -> bool:
    """Return whether a region's spelling names no other country.

    False for `CA`, `IN` and `Georgia`, which are also Canada, India and a country.
    """
    named = read_country(text)
    return named is None or named == region[:2] or named in US_TERRITORIES
