"""Draw the man page from the commands' own help; build_commands_page.py writes it."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click

from console.cli.root import COMMANDS, smiledial
from console.cli.shell.examples import EXAMPLES

MAN_PAGE = Path(__file__).parents[1] / "docs" / "smiledial.1"

HEAD = r""".TH SMILEDIAL 1
.SH NAME
smiledial \- the call console for people who make cold calls
.SH SYNOPSIS
.B smiledial
.RI [ options ]
.RI [ command ]
"""

TAIL = r""".SH EXIT STATUS
.TP
.B 0
done
.TP
.B 1
the answer is no: not callable, listed, none found, broken, or something needs you
.TP
.B 2
wrong use: an option or an argument that makes no sense
.TP
.B 3
bad input: a file, a number or a setting that cannot be used
.TP
.B 4
database trouble
.TP
.B 70
an error of its own; the details are in a file that it names
.TP
.B 130
stopped by Ctrl\-C
.SH ENVIRONMENT
.TP
.B SMILEDIAL_DB
the database: a file, or a postgresql:// address; else as your settings say
.TP
.B SMILEDIAL_AGENT
who is calling; else as your settings say, else the login name
.TP
.B SMILEDIAL_CONFIG
the file of your own settings
.TP
.B NO_COLOR
no colours
"""


def man_page() -> str:
    context = click.Context(smiledial, info_name="smiledial")
    about = inspect.cleandoc(smiledial.help or "")
    parts = [HEAD, ".SH DESCRIPTION\n", _prose(about), ".SH OPTIONS\n"]
    parts += [*_options(smiledial, context), ".SH COMMANDS\n"]
    for name in COMMANDS:
        command = smiledial.get_command(context, name)
        assert command is not None, name
        below = click.Context(command, info_name=name, parent=context)
        parts += _command(command, below, name)
    return "".join([*parts, TAIL])


def _command(command: click.Command, context: click.Context, path: str) -> Iterator[str]:
    usage = " ".join(
        part
        for part in (context.command_path, *command.collect_usage_pieces(context))
        if part not in {"[OPTIONS]", "COMMAND [ARGS]..."}
    )
    yield f".SS {_escaped(usage)}\n"
    yield _prose(inspect.cleandoc(command.help or ""))
    yield from _options(command, context)
    if lines := EXAMPLES.get(path):
        yield ".PP\n.nf\n.RS\n"
        for line in lines:
            yield f"{_escaped(line)}\n"
        yield ".RE\n.fi\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _command(
                below, click.Context(below, info_name=name, parent=context), f"{path} {name}"
            )


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for option in command.get_params(context):
        if not isinstance(option, click.Option) or "--help" in option.opts:
            continue
        if record := option.get_help_record(context):
            names, text = record
            yield f".TP\n.B {_escaped(names)}\n{_escaped(text) or '-'}\n"


def _prose(text: str) -> str:
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
    return "".join(f".PP\n{_escaped(paragraph)}\n" for paragraph in paragraphs)


def _escaped(text: str) -> str:
    """Escape for roff: backslashes, hyphens, and a dot or apostrophe that begins a line."""
    safe = re.sub(r"\s+", " ", text).replace("\\", r"\e").replace("-", r"\-")
    return re.sub(r"^([.'])", r"\\&\1", safe)
