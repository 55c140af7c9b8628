"""`smiledial hooks example`: scripts that write calls into a CRM."""

import shlex
import sys
from pathlib import Path

import click

from console.cli.shell.output import print_line
from console.hooks.examples import CRMS, script_of
from console.trouble import BadInput


@click.command("example")
@click.argument("crm", type=click.Choice(CRMS))
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it to a new file."
)
def example_command(crm: str, output: Path | None) -> None:
    """Print the script that writes calls into a CRM; a hook runs it with --run.

    It finds records by vendor_id alone and makes none. No live account was tried.
    """
    text = script_of(crm)
    if output is None:
        sys.stdout.write(text)
        return
    try:
        with output.open("x", encoding="utf-8") as file:
            file.write(text)
        output.chmod(0o755)
    except OSError as error:
        raise BadInput(f"{output} cannot be written: {error.strerror}.") from None
    print_line(f"{output} is written. Its first lines say what it needs; then add it:")
    print_line(
        f"smiledial hooks add {crm} --run {shlex.quote(str(output.resolve()))}"
        " --events call.ended,do_not_call.added --fields number --after 2m"
    )
