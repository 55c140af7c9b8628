"""Terminals of every kind show the lead, its verdict and the keys."""

import re
import sys
from pathlib import Path

import pytest

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.e2e.terminal import Terminal
from tests.leads import add_lead

COLOUR = re.compile(rb"\x1b\[(?:[\d;]*;)?(?:[349]|10)[0-8][\d;]*m")
"""Any colour but the terminal's own."""


@pytest.mark.long
@pytest.mark.parametrize(
    "environ",
    [
        ["TERM=linux"],
        ["TERM=screen"],
        ["TERM=xterm-mono", "COLORTERM="],
        ["TERM=xterm-16color", "COLORTERM="],
        ["NO_COLOR=1"],
        ["NO_COLOR=1", "TERM=screen", "COLORTERM="],
        ["NO_COLOR=1", "TERM=linux", "COLORTERM="],
    ],
)
def test_a_lead_is_called_in_any_terminal(
    database: Database, address: str, clock: FrozenClock, tmp_path: Path, environ: list[str]
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    at = tmp_path / "now"
    at.write_text(clock().isoformat(), encoding="ascii")
    console = [sys.executable, "-m", "tests.e2e.console_at", address, "ann", str(at)]
    terminal = Terminal(["env", *environ, *console])
    text = terminal.wait_for("Enter Dial")
    assert "Ada" in text
    assert " CALL " in text
    assert "11 h 00 min left" in text
    terminal.press("\r")
    assert "ON CALL" in terminal.wait_for("ON CALL")
    terminal.kill()
    if "NO_COLOR=1" in environ:
        assert COLOUR.findall(terminal.raw) == [], "the terminal's own colours only"


@pytest.mark.long
def test_a_slow_line_delivers_notes_and_corrections_in_packets(
    database: Database, address: str, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    at = tmp_path / "now"
    at.write_text(clock().isoformat(), encoding="ascii")
    terminal = Terminal([sys.executable, "-m", "tests.e2e.console_at", address, "ann", str(at)])
    terminal.wait_for("Enter Dial")
    terminal.press("e")
    terminal.wait_for("Esc Done")
    terminal.press("hello wrld\x7f\x7f\x7forld")
    terminal.wait_for("hello world")
    terminal.press(" and Bob\x7f")
    terminal.wait_for("hello world and Bo ")
    terminal.press("\x15")
    terminal.wait_for(lambda text: "hello" not in text)
    terminal.press("\x1b?")
    terminal.wait_for("All keys")
    terminal.press("\x1b/")
    terminal.wait_for("a number written any way")
    terminal.press("adax\x7f")
    terminal.wait_for("ada ")
    terminal.kill()
