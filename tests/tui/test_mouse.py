"""The mouse: keys, chips and replies take one click, rows two, and what is for good takes a key."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from db.engine.database import Database
from db.tables.leads import leads as lead_table
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk, desk_for
from tests.tui.test_merging import two
from tests.tui.textual_private import rows_on_screen


@pytest.fixture
def leads(database: Database) -> Database:
    for place, name in enumerate(["Ada Byron", "Bo Byron", "Cy Byron"]):
        add_lead(database, name, f"(208) 555-010{place}", priority=9 - place)
    return database


@pytest.fixture
async def agent(leads: Database, clock: FrozenClock) -> AsyncIterator[Agent]:
    async with at_the_desk(leads, clock) as agent:
        await agent.time_passes(seconds=1)
        yield agent


def underlined(agent: Agent) -> str:
    segments = [segment for row in rows_on_screen(agent.app) for segment in row]
    return "".join(part.text for part in segments if part.style and part.style.underline)


async def test_a_call_can_be_made_and_ended_with_the_mouse(agent: Agent) -> None:
    await agent.click("Enter Dial")
    assert agent.verdict.startswith("ON CALL")
    await agent.click("n No")
    assert agent.lead == "Bo Byron"
    await agent.time_passes(seconds=1)
    await agent.click("u Undo")
    assert agent.lead == "Ada Byron"


async def test_a_click_just_after_a_new_lead_is_dropped_and_a_key_is_not(
    agent: Agent,
) -> None:
    await agent.press("enter", "n")
    await agent.click("Enter Dial")
    assert agent.verdict.startswith("CALL")
    await agent.press("enter")
    assert agent.verdict.startswith("ON CALL")
    await agent.press("n")
    await agent.time_passes(seconds=0.4)
    await agent.click("Enter Dial")
    assert agent.verdict.startswith("ON CALL")


async def test_an_outcome_that_is_off_takes_no_click(agent: Agent) -> None:
    await agent.click("n No")
    assert agent.verdict.startswith("CALL")
    assert agent.notice == ""


async def test_the_note_and_the_replies_take_a_click(agent: Agent) -> None:
    await agent.press("enter")
    await agent.time_passes(seconds=1)
    await agent.click("2 A bad moment")
    assert "Have I caught you" not in agent.screen_text
    await agent.click("e writes; kept as you type")
    await agent.type("likes proofs")
    assert agent.note == "likes proofs"
    await agent.click("Esc Done")
    await agent.press("n")
    assert agent.lead == "Bo Byron"


async def test_a_lit_chip_takes_a_click_and_hovering_underlines_it(
    leads: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(leads, clock, size=(120, 35)) as agent:
        await agent.press("enter")
        await agent.time_passes(seconds=1)
        assert underlined(agent) == ""
        await agent.hover("Voicemail")
        assert "Voicemail" in underlined(agent)
        await agent.click("Voicemail")
        assert agent.receipt.startswith("v Voicemail")
        assert agent.lead == "Bo Byron"


async def test_a_click_selects_a_row_and_a_double_click_acts(agent: Agent) -> None:
    await agent.press("slash")
    await agent.type("byron")
    await agent.click("Cy Byron")
    assert "► Cy Byron" in agent.screen_text
    assert agent.question != ""
    await agent.click("Cy Byron", times=2)
    assert agent.question == ""
    assert agent.lead == "Cy Byron"


async def test_the_words_of_a_pages_keys_take_a_click(agent: Agent) -> None:
    await agent.click("r Reasons")
    assert "may this phone ring now?" in agent.question
    await agent.click("Esc Back")
    assert agent.question == ""


async def test_a_merge_takes_a_key(database: Database, clock: FrozenClock) -> None:
    two(database)
    async with at_the_desk(database, clock, size=(120, 35)) as agent:
        await agent.press("equals_sign")
        assert "Enter Merge" in agent.question
        await agent.click("Ada Byron", times=2)
        assert "for good" not in agent.question
        await agent.click("Enter Merge")
        await agent.click("m Merge for good")
        assert "for good" in agent.question
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(lead_table)) == 2


async def test_an_agent_on_the_board_takes_a_click(leads: Database, clock: FrozenClock) -> None:
    call(desk_for(leads, clock, "bob"), "no")
    call(desk_for(leads, clock, "cat"), "no")
    async with at_the_desk(leads, clock, "sue") as agent:
        await agent.press("f2")
        await agent.click("cat ")
        assert "► ● cat" in agent.screen_text
        await agent.click("bob ", times=2)
        assert "w Tell" in agent.question
        assert "bob" in agent.question


async def test_a_tab_takes_a_click(agent: Agent) -> None:
    await agent.press("C")
    assert "[all 0]" in agent.question
    await agent.click("mine 0")
    assert "[mine 0]" in agent.question


async def test_the_count_of_cautions_takes_a_click(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(207) 555-0101", region="ME")
    async with at_the_desk(database, clock) as agent:
        await agent.time_passes(seconds=1)
        await agent.click("caution")
        assert "! Sources differ on Maine" in agent.question


async def test_an_alert_takes_a_click_to_what_was_said(leads: Database, clock: FrozenClock) -> None:
    async with at_the_desk(leads, clock, "sue") as agent:
        await agent.press("f2")
        await agent.click("No complaint.")
        assert "What the sessions brought" in agent.question


async def test_before_a_call_only_the_keys_that_bar_somebody_stand_out_among_its_endings(
    leads: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(leads, clock, size=(120, 35)) as agent:
        await agent.time_passes(seconds=1)
        segments = [segment for row in rows_on_screen(agent.app) for segment in row]
        bold = "".join(part.text for part in segments if part.style and part.style.bold)
        assert "Do not call" in bold
        assert "Appointment" in agent.screen_text
        assert "Appointment" not in bold
