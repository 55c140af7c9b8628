"""When people are reached: by hour of the week on their own clock, and what stands out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from console.cards.today import When
from console.firm.settings import goes_by_hours
from console.judging.reached_hours import WEEKS, counted
from console.lists.screening import read_where, sql_where
from console.rules.shift.best_hours import Rate, find_best
from console.supervision.reports.calls import refuse_unknown
from console.trouble import BadInput
from db.engine.database import Database
from db.firm.settings import read_firm
from db.reports.hour_counts import A_DAY, AskedHours, dials_by_hour


def read_when(
    database: Database,
    zone: str,
    now: datetime,
    first: date | None = None,
    last: date | None = None,
    agent: str = "",
    list_name: str = "",
    where: str = "",
) -> When:
    """Dials of these days there, of the last twelve weeks unless said. Raises BadInput."""
    today = now.astimezone(ZoneInfo(zone)).date()
    last_on = last or max(today, first or today)
    first_on = first or last_on - timedelta(days=7 * WEEKS - 1)
    if first_on > last_on:
        raise BadInput("The first day is after the last: the first day comes first.")
    with database.read() as connection:
        refuse_unknown(connection, agent, list_name)
        screened = [read_where(connection, where, now, zone)] if where else []
        fits = tuple(sql_where(connection, one) for one in screened)
        until = last or last_on + timedelta(days=1)  # where it is tomorrow already
        found = dials_by_hour(connection, AskedHours(first_on, until, agent, list_name, fits))
        are_used = goes_by_hours(read_firm(connection))
    cells: dict[tuple[int, int], Rate] = {}
    for one in found:
        cells.setdefault(divmod(one.hour, A_DAY), Rate()).add(one.dials, one.reached)
    best = find_best(counted(found))
    return When(first_on, last_on, agent, list_name, where, cells, best, are_used)
