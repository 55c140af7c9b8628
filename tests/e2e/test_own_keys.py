"""[keys] of the personal settings: an agent's own keys, in a process of their own."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from console.view.keys.own_keys import use_own_keys
from console.wiring import make_desk
from db.engine.database import Database, open_database
from tests.conftest import FrozenClock
from tests.e2e.terminal import Terminal
from tests.leads import add_lead


@pytest.mark.long
def test_own_keys_reach_the_footer_the_page_of_keys_and_the_screen(
    database: Database, address: str, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    at, settings = tmp_path / "now", tmp_path / "own.toml"
    at.write_text(clock().isoformat(), encoding="ascii")
    settings.write_text('[keys]\nskip = "-"\nnote = "s"\nno = "N"\n', encoding="utf-8")
    console = [sys.executable, "-m", "tests.e2e.console_at", address, "ann", str(at), str(settings)]
    terminal = Terminal(console)
    assert "- Skip" in terminal.wait_for("Enter Dial")
    terminal.press("?")
    terminal.wait_for(lambda text: "All keys" in text and bool(re.search(r" s +Note", text)))
    terminal.press("\x1b")
    terminal.wait_for(lambda text: "All keys" not in text)
    terminal.press("-")
    terminal.wait_for("type your own words")
    terminal.press("\x1b")
    terminal.wait_for(lambda text: "type your own words" not in text)
    terminal.press("s")
    terminal.wait_for("Esc Done")
    terminal.press("\x1b")
    terminal.wait_for("Enter Dial")
    terminal.press("\r")
    assert "N No" in terminal.wait_for("ON CALL")
    terminal.press("N")
    terminal.wait_for("No recorded")
    terminal.kill()


@pytest.mark.long
@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('fly = "z"', "There is no action or outcome “fly”; there are appointment, ask, "),
        ("skip = 3", "“keys” must be a table of actions or outcomes"),
    ],
)
def test_a_key_that_cannot_be_is_told_at_the_start(
    sqlite_template: Path, tmp_path: Path, line: str, says: str
) -> None:
    settings = tmp_path / "own.toml"
    settings.write_text(f"[keys]\n{line}\n", encoding="utf-8")
    path = shutil.copy(sqlite_template, tmp_path / "smiledial.db")
    database = open_database(str(path))
    add_lead(database, "Ada", "(208) 555-0101")
    database.close()
    done = subprocess.run(
        [sys.executable, "-m", "console", "--plain", "--agent", "ann", "--db", path],
        env={**os.environ, "SMILEDIAL_CONFIG": str(settings)},
        input="q\n",
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path.cwd(),
    )
    assert done.returncode == 3
    assert says in done.stderr
    assert str(settings) in done.stderr


@pytest.mark.parametrize(
    ("name", "key", "says"),
    [
        ("skip", "enter", "skip can't have the key “enter”: choose one letter"),
        ("skip", "7", "Digits, * and # are a phone's."),
        ("no", "F3", "no can't have the key “F3”: choose one letter"),
        ("skip", "e", "e is taken twice, for skip and note: change one."),
        ("skip", "n", "n is taken twice, for skip and no: change one."),
        ("dial", "z", "dial stays on Enter: leave it out."),
    ],
)
def test_a_key_that_cannot_be_says_why(
    sqlite_template: Path, clock: FrozenClock, name: str, key: str, says: str
) -> None:
    database = open_database(str(sqlite_template))
    with pytest.raises(ValueError, match=re.escape(says)):
        use_own_keys({name: key}, make_desk(database, clock, "ann").outcomes())
    database.close()
