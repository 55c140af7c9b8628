"""`import --watch` and `import - --follow` as a service runs them: started, fed, and ended."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import CommandLine

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(smiledial: CommandLine) -> Iterator[Start]:
    """Starts a command with pipes, and ends what is still running."""
    running: list[subprocess.Popen[str]] = []

    def run(*arguments: str, folder: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-P", "-m", "console", "--db", smiledial.db, *arguments]
        pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        process = subprocess.Popen(command, cwd=folder, text=True, bufsize=1, **pipes)
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()


def send(process: subprocess.Popen[str], *lines: str) -> None:
    assert process.stdin is not None
    process.stdin.writelines(f"{line}\n" for line in lines)


def answer(process: subprocess.Popen[str]) -> Any:
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


@pytest.mark.long
def test_rows_are_answered_as_they_come_and_a_killed_sender_begins_again(
    smiledial: CommandLine, start: Start, tmp_path: Path
) -> None:
    follow = ("import", "-", "--follow", "--list", "Web", "--json")
    header, ada, bob = "name,phone,vendor id", "Ada,2085550147,a1", "Bob,2085550148,a2"
    first = start(*follow, folder=tmp_path)
    send(first, header, ada)
    assert answer(first) == {"line": 2, "vendor_id": "a1", "lead": 1, "result": "new"}
    first.kill()  # the pipe was open, and nobody could say goodbye
    second = start(*follow, folder=tmp_path)
    send(second, header, ada, bob)
    assert [answer(second)["result"], answer(second)["result"]] == ["known", "new"]
    second.send_signal(signal.SIGTERM)
    assert second.wait(30) == 0
    assert second.communicate()[1] == ""
    # At Ctrl-C too, what has come is imported.
    third = start(*follow, folder=tmp_path)
    send(third, header, "Cy,2085550149,a3")
    assert answer(third)["lead"] == 3
    third.send_signal(signal.SIGINT)
    assert third.wait(30) == 0
    assert [row["rows"] for row in smiledial("imports", "list", "--json").document] == [1, 2, 1]


@pytest.mark.long
def test_a_watched_folder_is_left_in_order_at_sigterm(
    smiledial: CommandLine, start: Start, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    watching = start("import", "--watch", "inbox", "--list", "Web", "--json", folder=tmp_path)
    (inbox / "fair.csv").write_text("name,phone\nAda,2085550147\n", encoding="utf-8")
    assert answer(watching)["imported"] == 1
    second = start("import", "--watch", "inbox", folder=tmp_path)
    assert "one is enough" in second.communicate()[1]
    watching.send_signal(signal.SIGTERM)
    assert watching.wait(30) == 0
    assert (inbox / "done" / "fair.csv").exists()
    assert len(smiledial("imports", "list", "--json").document) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("import",), "Name a FILE"),
        (("import", "fair.csv", "--watch", "inbox"), "Name a FILE"),
        (("import", "fair.csv", "--follow"), "reads standard input"),
        (("import", "-", "--follow", "--dry-run"), "is for one file"),
        (("import", "--watch", "nowhere"), "is not a folder"),
    ],
)
def test_sources_that_exclude_each_other_are_refused(
    smiledial: CommandLine, arguments: tuple[str, ...], sentence: str
) -> None:
    refused = smiledial(*arguments)
    assert refused.status != 0
    assert sentence in refused.err
