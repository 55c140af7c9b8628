"""One thread with a queue: calls to a desk run there, in the order of the keypresses."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import ParamSpec, TypeVar

from console.view.text.slow_notice import DATABASE_IS_SLOW

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
