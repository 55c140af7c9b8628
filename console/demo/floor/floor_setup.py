"""Build the floor: the firm, its lists and permits, and the days on which its agents call."""

import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from console.demo.floor.agent_day import FRIDAY, HERE, at_time
from console.demo.floor.appointments import AGREED_AT, Appointments
from console.demo.floor.history import History
from console.demo.floor.people import LISTS, SUPERVISOR, write_list
from console.demo.floor.simulation import FloorClock, Simulation
from console.importing.import_run import import_leads
from console.importing.plan.options import ImportOptions
from console.rules.law.permits import find_permit
from console.rules.law.quiet_days import days_of
from console.rules.law.statutes import holiday_lists
from console.supervision.firm.declared_emergencies import check as check_emergencies
from console.supervision.firm.permits import add_permit, claim_exemption
from db.audit import log
from db.engine.database import Database
from db.firm.settings import put_all

LEADS = 2000

LEADS_OF_WEEKS, WEEKS = 4000, 4
"""Leads of a floor with earlier weeks, as many as there are numbers; and the weeks."""

OFFICE_OPENS, EVENING = time(7), time(20)

OPENS_AT = time(15, 40)
"""The time at which the demo shows the floor first: late in the day, with calls under way."""

JUST_NOW = timedelta(seconds=4)
"""How long the newest call has been under way at that time."""

HOUR = timedelta(hours=1)

UNMARKED = timedelta(hours=2)
"""Nobody has marked the appointments of the last hours yet."""

FIRM = {
    "firm_name": "Lantern Battery",
    "offer": "back-up power",
    "firm_address": "12 Example Street, Chicago, IL 60601",
}

Show = Callable[[int, int], None]
"""Called with how many parts of the work are done, and how many there are."""


def floor_time(now: datetime) -> datetime:
    """Return the afternoon to show: the last one before `now` on which everybody worked.

    The days with which the supervisor's page compares it are working days too.
    """
    at = datetime.combine(_day_of(now), OPENS_AT, HERE)
    while at > now or not all(map(is_working_day, compared_days(at))):
        at -= timedelta(days=1)
    return at.astimezone(UTC)


def whole_week(now: datetime) -> Sequence[date]:
    """Return the working days from the same weekday of last week through today."""
    days = [_day_of(now)]
    while len(days) < 6:
        days.insert(0, _working_day_before(days[0]))
    return days


def earlier_days(now: datetime) -> Sequence[date]:
    """Return the working days of the last four weeks, without today."""
    first = _day_of(now) - timedelta(weeks=WEEKS)
    days = (first + timedelta(days=number) for number in range(7 * WEEKS))
    return [day for day in days if is_working_day(day)]


def compared_days(now: datetime) -> Sequence[date]:
    """Return today and the two days that the supervisor's page compares it with."""
    today = _day_of(now)
    return [today - timedelta(days=7), today - timedelta(days=1), today]


def build_floor(
    database: Database,
    now: datetime,
    days: Sequence[date],
    leads: int = LEADS,
    pace: float = 1,
    seed: int = 1,
    show: Show = lambda _done, _total: None,
    earlier: Sequence[date] = (),
) -> Simulation:
    """Fill an empty database with a firm whose agents call on these days, the last until `now`.

    The calls of an `earlier` day are written at once. Return the simulation, which can go on.
    """
    clock = FloorClock(at_time((*earlier, *days)[0], OFFICE_OPENS))
    _import_lists(database, leads, clock())
    book = Appointments(database, clock, seed)
    if earlier:
        state_permits(database, now, clock())
        history = History(database, earlier, seed)
        for day in earlier:
            book.mark_until(at_time(day, AGREED_AT))
            history.write_day(day, clock())
            book.agree(day)
        history.count_calls()
        begins = clock.at = at_time(days[0], OFFICE_OPENS)
        check_emergencies(database, "US-NY", "the sample", SUPERVISOR, begins)
    simulation = Simulation(database, clock, seed, pace)
    # The last day stops just short of `now`: a call that begins then is still under way.
    ends = [at_time(day, EVENING) for day in days[:-1]] + [now - JUST_NOW]
    for number, (day, end) in enumerate(zip(days, ends, strict=True)):
        simulation.begin_day(day, is_today=day == days[-1])
        begin = clock()
        while clock() < end:
            simulation.run_until(min(clock() + HOUR, end))
            if earlier and clock() < now - UNMARKED:
                book.mark_until(clock())
            done = number + (clock() - begin) / (end - begin)
            show(round(100 * done), 100 * len(days))
    if earlier:
        book.agree_today()
    simulation.begin_call()
    simulation.run_until(now)
    return simulation


def build_four_weeks(database: Database, now: datetime, show: Show) -> Simulation:
    """Fill an empty database with four weeks of calls and today, as `smiledial demo --floor` does.

    Only today's agents work at desks of their own. The days before are written at once, which takes
    a tenth of the time.
    """
    today = _day_of(now)
    return build_floor(database, now, [today], LEADS_OF_WEEKS, show=show, earlier=earlier_days(now))


def _day_of(now: datetime) -> date:
    return now.astimezone(HERE).date()


def is_working_day(day: date) -> bool:
    """Return whether a day is no weekend, and no holiday on which a state's law bars calls."""
    states = [holidays for holidays in holiday_lists().values() if holidays.id.startswith("US-")]
    is_holiday = any(day in days_of(holidays, day.year) for holidays in states)
    return day.weekday() <= FRIDAY and not is_holiday


def _working_day_before(day: date) -> date:
    day -= timedelta(days=1)
    while day.weekday() > FRIDAY:
        day -= timedelta(days=1)
    return day


def _import_lists(database: Database, count: int, now: datetime) -> None:
    """Store the firm's settings, and import each of its lists from a file."""
    with database.write() as connection:
        changes = put_all(connection, FIRM)
        log.append(connection, now, SUPERVISOR, "sample", dict(FIRM), changes)
    check_emergencies(database, "US-NY", "the sample", SUPERVISOR, now)
    first = 0
    with tempfile.TemporaryDirectory(prefix="smiledial-", ignore_cleanup_errors=True) as folder:
        for lead_list in LISTS:
            size = round(count * lead_list.share)
            path = Path(folder) / f"{lead_list.name}.csv"
            write_list(path, lead_list, first, size)
            options = ImportOptions(
                list_name=lead_list.name,
                country="US",
                kind=lead_list.kind,
                scrubbed_on=lead_list.cleared_on(now.date()),
            )
            import_leads(database, path, options, agent=SUPERVISOR, now=now)
            first += size


HELD = {"US-TX": ("TX-20418", 300), "US-CA": ("TS-7751", 240), "US-PA": ("PA-3306", 40)}
"""By permit: its number, and for how many days from today it is still held."""

EXEMPT = {
    "US-WA": ("phone_sales_under_60_percent", "most of our sales are made at fairs"),
    "US-AZ": ("face_to_face_close", "nobody pays before our visit"),
}
"""By permit: the exemption that the firm claims, and why."""


def state_permits(database: Database, shown_at: datetime, now: datetime) -> None:
    """State what the firm holds and claims; the other places lack a permit.

    The ends of the permits are counted from the day on which the floor is shown.
    """
    since, today = now.date(), shown_at.date()
    for place, (number, days) in HELD.items():
        need = find_permit(place)
        assert need is not None
        until = today + timedelta(days=days)
        add_permit(database, need, number, since, until, "", None, SUPERVISOR, now)
    for place, (word, reason) in EXEMPT.items():
        need = find_permit(place)
        assert need is not None
        claim_exemption(database, need, word, reason, "our lawyer", since, SUPERVISOR, now)
