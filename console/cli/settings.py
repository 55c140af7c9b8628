"""`smiledial settings`: what the firm set, for every agent and machine alike."""

import click

from console.cli import options
from console.cli.context import Shell, pass_shell
from console.cli.output import print_json, print_line, print_table


@click.group()
def settings() -> None:
    """The firm's settings: they live in the database, the same for every agent."""


@settings.command()
@options.is_json
@pass_shell
def show(shell: Shell, *, is_json: bool) -> None:
    """Every setting with its value and what it takes."""
    from console.firm.supervision import known_settings, settings_of

    with shell.database() as database:
        values = settings_of(database)
    if is_json:
        print_json(values)
        return
    kinds = known_settings()
    print_table(
        ("setting", "value", "takes"),
        [(name, value, kinds[name].meaning) for name, value in values.items()],
    )


@settings.command("set")
@click.argument("name")
@click.argument("value")
@options.is_json
@pass_shell
def set_(shell: Shell, name: str, value: str, *, is_json: bool) -> None:
    """Set NAME to VALUE. It takes effect at once, and the audit log records it."""
    from console.firm.supervision import put_setting
    from console.importing.registries import CHANGE_LAYOUT
    from console.importing.registry_changes import read_layout

    if name == CHANGE_LAYOUT:
        read_layout(value, CHANGE_LAYOUT)
    with shell.database() as database:
        kept = put_setting(database, name, value, shell.agent_name, shell.clock())
    if is_json:
        print_json({"name": name, "value": kept})
    else:
        print_line(f"{name} is {kept}.")
