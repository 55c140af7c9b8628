"""Convert local hours into exact spans of UTC, and name time zones as people do.

Inside the rules an instant is a whole number of seconds since 1970 UTC, and a day is a whole number
of days since then on some clock. A day is cut where the clock changes, so that a skipped or
repeated hour needs no special case.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import floor
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzdata

DAY = 86_400
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FOLDER = Path(tzdata.__path__[0]) / "zoneinfo"
ORDINAL_OF_1970 = EPOCH.toordinal()

Span = tuple[int, int]
Spans = tuple[Span, ...]


@lru_cache(maxsize=1024)
def load_zone(name: str) -> ZoneInfo:
    """Return a zone from the `tzdata` package.

    Raises `zoneinfo.ZoneInfoNotFoundError` for a name that the package lacks.
    """
    # Not `ZoneInfo(name)`: it prefers the operating system's copy, which may be old and then is an
    # hour wrong for Alberta and Manitoba.
    parts = name.split("/")
    if not all(part and not part.startswith(".") for part in parts):
        raise ZoneInfoNotFoundError(f"{name!r} is not the name of a time zone.")
    try:
        with _FOLDER.joinpath(*parts).open("rb") as data:
            return ZoneInfo.from_file(data, key=name)
    except (OSError, ValueError) as error:
        raise ZoneInfoNotFoundError(f"The time data knows no zone {name!r}.") from error


def second_of(instant: datetime) -> int:
    return floor(instant.timestamp())


def instant_of(second: int) -> datetime:
    return EPOCH + timedelta(seconds=second)


def offset_at(zone: str, second: int) -> int:
    """Return how many seconds local time in `zone` is ahead of UTC."""
    local = instant_of(second).astimezone(load_zone(zone)).utcoffset()
    assert local is not None
    return local // timedelta(seconds=1)


@lru_cache(maxsize=65_536)
def offsets_on(zone: str, utc_day: int) -> tuple[tuple[int, int, int], ...]:
    """Return the spans (start, end, offset) of a UTC day in which the zone's offset is constant."""
    # Two offsets at most: no zone in the data has changed its clock twice within one UTC day.
    start, end = utc_day * DAY, (utc_day + 1) * DAY
    before, after = offset_at(zone, start), offset_at(zone, end - 1)
    if before == after:
        return ((start, end, before),)
    low, high = start, end - 1
    # Bisect for the second of the change; zoneinfo does not expose its transitions.
    while high - low > 1:
        middle = (low + high) // 2
        if offset_at(zone, middle) == before:
            low = middle
        else:
            high = middle
    return ((start, high, before), (high, end, after))


def local_day(zone: str, second: int) -> int:
    return (second + offset_at(zone, second)) // DAY


def merge(spans: Iterable[Span]) -> Spans:
    """Return the spans in order, joining those that touch or overlap, without empty ones."""
    merged: list[Span] = []
    for opens, closes in sorted(spans):
        if opens >= closes:
            continue
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return tuple(merged)


def intersect(some: Spans, others: Spans) -> Spans:
    """Return the times in both; each argument is sorted and without overlaps."""
    shared: list[Span] = []
    i = j = 0
    while i < len(some) and j < len(others):
        opens, closes = some[i]
        also_opens, also_closes = others[j]
        is_first_over = closes < also_closes
        if opens < also_opens:
            opens = also_opens
        if closes > also_closes:
            closes = also_closes
        if opens < closes:
            shared.append((opens, closes))
        if is_first_over:
            i += 1
        else:
            j += 1
    return tuple(shared)


def span_at(spans: Spans, second: int) -> Span | None:
    """Return the span that contains a second, None if none does; `spans` are sorted."""
    # 1 << 62 is later than any end, so that a span which begins at `second` is found too.
    index = bisect_right(spans, (second, 1 << 62)) - 1
    if index >= 0 and spans[index][0] <= second < spans[index][1]:
        return spans[index]
    return None


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
