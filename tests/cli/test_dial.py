"""`smiledial dial test`: the ways to dial that a machine has, and a trial with an own phone."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.engine.database import Database
from db.tables.calls import attempts
from tests.cli.shell import CommandLine
from tests.leads import add_lead

MINE = ("(208) 555-0199", "--kind", "business")


def program(folder: Path, name: str, text: str) -> None:
    """Put a program into the folder that prints what the real one prints, as it was run here."""
    path = folder / name
    path.write_text(f"#!/bin/sh\nprintf '{text}'\n", encoding="utf-8")
    path.chmod(0o755)


def test_it_says_which_ways_this_machine_has(
    smiledial: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    program(folder, "kdeconnect-cli", "ca13b4cd Ann’s phone\\n")
    program(folder, "adb", "List of devices attached\\nemulator-5554\\toffline\\n\\n")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    rows = {row["way"]: row for row in smiledial("dial", "test", "--json").document}
    assert {name for name, row in rows.items() if row["works_here"]} == {
        "copy",
        "square",
        "KDE Connect",
    }
    assert rows["KDE Connect"]["what"] == "Ann’s phone"
    share = ["kdeconnect-cli", "-d", "ca13b4cd", "--share", "tel:{number}"]
    assert rows["KDE Connect"]["command"] == share
    assert rows["Android cable"]["what"] == "adb sees no phone"
    assert rows["GSM modem"]["what"] == "mmcli is not installed"
    assert rows["copy"]["is_yours"]
    assert 'command = ["kdeconnect-cli", "-d", "ca13b4cd"' in smiledial("dial", "test").out


def test_a_trial_is_handed_over_and_logged_and_is_no_call_to_a_lead(
    smiledial: CommandLine, database: Database, tmp_path: Path
) -> None:
    got = tmp_path / "got"
    smiledial.config.write_text(
        'zone = "America/New_York"\nhand_off = "command"\n'
        f'command = ["/bin/sh", "-c", "printf %s {{number}} > {got}"]\n',
        encoding="utf-8",
    )
    answer = smiledial("dial", "test", *MINE)
    assert answer.status == 0, answer.err
    assert "/bin/sh got the number and ended with status 0." in answer.out
    assert got.read_text(encoding="utf-8") == "+12085550199"
    shown = smiledial("audit", "show", "--action", "dial_test").out
    assert "dial_test" in shown
    assert "5550199" not in shown
    with database.read() as connection:
        assert connection.execute(select(func.count(attempts.c.id))).scalar() == 0
    assert smiledial("audit", "verify").status == 0


@pytest.mark.parametrize(
    ("setup", "words"),
    [
        ((), "No copy of the national Do Not Call Registry"),
        (("dnc", "add", "+12085550199", "--reason", "asked"), "on your firm's do-not-call list"),
    ],
)
def test_a_number_that_may_not_ring_is_not_tried(
    smiledial: CommandLine, setup: tuple[str, ...], words: str
) -> None:
    if setup:
        smiledial(*setup)
    answer = smiledial("dial", "test", "(208) 555-0199", *(MINE[1:] if setup else ()))
    assert answer.status != 0
    assert words in answer.out + answer.err
    assert "dial_test" not in smiledial("audit", "show").out


def test_the_number_of_a_lead_is_refused(smiledial: CommandLine, database: Database) -> None:
    add_lead(database, "Ada", "(208) 555-0199")
    answer = smiledial("dial", "test", *MINE)
    assert (answer.status, "A lead has this number" in answer.err) == (3, True)
    assert "dial_test" not in smiledial("audit", "show").out


def test_at_night_no_trial_rings(smiledial: CommandLine) -> None:
    smiledial.clock.advance(hours=12)
    answer = smiledial("dial", "test", *MINE)
    assert (answer.status, "Not dialled." in answer.out) == (1, True)
