"""The hours in which more people are reached, by the firm's own dials of the last weeks."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from console.rules.shift.best_hours import Counted, Found, find_best
from db.engine.database import Connection
from db.reports.hour_counts import A_DAY, AskedHours, HourCount, dials_by_hour

WEEKS = 12
"""Weeks of dials that tell them: enough for each weekday, and no last year's people."""


def found_hours(connection: Connection, now: datetime) -> Found:
    """What stands out in all dials of the last weeks."""
    on = now.date()
    asked = AskedHours(on - timedelta(weeks=WEEKS), on + timedelta(days=1))
    return find_best(counted(dials_by_hour(connection, asked)))


def counted(counts: Iterable[HourCount]) -> Iterator[Counted]:
    for one in counts:
        weekday, hour = divmod(one.hour, A_DAY)
        yield Counted(one.kind.value, one.list_id, weekday, hour, one.dials, one.reached)
