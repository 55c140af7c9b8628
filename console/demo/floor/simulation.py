"""Simulate the floor: ten agents call through their own desks, on a clock that it sets.

`going_on` lets them go on by the real clock while somebody looks.
"""

import heapq
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import count

from console.cards.lead import Card
from console.clock import Clock
from console.demo.floor.agent_day import AgentDay, at_time
from console.demo.floor.people import AGENTS, LISTS, SUPERVISOR, ZONE
from console.desk import Desk
from db.engine.database import Database, DatabaseTrouble

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
