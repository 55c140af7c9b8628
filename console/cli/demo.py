"""`smiledial demo`: everything at once, on invented people and a database that goes away."""

import tempfile
from pathlib import Path

import click

from console.cli.context import Shell, has_terminal, pass_shell


@click.command()
@pass_shell
@click.pass_context
def demo(context: click.Context, shell: Shell) -> None:
    """Try the console on a throw-away database with invented leads.

    Without a terminal it prints the first lead's card.
    """
    from console.wiring import make_demo, run_console

    personal = shell.personal
    with tempfile.TemporaryDirectory(prefix="smiledial-", ignore_cleanup_errors=True) as folder:
        database = make_demo(Path(folder), shell.clock, shell.agent_name)
        try:
            if has_terminal() or shell.is_plain:
                context.exit(
                    run_console(database, shell.agent_name, personal, shell.clock, shell.keep_own)
                )
            from console.cards.lead import Card
            from console.cli.plain import card_text, nobody_text
            from console.wiring import make_desk

            first = make_desk(database, shell.clock, shell.agent_name).open()
            if isinstance(first, Card):
                click.echo(card_text(first, personal.zone))
            else:
                click.echo(nobody_text(first, personal.zone))
        finally:
            database.close()
