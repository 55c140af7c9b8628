"""The hours in which more people are reached, by the firm's own dials of the last weeks."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from console.rules.shift.best_hours import BestHoursResult, HourDials, find_best
from db.engine.database import Connection
from db.reports.call_counts import HOURS_A_DAY, DaysThere, HourCount, dials_by_hour

WEEKS = 12
"""Weeks of dials that tell them: enough for each weekday, and no last year's people."""


def found_hours(connection: Connection, now: datetime) -> BestHoursResult:
    """What stands out in all dials of the last weeks."""
    on = now.date()
    days = DaysThere(on - timedelta(weeks=WEEKS), on + timedelta(days=1))
    return find_best(counted(dials_by_hour(connection, days)))


def counted(counts: Iterable[HourCount]) -> Iterator[HourDials]:
    for count in counts:
        weekday, hour = divmod(count.hour, HOURS_A_DAY)
        yield HourDials(count.kind.value, count.list_id, weekday, hour, count.dials, count.reached)
