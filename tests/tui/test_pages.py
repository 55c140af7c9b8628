"""Reading pages: one column, or two on a wide terminal."""

import pytest

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


async def test_a_wide_terminal_shows_all_keys_at_once_in_two_columns(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        await agent.press("question_mark")
        rows = agent.screen_text.split("\n")
        assert rows[1].split()[:2] == ["All", "keys"]
        assert rows[1].endswith(" 12:00")
        first = next(row for row in rows if "On the calling screen" in row)
        assert "Everywhere" in first
        assert "PgDn" not in agent.screen_text
        assert "Everywhere" in agent.screen_text
        await agent.resize(80, 24)
        assert "Everywhere" not in agent.screen_text
        assert "What the signs mean" not in agent.screen_text
        await agent.resize(200, 60)
        assert "Everywhere" in agent.screen_text


async def test_a_page_says_how_it_scrolls_for_as_long_as_there_is_more(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("question_mark")
        assert agent.question.endswith("PgDn More Esc Back 1 of 4")
        await agent.press("pagedown")
        assert agent.question.endswith("PgDn More PgUp Up Esc Back 2 of 4")
        await agent.press("end")
        assert agent.question.endswith("PgUp Up Esc Back 4 of 4")
        assert "PgDn" not in agent.question
        await agent.press("escape", "f3")
        assert "PgDn" not in agent.question, "a page that is whole"
        assert agent.question.endswith("Esc Back")


@pytest.mark.parametrize("width", [80, 200])
async def test_no_label_touches_the_help_of_its_key(
    database: Database, clock: FrozenClock, width: int
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock, size=(width, 90)) as agent:
        await agent.press("question_mark")
        wide = agent.screen_text
        assert "X       Do not call person  Counts a no; all the person’s numbers go" in wide
        assert "How a call ends   No call is under way: Enter dials first." in wide


async def test_a_short_page_is_a_box_over_the_screen_of_a_huge_terminal(
    database: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        await agent.press("f3")
        rows = agent.screen_text.split("\n")
        top = next(y for y, row in enumerate(rows) if "╭─" in row)
        assert "Do-not-call lists" in rows[top + 2]
        assert 10 < top < 30
        await agent.resize(80, 24)
        assert "╭─" not in agent.screen_text


async def test_the_facts_of_a_lead_take_two_columns(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0101", notes="Likes proofs.")
    async with at_the_desk(database, clock, size=(160, 40)) as agent:
        await agent.press("r")
        assert "Likes proofs." in agent.question, "the page covers those of the card"
        assert any(
            "CALL, " in row and row.rstrip()[70:].strip() for row in agent.screen_text.split("\n")
        )


async def test_find_shows_the_match_beside_the_list(database: Database, clock: FrozenClock) -> None:
    add_lead(
        database,
        "Ada",
        "(208) 555-0101",
        notes="Likes proofs.",
        title="Managing director",
        company="Coral Trout Exports",
    )
    add_lead(database, "Adam", "(208) 555-0102", notes="Never before ten.")
    async with at_the_desk(database, clock) as agent:
        await agent.press("slash")
        await agent.type("ada")
        assert "Ada (208) 555-0101 ● CALL Coral Trout Exports" in agent.question
        assert "Likes proofs." in agent.question
        await agent.press("down")
        assert "Never before ten." in agent.question
        assert agent.screen_text.rstrip().endswith("Esc Back")
        await agent.type("x")
        assert "Never before ten." not in agent.question
