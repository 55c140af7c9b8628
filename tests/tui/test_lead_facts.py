"""The numbers of a lead with their verdicts, and its history."""

from datetime import timedelta

from sqlalchemy import update

from db.engine.database import Database
from db.tables.leads import numbers
from tests.conftest import FrozenClock
from tests.desk.driver import next_card
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for


async def test_a_number_is_chosen_by_its_verdict(database: Database, clock: FrozenClock) -> None:
    add_lead(
        database, "Ada", "(208) 555-0101", "(208) 555-0102", "(808) 555-0103", "(208) 555-0104"
    )
    with database.write() as connection:
        connection.execute(
            update(numbers).where(numbers.c.e164 == "+12085550102").values(status="wrong")
        )
    clock.at = clock.at.replace(hour=16)  # six in the morning in Honolulu
    async with at_the_desk(database, clock) as agent:
        await agent.press("o")
        assert "► 1 (208) 555-0101 CALL, " in agent.question
        assert "555-0102" not in agent.question, "nobody answers at a wrong number"
        assert "2 (808) 555-0103 WAIT until 08:00 Hawaii time (13:00 here)" in agent.question
        await agent.press("2")
        assert "(808) 555-0103" in agent.screen_text
        assert "until 08:00 Hawaii time" in agent.verdict
        await agent.press("o", "escape")
        assert agent.question == ""


async def test_with_two_numbers_the_key_offers_the_other(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", "(208) 555-0102")
    async with at_the_desk(database, clock) as agent:
        await agent.press("o")
        assert "(208) 555-0102" in agent.screen_text
        await agent.press("o")
        assert "(208) 555-0101" in agent.screen_text


async def test_the_history_shows_both_clocks(database: Database, clock: FrozenClock) -> None:
    ada = add_lead(database, "Ada", "(208) 555-0101")
    ann, bob = desk_for(database, clock), desk_for(database, clock, "bob")
    card = next_card(bob)
    bob.skip(card.claim, "Wait for her move to Boise")
    clock.advance(days=1)
    rang = ann.inbound.ring(ada)
    ann.record(rang.claim, "gatekeeper", "Ask for Joan.\nShe opens the door.")
    clock.at += timedelta(days=1)
    async with at_the_desk(database, clock, size=(80, 90)) as agent:
        assert agent.lead == "Ada"
        await agent.press("r")
        read = agent.question
    first = "19 Nov 10:00 Mountain time (12:00 here) · they rang · Gatekeeper · ann"
    assert all(words in read for words in (first, "Ask for Joan.", "She opens the door."))
    skip = "18 Nov 10:00 Mountain time (12:00 here) · Skipped · bob Wait for her move to Boise"
    assert skip in read


async def test_a_long_fact_in_the_search_goes_on_below_its_beginning(
    database: Database, clock: FrozenClock
) -> None:
    occupation = (
        "Engineer of pumps, valves and everything else that turns, opens or closes in Boise"
    )
    add_lead(database, "Ada", "(208) 555-0101", occupation=occupation)
    async with at_the_desk(database, clock, size=(80, 50)) as agent:
        await agent.press("slash")
        await agent.type("ada")
        rows = agent.screen_text.split("\n")
        first = next(y for y, row in enumerate(rows) if "Occupation Engineer" in row)
        assert rows[first + 1].index("opens") == rows[first].index("Engineer")
