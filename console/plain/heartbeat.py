"""Says every few seconds that somebody sits here, while the plain console waits for a line."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from console.clock import Clock
from console.desk.presence_desk import EVERY, PresenceDesk
from console.view.presence import doing, goes_on
from console.view.screen_state import ScreenState
from db.engine import DatabaseTrouble
from db.presence import Doing

LOOK_EVERY = 1.0
"""Seconds."""


@contextmanager
def beating(desk: PresenceDesk, screen_state: ScreenState, clock: Clock) -> Iterator[None]:
    ended = Event()
    thread = Thread(target=_beat, args=(desk, screen_state, clock, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        with suppress(DatabaseTrouble):
            desk.leave()


def _beat(desk: PresenceDesk, screen_state: ScreenState, clock: Clock, ended: Event) -> None:
    told: Doing | None = None
    told_at = clock() - EVERY
    while not ended.wait(LOOK_EVERY):
        now = clock()
        what = doing(screen_state, told, now)
        if now - told_at >= EVERY or not goes_on(told, what):
            told, told_at = what, now
            with suppress(DatabaseTrouble):  # told with the next
                screen_state.other_terminals = desk.beat(what)
