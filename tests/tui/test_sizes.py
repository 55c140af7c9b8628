"""The terminal may have any size and change it at any moment."""

import pytest

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk

SIZES = [(39, 24), (80, 16), (10, 5), (1, 1), (200, 60), (80, 24)]


@pytest.mark.long
@pytest.mark.parametrize(
    "keys",
    [[], ["e"], ["enter"], ["enter", "c"], ["slash"], ["l"], ["w"], ["i"], ["question_mark"]],
)
async def test_the_terminal_may_be_resized_at_any_moment_down_to_one_cell(
    database: Database, clock: FrozenClock, keys: list[str]
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press(*keys)
        before = agent.screen_text
        for size in SIZES:
            await agent.resize(*size)
        assert agent.screen_text == before


async def test_a_too_small_terminal_says_so_and_dials_nobody(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.resize(30, 8)
        words = " ".join(agent.screen_text.split())
        assert "Too small for a lead" in words
        assert words.endswith("Ctrl+Q quits.")
        await agent.press("enter")
        await agent.resize(40, 17)
        assert agent.verdict.startswith("CALL")
        assert "Ada" in agent.screen_text
        assert "(208) 555-0101" in agent.screen_text


async def test_the_reason_not_to_call_is_whole_at_any_width(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(503) 555-0101", region="OR")
    clock.advance(hours=-7)
    reason = "United States allows calls 08:00 to 21:00 on a Wednesday, by the clock of Los Angeles"
    async with at_the_desk(database, clock, size=(120, 35)) as agent:
        await agent.press("slash")
        await agent.type("ada")
        await agent.press("enter")
        for size in ((120, 35), (80, 24), (160, 50)):
            await agent.resize(*size)
            assert reason in agent.verdict, size
