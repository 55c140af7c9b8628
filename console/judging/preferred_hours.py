"""Find the hours in which more people are reached, from the firm's dials of the last weeks."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from console.rules.shift.best_hours import BestHoursResult, HourDials, find_best
from db.engine.database import Connection
from db.reports.call_counts import HOURS_A_DAY, DaysThere, HourCount, dials_by_hour

WEEKS = 12
"""The last weeks whose dials count: enough for each weekday, and none to last year's people."""


def find_best_hours(connection: Connection, now: datetime) -> BestHoursResult:
    """Return the hours that stand out in all dials of the last weeks."""
    on = now.date()
    days = DaysThere(on - timedelta(weeks=WEEKS), on + timedelta(days=1))
    return find_best(count_dials(dials_by_hour(connection, days)))


def count_dials(counts: Iterable[HourCount]) -> Iterator[HourDials]:
    for count in counts:
        weekday, hour = divmod(count.hour, HOURS_A_DAY)
        yield HourDials(count.kind.value, count.list_id, weekday, hour, count.dials, count.reached)
