"""Read a time zone as people type it: `Denver`, `mountain`, `80202`, `America/Denver`."""

from functools import cache
from zoneinfo import available_timezones

from console.rules.places.finding import is_zone
from console.rules.places.postal_codes import find_ground
from console.rules.places.regions import (
    find_region_zones,
    list_country_zones,
    list_region_zones,
    read_region,
)
from console.rules.text import simplify

ZONE_EXAMPLES = "Denver, mountain, Colorado, a ZIP, or America/Denver"

_SPOKEN = {
    **dict.fromkeys(("eastern", "et", "est", "edt"), "America/New_York"),
    **dict.fromkeys(("central", "ct", "cst", "cdt"), "America/Chicago"),
    **dict.fromkeys(("mountain", "mt", "mdt"), "America/Denver"),  # MST is Arizona's own
    **dict.fromkeys(("pacific", "pt", "pst", "pdt"), "America/Los_Angeles"),
}


class ZoneError(ValueError):
    """The text names no zone, or several. The message says what to write instead."""


def read_zone(text: str, country: str = "") -> str:
    """Return the IANA name of the zone meant. Raises ZoneError."""
    words = simplify(text)
    if not words:
        raise ZoneError(f"Where do they say they are? For instance {ZONE_EXAMPLES}.")
    exact = _by_name().get(text.strip().casefold().replace(" ", "_"))
    if exact is not None:
        return exact
    spoken = words.removesuffix(" time")
    if country in {"", "US", "CA"} and spoken in _SPOKEN:
        return _SPOKEN[spoken]
    zones = _zones_of(text, words, country)
    if len(zones) > 1:
        cities = " or ".join(_city(zone) for zone in zones[:4])
        raise ZoneError(f"“{text.strip()}” has more than one zone: name a city, {cities}.")
    if not zones:
        raise ZoneError(f"“{text.strip()}” is not a known zone: write {ZONE_EXAMPLES}.")
    return zones[0]


def _zones_of(text: str, words: str, country: str) -> tuple[str, ...]:
    """Return the zones of the city, else of the postal code, else of the state or province."""
    if cities := _by_city().get(words):
        return cities
    if ground := find_ground(text, country):
        return ground.zones
    region = read_region(text, country)
    return find_region_zones(region) if region else ()


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


@cache
def _by_name() -> dict[str, str]:
    return {
        zone.casefold(): zone for zone in available_timezones() if "/" in zone and is_zone(zone)
    }


@cache
def _by_city() -> dict[str, tuple[str, ...]]:
    """Return the zones in use, by the city in each zone's name."""
    by_city: dict[str, dict[str, None]] = {}
    for zones in (*list_country_zones().values(), *list_region_zones().values()):
        for zone in zones:
            by_city.setdefault(simplify(_city(zone)), {})[zone] = None
    return {city: tuple(zones) for city, zones in by_city.items()}
