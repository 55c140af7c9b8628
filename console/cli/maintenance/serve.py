"""`smiledial serve`: the console in a browser, for whoever has the token or a login of the team."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from importlib.util import find_spec

import click
from aiohttp import web

from console.cli.serving.child import PATIENCE
from console.cli.serving.door import (
    Door,
    LoginDoor,
    Place,
    TokenDoor,
    new_token,
    read_place,
    read_token,
)
from console.cli.serving.server import Serving
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import print_lines, print_stderr
from console.trouble import BadInput
from console.wiring import default_database
from db.engine.database import Database
from db.leads.records import has_leads
from db.team.logins import sign_in
from db.team.roles import has_team


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


PORT = 8417


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Where to listen. Other machines are allowed only with --url.",
)
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option(
    "--url",
    metavar="URL",
    help="The https:// address that browsers use, if a TLS proxy stands in front.",
)
@click.option(
    "--most",
    type=click.IntRange(1, 500),
    default=20,
    show_default=True,
    help="How many browsers at once.",
)
@pass_shell
def serve(shell: Shell, host: str, port: int, url: str | None, most: int) -> None:
    """Serve the console to browsers, on this machine unless you say otherwise.

    In a team with logins of its own, each person signs in with their login and password of the
    database. Otherwise it prints a token: whoever has it can call under any name they give.
    SMILEDIAL_TOKEN sets a token of your own.
    """
    if find_spec("textual_serve") is None:
        raise BadInput("Serving needs the library for it: pip install 'smiledial[serve]'.")
    from console.cli.serving.server import Serving  # late: its packages are optional

    place = read_place(host, port, url)
    with shell.database() as database:
        _require_leads(database)
        door, lines = _door(shell, database)
        environ = {**shell.environ, "SMILEDIAL_DB": shell.address or default_database()}
        lines = [f"The console is at {place.shown}/", *lines]
        lines.append("Ctrl-C stops it, with every open console.")
        run(
            Serving(door, place, environ, most),
            place,
            partial(print_lines, "\n".join(lines)),
            print_stderr,
        )


def _door(shell: Shell, database: Database) -> tuple[Door, list[str]]:
    """Return how people log in, and what to print about it."""
    chosen = shell.environ.get("SMILEDIAL_TOKEN")
    if _is_team(database) and shell.address is not None:
        lines = ["Each person signs in with their own login and password of the database."]
        if chosen:
            lines.append("SMILEDIAL_TOKEN is not used: a team needs no token.")
        return LoginDoor(partial(sign_in, database, shell.address)), lines
    token = read_token(chosen) if chosen else new_token()
    database.close()  # only the sign-in needs it; an open file could not be moved
    return TokenDoor(token), [] if chosen else [f"The token is {token}"]


def _is_team(database: Database) -> bool:
    if database.is_sqlite:
        return False
    with database.read() as connection:
        return has_team(connection)


def _require_leads(database: Database) -> None:
    """Raise BadInput if there are no leads: the first questions can only be asked in a terminal."""
    with database.read() as connection:
        if not has_leads(connection):
            raise BadInput("There are no leads yet. Import a list: smiledial import FILE")
