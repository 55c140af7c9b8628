"""What the number says of the place: the ground of its area code, or the whole of its country."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from console.rules.data.area_codes import AREA_CODES, SERVICE_AREA_CODES
from console.rules.data.places_australia import AREA_ZONES
from console.rules.phone.number_plan import TOLL_FREE
from console.rules.places.facts import Finding, name
from console.rules.places.lands import LAND_CODES, find_area
from console.rules.places.regions import find_state_of, list_country_zones
from db.enums import PlaceSource, ReasonCode

if TYPE_CHECKING:
    from console.rules.phone.numbers import Phone


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
        gap=(
            f"Nobody says where area code {area} is: check the number, or add the person's state "
            "or ZIP."
        ),
        gap_code=ReasonCode.AREA_CODE_UNKNOWN,
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


BESIDE = {"Europe/San_Marino": "SM"}
"""Lands whose numbers are dialled by the calling code of another, by their zones: who is there is
under the law of that or of this, and the stricter holds."""

NO_GROUND = (
    "Toll-free, shared-cost, internet and personal numbers belong to no place: add the country or "
    "the address of the person."
)


def read_abroad(home: str | None, ground: tuple[str, ...] | None) -> Finding:
    """What ground a number abroad belongs to; None says that it has none of its own."""
    if home is None:
        return Finding(gap="This number belongs to no country: add the country of the person.")
    country = find_state_of(home)
    jurisdictions = name([country], PlaceSource.COUNTRY)
    if ground is None:
        return Finding(country, (), jurisdictions, NO_GROUND)
    if country != home:  # a calling code of its own is as good as an area code
        ground = ground or list_country_zones()[home]
    if ground:
        others = [BESIDE[zone] for zone in ground if BESIDE.get(zone, country) != country]
        jurisdictions += name(others, PlaceSource.AREA_CODE)
        return Finding(country, name(ground, PlaceSource.AREA_CODE), jurisdictions)
    zones = name(list_country_zones().get(home, ()), PlaceSource.COUNTRY)
    gap = "" if zones else f"No time zone is known for the country {home}: add the person's zone."
    return Finding(home, zones, jurisdictions, gap)


# The zones of a number outside North America: those of its area code, else of its country.


SAN_MARINO = "+390549"
"""San Marino’s fixed numbers as they are dialled from Italy; by its own code they are +378 0549."""


def find_number_ground(phone: "Phone") -> str | tuple[str, ...] | None:
    """What is known of a number's ground: the area code in North America, else the zones of its
    area code; empty where it may be anywhere in its country, None for one that has no place.
    """
    if phone.area_code is not None:
        return phone.area_code
    return None if phone.is_placeless else find_number_zones(phone)


def find_number_zones(phone: "Phone") -> tuple[str, ...]:
    """The zones of the area code; empty for a mobile and for a number of no country."""
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
    """Country code and area code, without the exchange: a line that moved proves nothing."""
    import phonenumbers as plan

    number = plan.parse(e164, None)
    length = plan.length_of_geographical_area_code(number)
    return f"{number.country_code}{plan.national_significant_number(number)[:length]}"


@cache
def find_area_zones(prefix: str, country: str) -> tuple[str, ...]:
    """The union over every exchange of the area code, from the prefix data of phonenumbers.

    The data name one zone for several that kept the same time; where they name a zone of another
    country, every zone of the right one is taken.
    """
    from phonenumbers.tzdata import TIMEZONE_DATA

    within = {
        zone for key, zones in TIMEZONE_DATA.items() if key.startswith(prefix) for zone in zones
    }
    for length in range(len(prefix), 0, -1):
        if prefix[:length] in TIMEZONE_DATA:
            within.update(TIMEZONE_DATA[prefix[:length]])
            break
    own = list_country_zones()[country]
    return tuple(zone for zone in own if zone in within) if within <= set(own) else own
