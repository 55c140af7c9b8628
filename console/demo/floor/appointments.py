"""Give the floor's yeses appointments through the agents' desks, and mark those that are over."""

import heapq
import random
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import count, takewhile

from console.cards.promises import NewAppointment, Whose
from console.demo.floor.agent_day import FRIDAY, HERE, at_time, draw
from console.demo.floor.people import SUPERVISOR, ZONE
from console.demo.floor.simulation import FloorClock
from console.desk import Desk, RefusedError
from db.calls.attempts import attempt_by_id
from db.engine.database import Database
from db.enums import AppointmentWay
from db.tables.calls import AttemptRow

AGREED = 0.75
"""The share of yeses for which a time is agreed."""

DAYS_AHEAD = (("1", 30), ("2", 25), ("3", 15), ("5", 15), ("8", 15))
"""How many days ahead an appointment is made, with weights."""

HELD, LOST_A_DAY = 0.92, 0.07
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
            held = HELD - LOST_A_DAY * ahead
            heapq.heappush(self._to_come, (begins, card.appointment_id, agent, held))

    def _desk_of(self, agent: str) -> Desk:
        if agent not in self._desks:
            self._desks[agent] = Desk(self._database, self._clock, agent, zone=ZONE)
        return self._desks[agent]
