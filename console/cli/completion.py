"""`smiledial completion`: the script with which a shell completes commands, options and names."""

import click
from click.shell_completion import get_completion_class

from console.cli.root import smiledial
from console.cli.shell.output import print_document


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the lines that let Tab complete smiledial in your shell.

    Tab then completes commands, options, files, and names in your database, such as lists, agents
    and settings.
    """
    completer = get_completion_class(shell)
    assert completer is not None
    print_document([completer(smiledial, {}, "smiledial", "_SMILEDIAL_COMPLETE").source(), "\n"])
