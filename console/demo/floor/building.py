"""Making the floor: the firm, its lists, and the week that was called."""

import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

from console.demo.floor.ledger import Ledger
from console.demo.floor.page import Call, Passed, Person
from console.demo.floor.people import LISTS, SUPERVISOR, ZONE, write_list
from console.demo.floor.shared_work import FloorClock, SharedWork
from console.demo.floor.week import Week
from console.desk import Desk
from console.firm.settings import HELD_FOR
from console.importing.import_run import import_leads
from console.importing.plan.options import ImportOptions
from console.judging.openings import Openings
from console.rules.law.quiet_days import days_of
from console.rules.law.statutes import holiday_lists
from console.supervision.firm.emergencies import check as check_emergencies
from db.audit import log
from db.calls import bulk_calls
from db.engine.database import Database
from db.firm.outcomes import all_outcomes
from db.firm.settings import put_all

LEADS = 2000

OPENS_AT = time(15, 40)
"""When one looks at the floor: most of the day is behind it, and it goes on."""

FIRM = {
    "firm_name": "Lantern Battery",
    "offer": "back-up power",
    "firm_address": "12 Example Street, Chicago, IL 60601",
}


class Floor(Struct, frozen=True):
    """What was done on it, to be added up by hand: nothing of it was read from the database."""

    now: datetime
    days: tuple[date, ...]
    calls: tuple[Call, ...]
    skips: tuple[Passed, ...]
    refusals: tuple[Passed, ...]


def floor_time(now: datetime) -> datetime:
    """The latest afternoon that is over by `now`, where the floor is, of a day on which everybody
    works, as on those that it is compared with."""
    zone = ZoneInfo(ZONE)
    at = datetime.combine(now.astimezone(zone).date(), OPENS_AT, zone)
    while at > now or not all(map(_is_worked, compared_days(at))):
        at -= timedelta(days=1)
    return at.astimezone(UTC)


def whole_week(now: datetime) -> Sequence[date]:
    """The working days from the same weekday of the week before through today."""
    days = [_day_of(now)]
    while len(days) < 6:
        days.insert(0, _working_day_before(days[0]))
    return days


def compared_days(now: datetime) -> Sequence[date]:
    """Those that a day is compared with, and the day: half the week, in half the time."""
    today = _day_of(now)
    return [today - timedelta(days=7), today - timedelta(days=1), today]


def build_floor(
    database: Database,
    now: datetime,
    worked: Sequence[date],
    leads: int = LEADS,
    pace: float = 1,
    seed: int = 1,
) -> Floor:
    """Fills an empty database with a firm that works these days, the last of them until `now`.

    With a `pace` of 0.5 an agent waits twice as long between two calls.
    """
    clock = FloorClock(datetime.combine(worked[0], time(7), ZoneInfo(ZONE)).astimezone(UTC))
    desk = Desk(database, clock, SUPERVISOR, zone=ZONE)
    _bring_in(database, leads, clock())
    openings = Openings()
    with database.read() as connection:
        openings.update(connection, clock())
        people = [Person(one) for one in bulk_calls.callees(connection)]
        outcomes = all_outcomes(connection)
    ledger = Ledger(database, openings, people, outcomes)
    shared = SharedWork(database, desk, clock, ledger)
    Week(shared, clock, seed, pace).run(worked, now)
    ledger.hold_calls(now, now + HELD_FOR)
    return Floor(
        now, tuple(worked), tuple(ledger.calls), tuple(ledger.skips), tuple(ledger.refusals)
    )


def _day_of(now: datetime) -> date:
    return now.astimezone(ZoneInfo(ZONE)).date()


def _is_worked(day: date) -> bool:
    """No weekend, and no holiday on which the law of a state bars calls."""
    states = [one for one in holiday_lists().values() if one.id.startswith("US-")]
    return day.weekday() <= FRIDAY and not any(day in days_of(one, day.year) for one in states)


def _working_day_before(day: date) -> date:
    day -= timedelta(days=1)
    while day.weekday() > FRIDAY:
        day -= timedelta(days=1)
    return day


def _bring_in(database: Database, count: int, now: datetime) -> None:
    """The firm's settings, and its lists as a file each."""
    with database.write() as connection:
        changes = put_all(connection, FIRM)
        log.append(connection, now, SUPERVISOR, "sample", dict(FIRM), changes)
    check_emergencies(database, "US-NY", "the sample", SUPERVISOR, now)
    first = 0
    with tempfile.TemporaryDirectory(prefix="smiledial-", ignore_cleanup_errors=True) as folder:
        for one in LISTS:
            size = round(count * one.share)
            path = Path(folder) / f"{one.name}.csv"
            write_list(path, one, first, size)
            wish = ImportOptions(
                list_name=one.name,
                country="US",
                kind=one.kind,
                scrubbed_on=one.cleared_on(now.date()),
            )
            import_leads(database, path, wish, agent=SUPERVISOR, now=now)
            first += size


FRIDAY = 4
