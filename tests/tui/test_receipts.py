"""The row under the band that confirms every outcome."""

import re
from collections.abc import AsyncIterator

import pytest

from console.tui.call_view.receipt_row import ReceiptRow
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk

SIZES = [(80, 24), (120, 35), (200, 60), (60, 20)]


@pytest.fixture
def leads(database: Database) -> Database:
    for place, name in enumerate(["Ada Byron", "Bo", "Cy", "Di"]):
        add_lead(database, name, f"(208) 555-010{place}", priority=9 - place)
    return database


@pytest.fixture
async def agent(leads: Database, clock: FrozenClock) -> AsyncIterator[Agent]:
    """Ada has been on the line for 75 seconds; Bo is next."""
    async with at_the_desk(leads, clock) as agent:
        await agent.press("enter")
        await agent.time_passes(seconds=75)
        yield agent


def styles_of(agent: Agent) -> str:
    """The styles of the receipt's row as Textual draws them."""
    row = agent.app.screen_stack[0].query_one(ReceiptRow)
    return " ".join(str(span.style) for span in row.render().spans)


@pytest.mark.parametrize(
    ("key", "receipt"),
    [
        ("n", "n No recorded · Ada Byron · 1:15 · rests until 18 Dec u Undo"),
        ("y", "y Yes recorded · Ada Byron · not offered again Y Give it a time u Undo"),
        ("v", "v Voicemail recorded · Ada Byron · rests until tomorrow 12:01 here u Undo"),
        ("a", "a No answer recorded · Ada Byron · 1:15 · rests until 16:01 here u Undo"),
        ("w", "w Wrong number recorded · Ada Byron · 1:15 · this number is closed u Undo"),
        ("x", "x Do not call recorded · Ada Byron · 1:15 · barred in all lists u Undo"),
    ],
)
async def test_an_outcome_is_confirmed_with_what_follows(
    agent: Agent, key: str, receipt: str
) -> None:
    await agent.press(key)
    assert agent.lead == "Bo"
    assert agent.receipt == receipt
    await agent.press("u")
    assert agent.lead == "Ada Byron"
    assert agent.receipt.startswith("u Taken back: ")
    assert agent.receipt.endswith(" · Ada Byron")


async def test_a_callback_is_confirmed_on_their_clock(agent: Agent) -> None:
    await agent.press("c")
    await agent.type("tomorrow at 3")
    assert "a guess: add am or pm" in agent.question
    await agent.type("pm")
    assert "Guessed" not in agent.question
    await agent.press("enter")
    promise = "promised tomorrow 15:00 Mountain time"
    assert agent.receipt == f"c Call back · Ada Byron · {promise} u Undo"


async def test_a_skip_is_confirmed_with_its_reason(agent: Agent) -> None:
    await agent.press("n", "s")
    await agent.type("asked by mail")
    await agent.press("enter")
    assert agent.lead == "Cy"
    assert agent.receipt == "s Skipped · Bo · asked by mail · rests until 16:01 here u Undo"


async def test_the_receipt_is_dimmed_after_four_seconds_and_stays_until_the_next_dial(
    agent: Agent,
) -> None:
    await agent.press("n")
    assert "reverse" in styles_of(agent)
    await agent.time_passes(seconds=4)
    assert "reverse" not in styles_of(agent)
    await agent.time_passes(minutes=9)
    assert agent.receipt.startswith("n 9 minutes with a lead ready: ")
    assert agent.receipt.endswith(" u Undo")
    await agent.press("enter")
    assert agent.receipt == "► The number is copied: dial it."


async def test_a_yes_lights_the_row_for_a_second_and_no_key_is_lost(
    leads: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(leads, clock) as agent:
        await agent.press("enter", "y")
        assert styles_of(agent).count("reverse") > 3
        await agent.press("enter", "n")
        assert agent.receipt.startswith("n No recorded · Bo")
        await agent.press("enter", "y")
        await agent.time_passes(seconds=1)
        assert styles_of(agent).count("reverse") == 1
        assert agent.receipt.startswith("y Yes recorded · Cy")


@pytest.mark.parametrize("size", SIZES)
async def test_the_receipt_names_outcome_and_undo_in_a_terminal_of_any_size(
    leads: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with at_the_desk(leads, clock, size=size) as agent:
        await agent.press("enter", "x")
        rows = agent.screen_text.split("\n")
        row = next(row for row in rows if "Do not call" in row and "Ada Byron" in row)
        assert re.match(r"  x  Do not call( recorded)? · Ada Byron( · 0:00)? · barred", row)
        assert " u Undo" in row


async def test_a_reason_why_a_key_is_off_leaves_the_receipts_key_and_undo(agent: Agent) -> None:
    await agent.press("n", "y")
    assert "No call is under way" in agent.notice
    assert agent.receipt == "n No recorded · No call is under way: Enter dials first. u Undo"
    await agent.press("escape")
    assert agent.receipt.startswith("n No recorded · Ada Byron")


@pytest.mark.parametrize("size", [(120, 35), (200, 60)])
async def test_a_tall_terminal_has_a_row_for_the_message(
    leads: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with at_the_desk(leads, clock, size=size) as agent:
        await agent.press("enter", "n", "y")
        assert agent.receipt.startswith("n No recorded · Ada Byron")
        assert agent.receipt.endswith("u Undo · No call is under way: Enter dials first.")


async def test_the_keys_that_a_message_names_look_like_keys(agent: Agent) -> None:
    await agent.press("n", "y")
    row = agent.app.screen_stack[0].query_one(ReceiptRow).render()
    keys = [row.plain[span.start : span.end] for span in row.spans if "accent" in str(span.style)]
    assert keys == [" n ", "Enter", "u"]


async def test_a_call_that_runs_no_longer_says_dial_it(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        await agent.time_passes(seconds=20)
        assert "The number is copied: dial it." in agent.receipt
        await agent.time_passes(seconds=20)
        assert agent.receipt == ""
