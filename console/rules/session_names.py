"""A name an agent remembers for a calling session: “Mountain noon”, “Eastern to Pacific noon”."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from console.rules.day_parts import DAY_PARTS
from console.rules.windows import load_zone

COMMON_NAMES = {
    "NST": "Newfoundland",
    "AST": "Atlantic",
    "EST": "Eastern",
    "CST": "Central",
    "MST": "Mountain",
    "PST": "Pacific",
    "AKST": "Alaska",
    "HST": "Hawaii",
}
"""What people call a zone, by its standard abbreviation in the time data; elsewhere the town."""


def name_session(zones: Iterable[str], opens_at: datetime) -> str:
    """Names a session by its easternmost and westernmost zone and their part of the day."""
    offsets: dict[timedelta, tuple[str, datetime]] = {}
    for zone in zones:
        local = opens_at.astimezone(load_zone(zone))
        offsets[local.utcoffset() or timedelta()] = (_common_name(zone, local), local)
    if not offsets:
        return "Anywhere"
    ordered = [offsets[offset] for offset in sorted(offsets, reverse=True)]
    (east, _), (west, local) = ordered[0], ordered[-1]
    part = next(part for hour, part in DAY_PARTS if local.hour < hour)
    return f"{east} {part}" if east == west else f"{east} to {west} {part}"


def _common_name(zone: str, local: datetime) -> str:
    abbreviation = (local.tzname() or "").replace("DT", "ST")
    if zone.startswith(("America/", "US/", "Pacific/Honolulu")) and abbreviation in COMMON_NAMES:
        return COMMON_NAMES[abbreviation]
    return zone.rpartition("/")[2].replace("_", " ")


def zone_name(zone: str, at: datetime) -> str:
    """What people call a zone: Mountain, London."""
    return _common_name(zone, at.astimezone(load_zone(zone)))
