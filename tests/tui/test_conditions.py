"""Conditions: F5 limits the free queue to leads that match one, `l s` plans only these."""

import re

import pytest

from console.files.fields.lead_fields import ASKED
from console.lists.screening import save_segment
from console.rules.screening.expressions import read_screening
from console.tui.sessions.screening import EXAMPLES, OFTEN, OTHERS
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
        assert agent.notice == "F5 chooses only some leads between sessions: q ends this one."


async def test_the_leads_that_fit_are_counted_while_a_condition_is_typed(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Poor", "(208) 555-0101", income=9_000)
    add_lead(database, "Rich", "(208) 555-0102", income=200_000)
    add_lead(database, "Where no rules are known", "+1 876 555 0103", income=300_000)
    async with at_the_desk(database, clock) as agent:
        await agent.press("l", "s")
        await agent.settle()
        assert "2 leads fit and can be planned" in agent.question
        assert agent.question.endswith("Enter Plan ↓ ↑ Example Esc Back"), "all of it has room"
        await agent.press("down", "down")
        assert f"► {EXAMPLES[1][0]}" in agent.question
        await agent.press("up", "up")
        await agent.type("inco")
        await agent.press("tab")
        await agent.type(" >= 100k")
        await agent.settle()
        assert "income >= 100k" in agent.question
        assert "1 lead fits and can be planned" in agent.question
        await agent.type(" and")
        await agent.settle()
        assert "can be planned" not in agent.question, "half a condition"


async def test_a_huge_terminal_names_the_first_leads_that_fit(
    database: Database, clock: FrozenClock
) -> None:
    for index in range(14):
        add_lead(database, f"Ada {index}", f"(208) 555-01{index:02}", company="Engine Works")
    add_lead(database, "Where no rules are known", "+1 876 555 0103")
    add_lead(database, "Already planned", "(208) 555-0199", income=1)
    desk_for(database, clock).sessions.plan(where="income = 1")
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        await agent.press("l", "s")
        await agent.settle()
        assert re.search("First of them Ada 0 +Engine Works", agent.question)
        assert agent.question.count("Engine Works") == 12
        assert "… 2 more" in agent.question
        assert "Where no rules" not in agent.question
        await agent.type("name ~")
        await agent.settle()
        assert "First of them" not in agent.question, "half a condition"


@pytest.mark.parametrize("example", [condition for condition, _ in EXAMPLES])
def test_the_examples_of_conditions_can_be_read(example: str, clock: FrozenClock) -> None:
    read_screening(example, ASKED, clock(), "UTC")


async def test_only_leads_that_match_the_condition_are_planned(
    database: Database, clock: FrozenClock
) -> None:
    save_segment(database, "rich", "income >= 100k", "ann", clock())
    add_lead(database, "Poor", "(208) 555-0101", income=9_000)
    add_lead(database, "Rich", "(208) 555-0102", income=200_000)
    async with at_the_desk(database, clock) as agent:
        await agent.press("l", "s")
        assert "@rich income >= 100k" in agent.question
        await agent.paste("incom > 3")
        await agent.press("enter")
        assert "The screening cannot be read" in agent.question
        rows = agent.screen_text.splitlines()
        (caret,) = (row for row in rows if "^" in row)
        assert rows[rows.index(caret) - 1].index("incom") == caret.index("^")
        await agent.press("ctrl+u")
        await agent.paste("@rich")
        await agent.press("enter")
        assert "1 new session planned." in agent.notice
        await agent.press("enter")
        assert agent.lead == "Rich"
        assert "0/1 lead" in agent.top


def test_each_field_of_a_condition_has_a_meaning() -> None:
    assert sorted([*OFTEN, *OTHERS]) == sorted(ASKED)
