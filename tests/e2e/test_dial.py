"""The number on its way out of a real terminal: copied, or opened by the desktop."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from db.engine.database import open_database
from db.schema import prepare
from tests.conftest import FrozenClock
from tests.e2e.terminal import Terminal
from tests.leads import add_lead

COPIED = b"\x1b]52;c;KzEyMDg1NTUwMTQ3\x07"
"""OSC 52 with +12085550147 in base 64."""

OPENER = """#!/bin/sh
printf '%s' "$*" > '{folder}/opened'
echo GARBAGE; echo GARBAGE >&2; (echo GARBAGE > /dev/tty) 2>/dev/null
printf '%s' $$ > '{folder}/pid'
exec sleep 60
"""

pytestmark = pytest.mark.long


@pytest.fixture
def console(tmp_path: Path, clock: FrozenClock) -> list[str]:
    """The console's command line, on a database with one lead; settings in `settings.toml`."""
    path = tmp_path / "dial.db"
    database = open_database(str(path))
    prepare(database)
    add_lead(database, "Ada", "(208) 555-0147")
    database.close()
    settings = tmp_path / "settings.toml"
    settings.write_text('zone = "America/New_York"\n', encoding="utf-8")
    at = tmp_path / "clock"
    at.write_text(clock().isoformat(), encoding="ascii")
    module = [sys.executable, "-m", "tests.e2e.console_at"]
    return [*module, str(path), "ann", str(at), str(settings)]


@pytest.fixture
def opener(tmp_path: Path) -> Iterator[Path]:
    """A desktop's opener that writes wherever it can and stays."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "xdg-open"
    program.write_text(OPENER.format(folder=folder), encoding="utf-8")
    program.chmod(0o755)
    yield folder
    with suppress(OSError, ValueError):
        os.kill(int((folder / "pid").read_text(encoding="utf-8")), signal.SIGKILL)


def test_the_copied_number_leaves_a_bare_terminal_as_osc_52(console: list[str]) -> None:
    terminal = Terminal(console, TMUX="")
    terminal.wait_for("Enter Dial")
    assert COPIED not in terminal.raw
    terminal.press("\r")
    terminal.wait_for("is copied: dial it.")
    assert COPIED in terminal.raw
    terminal.kill()


@pytest.mark.parametrize("set_clipboard", ["on", "external"])
def test_the_copied_number_is_in_the_buffer_of_tmux(
    console: list[str], tmp_path: Path, set_clipboard: str
) -> None:
    assert shutil.which("tmux"), "this test needs tmux: apt-get install tmux"
    socket = str(tmp_path / "tmux")
    tmux = ["tmux", "-S", socket, "-f", os.devnull]
    inside = Terminal(
        [*tmux, "set-option", "-s", "set-clipboard", set_clipboard, ";", "new-session", *console],
        TMUX="",
    )
    try:
        inside.wait_for("Enter Dial")
        inside.press("\r")
        inside.wait_for("is copied: dial it.")
        result = subprocess.run([*tmux, "show-buffer"], capture_output=True, text=True, check=True)
        assert result.stdout == "+12085550147"
    finally:
        subprocess.run([*tmux, "kill-server"], check=True)
        inside.wait_until_it_ends()


def test_an_opened_address_blocks_nothing_draws_nothing_and_outlives_the_console(
    console: list[str], opener: Path
) -> None:
    Path(console[-1]).write_text(
        'zone = "America/New_York"\nhand_off = "open"\naddress = "sip:{number}@pbx.example"\n',
        encoding="utf-8",
    )
    path = f"{opener}{os.pathsep}{os.environ['PATH']}"
    terminal = Terminal(console, PATH=path, DISPLAY=":9")
    terminal.wait_for("Enter Dial")
    terminal.press("\r")
    terminal.wait_for("is handed to your phone")
    terminal.press("n")
    terminal.wait_for("1 of 20")
    terminal.press("\x11")
    assert terminal.wait_until_it_ends() == 0
    assert (opener / "opened").read_text(encoding="utf-8") == "sip:+12085550147@pbx.example"
    assert b"GARBAGE" not in terminal.raw
    os.kill(int((opener / "pid").read_text(encoding="utf-8")), 0)


def test_without_a_desktop_the_number_is_dialled_by_hand(console: list[str], opener: Path) -> None:
    settings = 'zone = "America/New_York"\nhand_off = "open"\n'
    Path(console[-1]).write_text(settings, encoding="utf-8")
    path = f"{opener}{os.pathsep}{os.environ['PATH']}"
    terminal = Terminal(console, columns=120, PATH=path, DISPLAY="", WAYLAND_DISPLAY="")
    terminal.wait_for("Enter Dial")
    terminal.press("\r")
    terminal.wait_for("Nothing here opens tel:+12085550147: dial it by hand.")
    assert not (opener / "opened").exists()
    terminal.kill()
