"""The names that people use for time zones: Mountain, London."""

from datetime import datetime, timedelta

from console.rules.times.windows import load_zone

_COMMON = {
    "NST": ("Newfoundland", "America/St_Johns"),
    "AST": ("Atlantic", "America/Halifax"),
    "EST": ("Eastern", "America/New_York"),
    "CST": ("Central", "America/Chicago"),
    "MST": ("Mountain", "America/Denver"),
    "PST": ("Pacific", "America/Los_Angeles"),
    "AKST": ("Alaska", "America/Anchorage"),
    "HST": ("Hawaii", "Pacific/Honolulu"),
}
"""(name, zone whose clock it means), by the standard abbreviation in the time data."""


_HALF_A_YEAR = timedelta(days=182)


def named_zone(name: str) -> str:
    """Return the zone of “Mountain” or “eastern time”; "" for another name."""
    plain = name.casefold().strip().removesuffix(" time")
    return next(
        (zone for common_name, zone in _COMMON.values() if common_name.casefold() == plain), ""
    )


def zone_name(zone: str, at: datetime) -> str:
    """Return the name of a zone's clock: Mountain for Boise, Phoenix for Phoenix.

    A common name is used only for a zone whose clock agrees with the clock it stands for both now
    and in half a year. Vancouver has Denver's winter clock, and nobody there calls it Mountain.
    """
    if zone == "Etc/GMT+6":  # UTC−6 all year (POSIX turns the sign): Mississippi's second clock
        return "Central Standard"
    common = _COMMON.get((at.astimezone(load_zone(zone)).tzname() or "").replace("DT", "ST"))
    if common is not None and zone.startswith(("America/", "US/", "Pacific/Honolulu")):
        name, known = common
        if all(_offset(zone, day) == _offset(known, day) for day in (at, at + _HALF_A_YEAR)):
            return name
    return zone.rpartition("/")[2].replace("_", " ")


def _offset(zone: str, at: datetime) -> timedelta | None:
    return at.astimezone(load_zone(zone)).utcoffset()
