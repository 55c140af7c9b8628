"""A terminal that goes away ends the console; the call and the note wait for the agent."""

import os
import sys
from pathlib import Path

import pytest

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.e2e.terminal import Terminal
from tests.leads import add_lead

UNHEARD = (
    "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); "
    "os.execvp(sys.argv[1], sys.argv[1:])"
)
"""Runs a command that no signal tells of a terminal that has gone."""


def _console(address: str, at: Path, *before: str) -> Terminal:
    return Terminal(
        [*before, sys.executable, "-m", "tests.e2e.console_at", address, "ann", str(at)]
    )


@pytest.fixture
def at(tmp_path: Path, clock: FrozenClock) -> Path:
    """The file with the instant at which the console stands."""
    path = tmp_path / "now"
    path.write_text(clock().isoformat(), encoding="ascii")
    return path


@pytest.mark.long
@pytest.mark.parametrize("before", [[], [sys.executable, "-c", UNHEARD]])
def test_a_lost_connection_keeps_the_call_and_the_note(
    database: Database, address: str, at: Path, before: list[str]
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Bo", "(208) 555-0102")
    terminal = _console(address, at, *before)
    terminal.wait_for("Enter Dial")
    terminal.press("\r")
    terminal.wait_for("ON CALL")
    terminal.press("e")
    terminal.wait_for("Esc Done")
    terminal.press("half a sent")
    terminal.wait_for("half a sent")
    assert terminal.hang_up() == 129
    terminal = _console(address, at)
    text = terminal.wait_for("half a sent")
    assert "Ada" in text
    assert "ON CALL" in text
    terminal.kill()


def _is_whole(text: str) -> bool:
    """From the first row to the last: what is read beside the lead comes when it comes."""
    return all(part in text for part in ("Smile & Dial", "Ada", "11 h 00 min left", "Enter Dial"))


@pytest.mark.long
def test_a_stopped_console_comes_back_as_it_was(database: Database, address: str, at: Path) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    terminal = _console(address, at)
    terminal.wait_for(_is_whole)
    terminal.press("\x1a")
    terminal.wait_until_it_stops()
    terminal.wipe()
    terminal.go_on()
    terminal.wait_for(_is_whole)
    terminal.press("\r")
    terminal.wait_for("ON CALL")
    os.kill(terminal.child, 9)
    assert terminal.wait_until_it_ends() == -9
