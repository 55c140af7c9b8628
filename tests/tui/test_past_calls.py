"""F7: the report of each past call with a lead."""

from datetime import timedelta

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.plain.listener import Listener
from tests.tui.driver import at_the_desk, desk_for


def called_twice(database: Database, clock: FrozenClock) -> None:
    """Ada was called by ann on two days; Bob was never called."""
    add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Bob", "(208) 555-0102")
    for note in ("at lunch [b]", "later"):
        call(desk_for(database, clock), "no_answer", note)
        clock.at += timedelta(days=30)


async def test_the_calls_of_the_person_are_read_from_the_newest_back(
    database: Database, clock: FrozenClock
) -> None:
    called_twice(database, clock)
    async with at_the_desk(database, clock, size=(100, 80)) as agent:
        await agent.press("slash", *"Ada", "enter", "f7")
        newest = agent.question
        assert "Ada: call 2 of 2" in newest
        assert "No answer · Fri 18 Dec, 10:00 their time, by ann (208) 555-0101 · allowed" in newest
        assert newest.index("Note later") < newest.index("Now ")
        assert newest.index("Now ") < newest.index("For the record")
        assert "dialled there Fri 18 Dec 2026, 10:00 Boise (by area code)" in newest
        assert "was called by" not in newest, "the title has said who, and the row by whom"
        assert "The verdict it was made under" in newest
        assert "· ✓ record unchanged" in newest
        assert "← Before" in newest
        assert "→ After" not in newest
        await agent.press("right", "left", "left")
        assert "Ada: call 1 of 2" in agent.question
        assert "Note at lunch [b]" in agent.question
        assert "← Before" not in agent.question
        assert "→ After" in agent.question
        await agent.press("right", "escape")
        assert agent.question == ""


async def test_find_opens_the_past_calls_of_a_match(database: Database, clock: FrozenClock) -> None:
    called_twice(database, clock)
    async with at_the_desk(database, clock) as agent:
        await agent.press("slash", *"Bob", "f7")
        assert "No call with them has an outcome yet." in agent.question
        await agent.press(*["backspace"] * 3, *"Ada", "f7")
        assert "Ada: call 2 of 2" in agent.question


async def test_a_lead_that_was_never_called_says_why_the_key_is_off(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Bob", "(208) 555-0102")
    async with at_the_desk(database, clock) as agent:
        await agent.press("f7")
        assert "No call with them has an outcome yet." in agent.screen_text


def test_the_plain_console_reads_them_too(database: Database, clock: FrozenClock) -> None:
    called_twice(database, clock)
    listener = Listener(database, clock)
    listener.works("/Ada", "1", "f7", "f7 2", "f7 3", "/Ada", "f7 1", "q")
    assert "Ada: call 2 of 2" in listener.heard[3]
    assert "The earlier call: f7 2" in listener.heard[3]
    assert any("at lunch [b]" in line for line in listener.heard[4])
    assert "There are 2: f7 1 is the newest, f7 2 the oldest." in listener.heard[5]
    assert "Ada: call 2 of 2" in listener.heard[7]
