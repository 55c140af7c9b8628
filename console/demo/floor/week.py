"""A week of the floor: what ten agents do from morning to evening, by dice with a seed."""

import heapq
import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count

from console.demo.floor.agent_day import AgentDay, at_time
from console.demo.floor.people import AGENTS
from console.demo.floor.shared_work import FloorClock, SharedWork

ABSENT = "jonas"
"""Did not come today."""

CALLS_ON = "ines"
JUST_NOW = timedelta(seconds=4)


class Week:
    """Runs agents through days, each one's next act in its turn."""

    def __init__(self, shared: SharedWork, clock: FloorClock, seed: int, pace: float) -> None:
        self._shared = shared
        self._clock = clock
        self._seed = seed
        self._pace = pace

    def run(self, days: Sequence[date], now: datetime) -> None:
        """All of the days; the last one until `now`."""
        for day in days:
            until = min(now, at_time(day, time(20)))
            self._clock.at = at_time(day, time(7, 30))
            self._shared.plan()
            self._call(day, until, is_today=day == days[-1])
            if day == days[-1] and all(one.outcome for one in self._shared.ledger.calls):
                self._begin_one_more(until)
            self._shared.ledger.write()
        self._clock.at = now

    def _begin_one_more(self, at: datetime) -> None:
        """Somebody of the free queue has just dialled: a floor on which nobody calls is none."""
        self._clock.at = at - JUST_NOW
        if chosen := self._shared.next_free():
            self._shared.ledger.dial(CALLS_ON, chosen[0], None, chosen[1], self._clock.at)

    def _call(self, day: date, until: datetime, *, is_today: bool) -> None:
        turns: list[tuple[datetime, int, Iterator[datetime]]] = []
        serial = count()
        for agent in AGENTS:
            if is_today and agent.name == ABSENT:
                continue
            dice = random.Random(f"{self._seed} {day} {agent.name}")  # noqa: S311 - a simulation
            work = AgentDay(self._shared, agent, dice, day, self._pace, is_today=is_today).work()
            heapq.heappush(turns, (next(work), next(serial), work))
        while turns and turns[0][0] <= until:
            self._clock.at, _, work = heapq.heappop(turns)
            following = next(work, None)
            if following is not None:
                heapq.heappush(turns, (following, next(serial), work))
