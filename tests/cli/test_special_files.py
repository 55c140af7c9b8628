"""A pipe, a device or a socket in the place of a file: a sentence at once, and no waiting."""

import io
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from db.engine.database import Database
from tests.cli.shell import CommandLine
from tests.cli.test_trouble import says_one_sentence
from tests.leads import add_lead

COMMANDS = [
    ("import",),
    ("scrub",),
    ("dnc", "import"),
    ("restore",),
    ("rules", "load"),
]


def asked_with(command: tuple[str, ...]) -> tuple[str, ...]:
    return ("--source", "national", "--as-of", "2026-11-20") if command == ("dnc", "import") else ()


@pytest.fixture(params=["pipe", "socket", "/dev/zero", "/dev/full"])
def special(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param.startswith("/dev"):
        return Path(request.param)
    path = tmp_path / "list"
    if request.param == "pipe":
        os.mkfifo(path)
    else:
        with socket.socket(socket.AF_UNIX) as result:
            result.bind(str(path))
    return path


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_is_no_file_is_told_in_a_sentence(
    smiledial: CommandLine, special: Path, command: tuple[str, ...]
) -> None:
    answer = smiledial(*command, str(special), *asked_with(command))
    assert says_one_sentence(answer, 3), answer
    assert str(special) in answer.err
    assert " is a " in answer.err


@pytest.mark.parametrize("endless", ["/dev/zero", "/dev/urandom"])
@pytest.mark.parametrize("command", [("import",), ("scrub",), ("dnc", "import")], ids=" ".join)
def test_what_never_ends_is_told_before_it_fills_the_disk(
    smiledial: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    endless: str,
    command: tuple[str, ...],
) -> None:
    with Path(endless).open("rb") as raw:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(raw))
        answer = smiledial(*command, "-", *asked_with(command))
    assert says_one_sentence(answer, 3), answer
    assert "holds no text" in answer.err


@pytest.mark.long
@pytest.mark.parametrize("closed", [">&-", "<&-", "2>&-", "<&- >&- 2>&-"])
def test_a_command_runs_with_closed_streams(
    smiledial: CommandLine, database: Database, closed: str
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    script = f'"$0" -m console --db "$1" lists {closed}'
    command = ["sh", "-c", script, sys.executable, smiledial.db]
    ended = subprocess.run(command, capture_output=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_full_device_in_the_place_of_the_terminal_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "console", "--version"]
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert ended.returncode == 3
    assert b"no room left" in ended.stderr
    assert b"Traceback" not in ended.stderr
