"""Each key has one meaning, a reason when it is off, and a line on the keys page."""

from pathlib import Path

import pytest
from textual.command import CommandList

from console.tui.calling.screen import CallingScreen
from console.view.keys.calling import CALLING, FOOTER, NOTE, footer_keys
from console.view.keys.key import KeyConditions, State, find_key, why_off
from db.engine.database import Database
from scripts.build_keys_page import WHERE, build
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk

ROOT = Path(__file__).parents[2]
LONGEST_HELP = 49
"""Cells for the help of a key in a terminal of 80."""


def test_the_keys_page_matches_the_table() -> None:
    assert (ROOT / "docs/reference/keys.md").read_text(encoding="utf-8") == build(), (
        "run scripts/build_keys_page.py"
    )


@pytest.mark.parametrize("state", list(State))
def test_a_key_that_is_off_says_why_in_every_state(state: State) -> None:
    for key in CALLING:
        if state not in key.on:
            assert why_off(key, KeyConditions(state, verdict="WAIT until 09:00")).endswith(
                (".", "00")
            )


@pytest.mark.parametrize("state", list(State))
def test_the_footer_offers_only_keys_of_its_state(state: State) -> None:
    for key in footer_keys(state):
        assert state in key.on, key.action
    assert bool(FOOTER[state]) is (state is not State.AWAY), "any key ends a pause"


def test_one_key_never_means_two_things_at_once() -> None:
    for where, keys in WHERE.items():
        for state in State:
            pressed = [key.key for key in keys if not key.on or state in key.on]
            assert len(pressed) == len(set(pressed)), (where, state)


def test_the_help_of_a_key_fits_a_line() -> None:
    for keys in WHERE.values():
        for key in keys:
            assert len(key.help) <= LONGEST_HELP, key
            assert key.help.endswith("."), key


def test_enter_means_what_its_state_makes_of_it() -> None:
    def action(state: State) -> str:
        key = find_key("enter", CALLING, KeyConditions(state))
        return key.action if key else ""

    assert action(State.READY) == "dial"
    assert action(State.WELCOME) == "start"
    assert action(State.TROUBLE) == "again"


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("n", "No call is under way: Enter dials first."),
        ("o", "This person has no other number."),
        ("u", "There is no outcome to undo"),
        ("space", "No call is under way"),
    ],
)
async def test_a_key_that_is_off_says_why_when_it_is_pressed(
    database: Database, clock: FrozenClock, key: str, sentence: str
) -> None:
    add_lead(database)
    async with at_the_desk(database, clock) as agent:
        await agent.press(key)
        assert sentence in agent.notice


@pytest.mark.parametrize("key", ["enter", "s", "l", "p", "o"])
async def test_during_a_call_the_outcome_comes_first(
    database: Database, clock: FrozenClock, key: str
) -> None:
    add_lead(database)
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", key)
        assert "first say how it ended" in agent.notice
        assert agent.question == ""


async def test_the_question_mark_lists_every_key_and_why_one_is_off(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    async with at_the_desk(database, clock, size=(100, 100)) as agent:
        await agent.press("question_mark")
        for key in {key.shown: key for key in reversed(CALLING)}.values():
            assert key.help in agent.question
        assert "Wrong number" in agent.question
        assert "This person has no other number." in agent.question
        await agent.press("escape")
        assert agent.question == ""


async def test_the_page_of_keys_begins_with_those_that_work_now(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    async with at_the_desk(database, clock, size=(80, 26)) as agent:
        await agent.press("enter")
        await agent.press("question_mark")
        assert agent.question.startswith("All keys 12:00 How a call ends n No ")
        await agent.press("pagedown")
        assert "More keys that work now" in agent.question
        assert "J Why no" in agent.question


async def test_every_key_of_the_calls_does_something_on_the_screen(
    database: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(database, clock) as agent:
        calling = agent.app.screen_stack[0]
        assert isinstance(calling, CallingScreen)
        assert set(calling.acts) == {key.action for key in (*CALLING, *NOTE)}


async def test_the_palette_runs_the_same_keys(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("ctrl+p")
        await agent.type("dial on your")
        await agent.press("down", "enter")
        assert agent.verdict.startswith("ON CALL")


async def test_the_palette_begins_with_the_first_key_and_ends_with_quit(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("ctrl+p")
        commands = agent.app.screen.query_one(CommandList)
        rows = [str(option.prompt).split() for option in commands.options]
        assert rows[0][:2] == ["Enter", "Dial"]
        assert rows[-1][0] == "Quit"
        await agent.press("enter")
        assert agent.verdict.startswith("ON CALL")


async def test_the_palette_finds_a_command_by_its_name_first(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("ctrl+p")
        await agent.type("end")
        commands = agent.app.screen.query_one(CommandList)
        assert str(commands.options[0].prompt).split()[:2] == ["q", "End"]


async def test_the_objection_of_a_call_is_asked_for_only_after_a_no(
    database: Database, clock: FrozenClock
) -> None:
    for name in ("Ada", "Bo", "Cy"):
        add_lead(database, name)
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "n", "ctrl+p")
        assert "J Why no" in " ".join(agent.screen_text.split())
        assert "Enter Run Esc Close" in " ".join(agent.screen_text.split())
        await agent.press("escape", "enter", "y", "ctrl+p")
        assert "Why no" not in agent.screen_text
        await agent.press("escape", "J")
        assert "None of your calls has ended with a no since the last dial." in agent.notice


async def test_the_reasons_page_shows_rules_and_all_that_is_known(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", notes="Likes proofs.", occupation="Engineer")
    async with at_the_desk(database, clock, size=(80, 60)) as agent:
        await agent.press("r")
        assert "Ada: may this phone ring now?" in agent.question
        assert "federal: every day 08:00 to 21:00 · until 21:00 there, 23:00 here" in agent.question
        assert "Where they may be" in agent.question
        assert "Law that applies · sources of what is said first Idaho" in agent.question
        assert "Likes proofs." in agent.question
        assert "Engineer" in agent.question


@pytest.mark.parametrize("keys", ["slash", "f d", "enter e", "f2 w"])
async def test_ctrl_c_in_a_line_in_which_nothing_is_marked_loses_no_word(
    database: Database, clock: FrozenClock, keys: str
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press(*keys.split())
        await agent.type("kayak")
        await agent.press("ctrl+c")
        assert "kayak" in agent.screen_text
        await agent.type("s")
        assert "kayaks" in agent.screen_text
