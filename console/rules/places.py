"""Where the person at a number may be: every zone and every jurisdiction that could hold.

A zone that is missing costs a call at the wrong hour, one too many only waiting, so whatever is in
doubt is a candidate. What cannot be found is a gap: it says what to supply, and is not called. What
is given and cannot be read is named as unread, and is not called either.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from console.rules.abroad import find_number_zones
from console.rules.data.area_codes import AREA_CODES, SERVICE_AREA_CODES
from console.rules.data.cities import CITIES, CITY_ZONES
from console.rules.phone import AT_HOME, TOLL_FREE, Phone
from console.rules.place_facts import place_from_facts, place_to_facts
from console.rules.postal_codes import Ground, find_ground
from console.rules.regions import (
    US_TERRITORIES,
    is_military_region,
    list_country_zones,
    list_region_zones,
    read_country,
    read_region,
    simplify,
)
from console.rules.unread import says_something
from console.rules.values import Candidate, Evidence, Place
from db.enums import LeadKind, LineType, PlaceSource

__all__ = ["find_place", "place_from_facts", "place_to_facts"]

# Their law is set by state and province too, so the country alone does not say enough.
DIVIDED = {
    "US": ("the United States", "a state or ZIP"),
    "CA": ("Canada", "a province or postal code"),
}
READ_COUNTRIES = frozenset({"", "US", "CA", "AU"})
"""Where a region and a postal code are read; "" stands for North America."""

TRUST = {source: rank for rank, source in enumerate(PlaceSource)}
NO_GARRISON = "A military address does not say where the person is: add the zone they name."


@dataclass(frozen=True, slots=True)
class Finding:
    """What the address or the number says.

    `gap` is what to supply. That of an address stands; that of a number stands in for nothing
    better, unless the number `is_unknown`. `unread` names the fields that cannot be read.
    """

    country: str | None = None
    zones: tuple[Candidate, ...] = ()
    jurisdictions: tuple[Candidate, ...] = ()
    gap: str = ""
    is_unknown: bool = False
    unread: tuple[str, ...] = ()


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
) -> Place:
    """The place of a number, from what is known of the person and always from the number too.

    The address is taken as it stands in a file; `country` is the address's own, not the one by
    which the number was read. `stated_zone` is the IANA name of the zone the person named. Equal
    facts give the very same Place.
    """
    if line is None or line is LineType.UNKNOWN or phone.line is LineType.MOBILE:
        line = phone.line
    area = phone.area_code
    return locate(
        phone.country,
        area or find_number_zones(phone),
        country,
        region,
        telling_postal_code(postal_code),
        telling_city(city),
        stated_zone,
        (kind, line, cleared_on, evidence),
    )


@lru_cache(65536)
def telling_city(city: str) -> str:
    """The city, "" where it says nothing of the zone: the caches are kept for what does."""
    return city if city and simplify(city) in CITIES else ""


def telling_postal_code(code: str) -> str:
    """The code; of a ZIP+4 only the ZIP, as its street says nothing more."""
    return code[:5] if len(code) == 10 and code[5] == "-" else code


@lru_cache(65536)
def locate(
    home: str | None,
    ground: str | tuple[str, ...],
    country: str,
    region: str,
    postal_code: str,
    city: str,
    stated_zone: str,
    rest: tuple[LeadKind, LineType, date | None, tuple[Evidence, ...]],
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
    )


@lru_cache(65536)
def join(address: Finding, number: Finding, stated_zone: str) -> Finding:
    """All that the person, the address and the number say, the most trusted first."""
    zones = [*name([stated_zone] if stated_zone else [], PlaceSource.STATED), *address.zones]
    is_elsewhere = address.country not in (None, number.country)
    is_ground = any(zone.source is PlaceSource.AREA_CODE for zone in number.zones)
    if is_ground or is_elsewhere or not address.zones:
        zones += number.zones  # a whole country stands in only where nothing closer is known
    jurisdictions = keep_first((*address.jurisdictions, *number.jurisdictions))
    gap = number.gap if number.is_unknown else address.gap
    if not gap and not (zones and jurisdictions):
        gap = number.gap
    country = address.country or number.country
    return Finding(
        country, () if gap else keep_first(zones), jurisdictions, gap, unread=address.unread
    )


@cache
def read_area_code(area: str) -> Finding:
    """What ground a North American number belongs to."""
    if found := list_area_codes().get(area):
        return found
    if area in TOLL_FREE:
        return Finding(gap="A toll-free number has no place of its own: add a state or ZIP.")
    if area in SERVICE_AREA_CODES.split():
        return Finding(gap=f"A {area} number has no place of its own: add a state or ZIP.")
    return Finding(
        gap=f"Area code {area} is not known here: check the number, or update smiledial.",
        is_unknown=True,
    )


@cache
def list_area_codes() -> dict[str, Finding]:
    found = {}
    for line in AREA_CODES.splitlines():
        area, country, jurisdictions, *zones = line.split()
        found[area] = Finding(
            find_state_of(country),
            name(zones, PlaceSource.AREA_CODE),
            name(jurisdictions.split(","), PlaceSource.AREA_CODE),
        )
    return found


def read_abroad(home: str | None, ground: tuple[str, ...]) -> Finding:
    if home is None:
        return Finding(gap="This number belongs to no country: add the country of the person.")
    jurisdictions = name([home], PlaceSource.COUNTRY)
    if ground:
        return Finding(home, name(ground, PlaceSource.AREA_CODE), jurisdictions)
    zones = name(list_country_zones().get(home, ()), PlaceSource.COUNTRY)
    gap = "" if zones else f"No time zone is known for the country {home}: add the person's zone."
    return Finding(home, zones, jurisdictions, gap)


@lru_cache(65536)
def read_address(
    home: str | None, country: str, region: str, postal_code: str, city: str, *, is_stated: bool
) -> Finding:
    """What the address says; `home` is the number's country, by which a bare code is read.

    What cannot be read counts as not given and is named as unread, but for a region or code whose
    place the person has stated. Where no region or code is read at all, one that is given stands
    for any zone of its country.
    """
    named = read_country(country) if says_something(country) else ""
    territory = named if named in US_TERRITORIES else None
    written = find_state_of(named or "")
    reading = written or ("" if home is None or home in AT_HOME else home)
    code = find_ground(postal_code, reading) if postal_code else None
    state = read_region(territory or region, reading) if territory or region else None
    if state and written not in ("", state[:2]):
        state = None
    is_military = not territory and reading in ("", "US") and is_military_region(region)
    unread: tuple[str, ...] = () if named is not None else ("country",)
    if not is_stated:
        if not is_military and is_region_unread(region, state, reading, written, territory):
            unread += ("region",)
        if code is None and reading in READ_COUNTRIES and says_something(postal_code):
            unread += ("postal_code",)
    if is_military or (code and code.is_military):
        return Finding("US", gap="" if is_stated else NO_GARRISON, unread=unread)
    where = written or (code.region[:2] if code else state[:2] if state else "")
    is_anywhere = reading not in READ_COUNTRIES and not is_stated and not (code or state)
    is_anywhere = is_anywhere and (says_something(region) or says_something(postal_code))
    where = where or (reading if is_anywhere else "")
    zones = list_address_zones(code, state, city)
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
    return Finding(where, zones, name([where], PlaceSource.COUNTRY), gap, unread=unread)


def is_region_unread(
    region: str, state: str | None, reading: str, written: str, territory: str | None
) -> bool:
    """Whether a region says something that is not understood, or not of the country written."""
    if not says_something(region):
        return False
    if territory:  # its towns stand in this field too; a state elsewhere contradicts it
        return is_military_region(region) or read_region(region, "US") not in (None, state)
    if reading in READ_COUNTRIES:
        return state is None
    return not written and state is None and read_region(region) is not None


def list_address_zones(code: Ground | None, state: str | None, city: str) -> tuple[Candidate, ...]:
    """The code's zones, else the region's; both where the two contradict each other."""
    zones = name(code.zones, PlaceSource.POSTAL_CODE) if code else ()
    if state:
        of_state = list_region_zones()[state]
        if code is None or contradicts(code, state, of_state):
            zones += name(of_state, PlaceSource.REGION)
        zones += name(CITY_ZONES.get((simplify(city), state), ()), PlaceSource.REGION)
    return zones


def contradicts(code: Ground, state: str, of_state: tuple[str, ...]) -> bool:
    """Whether a code lies outside the state; an Australian one names no state, only zones."""
    if code.region == state[:2]:
        return not set(code.zones) & set(of_state)
    return code.region != state


def find_state_of(country: str) -> str:
    """The country whose plan and law a territory shares."""
    return "US" if country in US_TERRITORIES else country


def name(values: Iterable[str], source: PlaceSource) -> tuple[Candidate, ...]:
    return tuple(Candidate(value, source) for value in values)


def keep_first(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Each value once, from the most trusted source that gives it, the most trusted first."""
    kept: dict[str, Candidate] = {}
    for candidate in sorted(candidates, key=lambda candidate: TRUST[candidate.source]):
        kept.setdefault(candidate.value, candidate)
    return tuple(kept.values())


@lru_cache(1024)
def is_zone(text: str) -> bool:
    if not text:
        return False
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
