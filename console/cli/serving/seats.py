"""How many consoles there may be: one for each name, and no more than a limit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from console.cli.serving.child import ServedConsole


class FullError(Exception):
    """Raised when every seat is taken by other names."""


class OvertakenError(Exception):
    """Raised when the same name has opened a newer console while this one waited."""


@dataclass
class _Seat:
    """`lock` is held as long as a process of this name may be alive."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    console: ServedConsole | None = None
    newest: ServedConsole | None = None
    users: int = 0


class Seats:
    """One seat for each name. A name that comes again gets its own seat, once that is empty."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._is_closed = False
        self._seats: dict[str, _Seat] = {}

    @asynccontextmanager
    async def take(self, name: str, console: ServedConsole) -> AsyncIterator[None]:
        """Hold the name's seat for a console, and end the console when the block ends.

        An earlier console of the name ends first: two would work on the same lead. Raises FullError
        and OvertakenError.
        """
        # No await from the look at the limit to the entry: of many who come at once, each must see
        # those before. A console that still ends keeps its seat, since its process is alive.
        if name not in self._seats and len(self._seats) >= self._most:
            raise FullError
        seat = self._seats.setdefault(name, _Seat())
        seat.users += 1
        seat.newest = console
        try:
            if seat.console is not None:
                await seat.console.stop()
            async with seat.lock:
                if self._is_closed or seat.newest is not console:
                    raise OvertakenError
                seat.console = console
                try:
                    yield
                finally:
                    await console.stop()
        finally:
            seat.users -= 1
            if not seat.users:
                del self._seats[name]

    async def end(self, name: str) -> None:
        """End the console of a name, if there is one."""
        seat = self._seats.get(name)
        if seat is not None and seat.console is not None:
            await seat.console.stop()

    async def end_all(self) -> None:
        """End all consoles, and let nobody begin another."""
        self._is_closed = True
        await asyncio.gather(*(self.end(name) for name in tuple(self._seats)))
