"""What a terminal sends for keys that have no letter is no text and no Enter alone."""

import sys
from pathlib import Path
from subprocess import run

import pytest

from console.plain.terminal import without_keys


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
        "ready> A key without a letter does nothing here. A question mark lists what is typed.",
        "ready> 'next'",
    ]
