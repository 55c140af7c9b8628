"""The notice after an outcome that does more than bring the next lead."""

from collections.abc import AsyncIterator

import pytest

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk


@pytest.fixture
async def agent(database: Database, clock: FrozenClock) -> AsyncIterator[Agent]:
    """On a call with Ada; Bo is next."""
    add_lead(database, "Ada", "(208) 555-0101", priority=2)
    add_lead(database, "Bo", "(208) 555-0102", priority=1)
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        yield agent


@pytest.mark.parametrize(
    ("key", "notice"), [("x", "Do not call, on every list"), ("X", "Do not call person")]
)
async def test_a_do_not_call_outcome_is_confirmed_with_the_undo_key(
    agent: Agent, key: str, notice: str
) -> None:
    await agent.press(key)
    assert agent.lead == "Bo"
    assert agent.notice.startswith(f"Ada: {notice}")
    assert agent.notice.endswith("(u undoes)")
    await agent.press("u")
    assert agent.lead == "Ada"
    assert agent.notice.startswith("Taken back: Do not call")


async def test_a_callback_is_confirmed_by_both_clocks(
    agent: Agent,
) -> None:
    await agent.press("c")
    await agent.type("tomorrow at 3")
    assert "A guess: add am or pm" in agent.question
    await agent.type("pm")
    assert "Guessed" not in agent.question
    await agent.press("enter")
    assert agent.notice == "Ada: Call back, tomorrow 15:00 Mountain time (u undoes)"


async def test_a_no_brings_the_next_lead_without_a_notice(agent: Agent) -> None:
    await agent.press("n")
    assert (agent.lead, agent.notice) == ("Bo", "")
