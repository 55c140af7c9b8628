"""Read an address: the zones and jurisdictions it names, and the fields that cannot be read."""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec.structs import replace

from console.rules.data.cities import CITY_ZONES
from console.rules.phone.number_plan import AT_HOME, plan
from console.rules.places.cities import find_city_zones
from console.rules.places.facts import Finding, keep_first, name
from console.rules.places.postal_codes import Ground
from console.rules.places.region_cells import find_ground_of_cell, lies_within, read_region_cell
from console.rules.places.regions import (
    LAND_CODES,
    TERRITORIES,
    US_TERRITORIES,
    find_region,
    find_region_zones,
    find_state_of,
    is_military_region,
    list_country_zones,
    read_country,
    read_region,
)
from console.rules.places.whole_addresses import read_tail
from console.rules.text import is_given, simplify
from console.rules.values import Candidate
from db.enums import PlaceSource

# Countries whose states or provinces have their own laws, so the country alone is not enough.
DIVIDED = {
    "US": ("the United States", "a state or ZIP"),
    "CA": ("Canada", "a province or postal code"),
}
READ_COUNTRIES = frozenset({"", "US", "CA", "AU"}) | LAND_CODES
"""Countries whose regions and postal codes are read; "" stands for North America."""
CALLING_CODE = re.compile(r"(?:\+|00|011)?\s*([1-9][0-9]{0,2})(?:\.0)?")
NO_GARRISON = "A military address does not say where the person is: add the zone they name."


Ends = tuple[tuple[str, str], ...]
"""(field, text) of the city and address cells that may name a place: see `whole_addresses`."""


def read_with_ends(
    home: str | None,
    country: str,
    region: str,
    postal_code: str,
    city: str,
    ends: Ends,
    *,
    is_stated: bool,
) -> Finding:
    """Return the places that an address names, also at the end of its city and address cells.

    An end fills the fields that are empty. If it contradicts one, the places of both count. An
    unread end matters only if nothing else says where the person is.
    """
    named = (read_country(country) or "") if is_given(country) else ""
    tails = [(name, read_tail(text, home, named, is_city=name == "city")) for name, text in ends]
    fields = country, region, postal_code, city
    has_own = is_given(region) or is_given(postal_code)
    for _, tail in tails:
        # A country that an end adds must not change how the row's own region and code are read.
        cells = "" if has_own else tail.country, tail.region, tail.postal_code, tail.city
        fields = tuple(  # type: ignore[assignment]
            text if is_given(text) else cell for text, cell in zip(fields, cells, strict=True)
        )
    finding = read_address(home, *fields, is_stated=is_stated)
    for _, tail in tails:
        if tail.country:
            cells = tail.country, tail.region, tail.postal_code, tail.city
            other = read_address(home, *cells, is_stated=is_stated)
            finding = add_contradiction(finding, other, has_code=bool(tail.postal_code))
    is_abroad = is_given(fields[0]) and finding.country not in (None, *DIVIDED)
    if is_stated or is_given(fields[1]) or is_given(fields[2]) or is_abroad:
        return finding
    if any(tail.is_anywhere for _, tail in tails):
        zones = name(list_country_zones().get(home or "", ()), PlaceSource.COUNTRY)
        finding = replace(finding, zones=(*finding.zones, *zones))
    unread = tuple(name for name, tail in tails if tail.is_unread)
    towns = tuple((name, tail.town) for name, tail in tails if tail.town)
    return replace(finding, unread=finding.unread + unread, towns=towns)


def add_contradiction(finding: Finding, other: Finding, *, has_code: bool) -> Finding:
    """Return a finding with the places of another one that lie elsewhere."""
    known = {candidate.value for candidate in finding.jurisdictions}
    is_elsewhere = any(candidate.value not in known for candidate in other.jurisdictions)
    zones = {candidate.value for candidate in finding.zones}
    is_other_code = has_code and any(zone.value not in zones for zone in other.zones)
    if not is_elsewhere and not is_other_code and other.country in (None, finding.country):
        return finding
    return replace(
        finding,
        zones=keep_first((*finding.zones, *other.zones)),
        jurisdictions=keep_first((*finding.jurisdictions, *other.jurisdictions)),
        gap=finding.gap or other.gap,
    )


@lru_cache(65536)
def read_address(
    home: str | None, country: str, region: str, postal_code: str, city: str, *, is_stated: bool
) -> Finding:
    """Return the places that an address names.

    `home` is the number's country: if the address names no country, its region and postal code are
    read as those of `home`. `is_stated` says that the person stated their zone. A field that cannot
    be read counts as not given. It is listed in `unread`, except a region or postal code if the
    zone is stated. If we read no regions or codes of a country, such a field stands for any zone
    of the country.
    """
    named = read_country(country) if is_given(country) else ""
    if named is None and is_calling_code(country, home):
        named = ""
    territory = named if named in US_TERRITORIES or named in TERRITORIES else None
    written = find_state_of(named or "")
    reading = written or ("" if home is None or home in AT_HOME else home)
    is_written = bool(written)
    code = find_ground_of_cell(postal_code, reading, is_stated=is_written) if postal_code else None
    cell = territory or region
    found_in_cell = read_region_cell(cell, reading, is_stated=is_written) if cell else None
    in_country = found_in_cell and written in ("", found_in_cell.region[:2])
    state = found_in_cell.region if found_in_cell and in_country else None
    # The place of a ZIP that is written in the region's cell, as in "Miami, FL 33101".
    beside = found_in_cell.ground if found_in_cell and state else None
    is_military = not territory and reading in ("", "US") and is_military_region(region)
    unread: tuple[str, ...] = () if named is not None else ("country",)
    if not is_stated:
        if not is_military and is_region_unread(region, state, reading, written, territory):
            unread += ("region",)
        if code is None and reading in READ_COUNTRIES and is_given(postal_code):
            unread += ("postal_code",)
    code = code or beside
    if is_military or (code and code.is_military):
        return Finding("US", gap="" if is_stated else NO_GARRISON, unread=unread)
    where = written or (code.region[:2] if code else state[:2] if state else "")
    is_anywhere = reading not in READ_COUNTRIES and not is_stated and not (code or state)
    is_anywhere = is_anywhere and (is_given(region) or is_given(postal_code))
    where = where or (reading if is_anywhere else "")
    # A city narrows the zones only where no unread code could place the person elsewhere.
    is_elsewhere = code is None and is_given(postal_code)
    zones = list_address_zones(code, state, "" if is_elsewhere else city)
    if beside and beside != code:
        zones += name(beside.zones, PlaceSource.POSTAL_CODE)
    if where in DIVIDED:
        jurisdictions = name([code.region] if code else [], PlaceSource.POSTAL_CODE)
        jurisdictions += name([state] if state else [], PlaceSource.REGION)
        land, missing = DIVIDED[where]
        is_vague = not jurisdictions and home not in (None, where)
        gap = f"The address says only {land}: add {missing}." if is_vague else ""
        return Finding(where, zones, keep_first(jurisdictions), gap, unread=unread)
    if not where:
        return Finding(unread=unread)
    if not zones and (is_anywhere or where != home):
        zones = name(list_country_zones().get(where, ()), PlaceSource.COUNTRY)
    gap = "" if zones or where == home else f"No time zone is known for the country {where}."
    jurisdictions = name([where, *find_other_law(code, state)], PlaceSource.COUNTRY)
    return Finding(where, zones, jurisdictions, gap, unread=unread)


def find_other_law(code: Ground | None, state: str | None) -> Iterator[str]:
    """Yield the other countries whose law also holds at a code or in a region."""
    if code and code.law:
        yield code.law
    if state and (spot := find_region(state)) and spot.law:
        yield spot.law


@lru_cache(4096)
def is_calling_code(text: str, home: str | None) -> bool:
    """Return whether the country cell holds only the calling code that the number has anyway."""
    match = CALLING_CODE.fullmatch(text.strip())
    if match is None:
        return False
    if home is None or home in AT_HOME:
        return match[1] == "1"
    return plan.country_code_for_region(home) == int(match[1])


def is_region_unread(
    region: str, state: str | None, reading: str, written: str, territory: str | None
) -> bool:
    """Return whether a region is not understood, or lies outside the country that is written."""
    if not is_given(region):
        return False
    # People write a town of the territory here; only a state elsewhere contradicts it.
    if territory:
        return is_military_region(region) or read_region(region, reading) not in (None, state)
    if reading in READ_COUNTRIES:
        return state is None
    return not written and state is None and read_region(region) is not None


def list_address_zones(code: Ground | None, state: str | None, city: str) -> tuple[Candidate, ...]:
    """Return the zones of the code, else of the city or the whole region.

    If code and region contradict each other, the zones of both count.
    """
    zones = name(code.zones, PlaceSource.POSTAL_CODE) if code else ()
    if state:
        of_state = find_region_zones(state)
        if code is None:
            zones += name(find_city_zones(city, state) or of_state, PlaceSource.REGION)
        elif not lies_within(code, state):
            zones += name(of_state, PlaceSource.REGION)
        zones += name(CITY_ZONES.get((simplify(city), state), ()), PlaceSource.REGION)
    return zones
