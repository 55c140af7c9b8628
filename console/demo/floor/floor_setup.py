"""Build the floor: the firm, its lists and permits, and the days on which ten agents call.

They call through their own desks, on a clock that the simulation sets. `going_on` lets them go on
by the real clock while somebody looks.
"""

import heapq
import random
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, takewhile
from pathlib import Path

from console.cards.lead import Card
from console.cards.promises import NewAppointment, Whose
from console.clock import Clock
from console.demo.floor.agent_day import FRIDAY, HERE, AgentDay, at_time, draw
from console.demo.floor.history import History
from console.demo.floor.people import AGENTS, LISTS, SUPERVISOR, ZONE, write_list
from console.desk import Desk, RefusedError
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.rules.law.permits import find_permit
from console.rules.law.quiet_days import days_of
from console.rules.law.statutes import holiday_lists
from console.supervision.firm.declared_emergencies import check as check_emergencies
from console.supervision.firm.permits import add_permit, claim_exemption
from db.audit import log
from db.calls.attempts import attempt_by_id
from db.engine.database import Database, DatabaseTrouble
from db.enums import AppointmentWay
from db.firm.settings import put_all
from db.tables.calls import AttemptRow

ABSENT = "jonas"
"""The agent who does not come today."""

CALLS_ON = "ines"
"""The agent who is on a call when the floor is first looked at."""

MORNING = time(7, 30)


@dataclass(slots=True)
class FloorClock:
    """The clock of every desk on the floor; the simulation sets it before each act."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


class Simulation:
    """Ten agents who call day after day. Use `begin_day`, then `run_until` as often as you like.

    The same `seed` rolls the same dice. With a `pace` of 0.5 an agent waits twice as long between
    two calls.
    """

    def __init__(self, database: Database, clock: FloorClock, seed: int, pace: float) -> None:
        self._clock = clock
        self._seed = seed
        self._pace = pace
        self._supervisor = Desk(database, clock, SUPERVISOR, zone=ZONE)
        self._desks = {agent: Desk(database, clock, agent.name, zone=ZONE) for agent in AGENTS}
        self._turns: list[tuple[datetime, int, Iterator[datetime]]] = []
        self._serial = count()

    def begin_day(self, day: date, *, is_today: bool) -> None:
        """Plan the day's sessions in the morning, and queue the agents' first acts."""
        self._clock.at = at_time(day, MORNING)
        for lead_list in LISTS:
            if lead_list.is_planned:
                self._supervisor.sessions.replan(list_name=lead_list.name)
        for agent, desk in self._desks.items():
            if is_today and agent.name == ABSENT:
                continue
            dice = random.Random(f"{self._seed} {day} {agent.name}")  # noqa: S311 - a simulation
            agent_day = AgentDay(desk, agent, self._clock, dice, day, self._pace, is_today=is_today)
            self._wait(agent_day.work())

    def run_until(self, until: datetime) -> None:
        """Let each agent act in turn, up to this instant; calls under way stay open."""
        while self._turns and self._turns[0][0] <= until:
            self._clock.at, _, work = heapq.heappop(self._turns)
            self._wait(work)
        self._clock.at = until

    def begin_call(self) -> None:
        """Let the agent `CALLS_ON` dial now, unless that agent is on a call."""
        desk = next(desk for agent, desk in self._desks.items() if agent.name == CALLS_ON)
        card = desk.open()
        if isinstance(card, Card):
            desk.dial(card.claim, card.phone.number_id)

    def _wait(self, work: Iterator[datetime]) -> None:
        """Queue an agent for the next act; drop those who have gone home."""
        next_at = next(work, None)
        if next_at is not None:
            # The serial number breaks ties: the heap cannot compare two generators.
            heapq.heappush(self._turns, (next_at, next(self._serial), work))


EVERY = 1.0
"""Seconds between two looks at whose turn it is: agents act every few seconds."""


@contextmanager
def going_on(simulation: Simulation, clock: Clock) -> Iterator[None]:
    """Let the agents act up to the present time of `clock`, on a thread, until the block ends.

    Without it all agents would look stopped after a few minutes.
    """
    is_over = threading.Event()

    def act() -> None:
        # A look that finds the database busy is made up for by the next one.
        while True:
            with suppress(DatabaseTrouble):
                simulation.run_until(clock())
            if is_over.wait(EVERY):
                return

    thread = threading.Thread(target=act, name="floor", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


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
    "firm_phone": "312-555-0100",
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


AGREED = 0.75
"""The share of yeses for which a time is agreed."""

DAYS_AHEAD = (("1", 30), ("2", 25), ("3", 15), ("5", 15), ("8", 15))
"""How many days ahead an appointment is made, with weights."""

OFTEN_HELD, LOST_A_DAY = 0.92, 0.07
"""The share that is held on the day itself, and how much of it each day ahead takes away."""

CANCELLED = 0.06
"""The share that somebody cancels when its time has come."""

WAYS = (AppointmentWay.PHONE, AppointmentWay.VIDEO)

FIRST, LAST = 10 * 60, 15 * 60 + 30
"""The earliest and the latest begin of an appointment, in minutes of the floor's day."""

AGREED_AT = time(17, 30)
"""When the agents of an earlier day agree on times: after its last call."""

OVER = timedelta(minutes=40)
"""How long after its begin an appointment is marked."""


class Appointments:
    """The appointments of the floor's agents, set and marked in the order of time."""

    def __init__(self, database: Database, clock: FloorClock, seed: int) -> None:
        self._database = database
        self._clock = clock
        self._dice = random.Random(f"{seed} appointments")  # noqa: S311 - invented people
        self._desks: dict[str, Desk] = {}
        self._to_come: list[tuple[datetime, int, str, float]] = []
        """A heap of (begin, id, agent, share that is held)."""
        self._next_call = 1

    def agree(self, day: date) -> None:
        """Agree on times with the yeses of an earlier day, the last one whose calls are stored."""
        for row in self._new_calls():
            if row.outcome == "yes":
                self._agree(row.id, row.agent, day)

    def _new_calls(self) -> list[AttemptRow]:
        """Return the calls stored since the last time."""
        with self._database.read() as connection:
            calls = (attempt_by_id(connection, number) for number in count(self._next_call))
            rows = [row for row in takewhile(bool, calls) if row is not None]
        self._next_call += len(rows)
        return rows

    def agree_today(self) -> None:
        """Agree on times with the latest yeses, now."""
        today = self._clock().astimezone(HERE).date()
        for yes in self._desk_of(SUPERVISOR).appointments.without_time(Whose.ALL):
            if yes.at.astimezone(HERE).date() == today:
                self._agree(yes.attempt_id, yes.agent, today)

    def mark_until(self, until: datetime) -> None:
        """Mark each appointment that is over by then, at the time when it is over."""
        while self._to_come and self._to_come[0][0] + OVER <= until:
            begins, appointment_id, agent, held = heapq.heappop(self._to_come)
            self._clock.at = max(self._clock.at, begins + OVER)
            # A call of today's agents may have settled it already: "do not call" cancels it.
            with suppress(RefusedError):
                self._end(agent, appointment_id, held)
        self._clock.at = max(self._clock.at, until)

    def _end(self, agent: str, appointment_id: int, held: float) -> None:
        """Cancel an appointment, or mark it as held or as a no-show. Raises RefusedError."""
        book = self._desk_of(agent).appointments
        if self._dice.random() < CANCELLED:
            book.cancel(appointment_id, "They called it off.")
        else:
            book.mark(appointment_id, held=self._dice.random() < held)

    def _agree(self, attempt_id: int, agent: str, day: date) -> None:
        """Set the appointment of most yeses, unless the rules or the agent's book refuse it."""
        if self._dice.random() >= AGREED:
            return
        ahead = int(draw(self._dice, DAYS_AHEAD))
        on = day + timedelta(days=ahead)
        while on.weekday() > FRIDAY:
            on += timedelta(days=1)
        minutes = self._dice.randrange(FIRST, LAST, 30)
        begins = at_time(on, time(minutes // 60, minutes % 60))
        way = self._dice.choice(WAYS)
        with suppress(RefusedError):
            book = self._desk_of(agent).appointments
            card = book.set_time(attempt_id, NewAppointment(begins, way=way))
            held = OFTEN_HELD - LOST_A_DAY * ahead
            heapq.heappush(self._to_come, (begins, card.appointment_id, agent, held))

    def _desk_of(self, agent: str) -> Desk:
        if agent not in self._desks:
            self._desks[agent] = Desk(self._database, self._clock, agent, zone=ZONE)
        return self._desks[agent]
