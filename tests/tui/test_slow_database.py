"""A slow answer shows a notice, wherever the key was pressed."""

import pytest

from console.view.text.counts import DATABASE_IS_SLOW
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


@pytest.mark.long
@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        ([], "enter", "ON CALL"),
        (["enter", "k", *"rude"], "enter", "Bo"),
        (["l"], "n", "planned"),
    ],
    ids=["calls", "dialog", "page"],
)
async def test_a_slow_save_shows_a_sign_until_it_is_saved(
    database: Database, clock: FrozenClock, before: list[str], key: str, after: str
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=9)
    add_lead(database, "Bo", "(208) 555-0102")
    async with at_the_desk(database, clock) as agent:
        await agent.press(*before)
        await agent.press_while_the_database_is_busy(key, until=DATABASE_IS_SLOW)
        assert DATABASE_IS_SLOW not in agent.screen_text
        assert after in agent.screen_text


async def test_the_sign_of_a_slow_save_gives_the_message_before_it_back(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("u")
        message = agent.notice
        assert "undo" in message
        await agent.press_while_the_database_is_busy(until=DATABASE_IS_SLOW)
        assert agent.notice == message
