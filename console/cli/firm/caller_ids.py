"""`smiledial caller-ids`: the numbers the firm shows when it calls."""

import click

from console.cli.shell import completions, options
from console.cli.shell.context import AnswerIsNo, Shell, pass_shell
from console.cli.shell.output import print_json, print_line, print_table
from console.firm.caller_ids import all_caller_ids, put_caller_id, remove_caller_id
from console.rules.phone.caller_ids import CallerId

TO = click.option(
    "--to",
    default="",
    metavar="208",
    help="Only for calls to an area code, or to a prefix such as +44.",
)
LIST = click.option(
    "--list",
    "list_name",
    type=completions.LIST,
    default="",
    metavar="NAME",
    help="Only for one list.",
)


@click.group("caller-ids")
def caller_ids() -> None:
    """The numbers the firm shows when it calls. Each must be the firm's own, and answered."""


@caller_ids.command("list")
@options.is_json
@pass_shell
def list_(shell: Shell, *, is_json: bool) -> None:
    """List each caller ID and the calls that show it."""
    with shell.database() as database:
        ids = all_caller_ids(database)
    if is_json:
        print_json([_document(caller_id) for caller_id in ids])
    elif ids:
        print_table(
            ("number", "shown"), [(caller_id.number, _when(caller_id)) for caller_id in ids]
        )
    else:
        print_line("No caller ID is set: smiledial caller-ids set NUMBER sets one for all calls.")


@caller_ids.command("set")
@click.argument("number")
@TO
@LIST
@options.is_json
@pass_shell
def set_(shell: Shell, number: str, to: str, list_name: str, *, is_json: bool) -> None:
    """Show NUMBER on every call, or only on those of --list or --to. It is logged."""
    with shell.database() as database:
        new = put_caller_id(database, number, list_name, to, shell.agent_name, shell.clock())
    if is_json:
        print_json(_document(new))
    else:
        print_line(f"{new.number} is shown {_when(new)}.")


@caller_ids.command()
@TO
@LIST
@options.is_json
@pass_shell
def remove(shell: Shell, to: str, list_name: str, *, is_json: bool) -> None:
    """Remove the caller ID of all calls, or only that of --list or --to."""
    with shell.database() as database:
        gone = remove_caller_id(database, list_name, to, shell.agent_name, shell.clock())
    if is_json:
        print_json({"removed": None if gone is None else _document(gone)})
    elif gone is not None:
        print_line(f"{gone.number} is no longer shown {_when(gone)}.")
    else:
        print_line("No caller ID is set for just that: smiledial caller-ids list shows them.")
    if gone is None:
        raise AnswerIsNo


def _document(caller_id: CallerId) -> dict[str, str | None]:
    return {
        "number": caller_id.number,
        "list": caller_id.list_name or None,
        "to": caller_id.prefix or None,
    }


def _when(caller_id: CallerId) -> str:
    """Return on which calls a number is shown: "on calls to numbers that begin 208"."""
    parts = [f"to the list {caller_id.list_name}"] if caller_id.list_name else []
    parts += [f"to numbers that begin {caller_id.prefix}"] if caller_id.prefix else []
    return "on calls " + " and ".join(parts) if parts else "on every call"
