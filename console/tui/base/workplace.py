"""What every screen works with."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import ParamSpec, TypeVar

from msgspec import Struct
from textual.message import Message

from console.clock import Clock
from console.desk import Desk
from console.firm.personal import Personal
from console.view.keys.key import Key, writes
from console.view.state.commands import Scene
from console.view.text.counts import DATABASE_IS_SLOW

# One thread with a queue: calls to a desk run there, in the order of the keypresses.


P = ParamSpec("P")
T = TypeVar("T")


def _ended(call: Callable[[], T]) -> Callable[[], T]:
    """What gives the result of the call, or raises what it raised.

    As an error of the future it would be written to the terminal as a traceback where the console
    ends on another error before anybody has asked for it.
    """
    try:
        result = call()
    except Exception as error:

        def fail(told: Exception = error) -> T:
            raise told

        return fail
    return lambda: result


class Lane:
    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self.is_closed = False
        self.watch: Callable[[str], AbstractContextManager[object]] = nullcontext
        """What lasts as long as something is waited for, and is told that where it is slow."""

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of the call. A call once queued runs to its end, whoever stops waiting."""
        queued = self._pool.submit(_ended, partial(call, *args, **kwargs))
        with self.watch(DATABASE_IS_SLOW):
            ended = await asyncio.shield(asyncio.wrap_future(queued))
        return ended()

    def close(self) -> None:
        """Waits for what is queued."""
        self.is_closed = True
        self._pool.shutdown(wait=True)


KeepOwn = Callable[[str, str], object]
"""Writes one of the agent's own settings, by its name and as it is typed. Raises BadInput."""


class Workplace(Struct, frozen=True):
    """`desk` is used on `lane` only, `reports` on `reading` only: a slow report delays no key.

    `is_kept`: the database is there on the agent's return.
    """

    desk: Desk
    lane: Lane
    reports: Desk
    reading: Lane
    clock: Clock
    personal: Personal
    keep_own: KeepOwn
    is_kept: bool = True

    def usable(self, keys: Iterable[Key]) -> list[Key]:
        """Those that this login has the rights for."""
        return [key for key in keys if not (self.desk.reads_only and writes(key))]

    @property
    def here(self) -> str:
        """The agent's own zone."""
        return self.personal.zone


# What widgets and the controller tell a screen: facts, in the past tense.


class NoteLeft(Message):
    """The note lost the focus: its text is to be saved, and letters are keys again."""


class Planned(Message):
    """Sessions were planned: who is in them may have to be marked."""


@dataclass
class SessionEnded(Message):
    """A session is done; the scene holds its summary and the next one."""

    scene: Scene
