"""How far each list is, and when its leads run out at the present pace."""

from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from console.cards.today import ListProgress
from console.rules.shift.best_hours import WORKING_DAYS
from db.engine.database import Database
from db.lists.catalogue import LeadCounts, count_leads, read_lists
from db.reports.call_counts import tally
from db.reports.call_groups import CallFilter
from db.reports.groups import LIST

PACE_OVER = timedelta(days=7)
"""The pace is that of this time. It has five working days."""

FARTHEST = 7
"""How many working days ahead an end is foretold."""


def read_list_progress(database: Database, zone: str, now: datetime) -> tuple[ListProgress, ...]:
    """Return each list that is not retired, the most leads first. Reads every lead."""
    with database.read() as connection:
        counted = count_leads(connection)
        by_list: dict[int, LeadCounts] = {}
        for (list_id, _), counts in counted.items():
            by_list.setdefault(list_id, LeadCounts()).add(counts)
        calls = CallFilter(now - PACE_OVER, now)
        dials = {counts.key: counts.dials for counts in tally(connection, LIST, calls)}
        lists = [row for row in read_lists(connection, counted) if row.retired_at is None]
    today = now.astimezone(ZoneInfo(zone)).date()
    rows = [
        progress_of(row.name, by_list[row.id], dials.get(str(row.id), 0), today)
        for row in lists
        if row.leads
    ]
    return tuple(sorted(rows, key=lambda row: (-row.leads, row.name)))


def progress_of(name: str, counts: LeadCounts, dials: int, today: date) -> ListProgress:
    """Return how far a list is; `dials` are those of the last seven days."""
    # A lead that was called and then barred counts in both, so this may be too few, never too many.
    untouched = max(0, counts.leads - counts.called - counts.barred)
    return ListProgress(
        name=name,
        leads=counts.leads,
        called=counts.called,
        talked=counts.reached,
        barred=counts.barred,
        untouched=untouched,
        yeses=counts.yeses,
        ends_on=_end(untouched, counts, dials, today),
    )


def _end(untouched: int, counts: LeadCounts, dials: int, today: date) -> date | None:
    if not untouched or not counts.called or not dials:
        return None
    # Some dials go to leads that were called before: only this share reaches new ones.
    fresh_a_day = dials / len(WORKING_DAYS) * counts.called / max(counts.dials, counts.called)
    days = ceil(untouched / fresh_a_day)
    if days > FARTHEST:
        return None
    day = today
    while True:
        if day.weekday() in WORKING_DAYS:
            days -= 1
            if days <= 0:
                return day
        day += timedelta(days=1)
