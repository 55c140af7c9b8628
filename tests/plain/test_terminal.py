"""What a terminal sends: keys that have no letter, lines that were pasted, lines typed ahead."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import run

import pytest

from console.plain.terminal import without_keys
from tests.e2e.terminal import Terminal


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("\x1b[17~", ""),
        ("\x1bOP", ""),
        ("\x1b[1;5Ctue\x1b[D 3pm\x1b[A", "tue 3pm"),
        ("[17~ costs 3 O", "[17~ costs 3 O"),
    ],
)
def test_function_keys_and_arrows_are_dropped_from_what_is_typed(typed: str, text: str) -> None:
    assert without_keys(typed) == text


@pytest.mark.long
def test_a_line_of_only_a_function_key_is_asked_again() -> None:
    asks = "from console.plain.terminal import Lines; print(repr(Lines().ask('ready> ')))"
    heard = run(
        [sys.executable, "-c", asks],
        input="\x1b[17~\nnext\n",
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path.cwd(),
    )
    assert heard.stdout.splitlines() == [
        "ready> Keys without a letter do nothing here. A question mark lists what to type.",
        "ready> 'next'",
    ]


@contextmanager
def asked_twice() -> Iterator[Terminal]:
    """Two prompts in a terminal; what was heard after each of them stands there."""
    asks = (
        "from console.plain.terminal import Lines; lines = Lines();"
        "print('first', repr(lines.ask('ready> ')));"
        "print('then', repr(lines.ask('ready> ')))"
    )
    terminal = Terminal([sys.executable, "-c", asks])
    terminal.wait_for("ready> ")
    yield terminal
    terminal.wait_until_it_ends()


def test_lines_that_are_pasted_are_one_text_and_only_once_that_is_said() -> None:
    with asked_twice() as terminal:
        terminal.press("\nshe wants a quote\nn\nand soo")
        terminal.wait_for("3 lines at once")
        terminal.press("n\n")
        terminal.wait_for("4 lines at once")
        terminal.press("y\n")
        terminal.wait_for(r"first '\nshe wants a quote\nn\nand soon'")
        terminal.press("no answer at the door\n\n")
        terminal.wait_for("2 lines at once")
        terminal.press("\n")
        terminal.wait_for(lambda text: text.rstrip().endswith("ready>"))
        terminal.press("q\n")
        terminal.wait_for("then 'q'")


@pytest.mark.long
def test_lines_typed_ahead_are_heard_one_after_the_other() -> None:
    with asked_twice() as terminal:
        terminal.press("n\n\n")
        terminal.wait_for("first 'n'")
        terminal.wait_for("then ''")
