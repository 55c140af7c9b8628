"""`smiledial rehearse`: practise before the first call."""

import click

from console.cli.shell.context import Shell, has_terminal, pass_shell


@click.command()
@pass_shell
@click.pass_context
def rehearse(context: click.Context, shell: Shell) -> None:
    """Practise the opening and objections on an invented person; nothing is dialled."""
    if not has_terminal():
        raise click.UsageError("A rehearsal needs a terminal: somebody has to answer.")
    from console.wiring import run_rehearsal

    with shell.database(keeps_new=False) as database:
        status = run_rehearsal(database, shell.agent_name, shell.personal, shell.clock)
    context.exit(status)
