"""Where the person at a number may be: every zone and every jurisdiction that could hold.

A zone that is missing costs a call at the wrong hour, one too many only waiting, so whatever is in
doubt is a candidate. What cannot be found is a gap: it says what to supply, and is not called. What
is given and cannot be read is named as unread, and is not called either.
"""

from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from console.rules.data.cities import CITIES
from console.rules.phone.numbers import Phone
from console.rules.places.addresses import DIVIDED, read_address
from console.rules.places.cities import find_peer
from console.rules.places.facts import Finding, keep_first, name, place_from_facts, place_to_facts
from console.rules.places.number_ground import find_number_ground, read_abroad, read_area_code
from console.rules.places.region_cells import read_region_cell
from console.rules.places.regions import list_country_zones
from console.rules.text import says_something, simplify
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
    stated_zone: str = "",
    kind: LeadKind = LeadKind.CONSUMER,
    line: LineType | None = None,
    cleared_on: date | None = None,
    evidence: tuple[Evidence, ...] = (),
    listed: ListedLine | None = None,
) -> Place:
    """The place of a number, from what is known of the person and always from the number too.

    The address is taken as it stands in a file; `country` is the address's own, not the one by
    which the number was read. `stated_zone` is the IANA name of the zone the person named. Equal
    facts give the very same Place.
    """
    if line is None or line is LineType.UNKNOWN or phone.line is LineType.MOBILE:
        line = phone.line
    return locate(
        phone.country,
        find_number_ground(phone),
        country,
        region,
        telling_postal_code(postal_code),
        telling_city(city, region, postal_code),
        stated_zone,
        (kind, line, cleared_on, evidence, listed),
    )


def telling_city(city: str, region: str, postal_code: str) -> str:
    """A city that says the same of the zone, "" where it says nothing: caches are kept for few.

    Beside a postal code it does so only in a town that keeps a time of its own.
    """
    if not city:
        return ""
    return custom_city(city) if says_something(postal_code) else dividing_city(city, region)


@lru_cache(65536)
def custom_city(city: str) -> str:
    return city if simplify(city) in CITIES else ""


@lru_cache(65536)
def dividing_city(city: str, region: str) -> str:
    if found := custom_city(city):
        return found
    state = read_region_cell(region) if region else None
    return find_peer(city, state.region) if state else ""


def telling_postal_code(code: str) -> str:
    """The code; of a ZIP+4 only the ZIP, as its street says nothing more."""
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
    stated_zone: str,
    rest: tuple[LeadKind, LineType, date | None, tuple[Evidence, ...], ListedLine | None],
) -> Place:
    if isinstance(ground, str):
        area_code, number = ground, read_area_code(ground)
    else:
        area_code, number = None, read_abroad(home, ground)
    is_stated = is_zone(stated_zone)
    address = read_address(number.country, country, region, postal_code, city, is_stated=is_stated)
    return make_place(join(address, number, stated_zone if is_stated else ""), area_code, *rest)


@lru_cache(65536)
def make_place(
    found: Finding,
    area_code: str | None,
    kind: LeadKind,
    line: LineType,
    cleared_on: date | None,
    evidence: tuple[Evidence, ...],
    listed: ListedLine | None,
) -> Place:
    return Place(
        country=found.country,
        zones=found.zones,
        jurisdictions=found.jurisdictions,
        kind=kind,
        line=line,
        area_code=area_code,
        cleared_on=cleared_on,
        evidence=evidence,
        gap=found.gap,
        unread=found.unread,
        gap_code=found.gap_code,
        listed=listed,
    )


@lru_cache(65536)
def join(address: Finding, number: Finding, stated_zone: str) -> Finding:
    """All that the person, the address and the number say, the most trusted first."""
    zones = [*name([stated_zone] if stated_zone else [], PlaceSource.STATED), *address.zones]
    is_elsewhere = address.country not in (None, number.country)
    is_ground = any(zone.source is PlaceSource.AREA_CODE for zone in number.zones)
    if is_ground or is_elsewhere or not address.zones:
        zones += number.zones  # a whole country stands in only where nothing closer is known
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
    if not text:
        return False
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
