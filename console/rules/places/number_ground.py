"""Locate a number by its area code, or by its whole country.

A firm can list area codes of its own: `565 US-GA; 789 US-OH`.

The sentences of a gap become part of a place's facts: a changed word makes another place.
"""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from console.rules.data.area_codes import AREA_CODES, SERVICE_AREA_CODES
from console.rules.data.places_australia import AREA_ZONES
from console.rules.phone.number_plan import TOLL_FREE, plan
from console.rules.places.facts import Finding, name
from console.rules.places.regions import LAND_CODES, find_area, find_state_of, list_country_zones
from db.enums import PlaceSource, ReasonCode

if TYPE_CHECKING:  # late: showing the first lead reads no number
    from console.rules.phone.numbers import Phone
import re

from console.rules.phone.number_plan import AT_HOME, GROUNDLESS
from console.rules.places.regions import list_region_zones
from console.rules.values import OwnAreaCode


@cache
def read_area_code(area: str) -> Finding:
    """Return the place of a North American area code, or a gap."""
    if finding := list_area_codes().get(area):
        return finding
    if area in TOLL_FREE:
        return Finding(gap="A toll-free number has no place of its own: add a state or ZIP.")
    if area in SERVICE_AREA_CODES.split():
        return Finding(gap=f"A {area} number has no place of its own: add a state or ZIP.")
    return Finding(
        gap=(
            f"Nobody says where area code {area} is: check the number, or add the person's state "
            "or ZIP."
        ),
        gap_code=ReasonCode.AREA_CODE_UNKNOWN,
    )


@cache
def list_area_codes() -> dict[str, Finding]:
    by_code = {}
    for line in AREA_CODES.splitlines():
        area, country, jurisdictions, *zones = line.split()
        by_code[area] = Finding(
            find_state_of(country),
            name(zones, PlaceSource.AREA_CODE),
            name(jurisdictions.split(","), PlaceSource.AREA_CODE),
        )
    return by_code


ENCLAVES = {"Europe/San_Marino": "SM"}
"""Countries whose numbers can have a neighbor's calling code, by their zone.

The law of both countries then holds, and the stricter rule decides.
"""

NO_GROUND = (
    "Toll-free, shared-cost, internet and personal numbers belong to no place: add the country or "
    "the address of the person."
)


def read_abroad(home: str | None, ground: tuple[str, ...] | None) -> Finding:
    """Return the place of a number abroad.

    `ground` is as `find_number_ground` returns it: zones, empty for the whole country, None for a
    number without a place.
    """
    if home is None:
        return Finding(gap="This number belongs to no country: add the country of the person.")
    country = find_state_of(home)
    jurisdictions = name([country], PlaceSource.COUNTRY)
    if ground is None:
        return Finding(country, (), jurisdictions, NO_GROUND)
    # A territory with its own calling code is located by it, as by an area code.
    if country != home:
        ground = ground or list_country_zones()[home]
    if ground:
        others = [ENCLAVES[zone] for zone in ground if ENCLAVES.get(zone, country) != country]
        jurisdictions += name(others, PlaceSource.AREA_CODE)
        return Finding(country, name(ground, PlaceSource.AREA_CODE), jurisdictions)
    zones = name(list_country_zones().get(home, ()), PlaceSource.COUNTRY)
    gap = "" if zones else f"No time zone is known for the country {home}: add the person's zone."
    return Finding(home, zones, jurisdictions, gap)


SAN_MARINO = "+390549"
"""San Marino’s fixed numbers as they are dialled from Italy; by its own code they are +378 0549."""


def find_number_ground(phone: "Phone") -> str | tuple[str, ...] | None:
    """Return the area code of a North American number, else the zones of the number's area code.

    The zones are empty if it may be anywhere in its country. None for a number without a place.
    """
    if phone.area_code is not None:
        return phone.area_code
    return None if phone.is_placeless else find_number_zones(phone)


def find_number_zones(phone: "Phone") -> tuple[str, ...]:
    """Return the zones of the area code; empty for a mobile and for a number of no country."""
    if not phone.is_geographic or phone.country is None:
        return ()
    zones = list_country_zones().get(phone.country, ())
    if phone.country == "AU":
        return AREA_ZONES.get(phone.e164[3], zones)
    if phone.country in LAND_CODES:
        return find_area(phone.e164, phone.country) or zones
    if phone.e164.startswith(SAN_MARINO):
        return (*zones, *list_country_zones()["SM"])
    if len(zones) < 2:
        return zones
    return find_area_zones(find_area_prefix(phone.e164), phone.country)


@lru_cache(4096)
def find_area_prefix(e164: str) -> str:
    """Return calling and area code, without the exchange: a line may move to another exchange."""
    number = plan.parse(e164, None)
    length = plan.length_of_geographical_area_code(number)
    return f"{number.country_code}{plan.national_significant_number(number)[:length]}"


@cache
def find_area_zones(prefix: str, country: str) -> tuple[str, ...]:
    """Return the zones of all exchanges of an area code, from the prefix data of phonenumbers.

    Of several zones with the same time, the data name only one. If they name a zone of another
    country, return every zone of the number's country.
    """
    from phonenumbers.tzdata import TIMEZONE_DATA  # late: a large table, for numbers abroad only

    within = {
        zone for key, zones in TIMEZONE_DATA.items() if key.startswith(prefix) for zone in zones
    }
    # Exchanges without an entry have the zones of the longest prefix that has one.
    for length in range(len(prefix), 0, -1):
        if prefix[:length] in TIMEZONE_DATA:
            within.update(TIMEZONE_DATA[prefix[:length]])
            break
    country_zones = list_country_zones()[country]
    return (
        tuple(zone for zone in country_zones if zone in within)
        if within <= set(country_zones)
        else country_zones
    )


CODE = re.compile(r"[2-9](?!11)[0-8][0-9]", re.ASCII)


def read_area_codes(text: str) -> tuple[OwnAreaCode, ...]:
    """Return the area codes in a text, separated by semicolons.

    After each code comes its state, province or country, then its zones. Without zones, the code
    has all zones of that place. Raises ValueError that says what is wrong.
    """
    return tuple(_read_code(part.split()) for part in text.split(";") if part.strip())


def write_area_codes(codes: tuple[OwnAreaCode, ...]) -> str:
    return "; ".join(" ".join((code.code, code.jurisdiction, *code.zones)) for code in codes)


def _read_code(words: list[str]) -> OwnAreaCode:
    if len(words) < 2:
        raise ValueError(f"“{' '.join(words)}” needs a code and its state, as in 565 US-GA")
    code, jurisdiction, *zones = words
    if not CODE.fullmatch(code):
        raise ValueError(f"{code} is no area code of North America")
    if code in GROUNDLESS:
        raise ValueError(f"{code} numbers belong to no place")
    jurisdiction = jurisdiction.upper()
    state_zones = _zones_of(jurisdiction)
    if not state_zones:
        raise ValueError(f"{jurisdiction} is no state or province such as US-GA or CA-ON")
    for zone in zones:
        if zone not in state_zones:
            raise ValueError(
                f"{zone} is no zone of {jurisdiction}: it has {', '.join(state_zones)}"
            )
    return OwnAreaCode(code, jurisdiction, tuple(zones) or state_zones)


def _zones_of(jurisdiction: str) -> tuple[str, ...]:
    """Return the zones of a state, a province or an island with a North American area code.

    () for any other place.
    """
    if jurisdiction[:3] in {"US-", "CA-"}:
        return list_region_zones().get(jurisdiction, ())
    is_island = jurisdiction in AT_HOME and jurisdiction not in {"US", "CA"}
    return list_country_zones().get(jurisdiction, ()) if is_island else ()
