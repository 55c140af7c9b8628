"""What an option that a command does not have may have been meant for."""

from difflib import SequenceMatcher

import click

NEAR = 0.75
"""Of the letters after the dashes, which all options share."""


def guessed_anew(error: click.NoSuchOption) -> click.NoSuchOption:
    """The error with only what is near as its suggestion; else it lists the command's options."""
    known = _options(error.ctx) if error.ctx else []
    asked = error.option_name.lstrip("-")
    near = [one for one in known if SequenceMatcher(None, asked, one.lstrip("-")).ratio() >= NEAR]
    listed = f" There are {', '.join(known)}." if known and not near else ""
    return click.NoSuchOption(error.option_name, error.message + listed, near, error.ctx)


def _options(context: click.Context) -> list[str]:
    """Those with two dashes, in the order of the help."""
    return [
        name
        for one in context.command.get_params(context)
        if isinstance(one, click.Option) and not one.hidden
        for name in (*one.opts, *one.secondary_opts)
        if name.startswith("--")
    ]
