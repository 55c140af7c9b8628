"""Answer the script's questions during a call, and name the objection that ended it."""

from pathlib import Path

from db.calls.answers import answers_of
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.test_answers import SCRIPT
from tests.leads import add_lead
from tests.plain.listener import Listener
from tests.tui.driver import at_the_desk
from tests.tui.test_script import keep as keep_script


def saved_answers(database: Database) -> dict[str, str]:
    with database.read() as connection:
        return dict(answers_of(connection, [1]).get(1, {}))


async def test_answers_take_a_key_or_two_and_are_all_saved(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0101", given_name="Ada")
    add_lead(database, "Bo", "(208) 555-0102")
    keep_script(database, clock, tmp_path, SCRIPT)
    async with at_the_desk(database, clock) as agent:
        await agent.press("A")
        assert agent.notice == "No call is under way: Enter dials first."
        await agent.press("enter", "A")
        assert "Who does it today?" in agent.screen_text
        assert "1 ours" in agent.screen_text
        assert agent.verdict.startswith("ON CALL")
        await agent.press_at_once("2", "7", "k", "enter", "y")
        assert "Until when does the contract run?" in agent.screen_text
        await agent.type("some day\n")
        assert "is not a day" in agent.screen_text
        await agent.press("ctrl+u")
        await agent.type("2027-03\n")
        await agent.type("a faster one")
        await agent.press("escape")
        assert "Who does it today?" not in agent.screen_text
        await agent.press("A")
        assert "7,000" in agent.screen_text
        await agent.press("escape", "n")
        assert agent.lead == "Bo"
    assert saved_answers(database) == {
        "supplier": "theirs",
        "budget": "7000",
        "decides": "yes",
        "until": "2027-03",
        "wants": "a faster one",
    }


async def test_a_script_without_questions_says_so(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "A")
        assert agent.notice == "This script has no questions to answer (A). e writes a note."


def test_the_plain_console_asks_the_questions_too(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    keep_script(database, clock, tmp_path, SCRIPT)
    listener = Listener(database, clock)
    listener.works("", "A", "theirs", "much", "", "done", "A budget 5k", "n", "q")
    assert "J Why no, A Answers" in listener.all
    assert "Supplier: Who does it today?" in listener.all
    assert "Not kept. “much” is not an amount" in listener.all
    assert "Kept: 5,000" in listener.all
    assert saved_answers(database) == {"supplier": "theirs", "budget": "5000"}


async def test_the_objection_that_ended_a_call_is_saved_with_a_digit(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Sister Mary Benedict Amaro", "(208) 555-0101")
    add_lead(database, "Bo", "(208) 555-0102")
    async with at_the_desk(database, clock) as agent:
        await agent.press("J")
        assert "None of your calls has ended" in agent.notice
        await agent.press("enter", "n", "J")
        assert "Sister Mary Benedict Amaro’s no: " in agent.screen_text
        assert "1 No time" in agent.screen_text
        await agent.press("1")
        assert agent.notice.startswith("Kept with Sister Mary Benedict Amaro’s no: “No time”.")
        assert agent.lead == "Bo"
        await agent.press("f6", "space", "space")
        assert "It ended 1 call this week." in agent.screen_text
    assert saved_answers(database) == {"objection": "No time"}


def test_the_plain_console_saves_the_objection_by_a_word(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    listener = Listener(database, clock)
    listener.works("", "J zebra", "J expensive", "n", "q")
    assert "Nothing was saved: there are No time," in listener.all
    assert "Kept: “Too expensive”." in listener.all
    assert saved_answers(database) == {"objection": "Too expensive"}


async def test_beside_the_lead_only_the_question_has_keys(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Bo", "(208) 555-0102")
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        await agent.press("enter", "n")
        assert "Enter Dial" in agent.screen_text
        await agent.press("J")
        assert "Enter Keep" in agent.screen_text
        assert "Enter Dial" not in agent.screen_text


async def test_beside_the_lead_the_list_of_answers_itself_is_filtered(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        await agent.press("enter", "j")
        left = (row[:89] for row in agent.screen_text.split("\n"))
        rows = " ".join(" ".join(left).split())
        assert "► 1 “No time” “I’ll be brief: one question, then you decide. If it really" in rows
        assert "2 “Send me an e-mail” “Gladly." in rows
        assert "And when may I ring" not in rows, "only the chosen answer is whole"
        await agent.press("2")
        assert "And when may I ring" in agent.screen_text
        await agent.press(*"expensive")
        assert "► 1 “Too expensive”" in " ".join(agent.screen_text.split())
        assert "“No time”" not in agent.screen_text
