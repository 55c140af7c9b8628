"""The zones of a number outside North America: those of its area code, else of its country."""

from functools import cache, lru_cache

from console.rules.data.places_australia import AREA_ZONES
from console.rules.phone.numbers import Phone
from console.rules.places.lands import LAND_CODES, find_area
from console.rules.places.regions import list_country_zones

SAN_MARINO = "+390549"
"""San Marino’s fixed numbers as they are dialled from Italy; by its own code they are +378 0549."""


def find_number_ground(phone: Phone) -> str | tuple[str, ...] | None:
    """What is known of a number's ground: the area code in North America, else the zones of its
    area code; empty where it may be anywhere in its country, None for one that has no place.
    """
    if phone.area_code is not None:
        return phone.area_code
    return None if phone.is_placeless else find_number_zones(phone)


def find_number_zones(phone: Phone) -> tuple[str, ...]:
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
