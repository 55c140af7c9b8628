"""The first minutes in a real terminal: from nothing to a list that is looked at, then the team."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.engine.database import Database
from tests.e2e.terminal import Terminal
from tests.e2e.tmux import Tmux
from tests.leads import add_lead

AT_THE_CALLS = "no dial yet today"
"""Whoever may be called at this hour."""

Begin = Callable[..., Tmux]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Starts `smiledial` as somebody who was never here, in London."""
    window = Tmux(tmp_path)
    environ = {
        "TZ": "Europe/London",
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "PYTHONPATH": str(Path.cwd()),
    }
    command = [
        *("env", "-u", "SMILEDIAL_DB", "-u", "SMILEDIAL_AGENT", "-u", "SMILEDIAL_CONFIG"),
        *(f"{name}={value}" for name, value in environ.items()),
        *(sys.executable, "-P", "-m", "console"),
    ]
    started = False

    def run(*more: str) -> Tmux:
        nonlocal started
        (window.run_again if started else window.run)(*command, *more)
        started = True
        return window

    yield run
    window.close()


def entered(window: Tmux, text: str) -> None:
    window.type(text)
    window.wait_for(text[-20:])
    window.press("Enter")


@pytest.mark.long
def test_from_nothing_to_a_list_that_is_looked_at_by_the_keyboard_alone(
    begin: Begin, tmp_path: Path
) -> None:
    leads = tmp_path / "fair.csv"
    leads.write_text("name,phone,kind\nAda,020 7946 0018,business\n", encoding="utf-8")
    window = begin()
    window.wait_for("Enter Go on")
    window.press("i")
    window.wait_for("► Import a list")
    entered(window, str(leads))
    form = window.wait_for("Your time zone")
    assert "Europe/London" in form
    assert "United Kingdom" in form
    assert "Enter Next" in form
    window.press("Escape")
    window.wait_for("Enter Go on")
    assert not (tmp_path / "config").exists(), "nothing is written before the last Enter"
    window.press("Enter")
    window.wait_for("Your time zone")
    window.press(*["Enter"] * 7)
    window.wait_for("Nothing is written yet")
    (settings,) = (tmp_path / "config").rglob("smiledial.toml")
    assert "agent = " in settings.read_text(encoding="utf-8")
    window.press("Enter")
    window.wait_for("To the calls")
    window.press("C-q")
    window.wait_for("Pane is dead")
    begin("settings").wait_for("United Kingdom")


@pytest.mark.long
def test_a_team_is_found_again_at_the_next_start(
    begin: Begin, database: Database, address: str
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0101")
    window = begin()
    window.wait_for("Enter Go on")
    window.press("j")
    window.wait_for("► Join your team")
    entered(window, address if "://" in address else f"sqlite:///{address}")
    window.wait_for("Your time zone")
    window.press(*["Enter"] * 7)
    window.wait_for(AT_THE_CALLS)
    window.press("C-q")
    window.wait_for("Pane is dead")
    begin().wait_for(AT_THE_CALLS)


@pytest.mark.long
def test_a_terminal_that_goes_ends_the_first_start_and_nothing_is_written(tmp_path: Path) -> None:
    config = tmp_path / "config"
    command = [sys.executable, "-P", "-m", "console"]
    terminal = Terminal(command, XDG_DATA_HOME=str(tmp_path / "data"), XDG_CONFIG_HOME=str(config))
    terminal.wait_for("Enter Go on")
    assert terminal.hang_up() == 129
    assert not config.exists()


WAITS = """
import sys
from console.cli.shell.progress import notice_when_long
with notice_when_long("Making it …", 0):
    open(sys.argv[1]).close()
print("ready")
print("read", sys.stdin.readline())
"""


def test_who_waits_is_told_so_and_what_they_typed_meanwhile_is_forgotten(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    terminal = Terminal([sys.executable, "-c", WAITS, str(gate)])
    terminal.wait_for("Making it …")
    terminal.press("impatient\n")
    terminal.wait_for("impatient")
    gate.write_text("", encoding="ascii")
    terminal.wait_for("ready")
    terminal.press("patient\n")
    terminal.wait_for("read patient")
    terminal.kill()
