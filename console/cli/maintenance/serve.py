"""`smiledial serve`: the console in a browser, for whoever has the token or a login of the team."""

from functools import partial
from importlib.util import find_spec

import click

from console.cli.serving.door import (
    Door,
    LoginDoor,
    TokenDoor,
    new_token,
    read_place,
    read_token,
)
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import print_lines, print_stderr
from console.trouble import BadInput
from console.wiring import default_database
from db.engine.database import Database
from db.leads.records import has_leads
from db.team.logins import sign_in
from db.team.roles import has_team

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
    from console.cli.serving.listening import run  # late: its packages are optional
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
