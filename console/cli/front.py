"""Opening the console, and what to do when there is nobody to call yet."""

import gc
from pathlib import Path

import click

from console.cli.context import Shell


def open_console(shell: Shell) -> int:
    """Runs the calling screen; with an empty database it first offers the sample or an import."""
    # A fresh process has no garbage; looking for it among the imports costs the first lead 0.06 s.
    # The calling screen turns the collector on again once that lead is painted.
    gc.disable()
    from console.wiring import run_console
    from db.leads import has_leads

    personal = shell.personal
    with shell.database() as database:
        with database.read() as connection:
            is_empty = not has_leads(connection)
        if is_empty and (status := _offer()) is not None:
            return status
        return run_console(database, shell.agent_name, personal, shell.clock, shell.keep_own)


def _offer() -> int | None:
    """Returns the exit status, or None to go on to the console."""
    gc.enable()  # no lead waits, and an import makes garbage
    click.echo("No leads yet.")
    click.echo(
        "  Type the path of a CSV file to bring it in (smiledial import FILE does the same),"
    )
    click.echo("  s for the sample: invented people in a database that goes away,")
    click.echo("  or Enter to leave.")
    answer = click.prompt("", prompt_suffix="> ", default="", show_default=False).strip()
    if not answer:
        return 0
    from console.cli.demo import demo
    from console.cli.importing import import_file

    context = click.get_current_context()
    if answer.casefold() == "s":
        context.invoke(demo)
        return 0
    context.invoke(import_file, file=Path(answer).expanduser())
    return None
