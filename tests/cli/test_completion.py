"""What Tab offers, asked as a shell asks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from console.desk import Desk
from db.engine.database import open_database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call


def _tab(db: Path | str, *words: str) -> list[str]:
    """What is offered for the last of the words."""
    typed = ["smiledial", "--db", str(db), *words]
    asked = {
        "_SMILEDIAL_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(typed),
        "COMP_CWORD": str(len(typed) - 1),
    }
    answer = subprocess.run(
        [sys.executable, "-m", "console"],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert answer.stderr == ""
    return [line.partition(",")[2] for line in answer.stdout.splitlines() if line]


@pytest.fixture
def filled(unprepared: CommandLine, leads_file: Path) -> str:
    unprepared("import", str(leads_file), "--list", "Ohio", "--yes")
    unprepared("segments", "save", "rich", "income >= 100k")
    text, lines = leads_file.with_name("opening.md"), leads_file.with_name("lines.csv")
    text.write_text("# Opening\nHello.\n", encoding="utf-8")
    lines.write_text("phone,line type\n2125550147,mobile\n", encoding="utf-8")
    unprepared("scripts", "add", str(text))
    unprepared("lines", "import", str(lines), "--source", "acme", "--as-of", "2026-11-18")
    return unprepared.db


def test_tab_offers_commands_and_options(filled: str) -> None:
    assert _tab(filled, "calle") == ["caller-ids"]
    assert _tab(filled, "check", "--reg") == ["--region"]


def test_tab_offers_the_names_in_the_database(filled: str) -> None:
    assert _tab(filled, "lists", "retire", "o") == ["Ohio"]
    assert _tab(filled, "next", "--where", "@") == ["@rich"]
    assert _tab(filled, "segments", "remove", "r") == ["rich"]
    assert _tab(filled, "scripts", "remove", "op") == ["opening"]
    assert _tab(filled, "lines", "remove", "ac") == ["acme"]


def test_tab_offers_agents_wherever_one_is_named(filled: str, clock: FrozenClock) -> None:
    database = open_database(filled)
    call(Desk(database, clock, "zoe"), "no")
    database.close()
    assert _tab(filled, "audit", "show", "--agent", "z") == ["zoe"]
    assert _tab(filled, "sessions", "hand-over", "--to", "z") == ["zoe"]
    assert _tab(filled, "sessions", "hand-over", "--to", "t") == ["team"]


def test_tab_offers_settings_outcomes_and_jurisdictions(filled: str) -> None:
    assert _tab(filled, "settings", "set", "session_s") == ["session_size"]
    assert _tab(filled, "outcomes", "change", "gate") == ["gatekeeper"]
    assert _tab(filled, "rules", "show", "us-fl") == ["US-FL"]
    assert _tab(filled, "rules", "emergency", "us-fl") == ["US-FL"]
    assert "US-FL" in _tab(filled, "rules", "US-F")


def test_tab_makes_no_database_and_says_nothing_where_there_is_none(tmp_path: Path) -> None:
    missing = tmp_path / "none.db"
    assert _tab(missing, "lists", "retire", "o") == []
    assert not missing.exists()


def test_tab_says_nothing_where_the_database_is_no_database(tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database" * 1000)
    assert _tab(broken, "lists", "retire", "o") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_is_told_how_to_ask(unprepared: CommandLine, shell: str) -> None:
    answer = unprepared("completion", shell)
    assert answer.status == 0
    assert f"{shell}_complete" in answer.out
