"""Hours of the day, days and weeks as a clock shows them, put together by the database.

A quarter of an hour is the longest time that lies within one hour on every clock there is.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from db.columns import EPOCH
from db.sql.dialects import FROM_INSTANT, SLOT
from db.tables.calls import call_tallies

QUARTER = timedelta(minutes=15)
A_DAY = 96
SINCE_MONDAY = 3
"""1970 began on a Thursday."""

UNITS = {
    "hour": f"({{there}} / 4) % {A_DAY // 4}",
    "day": f"{{there}} / {A_DAY}",
    "week": f"({{there}} / {A_DAY} + {SINCE_MONDAY}) / 7 * 7 - {SINCE_MONDAY}",
}
"""Of the quarters since 1970 there: the hour of the day, the days since 1970, and those of the
Monday before."""

Turns = Sequence[tuple[int, int]]
"""From which quarter on, counted in UTC, a clock is how many quarters ahead; the first first."""


def turns_of(
    connection: Connection, kind: int, zone: str, since: datetime, until: datetime
) -> Turns:
    """Of the clock of `zone` while there were calls; `kind` counts them by the quarter."""
    slot, of_kind = call_tallies.c.slot, call_tallies.c.kind == kind
    ends = (select(end(slot)).where(of_kind).scalar_subquery() for end in (func.min, func.max))
    earliest, latest = connection.execute(select(*ends)).one()
    if earliest is None:
        return [(0, 0)]
    first = max(earliest, (since - EPOCH) // QUARTER)
    last = min(latest, (until - EPOCH) // QUARTER)
    there = ZoneInfo(zone)

    def ahead(quarter: int) -> int:
        at = (EPOCH + quarter * QUARTER).astimezone(there)
        return (at.utcoffset() or timedelta()) // QUARTER

    turns = [(first, ahead(first))] if first <= last else [(0, 0)]
    for end in range(first + A_DAY, last + A_DAY, A_DAY):
        before = turns[-1][1]
        if ahead(end) != before:
            day = range(end - A_DAY + 1, end + 1)
            turn = day[bisect_left(day, True, key=lambda one: ahead(one) != before)]
            turns.append((turn, ahead(turn)))
    return turns


def unit_of_slots(unit: str, turns: Turns) -> str:
    """Which of its `UNITS` a count by the quarter is in, as SQL."""
    return _unit(unit, "slot", "slot >= {quarter}", turns)


def unit_of_calls(unit: str, turns: Turns, dialect: str) -> str:
    """The same of a call."""
    seconds = int(QUARTER.total_seconds())
    is_after = f"attempt.dialled_at >= {FROM_INSTANT[dialect]}"
    return _unit(unit, SLOT[dialect].format(seconds=seconds), is_after, turns)


def _unit(unit: str, slot: str, is_after: str, turns: Turns) -> str:
    seconds = int(QUARTER.total_seconds())
    (_, ahead), *later = turns
    if later:
        cases = (
            f"WHEN {is_after.format(quarter=turn, seconds=turn * seconds)} THEN {one}"
            for turn, one in reversed(later)
        )
        return UNITS[unit].format(there=f"({slot} + CASE {' '.join(cases)} ELSE {ahead} END)")
    return UNITS[unit].format(there=f"({slot} + {ahead})")
