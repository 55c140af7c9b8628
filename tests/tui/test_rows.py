"""The highlighted row has a mark, not only a color."""

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


async def test_the_mark_follows_the_highlighted_row(database: Database, clock: FrozenClock) -> None:
    for line, name in enumerate(["Ada Byron", "Ada Lovelace", "Ada King"]):
        add_lead(database, name, f"(208) 555-010{line}")
    async with at_the_desk(database, clock) as agent:
        await agent.press("slash")
        await agent.type("Ada")
        rows = [row for row in agent.screen_text.split("\n") if "(208) 555-010" in row]
        assert [row[:5] for row in rows] == ["► Ada", "  Ada", "  Ada"]
        await agent.press("down")
        moved = [row for row in agent.screen_text.split("\n") if "(208) 555-010" in row]
        assert [row[:2] for row in moved] == ["  ", "► ", "  "]
        assert [row[2:] for row in moved] == [row[2:] for row in rows]
        await agent.press("enter")
        assert agent.lead.startswith(moved[1][2:10])
