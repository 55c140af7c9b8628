"""The desks, the clock and the settings that every screen uses, and the threads desks run on."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import ParamSpec, TypeVar

from msgspec import Struct, field
from textual.message import Message

from console.clock import Clock
from console.desk import Desk
from console.firm.personal_settings import Personal
from console.outreach.calendar.job import Busy
from console.view.keys.key import Key, needs_a_supervisor, writes
from console.view.state.commands import Scene
from console.view.text.counts import DATABASE_IS_SLOW

P = ParamSpec("P")
T = TypeVar("T")


def _run(call: Callable[[], T]) -> Callable[[], T]:
    """Run the call; return a function that gives its result or raises its error.

    If the future itself held the error and the console ended before anybody awaited it, asyncio
    would write a traceback to the terminal.
    """
    try:
        result = call()
    except Exception as error:
        # A default argument, because Python deletes `error` at the end of the except block.
        def fail(failure: Exception = error) -> T:
            raise failure

        return fail
    return lambda: result


class Lane:
    """One thread with a queue: the calls to a desk run there, in the order of the keypresses."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self.is_closed = False
        self.watch: Callable[[str], AbstractContextManager[object]] = nullcontext
        """Wraps each wait for an answer. It gets a text, and shows it if the answer is slow."""

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the call on the thread and return its result.

        A queued call always runs to its end. The shield keeps a worker that is cancelled (its
        screen was left) from cancelling a command that the agent has given.
        """
        future = self._pool.submit(_run, partial(call, *args, **kwargs))
        with self.watch(DATABASE_IS_SLOW):
            get_result = await asyncio.shield(asyncio.wrap_future(future))
        return get_result()

    def close(self) -> None:
        """Wait until the queue is empty, and take no more calls."""
        self.is_closed = True
        self._pool.shutdown(wait=True)  # waits: a recorded outcome must reach the database


KeepOwn = Callable[[str, str], object]
"""Saves one of the agent's own settings, given its name and its value as text. Raises BadInput."""


class Workplace(Struct, frozen=True):
    """The two desks with their threads, the clock and the settings.

    Use `desk` on `lane` only and `reports` on `reading` only: a slow report delays no key. Both are
    desks on the same database. `is_kept`: the database still exists after the console has
    ended (that of a demo doesn't).
    """

    desk: Desk
    lane: Lane
    reports: Desk
    reading: Lane
    clock: Clock
    personal: Personal
    keep_own: KeepOwn
    is_kept: bool = True
    busy: list[Busy] = field(default_factory=list)
    """When the agent's calendar has entries of others; replaced in place."""
    calendar_notes: list[str] = field(default_factory=list)
    """What stands on the screen while the agent's calendar gets no promises; replaced in place."""

    def usable(self, keys: Iterable[Key]) -> list[Key]:
        """Return the keys that this login has the rights for."""
        desk = self.desk
        return [
            key
            for key in keys
            if not (desk.reads_only and writes(key))
            and not (desk.is_agents_login and needs_a_supervisor(key))
        ]

    @property
    def here(self) -> str:
        """The agent's own time zone."""
        return self.personal.zone


class NoteLeft(Message):
    """The note lost the focus: save its text; letters are keys again."""


class Planned(Message):
    """Sessions were planned: leads of a large plan may have to be marked in the background."""


@dataclass
class SessionEnded(Message):
    """A session has ended; the scene holds its summary and the next session."""

    scene: Scene
