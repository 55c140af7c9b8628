"""Who asks to be called while another lead is on the screen is named on one quiet line."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest

from db.engine.database import Database, open_database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk, desk_for

BOISE, HONOLULU = "(208) 555-0188", "(808) 555-0188"
HINT = "Zoe Ash asked to be called 2 minutes ago and comes after this lead."


@pytest.fixture
def others(address: str) -> Iterator[Database]:
    """The database as another program has it open."""
    opened = open_database(address)
    yield opened
    opened.close()


@pytest.fixture
async def ann(database: Database, clock: FrozenClock) -> AsyncIterator[Agent]:
    """Ann with the first of two leads on the screen, which has asked for changes before."""
    for line, name in enumerate(["Ada Byron", "Bo Diddley"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    async with at_the_desk(database, clock) as agent:
        await agent.time_passes(seconds=1)
        await agent.time_passes(seconds=1)
        yield agent


def ask(others: Database, clock: FrozenClock, phone: str = BOISE, **values: Any) -> int:
    asked_at = clock() - timedelta(minutes=2)
    return add_lead(others, "Zoe Ash", phone, inquired_at=asked_at, **values)


async def test_an_inquiry_is_named_beside_the_lead_and_on_the_call_and_comes_next(
    ann: Agent, others: Database, clock: FrozenClock
) -> None:
    ask(others, clock)
    await ann.time_passes(seconds=10)
    assert (ann.lead, ann.notice) == ("Ada Byron", HINT)
    await ann.press("enter")
    await ann.time_passes(minutes=1)
    assert "ON CALL" in ann.verdict
    assert "Zoe Ash asked to be called 3 minutes ago" in ann.notice
    await ann.press("n")
    assert ann.lead == "Zoe Ash"
    await ann.time_passes(seconds=20)
    assert "asked to be called" not in ann.notice


async def test_the_hint_goes_when_a_colleague_has_the_person_on_the_screen(
    ann: Agent, others: Database, clock: FrozenClock
) -> None:
    lead_id = ask(others, clock)
    await ann.time_passes(seconds=10)
    assert ann.notice == HINT
    desk_for(others, clock, "bob").take(lead_id)
    await ann.time_passes(seconds=10)
    assert ann.notice == ""
    assert ann.lead == "Ada Byron"


@pytest.mark.parametrize(
    ("phone", "values"),
    [
        (HONOLULU, {}),  # it is 7 there
        (BOISE, {"owner": "bob"}),
        (BOISE, {"due_at": True}),
        (BOISE, {"status": "closed"}),
    ],
    ids=["closed hours", "a colleague's", "called since", "closed"],
)
async def test_who_would_not_be_claimed_is_not_named(
    ann: Agent, others: Database, clock: FrozenClock, phone: str, values: dict[str, Any]
) -> None:
    if "due_at" in values:
        values = {"due_at": clock() - timedelta(minutes=1), "due_reason": "cool_down"}
    ask(others, clock, phone, **values)
    await ann.time_passes(seconds=1)
    await ann.time_passes(seconds=11)
    assert ann.notice == ""
