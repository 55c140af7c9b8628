"""`smiledial wall`: the firm's day in large letters, for a screen on the wall."""

import click

from console.cli.shell.context import Shell, pass_shell
from console.machine import has_terminal
from console.wiring import run_wall


@click.command()
@click.option(
    "--no-names", is_flag=True, help="Leave out the agents' names, where customers or guests pass."
)
@pass_shell
@click.pass_context
def wall(context: click.Context, shell: Shell, *, no_names: bool) -> None:
    """Show the firm's day in large letters, for a screen on the wall.

    It shows yeses, noes and dials beside the day before, who is on a call, for how long phones may
    ring, and the next appointment: never a person who is called. It changes nothing, and goes on by
    itself after the database was away. q leaves.
    """
    with shell.database() as database:
        if shell.personal.plain or not has_terminal():
            raise click.UsageError("The wall is a picture on a terminal. In words: report today.")
        status = run_wall(
            database, shell.agent_name, shell.personal, shell.clock, has_names=not no_names
        )
    context.exit(status)
