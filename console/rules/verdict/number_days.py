"""When the present day of one of the firm's numbers began, by the number's own clock."""

from collections.abc import Iterable
from datetime import UTC, datetime, time

from console.rules.phone.numbers import read_phone
from console.rules.places.number_ground import find_number_zones, list_area_codes
from console.rules.places.regions import list_country_zones
from console.rules.times.windows import load_zone, offset_at, second_of


def day_began(number: str, home: str, now: datetime) -> datetime:
    """Return when the number's day began: the last midnight where the number is, in UTC.

    A toll-free number, or another without a place, has the zones of the `home` country.
    """
    return last_midnight(_zones_of(number) or list_country_zones().get(home, ()), now)


def last_midnight(zones: Iterable[str], now: datetime) -> datetime:
    """Return the last midnight in the zone that is farthest west, or in UTC without a zone.

    There a day ends last, so no cap is refilled while it is still evening in another zone.
    """
    second = second_of(now)
    west = min(zones, key=lambda zone: offset_at(zone, second), default="UTC")
    local = now.astimezone(load_zone(west))
    # If a clock change skips or repeats midnight, fold=0 gives the first instant of the day.
    return datetime.combine(local.date(), time(), local.tzinfo).astimezone(UTC)


def _zones_of(number: str) -> tuple[str, ...]:
    if number.startswith("+1"):
        finding = list_area_codes().get(number[2:5])
        return tuple(zone.value for zone in finding.zones) if finding else ()
    return find_number_zones(read_phone(number))
