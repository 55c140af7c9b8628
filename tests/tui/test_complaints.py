"""A complaint keeps the words that were said, and the supervisor reads them."""

from dataclasses import replace

from sqlalchemy import text

from console.firm.outcomes import add, outcomes_of
from db.engine import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


async def test_the_words_of_a_complaint_are_on_the_supervisors_screen(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147")
    async with at_the_desk(database, clock, size=(100, 40)) as agent:
        await agent.press("enter", "k")
        await agent.type("stop it")
        await agent.press("enter", "f2")
        assert "! COMPLAINT 12:00 ann · Ada Byron “stop it”" in agent.question
        await agent.press("s")
        assert "The latest complaints" in agent.question
        assert "ann Ada Byron" in agent.question
        assert "“stop it”" in agent.question


async def test_words_that_bar_no_number_promise_no_bar(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147")
    row = replace(next(one for one in outcomes_of(database) if one.code == "voicemail"), key="z")
    row = replace(row, code="survey", label="Survey", needs="words")
    add(database, row, {}, "boss", clock())
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "z")
        assert "A supervisor reads it." in agent.question
        assert "never called again" not in agent.question
        await agent.type("fine")
        await agent.press("enter")
        assert agent.question == ""


def test_complaints_are_found_by_an_index_of_their_own(database: Database) -> None:
    plan = "EXPLAIN QUERY PLAN " if database.url.drivername.startswith("sqlite") else "EXPLAIN "
    wanted = "SELECT id FROM attempt WHERE outcome = 'complaint' ORDER BY dialled_at DESC LIMIT 20"
    with database.write() as connection:
        if not plan.startswith("EXPLAIN QUERY"):
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        rows = connection.execute(text(plan + wanted)).all()
    assert "ix_attempt_complaint" in str(rows)
