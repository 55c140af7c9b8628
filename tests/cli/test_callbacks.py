"""`smiledial callbacks`: what was promised, from the shell."""

from datetime import timedelta
from pathlib import Path

import pytest

from console.cards.promises import NewCallback
from console.desk import Desk
from db.engine.database import Database, open_database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead


@pytest.fixture
def promised(smiledial: CommandLine, clock: FrozenClock) -> CommandLine:
    """Ada in Boise waits for ann in an hour, Bo for anyone in two."""
    database: Database = open_database(smiledial.db)
    desk = Desk(database, clock, "ann")
    add_lead(database, "Ada", "(208) 555-0147")
    call(desk, "callback", "after lunch", NewCallback(clock() + timedelta(hours=1)))
    add_lead(database, "Bo", "(208) 555-0148")
    call(desk, "callback", callback=NewCallback(clock() + timedelta(hours=2), is_mine=False))
    database.close()
    return smiledial


def _ids(smiledial: CommandLine) -> dict[str, int]:
    listed = smiledial("callbacks", "list", "--json").document
    return {row["name"]: row["callback_id"] for row in listed}


def test_the_list_tells_the_time_on_both_clocks_and_whether_the_rules_allow_it(
    promised: CommandLine,
) -> None:
    answer = promised("callbacks", "list")
    header, ada, bo = answer.out.splitlines()
    assert "may it ring then" in header
    assert "Wed 18 Nov 13:00" in ada
    assert "Wed 18 Nov 11:00 Boise" in ada
    assert " ann " in ada
    assert " anyone " in bo
    assert "CALL" in ada
    assert len(promised("callbacks", "list", "--mine").out.splitlines()) == 2
    assert promised("callbacks", "list", "--team", "--json").document[0]["name"] == "Bo"
    ada = promised("callbacks", "list", "--json").document[0]
    assert (ada["note"], ada["verdict"]["verdict"]) == ("after lunch", "call")


def test_a_callback_is_moved_on_the_leads_own_clock(promised: CommandLine) -> None:
    moved = promised("callbacks", "move", str(_ids(promised)["Ada"]), "tomorrow", "3pm")
    assert moved.out == "Moved to tomorrow 15:00 Mountain time (17:00 here).\n"
    refused = promised("callbacks", "move", str(_ids(promised)["Ada"]), "11pm")
    assert refused.status == 3
    assert "may not be called then" in refused.err
    unread = promised("callbacks", "move", str(_ids(promised)["Ada"]), "sometime")
    assert unread.status == 3
    assert "not a time" in unread.err


def test_callbacks_are_released_taken_and_dropped(promised: CommandLine) -> None:
    ids = _ids(promised)
    assert promised("callbacks", "release", str(ids["Ada"])).status == 0
    assert promised("callbacks", "take", str(ids["Bo"])).status == 0
    listed = promised("callbacks", "list", "--json").document
    assert [(row["name"], row["agent"]) for row in listed] == [("Ada", None), ("Bo", "ann")]
    assert promised("callbacks", "drop", str(ids["Bo"])).status == 2
    assert promised("callbacks", "drop", str(ids["Bo"]), "--reason", "moved away").status == 0
    again = promised("callbacks", "drop", str(ids["Bo"]), "--reason", "moved away")
    assert again.status == 3
    assert "No such callback waits" in again.err


def test_a_calendar_is_written_whole_or_not_at_all(promised: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "callbacks.ics"
    assert promised("callbacks", "export", "--output", str(file)).status == 0
    text = file.read_bytes().decode()
    assert text.count("BEGIN:VEVENT") == 1
    assert "\r\n" in text
    assert "SUMMARY:Call back Ada" in text
    assert "Wednesday 11:00 in America/Boise" in text
    printed = promised("callbacks", "export", "--all")
    assert printed.out.count("BEGIN:VEVENT") == 2
    assert promised("callbacks", "export", "--output", str(tmp_path / "no" / "x")).status == 3


def test_with_no_callback_it_says_so(smiledial: CommandLine) -> None:
    assert smiledial("callbacks", "list").out == "There are no callbacks.\n"
    written = smiledial("callbacks", "export")
    assert "END:VCALENDAR" in written.out
    assert written.err == "No callback is in it: --all writes everybody's.\n"
