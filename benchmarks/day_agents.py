"""The agents of a simulated day: each presses keys through the desk, at its pace, by chance.

A process runs some tens of agents, each a thread with its own desk and connection. What the desk
acknowledged is a line in the process's file, which outlives a kill.
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

from console.cards.lead import Card
from console.cards.promises import NewCallback
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
"""How calls end, in percent."""

CALLBACK_IN = (3, 20)
"""Fewest and most minutes (by the day's clock) until a callback is due."""

CALL = 60.0
"""Seconds (by the day's clock) from dial to dial."""

TALK = (15.0, 45.0)
"""Fewest and most seconds (by the day's clock) from the dial to the outcome."""

LOOK = 30.0
"""Seconds (by the day's clock) after which an empty screen looks again."""

AGAIN = 0.5
"""Seconds until Enter is pressed again after the database did not answer."""

NEWS, BEAT = 2.0, 10.0
"""Seconds, by our clock, between two looks for news (as behind a pooler: the most that a console
asks) and between two presence beats."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Day:
    """When the day begins and ends by its own clock, which runs `pace` times as fast as ours."""

    begins: datetime
    ends: datetime
    pace: float

    @property
    def seconds(self) -> float:
        """The length of the day by our clock."""
        return (self.ends - self.begins).total_seconds() / self.pace

    def now(self, began: float) -> datetime:
        """Return the day's time; `began` is the monotonic time of its beginning.

        The clock stands still until then.
        """
        passed = max(0.0, time.monotonic() - began)
        return self.begins + timedelta(seconds=passed * self.pace)


@dataclass(frozen=True, slots=True)
class Press:
    """An answered key; `claim` and `outcome` are what the desk acknowledged."""

    key: str
    at: float
    """Monotonic time."""
    took: float
    claim: str = ""
    outcome: str = ""


def read_presses(file: Path) -> Iterator[Press]:
    for line in file.read_text("utf-8").splitlines():
        key, at, took, claim, outcome = line.split(" ")
        yield Press(key, float(at), float(took), claim, outcome)


def work(
    address_of: Callable[[str], str],
    names: Sequence[str],
    day: Day,
    began: c_double,
    file: Path,
) -> None:
    """Run some agents in this process, from their first key to the end of the day."""
    # O_APPEND and one write() a line: lines of threads do not mix, and a kill leaves none halved.
    out = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(press: Press) -> None:
        line = f"{press.key} {press.at:.4f} {press.took:.5f} {press.claim} {press.outcome}\n"
        os.write(out, line.encode())

    def sit(name: str) -> None:
        with closing(open_database(address_of(name))) as database:
            desk = Desk(database, lambda: day.now(began.value), name)
            Agent(desk, day, began, note).work()

    threads = [threading.Thread(target=sit, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Agent:
    """One agent; `note` records each answered key."""

    def __init__(
        self, desk: Desk, day: Day, began: c_double, note: Callable[[Press], None]
    ) -> None:
        self._desk, self._day, self._began, self._note = desk, day, began, note
        self._dice = random.Random(f"{desk.agent} {time.monotonic()}")
        self._news_at = self._beat_at = 0.0
        """The last look for news and the last beat. They start at random moments: real consoles
        are not all opened in the same instant."""

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
        """Make a whole call with the lead on the screen, if there is one, and fetch the next."""
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
        """Record the outcome: the first half of `commands.record`.

        Its other half fetches the next lead, which is timed separately.
        """
        callback = None
        if outcome == "callback":
            at = self._now() + timedelta(minutes=self._dice.uniform(*CALLBACK_IN))
            callback = NewCallback(at, is_mine=self._dice.random() < 0.7)
        began = time.monotonic()
        try:
            self._keep_pressing(lambda: self._desk.record(card.claim, outcome, "", callback))
        except CallLostError:
            self._note(Press("lost", began, 0))
            return
        except RefusedError:  # the callback's time is not allowed
            outcome = "no_answer"
            self._keep_pressing(lambda: self._desk.record(card.claim, outcome))
        self._note(Press("outcome", began, time.monotonic() - began, card.claim, outcome))

    def _press(self, key: str, command: Callable[[], Scene]) -> Scene:
        """Press a key and note it. If the hold has run out, take the next lead, as consoles do."""
        began = time.monotonic()
        try:
            scene = self._keep_pressing(command)
        except (ClaimLostError, RefusedError):
            key, scene = "again", self._keep_pressing(lambda: commands.come_back(self._desk))
        took = time.monotonic() - began
        card = scene.shown if isinstance(scene.shown, Card) else None
        dialled = card.claim if key == "dial" and card and card.attempt else ""
        self._note(Press(key, began, took, dialled))
        return scene

    def _keep_pressing(self, command: Callable[[], T]) -> T:
        """Run the command again until the database answers, as an agent would."""
        while True:
            try:
                return command()
            except DatabaseTrouble:
                self._note(Press("trouble", time.monotonic(), 0))
                time.sleep(AGAIN)

    def _wait_until(self, at: float, scene: Scene) -> None:
        """Wait, and meanwhile poll for news and beat as a console does (there on other threads)."""
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
