"""Pasted text is one line of text, whatever the clipboard holds."""

import pytest
from textual.widgets import Input

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk

NASTY = "Ada\r\n\x1b[31mByron\x07\t\u202e2085550101\x00"


@pytest.mark.parametrize("keys", [["slash"], ["s"], ["enter", "c"], ["i"]])
async def test_a_paste_into_a_line_is_one_line_of_text_and_sends_nothing(
    database: Database, clock: FrozenClock, keys: list[str]
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press(*keys)
        before = agent.app.screen
        await agent.paste(NASTY)
        assert agent.app.screen is before
        line = agent.app.focused
        assert isinstance(line, Input)
        assert line.value == "Ada [31mByron 2085550101"
        for forbidden in ("\u202e", "\x1b[31mByron"):
            assert forbidden not in agent.sent
