"""Appointments in the plain console: a recorded yes gets its time until the next dial."""

from console.desk import Desk
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.plain.listener import Listener
from tests.tui.driver import desk_for


def meetings(desk: Desk) -> list[str]:
    return [row.name for row in desk.appointments.all()]


def test_a_yes_gets_its_time_until_the_next_dial(
    listener: Listener, database: Database, clock: FrozenClock
) -> None:
    listener.works("", "y", "Y", "fri 10am", "", "", "q")
    assert "1: in two hours" in listener.all
    assert "Y gives it a time." in listener.all
    assert "When do you meet Ada?" in listener.all
    assert "Friday 20 November, 10:00–10:30 Mountain time; 12:00 here." in listener.all
    assert "Yes recorded, Ada, you meet Fri 10:00 Mountain time. u undoes." in listener.all
    assert meetings(desk_for(database, clock)) == ["Ada"]


def test_the_next_call_ends_that(
    listener: Listener, database: Database, clock: FrozenClock
) -> None:
    listener.works("", "y", "", "n", "Y fri 10am", "q")
    assert "When do you meet" not in listener.all
    assert meetings(desk_for(database, clock)) == []


def test_an_undo_takes_the_yes_and_its_time_back(
    listener: Listener, database: Database, clock: FrozenClock
) -> None:
    listener.works("", "y", "Y fri 10am", "u", "q")
    assert "Taken back: Yes" in listener.all
    assert meetings(desk_for(database, clock)) == []
