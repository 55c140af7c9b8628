"""A sync that is killed at any moment leaves each promise in the calendar once."""

import random
import subprocess
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from console.cards.promises import NewCallback
from console.desk import Desk
from console.outreach.calendar.job import Job
from console.outreach.calendar.sync import synchronize
from console.view.state.calendar_push import COMMAND
from db.engine.database import Database
from tests.calendar.servers import OwnCalendar
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
PROMISES, KILLS = 40, 12


@pytest.mark.long
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_sync_that_was_killed_is_simply_run_again(
    desk: Desk, database: Database, clock: FrozenClock, calendar: OwnCalendar
) -> None:
    for number in range(PROMISES):
        add_lead(database, f"Lead {number}", f"(208) 555-01{number:02}")
        call(desk, "callback", "", NewCallback(FRIDAY + timedelta(minutes=number)))
    dice = random.Random(7)
    for kill in range(KILLS):
        if kill % 2:  # half of the promises move, so that entries are changed too
            for row in desk.callbacks.all()[:20]:
                desk.callbacks.move(row.callback_id, row.due_at + timedelta(minutes=1))
        job = job_of(desk, calendar, clock)
        process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert process.stdin is not None
        process.stdin.write(msgspec.json.encode(job))
        process.stdin.close()
        try:
            process.wait(dice.uniform(0.5, 2.5))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    result = synchronize(job_of(desk, calendar, clock))
    assert result.trouble == ""
    assert synchronize(job_of(desk, calendar, clock)).count == 0
    starts = {title: event.start for title, event in calendar.events(clock).items()}
    assert starts == {f"Call back {row.name}": row.due_at for row in desk.callbacks.all()}


def job_of(desk: Desk, calendar: OwnCalendar, clock: FrozenClock) -> Job:
    wanted = desk.calendar.wanted(with_number=False)
    return Job(calendar.settings, "mine.toml", desk.calendar.tag, wanted, clock(), "UTC")
