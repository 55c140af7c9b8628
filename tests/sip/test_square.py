"""The number on the screen as a QR code, read as a camera reads it: by zbarimg, from a picture."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyte
import pytest

from db.engine.database import open_database
from db.schema import prepare
from tests.conftest import FrozenClock
from tests.e2e.terminal import Terminal
from tests.leads import add_lead

pytestmark = pytest.mark.sip

HALVES = {" ": "..", "▀": "#.", "█": "##"}
NAMES = {"brightwhite": "white", "brightblack": "gray"}
GROUNDS = {"dark": ("white", "black"), "light": ("black", "white")}
"""The colors of letters and ground in a terminal of each kind."""


def picture_of(screen: pyte.Screen, ground: str) -> bytes:
    """Return the terminal as a PNG: each cell as its upper and its lower half."""
    squares = []
    for y in range(screen.lines):
        for x in range(screen.columns):
            cell = screen.buffer[y][x]
            fore, back = (
                own if name == "default" else color_of(name)
                for name, own in zip((cell.fg, cell.bg), GROUNDS[ground], strict=True)
            )
            if cell.reverse:
                fore, back = back, fore
            for half, ink in enumerate(HALVES.get(cell.data, "..")):
                fill = fore if ink == "#" else back
                squares.append(
                    f'<rect x="{x * 8}" y="{y * 16 + half * 8}" width="8" height="8"'
                    f' fill="{fill}" shape-rendering="crispEdges"/>'
                )
    size = f'width="{screen.columns * 8}" height="{screen.lines * 16}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(squares)}</svg>'
    import cairosvg  # late: each worker collects this file, and few run it

    return bytes(cairosvg.svg2png(svg.encode()))


def color_of(name: str) -> str:
    is_hex = len(name) == 6 and all(letter in "0123456789abcdef" for letter in name.lower())
    return f"#{name}" if is_hex else NAMES.get(name, name)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize(
    "environ",
    [{}, {"TERM": "linux", "COLORTERM": ""}, {"SMILEDIAL_TEST_THEME": "light"}],
    ids=["colors", "sixteen", "light"],
)
def test_a_camera_reads_the_number_from_the_screen(
    tmp_path: Path, clock: FrozenClock, environ: dict[str, Any], ground: str
) -> None:
    assert shutil.which("zbarimg"), "this test needs zbarimg: apt-get install zbar-tools"
    path, at, settings = tmp_path / "dial.db", tmp_path / "clock", tmp_path / "settings.toml"
    database = open_database(str(path))
    prepare(database)
    add_lead(database, "Ada", "(208) 555-0147")
    database.close()
    theme = 'theme = "textual-light"\n' if "SMILEDIAL_TEST_THEME" in environ else ""
    settings.write_text(f'{theme}zone = "America/New_York"\nhand_off = "qr"\n', encoding="utf-8")
    at.write_text(clock().isoformat(), encoding="ascii")
    program = [sys.executable, "-m", "tests.e2e.console_at", str(path), "ann", str(at)]
    terminal = Terminal([*program, str(settings)], **environ)
    terminal.wait_for("Enter Dial")
    terminal.press("\r")
    terminal.wait_for("Point your phone")
    terminal.read_for(0.5)
    picture = tmp_path / "screen.png"
    picture.write_bytes(picture_of(terminal.screen, ground))
    terminal.kill()
    zbarimg = ["zbarimg", "-q", "--raw", str(picture)]
    read = subprocess.run(zbarimg, capture_output=True, text=True, check=False)
    assert read.stdout.strip() == "tel:+12085550147"
