"""F5: limit the free queue to leads that match a condition."""

import pytest

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for


@pytest.fixture
def stocked(database: Database) -> Database:
    add_lead(database, "Ada", "(208) 555-0101", priority=9)
    add_lead(database, "Bo", "(208) 555-0102", income=150_000)
    return database


async def test_a_condition_limits_the_offers_and_can_be_removed(
    stocked: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(stocked, clock) as agent:
        assert agent.lead == "Ada"
        await agent.press("f5")
        assert "Offer only those who" in agent.question
        assert "Fields · Tab completes" in agent.question
        assert "2 open leads fit" in agent.question
        await agent.paste("income >= 100k")
        await agent.press("enter")
        assert agent.lead == "Bo"
        assert "Only income >= 100k" in agent.top
        await agent.press("enter", "n")
        assert agent.banner.startswith("○ NOBODY")
        assert "Only income >= 100k: F5 changes it." in agent.screen_text
        assert "1 rests after a call or a skip" in " ".join(agent.screen_text.split())
        await agent.press("f5")
        await agent.press(*["backspace"] * len("income >= 100k"), "enter")
        assert agent.lead == "Ada"
        assert "no session under way" in agent.top


async def test_an_unreadable_condition_is_refused_and_the_lead_stays(
    stocked: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(stocked, clock) as agent:
        await agent.press("f5")
        await agent.paste("income >=")
        await agent.press("enter")
        assert "cannot be read" in agent.question
        await agent.press("escape")
        assert agent.lead == "Ada"


async def test_in_a_session_the_key_says_why_it_is_off(
    stocked: Database, clock: FrozenClock
) -> None:
    desk = desk_for(stocked, clock)
    desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    async with at_the_desk(stocked, clock) as agent:
        await agent.press("f5")
        assert agent.notice == "The session has its leads: q ends it, then F5 chooses others."
