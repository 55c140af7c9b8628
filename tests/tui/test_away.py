"""The key that pauses asks why, where the firm wants to know."""

from console.supervision.settings import put_setting
from db.engine import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


async def test_a_pause_asks_for_one_of_the_firms_reasons(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147")
    async with at_the_desk(database, clock) as agent:
        await agent.press("p")
        assert "PAUSED" in agent.banner or "AWAY" in agent.banner
        await agent.press("space")
        assert agent.lead == "Ada Byron"
        put_setting(database, "pause_reasons", "lunch; meeting", "sue", clock())
        await agent.press("p")
        assert "Away: why? 1 lunch 2 meeting" in agent.question
        await agent.press("escape")
        assert agent.lead == "Ada Byron"
        await agent.press_while_the_database_is_busy("p", "enter")
        assert "Away: why?" in agent.question
        await agent.press("2")
        assert agent.lead == ""
        await agent.time_passes(minutes=3)
        await agent.press("f2", "f2")
        assert agent.lead == "Ada Byron"
