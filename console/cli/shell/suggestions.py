"""What a command or an option that is none may have been meant for."""

from collections.abc import Iterable
from difflib import SequenceMatcher

import click

from console.cli.shell.examples import EXAMPLES

MOST_WHOLE = 3
"""Longer commands that end in the same word; of more none is named."""

NEAR = 0.75
"""Of the letters after the dashes, which all options share."""


def guessed_anew(error: click.NoSuchOption) -> click.NoSuchOption:
    """The error with only what is near as its suggestion; else it lists the command's options."""
    known = _options(error.ctx) if error.ctx else []
    asked = error.option_name.lstrip("-")
    near = [one for one in known if SequenceMatcher(None, asked, one.lstrip("-")).ratio() >= NEAR]
    listed = f" There are {', '.join(known)}." if known and not near else ""
    return click.NoSuchOption(error.option_name, error.message + listed, near, error.ctx)


def guessed_command(
    typed: str, commands: Iterable[str], context: click.Context
) -> click.exceptions.NoSuchCommand:
    """The error with what is near; the end of a longer command is answered with all of it."""
    whole = [name for name in EXAMPLES if name.endswith(f" {typed}")]
    message = None
    if 0 < len(whole) <= MOST_WHOLE:
        message = f"No such command {typed!r}. There is smiledial {' and smiledial '.join(whole)}."
    return click.exceptions.NoSuchCommand(typed, message, () if message else commands, context)


def _options(context: click.Context) -> list[str]:
    """Those with two dashes, in the order of the help."""
    return [
        name
        for one in context.command.get_params(context)
        if isinstance(one, click.Option) and not one.hidden
        for name in (*one.opts, *one.secondary_opts)
        if name.startswith("--")
    ]
