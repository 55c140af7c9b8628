"""Prefer the hours in which more people are reached, by the firm's dials of the last weeks."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from console.firm.settings import goes_by_hours
from console.judging.place_openings import Openings
from console.rules.shift.best_hours import BestHours, BestHoursResult, HourDials, find_best
from db.engine.database import Connection
from db.firm.settings import read_firm
from db.reports.call_counts import HOURS_A_DAY, DaysThere, HourCount, dials_by_hour

WEEKS = 12
"""The last weeks whose dials count: enough for each weekday, and none to last year's people."""


def find_best_hours(connection: Connection, now: datetime) -> BestHoursResult:
    """Return the hours that stand out in all dials of the last weeks."""
    on = now.date()
    days = DaysThere(on - timedelta(weeks=WEEKS), on + timedelta(days=1))
    return find_best(count_dials(dials_by_hour(connection, days)))


def learn_hours(openings: Openings, connection: Connection, now: datetime) -> tuple[BestHours, ...]:
    """Learn the best hours from the dials of the last weeks, and prefer them in the claim and plan.

    Return them; () where the firm does not use them. Slow: never call it while a key waits.
    """
    best = find_best_hours(connection, now).best if goes_by_hours(read_firm(connection)) else ()
    openings.go_by(best)
    return best


def count_dials(counts: Iterable[HourCount]) -> Iterator[HourDials]:
    for count in counts:
        weekday, hour = divmod(count.hour, HOURS_A_DAY)
        yield HourDials(count.kind.value, count.list_id, weekday, hour, count.dials, count.reached)
