"""`smiledial serve`: the console in a browser, for everyone who has the token."""

from functools import partial
from importlib.util import find_spec

import click

from console.cli.serving.door import Door, new_token, read_place, read_token
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import print_lines, print_stderr
from console.trouble import BadInput
from console.wiring import default_database
from db.leads.records import has_leads

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

    It prints the address and a token. Whoever has the token can call under any name they give.
    SMILEDIAL_TOKEN sets a token of your own.
    """
    if find_spec("textual_serve") is None:
        raise BadInput("Serving needs the library for it: pip install 'smiledial[serve]'.")
    from console.cli.serving.listening import run  # late: its packages are optional
    from console.cli.serving.server import Serving  # late: its packages are optional

    place = read_place(host, port, url)
    chosen = shell.environ.get("SMILEDIAL_TOKEN")
    token = read_token(chosen) if chosen else new_token()
    _require_leads(shell)
    environ = {**shell.environ, "SMILEDIAL_DB": shell.address or default_database()}
    lines = [f"The console is at {place.shown}/"]
    lines += [] if chosen else [f"The token is {token}"]
    lines.append("Ctrl-C ends it, and every console with it.")
    run(
        Serving(Door(token), place, environ, most),
        place,
        partial(print_lines, "\n".join(lines)),
        print_stderr,
    )


def _require_leads(shell: Shell) -> None:
    """Raise BadInput if there are no leads: the first questions can only be asked in a terminal."""
    with shell.database() as database, database.read() as connection:
        if not has_leads(connection):
            raise BadInput("There is nobody to call yet: bring in a list first, smiledial import.")
