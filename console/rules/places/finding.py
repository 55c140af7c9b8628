"""Find every zone and jurisdiction in which the person at a number may be.

A missing zone can cause a call at the wrong hour; a zone too many only makes the lead wait. So
every doubtful zone is a candidate. A place that cannot be found has a gap that says what to add,
and is not called. A field that cannot be read is named as unread, and its lead is not called
either.
"""

from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import replace

from console.rules.data.cities import CITIES
from console.rules.phone.numbers import Phone
from console.rules.places.addresses import DIVIDED, Ends, read_address, read_with_ends
from console.rules.places.cities import find_peer, is_city
from console.rules.places.facts import Finding, keep_first, name, place_from_facts, place_to_facts
from console.rules.places.number_ground import find_number_ground, read_abroad, read_area_code
from console.rules.places.region_cells import read_region_cell
from console.rules.places.regions import list_country_zones
from console.rules.places.whole_addresses import (
    NOTHING,
    Tail,
    find_tail,
    is_city_anywhere,
    read_tail,
)
from console.rules.text import is_failed_formula, is_given, simplify
from console.rules.values import Evidence, ListedLine, Place
from db.enums import LeadKind, LineType, PlaceSource, ReasonCode

__all__ = ["find_place", "place_from_facts", "place_to_facts"]


def find_place(
    phone: Phone,
    *,
    country: str = "",
    region: str = "",
    postal_code: str = "",
    city: str = "",
    address: str = "",
    ends: Ends | None = None,
    stated_zone: str = "",
    kind: LeadKind = LeadKind.CONSUMER,
    line: LineType | None = None,
    cleared_on: date | None = None,
    evidence: tuple[Evidence, ...] = (),
    listed: ListedLine | None = None,
) -> Place:
    """Return the place of a number, from the person's address and always from the number too.

    The address fields are as they stand in a file. `country` is the address's own, not the country
    by which the number was read. `stated_zone` is the IANA name of the zone that the person named.
    `ends` replaces what `ends_of` returns for the address, if it is known already.
    Equal arguments give the same object, as the functions below are cached.
    """
    if line is None or line is LineType.UNKNOWN or phone.line is LineType.MOBILE:
        line = phone.line
    return locate(
        phone.country,
        find_number_ground(phone),
        country,
        region,
        short_postal_code(postal_code),
        zone_city(city, region, postal_code),
        ends_of(address, city, region, postal_code) if ends is None else ends,
        stated_zone,
        (kind, line, cleared_on, evidence, listed),
    )


def ends_of(address: str, city: str, region: str, postal_code: str) -> Ends:
    """Return the ends of the city and address cells that `locate` must read."""
    end = find_tail(address, region, postal_code) if address else ""
    if not city or (is_plain_city(city) and (is_given(region) or is_given(postal_code))):
        return (("address", end),) if end else ()
    return (("city", city), ("address", end)) if end else (("city", city),)


@lru_cache(65536)
def is_plain_city(city: str) -> bool:
    """Return whether a city cell holds nothing but the name of a city."""
    tail = read_tail(city, None, is_city=True)
    return tail in (NOTHING, Tail(town=city)) and not is_failed_formula(city)


def zone_city(city: str, region: str, postal_code: str) -> str:
    """Return a city that stands for all cities with the same zones; "" if the city changes nothing.

    Fewer distinct cities mean fewer cache entries. If the address has a postal code, a city matters
    only if its local time differs from the rest of its state.
    """
    if not city:
        return ""
    if is_given(postal_code):
        return city_with_own_time(city)
    return city_within_state(city, region)


@lru_cache(65536)
def city_with_own_time(city: str) -> str:
    return city if simplify(city) in CITIES else ""


@lru_cache(65536)
def city_within_state(city: str, region: str) -> str:
    if own := city_with_own_time(city):
        return own
    state = read_region_cell(region) if region else None
    return find_peer(city, state.region) if state else ""


def short_postal_code(code: str) -> str:
    """Return the code, or only the ZIP of a ZIP+4: the last four digits add nothing."""
    is_plus_four = len(code) == 10 and code[5] == "-" and code[6:].isdecimal()
    return code[:5] if is_plus_four else code


@lru_cache(65536)
def locate(
    home: str | None,
    ground: str | tuple[str, ...] | None,
    country: str,
    region: str,
    postal_code: str,
    city: str,
    ends: Ends,
    stated_zone: str,
    facts: tuple[LeadKind, LineType, date | None, tuple[Evidence, ...], ListedLine | None],
) -> Place:
    """Return the place for an address and for `ground`, the result of `find_number_ground`."""
    # Cached by the raw cells: the rows of a list repeat few states and codes, and reading a cell
    # takes far longer than a look into the cache.
    if isinstance(ground, str):
        area_code, number = ground, read_area_code(ground)
    else:
        area_code, number = None, read_abroad(home, ground)
    is_stated = is_zone(stated_zone)
    cells = (number.country, country, region, postal_code, city)
    if ends:
        address = read_with_ends(*cells, ends, is_stated=is_stated)
        address = doubt_towns(address, number)
    else:
        address = read_address(*cells, is_stated=is_stated)
    if stated_zone and not is_stated:
        address = replace(address, unread=(*address.unread, "zone"))
    return make_place(join(address, number, stated_zone if is_stated else ""), area_code, *facts)


def doubt_towns(address: Finding, number: Finding) -> Finding:
    """Return the address with each town as unread that lies in other states than the number.

    A town without a state may be in any that has one of its name. A name that no state has is not
    taken for a town: it may be a part of one.
    """
    states = {candidate.value for candidate in number.jurisdictions}
    if number.country != "US":  # the towns of other countries are not known
        return address
    unread = tuple(
        field
        for field, town in address.towns
        if is_city_anywhere(town) and not any(is_city(town, state) for state in states)
    )
    return replace(address, unread=address.unread + unread) if unread else address


@lru_cache(65536)
def make_place(
    finding: Finding,
    area_code: str | None,
    kind: LeadKind,
    line: LineType,
    cleared_on: date | None,
    evidence: tuple[Evidence, ...],
    listed: ListedLine | None,
) -> Place:
    # Cached, so that equal places are the same object and later caches compare them quickly.
    return Place(
        country=finding.country,
        zones=finding.zones,
        jurisdictions=finding.jurisdictions,
        kind=kind,
        line=line,
        area_code=area_code,
        cleared_on=cleared_on,
        evidence=evidence,
        gap=finding.gap,
        unread=finding.unread,
        gap_code=finding.gap_code,
        listed=listed,
    )


@lru_cache(65536)
def join(address: Finding, number: Finding, stated_zone: str) -> Finding:
    """Merge the findings of the person, the address and the number, the most trusted first."""
    zones = [*name([stated_zone] if stated_zone else [], PlaceSource.STATED), *address.zones]
    is_elsewhere = address.country not in (None, number.country)
    is_ground = any(zone.source is PlaceSource.AREA_CODE for zone in number.zones)
    if is_ground or is_elsewhere or not address.zones:
        zones += number.zones  # a whole country's zones count only if nothing closer is known
    if not zones and address.country not in (None, *DIVIDED):
        zones += name(list_country_zones().get(address.country or "", ()), PlaceSource.COUNTRY)
    jurisdictions = keep_first((*address.jurisdictions, *number.jurisdictions))
    gap, code = address.gap, address.gap_code
    if not gap and not (zones and jurisdictions):
        gap, code = number.gap, number.gap_code
    if gap and code is ReasonCode.NO_ZONE:
        zones = []
    country = address.country or number.country
    return Finding(country, keep_first(zones), jurisdictions, gap, code, address.unread)


@lru_cache(1024)
def is_zone(text: str) -> bool:
    """Return whether a text is the IANA name of a zone."""
    if not text:
        return False
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
