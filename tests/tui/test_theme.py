"""A theme chosen in the palette is saved for the agent."""

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


async def test_a_theme_chosen_in_the_palette_is_saved(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    settings: list[tuple[str, str]] = []
    async with at_the_desk(
        database, clock, keep_own=lambda name, typed: settings.append((name, typed))
    ) as agent:
        assert settings == []
        agent.app.theme = "smile-dial-light"
        await agent.settle()
    assert settings == [("theme", "smile-dial-light")]
