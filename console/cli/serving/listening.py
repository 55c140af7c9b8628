"""Listen for browsers, and cut connections that send no request."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from aiohttp import web

from console.cli.serving.child import PATIENCE
from console.cli.serving.door import Place
from console.cli.serving.server import Serving
from console.trouble import BadInput


class _Gate(asyncio.Protocol):
    """Hands a new connection to the server, and cuts it unless a request comes soon."""

    def __init__(self, runner: web.AppRunner, serving: Serving) -> None:
        self._runner = runner
        self._serving = serving

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        assert self._runner.server is not None
        handler = self._runner.server()
        transport.set_protocol(handler)
        handler.connection_made(transport)
        self._serving.expect_request(transport)


@asynccontextmanager
async def listening(serving: Serving, place: Place) -> AsyncIterator[None]:
    """Serve at the place until the block ends; then end every console."""
    runner = web.AppRunner(
        serving.application(),
        access_log=None,
        keepalive_timeout=serving.first_request,
        shutdown_timeout=PATIENCE,
    )
    await runner.setup()
    try:
        server = await asyncio.get_running_loop().create_server(
            lambda: _Gate(runner, serving), place.host, place.port
        )
        try:
            yield
        finally:
            server.close()
    finally:
        await runner.cleanup()


async def _serve(serving: Serving, place: Place, listens: Callable[[], None]) -> None:
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    with suppress(NotImplementedError):  # on Windows, where Ctrl-C raises KeyboardInterrupt
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, ended.set)
    async with listening(serving, place):
        listens()
        await ended.wait()


def run(
    serving: Serving, place: Place, listens: Callable[[], None], complain: Callable[[str], None]
) -> None:
    """Serve until the process is told to end.

    Calls `listens` once browsers can connect, and `complain` with a line for each failure. Raises
    BadInput if the address or port cannot be used.
    """
    for library in ("aiohttp", "textual-serve"):
        logger = logging.getLogger(library)
        logger.propagate = False
        logger.addHandler(_OneLineHandler(complain))
    try:
        with suppress(KeyboardInterrupt):
            asyncio.run(_serve(serving, place, listens))
    except OSError as error:
        raise BadInput(
            f"Nothing can listen on {place.host}, port {place.port} "
            f"({os.strerror(error.errno or 0)}): end what does, or give another --port."
        ) from None


class _OneLineHandler(logging.Handler):
    """Passes on a library's warnings in one line, without tracebacks: they may quote user input."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._complain = complain

    def emit(self, record: logging.LogRecord) -> None:
        failed = record.exc_info[0] if record.exc_info else None
        name = f" ({failed.__name__})" if failed else ""
        self._complain(f"{record.name}: a request or a console failed{name}.")
