"""`smiledial segments`: screenings saved under a name."""

import click

from console.cli.shell import completions, options
from console.cli.shell.context import Shell, pass_shell
from console.cli.shell.output import print_done, print_json, print_line, print_table


@click.group()
def segments() -> None:
    """Screenings saved under a name, for `--where @NAME`."""


@segments.command()
@click.argument("name")
@click.argument("expression")
@options.is_json
@pass_shell
def save(shell: Shell, name: str, expression: str, *, is_json: bool) -> None:
    """Save an expression, such as 'income >= 100k and occupation ~ dentist'."""
    from console.lists.screening import save_segment

    with shell.database() as database:
        save_segment(database, name, expression, shell.agent_name, shell.clock())
    told = f"Saved: use it as --where @{name}."
    print_done({"name": name, "where": expression}, told, is_json=is_json)


@segments.command("list")
@options.is_json
@pass_shell
def list_(shell: Shell, *, is_json: bool) -> None:
    """All saved screenings."""
    from console.lists.screening import segments_of

    with shell.database() as database, database.read() as connection:
        saved = segments_of(connection)
    if is_json:
        print_json([{"name": name, "where": text} for name, text in saved.items()])
    elif saved:
        print_table(("name", "screening"), list(saved.items()))
    else:
        print_line("No segments: smiledial segments save NAME EXPR makes one.")


@segments.command()
@click.argument("name", type=completions.SEGMENT)
@options.is_json
@pass_shell
def remove(shell: Shell, name: str, *, is_json: bool) -> None:
    """Forget a saved screening."""
    from console.lists.screening import remove_segment

    with shell.database() as database:
        remove_segment(database, name, shell.agent_name, shell.clock())
    print_done({"name": name}, f"Removed “{name}”.", is_json=is_json)
