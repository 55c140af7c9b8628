"""The agents of a simulated day: each presses keys through the desk, at its pace, by dice.

A process has some tens of them, each a thread with a desk and a connection of its own. What was
acknowledged to an agent is a line in the process's file, so that it outlives a kill.
"""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from ctypes import c_double
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from console.cards.callbacks import NewCallback
from console.cards.lead import Card
from console.desk import CallLostError, ClaimLostError, Desk, RefusedError
from console.view.state import commands
from console.view.state.commands import Scene
from db.engine.database import DatabaseTrouble, open_database
from db.enums import PresenceState
from db.floor.presence import Doing

OUTCOMES = {
    "no_answer": 36,
    "voicemail": 20,
    "no": 20,
    "gatekeeper": 7,
    "callback": 6,
    "hung_up": 4,
    "do_not_call": 2,
    "busy": 2,
    "yes": 1,
    "wrong_number": 1,
    "disconnected": 1,
}
"""How calls end, in parts of a hundred."""

CALLBACK_IN = (3, 20)
"""Minutes of the day until a callback is due, at least and at most."""

CALL = 60.0
"""Seconds of the day from dial to dial."""

TALK = (15.0, 45.0)
"""Seconds of these from the dial to the outcome."""

LOOK = 30.0
"""Seconds of the day after which an empty screen looks again."""

AGAIN = 0.5
"""Seconds until Enter is pressed again where the database did not answer."""

NEWS, BEAT = 2.0, 10.0
"""Seconds, by nobody's clock but ours, after which a console asks what others did, and says that
somebody sits there."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Day:
    """When the day begins and ends by its own clock, which runs `pace` times as fast as ours."""

    begins: datetime
    ends: datetime
    pace: float

    @property
    def seconds(self) -> float:
        """How long it takes us."""
        return (self.ends - self.begins).total_seconds() / self.pace

    def now(self, began: float) -> datetime:
        """By its clock, which stands until the day has begun (by the system's monotonic one)."""
        passed = max(0.0, time.monotonic() - began)
        return self.begins + timedelta(seconds=passed * self.pace)


@dataclass(frozen=True, slots=True)
class Told:
    """A key that was answered: when by the system's monotonic clock, and how long it took.

    `claim` and `outcome`: what was acknowledged.
    """

    key: str
    at: float
    took: float
    claim: str = ""
    outcome: str = ""


def read_told(file: Path) -> Iterator[Told]:
    for line in file.read_text("utf-8").splitlines():
        key, at, took, claim, outcome = line.split(" ")
        yield Told(key, float(at), float(took), claim, outcome)


def work(
    address_of: Callable[[str], str],
    names: Sequence[str],
    day: Day,
    began: c_double,
    file: Path,
) -> None:
    """A process with some agents, from their first key to the end of the day."""
    out = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def tell(told: Told) -> None:
        said = f"{told.key} {told.at:.4f} {told.took:.5f} {told.claim} {told.outcome}\n"
        os.write(out, said.encode())

    def sit(name: str) -> None:
        with closing(open_database(address_of(name))) as database:
            desk = Desk(database, lambda: day.now(began.value), name)
            Agent(desk, day, began, tell).work()

    threads = [threading.Thread(target=sit, args=(name,)) for name in names]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


class Agent:
    def __init__(self, desk: Desk, day: Day, began: c_double, tell: Callable[[Told], None]) -> None:
        self._desk, self._day, self._began, self._tell = desk, day, began, tell
        self._dice = random.Random(f"{desk.agent} {time.monotonic()}")
        self._news_at = self._beat_at = 0.0
        """When last asked and said. Each has its own beat from the beginning of the day on: nobody
        opens five hundred consoles in the same instant."""

    def work(self) -> None:
        scene = self._press("open", lambda: commands.come_back(self._desk))
        while time.monotonic() < self._began.value:
            time.sleep(0.05)
        begins = time.monotonic()
        self._news_at = begins - self._dice.uniform(0, NEWS)
        self._beat_at = begins - self._dice.uniform(0, BEAT)
        due = begins + self._dice.uniform(0, CALL) / self._day.pace
        while self._now() < self._day.ends:
            self._wait_until(due, scene)
            due = max(due, time.monotonic() - CALL / self._day.pace)
            scene = self._go_on(scene)
            due += self._dice.uniform(0.7, 1.3) * CALL / self._day.pace
            if not isinstance(scene.shown, Card):
                due = time.monotonic() + LOOK / self._day.pace
        if isinstance(scene.shown, Card) and scene.shown.attempt is not None:
            self._end(scene.shown, "no_answer")

    def _now(self) -> datetime:
        return self._day.now(self._began.value)

    def _go_on(self, scene: Scene) -> Scene:
        """A whole call, where somebody is on the screen, and the next lead."""
        if not isinstance(scene.shown, Card):
            return self._press("next", lambda: commands.go_on(self._desk, None))
        card = scene.shown
        if card.attempt is None:
            dial = partial(commands.dial, self._desk, card.claim, card.phone.number_id)
            scene = self._press("dial", dial)
            if not isinstance(scene.shown, Card):
                return scene
            if scene.shown.attempt is None:  # refused, or another lead
                after = scene.shown.claim
                return self._press("next", partial(commands.go_on, self._desk, after))
            card = scene.shown
            talked = self._dice.uniform(*TALK) / self._day.pace
            self._wait_until(time.monotonic() + talked, scene)
        self._end(card, *self._dice.choices([*OUTCOMES], [*OUTCOMES.values()]))
        return self._press("next", lambda: commands.go_on(self._desk, None))

    def _end(self, card: Card, outcome: str) -> None:
        """The first half of `commands.record`: the other, the next lead, is timed apart."""
        callback = None
        if outcome == "callback":
            at = self._now() + timedelta(minutes=self._dice.uniform(*CALLBACK_IN))
            callback = NewCallback(at, is_mine=self._dice.random() < 0.7)
        began = time.monotonic()
        try:
            self._keep_pressing(lambda: self._desk.record(card.claim, outcome, "", callback))
        except CallLostError:
            self._tell(Told("lost", began, 0))
            return
        except RefusedError:  # nobody may be called then
            outcome = "no_answer"
            self._keep_pressing(lambda: self._desk.record(card.claim, outcome))
        self._tell(Told("outcome", began, time.monotonic() - began, card.claim, outcome))

    def _press(self, key: str, command: Callable[[], Scene]) -> Scene:
        """A hold that ran out is no fault: the next lead comes, as on the screen."""
        began = time.monotonic()
        try:
            scene = self._keep_pressing(command)
        except (ClaimLostError, RefusedError):
            key, scene = "again", self._keep_pressing(lambda: commands.come_back(self._desk))
        took = time.monotonic() - began
        card = scene.shown if isinstance(scene.shown, Card) else None
        dialled = card.claim if key == "dial" and card and card.attempt else ""
        self._tell(Told(key, began, took, dialled))
        return scene

    def _keep_pressing(self, command: Callable[[], T]) -> T:
        """The same key again where the database did not answer, as the console offers it."""
        while True:
            try:
                return command()
            except DatabaseTrouble:
                self._tell(Told("trouble", time.monotonic(), 0))
                time.sleep(AGAIN)

    def _wait_until(self, at: float, scene: Scene) -> None:
        """Meanwhile the console asks by itself; here on the thread of the keys."""
        card = scene.shown if isinstance(scene.shown, Card) else None
        is_on_call = card is not None and card.attempt is not None
        while (now := time.monotonic()) < at:
            with suppress(DatabaseTrouble):
                if now >= self._news_at + NEWS:
                    self._news_at = now
                    self._desk.news.look(card.claim if card else None, is_on_call=is_on_call)
                if now >= self._beat_at + BEAT:
                    self._beat_at = now
                    state = PresenceState.ON_CALL if is_on_call else PresenceState.CALLING
                    self._desk.presence.beat(Doing(state, self._now()))
            soonest = min(at, self._news_at + NEWS, self._beat_at + BEAT)
            time.sleep(max(0.0, soonest - time.monotonic()))
