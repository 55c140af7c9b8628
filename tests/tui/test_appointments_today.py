"""How many appointments of four weeks came, on the page of the day."""

import pytest

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for
from tests.tui.test_promises_page import agree


@pytest.mark.parametrize("width", [80, 160])
async def test_f2_shows_who_came_by_days_ahead_agent_list_and_supplier(
    database: Database, clock: FrozenClock, width: int
) -> None:
    for n, (name, where) in enumerate((("Ada", "Web"), ("Bo", "Fair"), ("Cy", "Fair"))):
        add_lead(database, name, f"(208) 555-010{n}", priority=9 - n, list_name=where)
    agree(database, clock, 1)
    agree(database, clock, 2, "bob")
    agree(database, clock, 30, "bob")
    clock.advance(hours=3)
    promises = desk_for(database, clock).appointments
    ids = {row.name: row.appointment_id for row in promises.all()}
    promises.mark(ids["Ada"], held=True)
    promises.mark(ids["Bo"], held=False)
    clock.advance(days=1)
    async with at_the_desk(database, clock, size=(width, 90)) as agent:
        await agent.press("f2")
        page = agent.question
    assert "Appointments of four weeks" in page
    for row in (
        "same day 2 1 1 1 of 2",
        "1–3 days 1 · ·",
        "ann 1 1 · 1 of 1",
        "bob 2 · 1 0 of 1",
        "Fair 2 · 1 0 of 1",
        "Web 1 1 · 1 of 1",
        "all 3 1 1 1 of 2",
    ):
        assert row in page, page
    assert "by supplier" not in page, "there is none to compare"


async def test_a_past_day_tells_what_came_of_its_appointments(
    database: Database, clock: FrozenClock
) -> None:
    for n, name in enumerate(("Ada", "Bo")):
        add_lead(database, name, f"(208) 555-010{n}", priority=9 - n)
    agree(database, clock, 1)
    agree(database, clock, 2, "bob")
    clock.advance(hours=3)
    promises = desk_for(database, clock).appointments
    promises.mark(promises.all()[0].appointment_id, held=True)
    clock.advance(days=1)
    async with at_the_desk(database, clock, size=(80, 90)) as agent:
        await agent.press("f2")
        assert "What came of the promises" not in agent.question
        await agent.press("left")
        rows = agent.question.partition("What came of the promises for that day")[2]
    assert "13:00 ann Ada held 14:00 bob Bo came?" in rows


async def test_without_appointments_f2_has_no_word_of_them(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0100")
    async with at_the_desk(database, clock, size=(80, 90)) as agent:
        await agent.press("f2")
        assert "How far the lists are" in agent.question
        assert "Appointments" not in agent.question
