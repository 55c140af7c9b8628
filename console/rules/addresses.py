"""What the address says of the place, and what in it nobody can read."""

from functools import lru_cache

from console.rules.data.cities import CITY_ZONES
from console.rules.findings import Finding, find_state_of, keep_first, name
from console.rules.phone import AT_HOME
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
from console.rules.values import Candidate
from db.enums import PlaceSource

# Their law is set by state and province too, so the country alone does not say enough.
DIVIDED = {
    "US": ("the United States", "a state or ZIP"),
    "CA": ("Canada", "a province or postal code"),
}
READ_COUNTRIES = frozenset({"", "US", "CA", "AU"})
"""Where a region and a postal code are read; "" stands for North America."""
NO_GARRISON = "A military address does not say where the person is: add the zone they name."


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
