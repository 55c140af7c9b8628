"""A name in a command that is shown to be typed: a shell reads it as that name and nothing else."""

import subprocess

import pytest

from console.rules.text import as_typed


@pytest.mark.parametrize(
    "name",
    [
        "Phone",
        "Do Not Call",
        "Owner's number",
        "Phone #; ls",
        "$(touch owned)",
        "`touch owned`",
        "$HOME",
        'the "best" ones',
        "back\\slash",
        "100 % $sure's",
        "-rf",
        "電話番号",
    ],
)
def test_a_shell_reads_it_as_one_word(name: str) -> None:
    typed = f"printf '<%s>' {as_typed(name)}"
    result = subprocess.run(["/bin/sh", "-c", typed], capture_output=True, text=True, check=True)
    assert result.stdout == f"<{name}>"


@pytest.mark.parametrize(
    ("name", "typed"), [("leads_2.csv", "leads_2.csv"), ("Do Not Call", '"Do Not Call"')]
)
def test_it_stands_in_quotes_where_it_needs_them(name: str, typed: str) -> None:
    assert as_typed(name) == typed
