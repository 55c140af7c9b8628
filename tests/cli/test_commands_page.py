"""docs/reference/commands.md says what the program does."""

import click
import pytest

from console.cli.root import COMMANDS, smiledial
from scripts.build_commands_page import PAGE, page
from scripts.man_page import MAN_PAGE, man_page

CONTEXT = click.Context(smiledial, info_name="smiledial")


def test_the_page_of_commands_is_the_programs() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python scripts/build_commands_page.py"


def test_the_man_page_is_the_programs() -> None:
    assert MAN_PAGE.read_text(encoding="utf-8") == man_page(), "scripts/build_commands_page.py"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_found_under_its_name_and_has_help(name: str) -> None:
    command = smiledial.get_command(CONTEXT, name)
    assert command is not None
    assert command.name == name
    assert command.help


@pytest.mark.parametrize("name", COMMANDS)
def test_the_short_help_of_a_command_says_what_its_own_help_says(name: str) -> None:
    assert COMMANDS[name][1].endswith(".")
    assert len(COMMANDS[name][1]) < 80
