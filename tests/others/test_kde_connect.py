"""A number on its way to a phone by the real kdeconnect-cli; its service on D-Bus is a mock."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from db.engine.database import open_database
from db.schema import prepare
from tests.conftest import FrozenClock

pytestmark = pytest.mark.others

TOP = Path(__file__).parents[2]
PLAYED = Path(__file__).with_name("kde_connect.py")

AT = """\
import os, sys
from datetime import datetime
from console.__main__ import run
now = datetime.fromisoformat(sys.argv[1])
sys.exit(run(sys.argv[2:], lambda: now, os.environ))
"""
"""`smiledial` by a given clock."""


def dial_test(folder: Path, clock: FrozenClock, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run `smiledial dial test` beside a phone that is paired."""
    command = [sys.executable, "-c", AT, clock().isoformat(), "--db", str(folder / "dial.db")]
    bus = ["dbus-run-session", "--", "/usr/bin/python3", str(PLAYED), str(folder / "bus")]
    environ = {
        **os.environ,
        "SMILEDIAL_CONFIG": str(folder / "mine.toml"),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(TOP),
    }
    full = [*bus, *command, "dial", "test", *words]
    return subprocess.run(full, capture_output=True, text=True, env=environ, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    database = open_database(str(tmp_path / "dial.db"))
    prepare(database)
    database.close()
    (tmp_path / "mine.toml").write_text(
        'zone = "America/New_York"\nhand_off = "command"\n'
        'command = ["kdeconnect-cli", "-d", "ca13b4cd", "--share", "tel:{number}"]\n',
        encoding="utf-8",
    )
    return tmp_path


def test_the_phone_is_found_and_gets_the_number(folder: Path, clock: FrozenClock) -> None:
    run = dial_test(folder, clock)
    assert '"-d", "ca13b4cd", "--share", "tel:{number}"' in " ".join(run.stdout.split())
    answer = dial_test(folder, clock, "(208) 555-0199", "--kind", "business")
    assert answer.returncode == 0, answer.stderr
    assert 'shareUrls ["tel:+12085550199"]' in (folder / "bus").read_text(encoding="utf-8")
