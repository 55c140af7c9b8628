"""A theme chosen in the palette stays the agent's."""

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


async def test_a_theme_chosen_in_the_palette_is_kept(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    kept: list[tuple[str, str]] = []
    async with at_the_desk(
        database, clock, keep_own=lambda name, typed: kept.append((name, typed))
    ) as agent:
        assert kept == []
        agent.app.theme = "smile-dial-light"
        await agent.settle()
    assert kept == [("theme", "smile-dial-light")]
