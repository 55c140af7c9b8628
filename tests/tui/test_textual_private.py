"""The private names of Textual that we use exist.

When one of these fails after an upgrade of Textual, see console/tui/drawing/textual_private.py.
"""

import pytest
from textual import keys
from textual.app import App
from textual.screen import Screen
from textual.timer import Timer

from console.tui.drawing import textual_private
from scripts.check_private_names import private_names
from tests.tui.textual_private import paint_period_of

USED_IN_TESTS = (
    (App, "_driver"),
    (Screen, "_compositor"),
    (Screen, "_update_timer"),
    (Timer, "_interval"),
    (keys, "_character_to_key"),
    (keys, "_get_unicode_name_from_key"),
)


def test_every_private_name_that_the_console_uses_is_there() -> None:
    used = private_names(textual_private.QuietlyFailingApp)
    assert used == {
        "_handle_exception",
        "_exit_renderables",
        "_fatal_error",
        "_close_messages_no_wait",
    }
    assert used <= _names_of_textual(textual_private.QuietlyFailingApp), "Textual has renamed one"


async def test_the_next_lead_is_painted_soon_after_the_first_answer_to_a_key() -> None:
    app = textual_private.QuietlyFailingApp()
    async with app.run_test():
        assert paint_period_of(app) == textual_private.PAINT_PERIOD


@pytest.mark.parametrize(("owner", "name"), USED_IN_TESTS)
def test_every_private_name_that_the_tests_use_is_there(owner: type, name: str) -> None:
    there = private_names(owner) if isinstance(owner, type) else vars(owner)
    assert name in there, "Textual has renamed it"


def _names_of_textual(kind: type) -> set[str]:
    bases = [base for base in kind.__mro__ if base.__module__.partition(".")[0] == "textual"]
    return set().union(*map(private_names, bases))
