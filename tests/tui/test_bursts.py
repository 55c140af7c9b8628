"""Keys that are pressed while the last one is being written act after it, in order."""

import pytest

from db.dnc.suppressions import suppress
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for
from tests.tui.test_notes import notes_of


@pytest.fixture
def two(database: Database) -> Database:
    add_lead(database, "Ada", "(208) 555-0101", priority=2)
    add_lead(database, "Bo", "(208) 555-0102", priority=1)
    return database


async def test_a_dial_and_a_note_in_one_burst_dial_and_write_the_note(
    two: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(two, clock) as agent:
        await agent.press_at_once("enter", "e", *"no ne", "escape")
        assert agent.lead == "Ada"
        assert agent.verdict.startswith("ON CALL")
        assert agent.note == "no ne"
        await agent.press("n")
    assert notes_of(two) == [("no", "no ne")]


async def test_a_whole_call_in_one_burst_is_recorded(two: Database, clock: FrozenClock) -> None:
    async with at_the_desk(two, clock) as agent:
        await agent.press_at_once("enter", "e", "h", "i", "escape", "n")
        assert agent.lead == "Bo"
        assert agent.note == ""
    assert notes_of(two) == [("no", "hi")]


async def test_keys_wait_while_the_dial_is_written(two: Database, clock: FrozenClock) -> None:
    async with at_the_desk(two, clock) as agent:
        await agent.press_while_the_database_is_busy("enter", "enter", "v", "v", "u")
        assert agent.lead == "Ada", "u took the voicemail back"
        assert agent.verdict.startswith("CALL OVER")
        assert agent.receipt == "u Taken back: Voicemail · Ada"
    assert notes_of(two) == [(None, "")]


async def test_a_double_press_at_any_place_of_a_burst_dials_and_ends_once(
    two: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(two, clock, fresh_pause=0.35) as agent:
        clock.advance(seconds=1)
        await agent.press_at_once("enter", "enter", "n", "n", "enter", "enter")
        assert agent.lead == "Bo"
        assert agent.verdict.startswith("CALL"), "nobody has read the second name yet"
        assert "read the name first" in agent.notice
    assert notes_of(two) == [("no", "")]


async def test_a_note_begun_while_an_outcome_is_written_is_about_the_next_lead(
    two: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(two, clock) as agent:
        await agent.press("enter")
        typed = [*"ask thirst", *["left"] * 4, *["ctrl+w", "delete"], "f", "i"]
        await agent.press_while_the_database_is_busy("n", "e", *typed)
        assert agent.lead == "Bo"
        assert agent.note == "ask first"
    assert notes_of(two) == [("no", "")]


async def test_a_paste_while_an_outcome_is_written_is_kept(
    two: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(two, clock) as agent:
        await agent.press("enter")
        await agent.paste_after("n", "their prices are on the site")
        assert agent.lead == "Bo"
        assert agent.note == "their prices are on the site"


async def test_keys_for_a_call_that_was_refused_end_nothing_and_hide_no_reason(
    two: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(two, clock) as agent:
        with two.write() as connection:
            suppress(connection, "+12085550101", "Asked by letter", "sue", clock())
        await agent.press_at_once("enter", "n", "v")
        assert agent.lead == "Ada"
        assert "Not dialled" in agent.notice
        await agent.press_at_once("enter", "e", *"by letter")
        assert agent.note == "by letter"
    assert notes_of(two) == []


async def test_keys_for_a_lead_that_was_lost_do_nothing_to_the_next_one(
    two: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(two, clock) as agent:
        clock.advance(minutes=20)
        assert getattr(desk_for(two, clock, "bob").next(), "name", "") == "Ada"
        await agent.press_at_once("enter", "e", *"for ada")
        assert agent.lead == "Bo"
        assert "no longer yours" in agent.notice
        assert agent.note == ""


async def test_keys_pressed_while_a_callback_is_saved_act_on_the_next_lead(
    two: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(two, clock) as agent:
        await agent.press("enter", "c")
        await agent.type("tomorrow 3pm")
        await agent.press_while_the_database_is_busy("enter", "enter", "e", *"hi")
        assert agent.lead == "Bo"
        assert agent.note == "hi"
    assert notes_of(two) == [("callback", "")]


async def test_keys_pressed_while_a_refused_text_is_saved_stay_in_its_line(
    two: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(two, clock) as agent:
        await agent.press("enter", "c")
        await agent.type("tomorrow 7am")
        await agent.press_while_the_database_is_busy("enter", "x")
        assert "tomorrow 7amx" in agent.question
        await agent.press("backspace", "escape")
        assert agent.verdict.startswith("ON CALL")


async def test_keys_pressed_while_a_request_is_saved_act_on_the_next_lead(
    two: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(two, clock) as agent:
        await agent.press("x", "2")
        await agent.press_while_the_database_is_busy("enter", "enter", "e", *"hi")
        assert agent.lead == "Bo"
        assert agent.note == "hi"
        assert agent.receipt.startswith("x ")
