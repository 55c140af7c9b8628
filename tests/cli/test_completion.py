"""What Tab offers, asked as a shell asks."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from console.__main__ import run
from console.desk import Desk
from db.engine.database import open_database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call

Tab = Callable[..., list[str]]


def _asked(db: Path | str, *words: str) -> dict[str, str]:
    """The variables by which a shell asks for what fits the last of the words."""
    typed = ["smiledial", "--db", str(db), *words]
    return {
        "_SMILEDIAL_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(typed),
        "COMP_CWORD": str(len(typed) - 1),
    }


def _offers(output: str) -> list[str]:
    return [line.partition(",")[2] for line in output.splitlines() if line]


@pytest.fixture
def tab(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tab:
    """What is offered for the last of some words, asked without a process of its own."""

    def ask(db: Path | str, *words: str) -> list[str]:
        capsys.readouterr()
        with monkeypatch.context() as shell, pytest.raises(SystemExit) as ended:
            for name, value in _asked(db, *words).items():
                shell.setenv(name, value)
            run([])
        answer = capsys.readouterr()
        assert (ended.value.code, answer.err) == (0, "")
        return _offers(answer.out)

    return ask


@pytest.fixture
def filled(on_file: CommandLine, leads_file: Path) -> str:
    on_file("import", str(leads_file), "--list", "Ohio", "--yes")
    on_file("segments", "save", "rich", "income >= 100k")
    text, lines = leads_file.with_name("opening.md"), leads_file.with_name("lines.csv")
    text.write_text("# Opening\nHello.\n", encoding="utf-8")
    lines.write_text("phone,line type\n2125550147,mobile\n", encoding="utf-8")
    on_file("scripts", "add", str(text))
    on_file("lines", "import", str(lines), "--source", "acme", "--as-of", "2026-11-18")
    return on_file.db


def test_a_shell_that_starts_the_program_is_offered_names() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "console"],
        env={**os.environ, **_asked("none.db", "calle")},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert (_offers(answer.stdout), answer.stderr) == (["caller-ids"], "")


def test_tab_offers_commands_and_options(tab: Tab, filled: str) -> None:
    assert tab(filled, "calle") == ["caller-ids"]
    assert tab(filled, "check", "--reg") == ["--region"]


def test_tab_offers_the_names_in_the_database(tab: Tab, filled: str) -> None:
    assert tab(filled, "lists", "retire", "o") == ["Ohio"]
    assert tab(filled, "next", "--where", "@") == ["@rich"]
    assert tab(filled, "segments", "remove", "r") == ["rich"]
    assert tab(filled, "scripts", "remove", "op") == ["opening"]
    assert tab(filled, "lines", "remove", "ac") == ["acme"]


def test_tab_offers_agents_wherever_one_is_named(tab: Tab, filled: str, clock: FrozenClock) -> None:
    database = open_database(filled)
    call(Desk(database, clock, "zoe"), "no")
    database.close()
    assert tab(filled, "audit", "show", "--agent", "z") == ["zoe"]
    assert tab(filled, "sessions", "hand-over", "--to", "z") == ["zoe"]
    assert tab(filled, "sessions", "hand-over", "--to", "t") == ["team"]


def test_tab_offers_settings_outcomes_and_jurisdictions(tab: Tab, filled: str) -> None:
    assert tab(filled, "settings", "set", "session_s") == ["session_size"]
    assert tab(filled, "outcomes", "change", "gate") == ["gatekeeper"]
    assert tab(filled, "rules", "show", "us-fl") == ["US-FL"]
    assert tab(filled, "rules", "emergency", "us-fl") == ["US-FL"]
    assert "US-FL" in tab(filled, "rules", "US-F")


def test_tab_makes_no_database_and_says_nothing_where_there_is_none(
    tab: Tab, tmp_path: Path
) -> None:
    missing = tmp_path / "none.db"
    assert tab(missing, "lists", "retire", "o") == []
    assert not missing.exists()


def test_tab_says_nothing_where_the_database_is_no_database(tab: Tab, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database" * 1000)
    assert tab(broken, "lists", "retire", "o") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_is_told_how_to_ask(unprepared: CommandLine, shell: str) -> None:
    answer = unprepared("completion", shell)
    assert answer.status == 0
    assert f"{shell}_complete" in answer.out
