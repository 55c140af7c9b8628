"""A complaint is saved with the person's words, and the supervisor reads them."""

from msgspec.structs import replace

from console.firm.outcomes import add, change, outcomes_of
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.plain.listener import Listener
from tests.tui.driver import at_the_desk


async def test_a_supervisor_reads_the_words_of_a_complaint(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147")
    async with at_the_desk(database, clock, size=(100, 40)) as agent:
        await agent.press("enter", "k")
        await agent.type("stop it")
        await agent.press("enter", "f2")
        assert "! COMPLAINT 12:00 ann · Ada Byron “stop it” (k)" in agent.question
        await agent.press("k")
        assert "Ada Byron: 1 call" in agent.question
        assert "Note stop it" in agent.question
        await agent.press("escape", "s")
        assert "The latest complaints" in agent.question
        assert "ann Ada Byron" in agent.question
        assert "“stop it”" in agent.question


async def test_a_complaint_needs_the_persons_words(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147")
    async with at_the_desk(database, clock, size=(100, 40)) as agent:
        await agent.press("enter", "e")
        await agent.type("wants proof")
        await agent.press("escape", "k", "enter")
        assert "Your note, kept beside it: wants proof" in agent.question
        assert "Nothing is recorded yet: type what they said." in agent.question
        assert agent.verdict.startswith("ON CALL")
        await agent.type("stop it")
        await agent.press("enter", "f2")
        assert "“stop it (note: wants proof)”" in agent.question


async def test_an_outcome_with_words_that_bars_nothing_promises_no_bar(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147")
    row = replace(
        next(outcome for outcome in outcomes_of(database) if outcome.code == "voicemail"), key="z"
    )
    row = replace(row, code="survey", label="Survey", needs="words")
    add(database, row, {}, "boss", clock())
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "z")
        assert "It is kept with the call." in agent.question
        assert "never called again" not in agent.question
        await agent.type("fine")
        await agent.press("enter")
        assert agent.question == ""


async def test_a_no_that_asks_for_words_is_no_complaint(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(2):
        add_lead(database, f"Lead {line}", f"(208) 555-014{line}", priority=9 - line)
    change(database, "no", {"needs": "words"}, {}, "boss", clock())
    async with at_the_desk(database, clock, size=(100, 40)) as agent:
        await agent.press("enter", "n")
        assert "It is kept with the call." in agent.question
        await agent.type("too dear")
        await agent.press("enter", "enter", "k")
        assert "A supervisor reads it, and the number is never called again." in agent.question
        await agent.type("stop it")
        await agent.press("enter", "f2")
        assert agent.question.count("COMPLAINT") == 1
        assert "too dear" not in agent.question


def test_the_plain_console_says_what_a_complaint_does(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(2):
        add_lead(database, f"Lead {line}", f"(208) 555-014{line}", priority=9 - line)
    change(database, "no", {"needs": "words"}, {}, "boss", clock())
    prompts = Listener(database, clock).works("", "n", "too dear", "", "k", "stop it", "q").prompts
    assert "It is kept with the call. Their words> " in prompts
    assert "A supervisor reads it, and the number is never called again. Their words> " in prompts
