"""What a day begins with, before its first dial."""

from datetime import UTC, datetime, time, timedelta

from console.desk import Desk
from console.rules.law.statutes import LAW_LASTS, READ_ON
from console.rules.times.calendar_words import say_day
from console.view.state.commands import open_up
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead

LAST_GOOD = datetime.combine(READ_ON + LAW_LASTS, time(17), UTC)


def test_a_day_begins_with_a_warning_where_the_law_was_read_over_90_days_ago(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    add_lead(database, "Bea", "(208) 555-0148")
    clock.at = LAST_GOOD
    assert open_up(desk).warning == ""
    clock.at = LAST_GOOD + timedelta(days=1)
    warning = open_up(desk).warning
    assert f"last read on {say_day(READ_ON)}" in warning
    assert "91 days ago" in warning
    call(desk, "no")
    assert open_up(desk).warning == ""
