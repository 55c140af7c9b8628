"""One thread with a queue: calls to a desk run there, in the order of the keypresses."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Lane:
    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self.is_closed = False

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of the call. A call once queued runs to its end, whoever stops waiting."""
        queued = self._pool.submit(call, *args, **kwargs)
        return await asyncio.shield(asyncio.wrap_future(queued))

    def close(self) -> None:
        """Waits for what is queued."""
        self.is_closed = True
        self._pool.shutdown(wait=True)
