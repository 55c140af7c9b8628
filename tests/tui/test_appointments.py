"""Appointments on the calling screen: the sheet, and a yes that gets its time afterwards."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from console.firm.outcomes import change
from console.firm.settings import describe_outcome
from db.engine.database import Database
from db.enums import AppointmentWay, LeadStatus
from db.tables.appointments import AppointmentRow, appointments
from db.tables.calls import attempts
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


def stored(database: Database) -> list[AppointmentRow]:
    with database.read() as connection:
        rows = connection.execute(select(appointments)).mappings()
        return [AppointmentRow(**row) for row in rows]


def outcome_of(database: Database) -> list[str | None]:
    with database.read() as connection:
        return list(connection.execute(select(attempts.c.outcome)).scalars())


async def test_one_key_and_enter_are_a_whole_appointment(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Flo", "(208) 555-0103")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        await agent.time_passes(minutes=1)
        assert "Y Appointment" in agent.footer
        await agent.press("Y")
        assert "Appointment · when do you meet?" in agent.question
        assert "► phone" in agent.question
        assert "Mountain time · " in agent.question
        assert "you keep it" in agent.question
        await agent.time_passes(seconds=1)
        await agent.press("enter")
        assert agent.lead == "Flo"
        [row] = stored(database)
        assert (row.minutes, row.way, row.with_whom) == (30, AppointmentWay.PHONE, "ann")
        assert outcome_of(database) == ["appointment"]
        assert "you meet" in agent.screen_text


async def test_the_lines_below_say_how_with_whom_and_how_long(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        await agent.time_passes(minutes=1)
        await agent.press("Y")
        await agent.type("fri 10am")
        assert "Friday 20 November, 10:00–10:30 Mountain time · 12:00 here" in agent.question
        await agent.press("tab", "space", "space", "tab", "space", "tab", "tab")
        await agent.type("Main Street 1")
        assert "10:00–10:15" in agent.question
        await agent.press("enter")
    [row] = stored(database)
    assert row.starts_at == datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert (row.way, row.place, row.minutes) == (AppointmentWay.VISIT, "Main Street 1", 15)


async def test_a_firm_lets_y_open_the_sheet(database: Database, clock: FrozenClock) -> None:
    changed = change(database, "yes", {"needs": "appointment"}, {}, "boss", clock())
    assert describe_outcome(changed) == "asks when you meet; the lead stays as it is"
    ada = add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Flo", "(208) 555-0103")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        await agent.time_passes(minutes=1)
        await agent.press("y")
        assert "Appointment · when do you meet?" in agent.question
        await agent.press("enter")
        assert agent.lead == "Flo"
    [row] = stored(database)
    assert row.lead_id == ada
    assert outcome_of(database) == ["yes"]
    with database.read() as connection:
        status = connection.execute(select(leads.c.status).where(leads.c.id == ada)).scalar()
    assert status is LeadStatus.OPEN


async def test_escape_goes_back_to_the_call_and_a_forbidden_hour_is_refused(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        await agent.time_passes(minutes=1)
        await agent.press("Y")
        await agent.type("fri 11pm")
        await agent.press("enter")
        assert "They may not be called then" in agent.question
        await agent.press("escape")
        assert agent.lead == "Ada"
        assert outcome_of(database) == [None]
        await agent.press("n")
    assert outcome_of(database) == ["no"]
    assert stored(database) == []


async def test_a_yes_gets_its_time_until_the_next_dial(
    database: Database, clock: FrozenClock
) -> None:
    ada = add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Flo", "(208) 555-0103")
    async with at_the_desk(database, clock) as agent:
        await agent.press("Y")
        assert stored(database) == []
        await agent.press("enter")
        await agent.time_passes(minutes=1)
        await agent.press("y")
        assert agent.lead == "Flo"
        assert "Y Give it a time" in agent.screen_text
        await agent.press("Y")
        assert "when do you meet Ada?" in agent.question
        await agent.time_passes(seconds=1)
        await agent.press("1", "enter")
        assert "Give it a time" not in agent.screen_text
        assert "you meet" in agent.screen_text
        [row] = stored(database)
        assert row.lead_id == ada
        with database.read() as connection:
            status = connection.execute(select(leads.c.status).where(leads.c.id == ada)).scalar()
        assert status is LeadStatus.OPEN
        assert outcome_of(database) == ["yes"]
        await agent.press("u")
        assert stored(database) == []


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36)])
async def test_a_yes_gets_its_time_on_a_screen_without_a_lead(
    database: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock, size=size) as agent:
        await agent.press("enter")
        await agent.time_passes(minutes=1)
        await agent.press("y")
        assert "NOBODY" in agent.banner
        await agent.press("Y")
        assert "when do you meet Ada?" in agent.screen_text
        assert "► 1 in two hours" in agent.screen_text
        await agent.time_passes(seconds=1)
        await agent.press("2", "enter")
        assert "you meet 17:30 Mountain time" in agent.receipt
    [row] = stored(database)
    assert row.starts_at == datetime(2026, 11, 19, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_tab_shows_each_line_and_a_letter_on_a_choice_says_that_it_is_no_text(
    database: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock, size=size) as agent:
        await agent.press("enter")
        await agent.time_passes(minutes=1)
        await agent.press("Y", "tab")
        for words in ("► phone", "minutes   ► 30", "who keeps ► ann"):
            assert words in agent.screen_text
            await agent.press("h")
            assert "“h” is no choice here" in agent.question
            assert "Tab goes to the next" in agent.question
            await agent.press("tab")
            assert "is no choice here" not in agent.question
        await agent.type("https://meet.example/7")
        assert "https://meet.example/7" in agent.screen_text
        await agent.press("enter")
    [row] = stored(database)
    assert row.place == "https://meet.example/7"
