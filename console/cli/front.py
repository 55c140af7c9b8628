"""Opening the console, and what to do when there is nobody to call yet."""

import gc
from pathlib import Path

import click

from console.cli.context import Shell
from console.rules.text import harmless
from console.trouble import BadInput


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
        file = _offer() if is_empty else ""
        if file is None:
            return 0
        return run_console(database, shell.agent_name, personal, shell.clock, shell.keep_own, file)


def _offer() -> str | None:
    """The path of a list to look at in the console; None for somebody who has done or leaves."""
    gc.enable()  # no lead waits, and an import makes garbage
    click.echo("No leads yet.")
    click.echo("  Type the path of a file of leads: you look at it first, then bring it in.")
    click.echo("  s shows the sample: invented people, in a database that goes away.")
    click.echo("  Enter leaves. Without the console: smiledial import FILE")
    answer = click.prompt("", prompt_suffix="> ", default="", show_default=False).strip()
    if not answer:
        return None
    if answer.casefold() == "s":
        from console.cli.demo import demo

        click.get_current_context().invoke(demo)
        return None
    if not Path(answer).expanduser().is_file():
        raise BadInput(f"{harmless(answer)}: there is no such file; check its name and folder.")
    return answer
