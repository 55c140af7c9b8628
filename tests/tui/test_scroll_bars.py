"""Scroll bars are thin lines with a free cell before them, and answer to the mouse as before."""

from console.tui.drawing.themes import SHOWN, WHOLE
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


async def test_a_page_has_a_thin_bar_and_no_text_touches_it(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("question_mark")
        rows = [row.rstrip() for row in agent.screen_text.split("\n")]
        bars = [row for row in rows if row.endswith((SHOWN, WHOLE))]
        assert {row[-1] for row in bars} == {SHOWN, WHOLE}
        assert all(row[-2] == " " for row in bars)
        before = agent.screen_text
        await agent.click(WHOLE)
        assert agent.screen_text != before, "a click below the bar scrolls down"
