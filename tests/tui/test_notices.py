"""A supervisor's acts and messages reach the agent's screen with the reason."""

from collections.abc import AsyncIterator

import pytest

from console.desk import Desk
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk, desk_for


@pytest.fixture
async def ann(database: Database, clock: FrozenClock) -> AsyncIterator[Agent]:
    """Ann with the first of three leads on the screen, after one look for news."""
    for line, name in enumerate(["Ada Byron", "Bo Diddley", "Cy Twombly"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    async with at_the_desk(database, clock) as agent:
        await agent.time_passes(seconds=2)
        yield agent


@pytest.fixture
def sue(database: Database, clock: FrozenClock) -> Desk:
    """The supervisor."""
    return desk_for(database, clock, "sue")


async def test_an_agent_whose_lead_is_taken_back_learns_why(ann: Agent, sue: Desk) -> None:
    assert ann.lead == "Ada Byron"
    sue.board.hand_back("ann", "she is a customer")
    await ann.time_passes(seconds=2)
    assert ann.lead == "Bo Diddley"
    assert "sue took this lead back: she is a customer. Here is the next." in ann.notice


async def test_a_line_to_everybody_stands_until_it_is_read(ann: Agent, sue: Desk) -> None:
    sue.board.tell(None, "Sales stops at [b]five[/b] \x1b[31m.")
    await ann.time_passes(seconds=2)
    # A busy PostgreSQL hands an announcement on some time after the commit.
    await ann.until(lambda: "F9 read · 12:00 sue: Sales stops at [b]five[/b]" in ann.notice)
    await ann.press("enter", "n")
    await ann.time_passes(minutes=2)
    assert "Sales stops" in ann.notice
    sue.board.tell(None, "Sales goes on.")
    await ann.time_passes(seconds=2)
    await ann.until(lambda: "F9 read (and 1 more) · 12:02 sue: Sales goes on." in ann.notice)
    await ann.press("f9")
    assert "sue to everybody" in ann.question
    await ann.press("escape")
    assert "Sales stops" not in ann.notice
    await ann.press("f9")
    assert "Sales stops" in ann.question


async def test_one_key_calls_for_help_and_the_answer_comes_during_the_call(
    ann: Agent, sue: Desk
) -> None:
    await ann.press("enter", "f8")
    assert "a supervisor sees this lead first" in ann.notice
    [wanted] = sue.board.look().help_calls
    assert (wanted.agent, wanted.lead) == ("ann", "Ada Byron")
    sue.board.answer_help(wanted.help_id, "Offer the old price.")
    await ann.time_passes(seconds=2)
    assert "sue · Ada Byron: Offer the old price." in ann.notice
    await ann.press("f8", "f8")
    assert "taken back" in ann.notice


async def test_a_blocked_agent_sees_why_and_goes_on_later(ann: Agent, sue: Desk) -> None:
    sue.board.block("ann", "shouted at a customer")
    await ann.time_passes(seconds=2)
    assert ann.lead == ""
    assert "BLOCKED" in ann.banner
    assert "sue has blocked you: shouted at a customer" in ann.screen_text
    assert "Here is the next" not in ann.notice
    assert "Space" not in ann.footer
    await ann.press("space", "enter")
    assert "sue has blocked you: shouted at a customer" in ann.notice
    assert ann.lead == ""
    sue.board.unblock("ann")
    await ann.time_passes(seconds=2)
    assert ann.lead == "Ada Byron", "the lead had gone back to its place"


async def test_a_call_for_help_ends_with_its_call(ann: Agent, sue: Desk) -> None:
    await ann.press("enter", "f8")
    await ann.time_passes(seconds=2)
    await ann.press("escape")
    assert "You asked for help" in ann.notice
    await ann.press("x")
    assert "Do not call recorded · Ada Byron" in ann.receipt
    await ann.time_passes(seconds=2)
    assert "Do not call recorded · Ada Byron" in ann.receipt
    assert sue.board.look().help_calls == ()
    assert "Help" not in ann.notice


async def test_a_new_notice_comes_before_a_standing_one(ann: Agent, sue: Desk) -> None:
    sue.board.tell(None, "Sales stops at five.")
    await ann.time_passes(seconds=2)
    await ann.press("enter", "x")
    assert "Do not call recorded · Ada Byron" in ann.receipt
    sue.board.tell(None, "At four.")
    await ann.time_passes(seconds=2)
    assert "Do not call recorded · Ada Byron" in ann.receipt
