"""`smiledial` alone, at a real terminal: what it says before there is anybody to call."""

import os
import pty
import select
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.moved_clock import AT_A_FEW_HOURS

BEGUN = "How do you begin?"

LINES = 7
"""Of the form about who calls, and for whom."""

PATIENCE = 60.0
"""Seconds after which the program is taken to hang."""


class Terminal:
    """A program at the other end of a pseudo-terminal."""

    def __init__(self, folder: Path, **more: str) -> None:
        self._end, theirs = pty.openpty()
        self.output = ""
        environ = {
            **os.environ,
            "TERM": "xterm-256color",
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "SMILEDIAL_DB": str(folder / "first.db"),
            **more,
        }
        self._program = subprocess.Popen(
            [sys.executable, "-m", "console"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environ,
            start_new_session=True,
        )
        os.close(theirs)

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while text not in self.output and (read := self._read()):
            self.output += read
            assert time.monotonic() < deadline, f"{text!r} never came: {self.output[-2000:]}"
        assert text in self.output

    def type(self, text: str) -> None:
        os.write(self._end, text.encode())

    def end(self) -> int:
        """Waits until the program has ended and returns its status."""
        deadline = time.monotonic() + PATIENCE
        while read := self._read():
            self.output += read
            if time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"it goes on and on: {self.output[-2000:]}")
        os.close(self._end)
        return self._program.wait()

    def kill(self) -> None:
        """Ends a program that a failed test left running, whose warning would fail another test."""
        self._program.kill()
        self._program.wait()

    def _read(self) -> str:
        if not select.select([self._end], [], [], PATIENCE)[0]:
            self.kill()
            raise AssertionError(f"nothing came for {PATIENCE} s; so far: {self.output[-2000:]}")
        try:
            return os.read(self._end, 65_536).decode(errors="replace")
        except OSError:  # Linux tells the end of a terminal so
            return ""


def look_at(terminal: Terminal, file: Path) -> None:
    """Names a list at the first start, and takes every guess of the form."""
    terminal.wait_for(BEGUN)
    terminal.type(str(file))
    terminal.wait_for(file.name)
    terminal.type("\r")
    terminal.wait_for("Your time zone")
    for _ in range(LINES):
        terminal.type("\r")
    terminal.wait_for("Nothing is written yet")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path)
    yield terminal
    terminal.kill()


@pytest.mark.long
def test_without_leads_it_offers_the_sample_a_list_and_the_team_and_esc_leaves(
    terminal: Terminal, tmp_path: Path
) -> None:
    for text in (BEGUN, "Look around", "Import a list", "Join your team", "From a backup"):
        terminal.wait_for(text)  # a screen comes in pieces
    terminal.type("nowhere.csv")
    terminal.wait_for("nowhere.csv")
    terminal.type("\r")
    terminal.wait_for("there is no such file")
    seen, terminal.output = terminal.output, ""
    terminal.type("\x1b")  # closes the line, and the list is painted again
    terminal.wait_for("Join your team")
    terminal.type("\x1b")
    assert terminal.end() == 0
    assert "Traceback" not in seen + terminal.output
    assert not (tmp_path / "config").exists(), "nothing was written"


@pytest.mark.parametrize("system_time", AT_A_FEW_HOURS, indirect=True)
def test_the_sample_opens_in_the_console(tmp_path: Path, system_time: dict[str, str]) -> None:
    terminal = Terminal(tmp_path, **system_time)
    terminal.wait_for(BEGUN)
    terminal.type("s\r")
    terminal.wait_for(" of 20")
    terminal.type("\x11")
    assert terminal.end() == 0


@pytest.mark.long
def test_a_file_comes_in_with_enter_and_an_error_later_is_a_sentence_and_a_log_for_its_owner(
    terminal: Terminal, leads_file: Path, tmp_path: Path
) -> None:
    look_at(terminal, leads_file)
    terminal.type("\r")
    terminal.wait_for("imported")
    terminal.type("\x11")
    assert terminal.end() == 0
    terminal = Terminal(tmp_path)
    terminal.wait_for("no dial yet today")
    terminal.type("/")
    terminal.wait_for("a number written any way")
    terminal.output = ""
    terminal.type("Ada Byron")
    terminal.wait_for("Engine Works")  # after all that is read beside the first lead
    with closing(sqlite3.connect(tmp_path / "first.db", isolation_level=None)) as damaged:
        damaged.execute("UPDATE lead SET extras = '{'")
    terminal.type("\r")
    assert terminal.end() == 70
    sentence = terminal.output.rpartition("\x1b[?1049l")[2]
    assert "smiledial stopped on an error of its own (JSONDecodeError)" in sentence
    assert "Traceback" not in terminal.output
    (log,) = (tmp_path / "data").rglob("trouble-*.log")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert "JSONDecodeError" in log.read_text(encoding="utf-8")
