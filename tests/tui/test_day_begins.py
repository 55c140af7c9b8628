"""The first screen of a day warns if the law's data are old."""

from datetime import timedelta

from console.rules.law.statutes import LAW_LASTS, READ_ON
from console.rules.times.calendar_words import say_day
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


async def test_the_first_screen_of_a_day_says_that_the_law_was_read_long_ago(
    database: Database, clock: FrozenClock
) -> None:
    clock.at += READ_ON + LAW_LASTS + timedelta(days=1) - clock.at.date()
    add_lead(database)
    async with at_the_desk(database, clock) as agent:
        assert f"The calling rules were last read on {say_day(READ_ON)}," in agent.notice
        assert agent.lead == "Ada Byron"
