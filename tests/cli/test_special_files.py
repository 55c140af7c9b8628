"""A pipe, a device or a socket in the place of a file: a sentence at once, and no waiting."""

import os
import socket
from pathlib import Path

import pytest

from tests.cli.shell import CommandLine
from tests.cli.test_trouble import says_one_sentence

COMMANDS = [
    ("import",),
    ("scrub",),
    ("dnc", "import"),
    ("restore",),
    ("rules", "load"),
]


@pytest.fixture(params=["pipe", "socket", "/dev/zero", "/dev/full"])
def special(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param.startswith("/dev"):
        return Path(request.param)
    path = tmp_path / "list"
    if request.param == "pipe":
        os.mkfifo(path)
    else:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(path))
    return path


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_is_no_file_is_told_in_a_sentence(
    smiledial: CommandLine, special: Path, command: tuple[str, ...]
) -> None:
    more = ("--source", "national", "--as-of", "2026-11-20") if command == ("dnc", "import") else ()
    answer = smiledial(*command, str(special), *more)
    assert says_one_sentence(answer, 3), answer
    assert str(special) in answer.err
    assert " is a " in answer.err
