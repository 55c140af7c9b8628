"""A long log is verified in several processes, and they say what one says."""

from itertools import count
from threading import Event, Thread

import pytest
from sqlalchemy import text

from console.do_not_call import internal_list
from db.audit.parallel_verification import check_database
from db.audit.verification import check
from db.audit.verification_results import Checked
from db.engine.database import Database
from tests.proof.tampering import NOON, work_a_week


@pytest.fixture
def week(database: Database) -> Database:
    work_a_week(database)
    return database


def _alone(database: Database) -> Checked:
    with database.read() as connection:
        return check(connection)


def _together(database: Database) -> Checked:
    return check_database(database, long=1, length=5)


@pytest.mark.long
def test_several_processes_say_what_one_says(week: Database) -> None:
    assert _alone(week).fault is None
    assert _together(week) == _alone(week)
    with week.write() as connection:
        connection.execute(text("UPDATE attempt SET note = 'was glad' WHERE id IN (1, 4)"))
    together = _together(week)
    assert together == _alone(week)
    assert "attempt 1 is not as" in str(together.fault)


def test_where_no_other_process_can_run_this_one_does_it_all(
    week: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")  # what is started ends at once
    assert _together(week) == _alone(week)


@pytest.mark.long
def test_what_is_recorded_meanwhile_is_no_fault(week: Database) -> None:
    ended = Event()

    def write() -> None:
        for number in count():
            if ended.is_set():
                return
            internal_list.add(week, f"+1208556{number:04}", "wrote to us", "bob", NOON)

    writer = Thread(target=write)
    writer.start()
    try:
        fault = _together(week).fault
    finally:
        ended.set()
        writer.join()
    assert fault is None
