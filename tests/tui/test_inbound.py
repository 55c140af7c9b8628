"""Log an incoming call, end it by the same keys, and return to the call under way."""

from sqlalchemy import select

from db.engine.database import Database
from db.tables.calls import attempts
from db.tables.do_not_call import suppressions
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


def calls_of(database: Database) -> list[tuple[str, str, str | None, str]]:
    with database.read() as connection:
        rows = connection.execute(
            select(leads.c.name, attempts.c.direction, attempts.c.outcome, attempts.c.note)
            .join(leads, leads.c.id == attempts.c.lead_id)
            .order_by(attempts.c.id)
        )
        return [tuple(row) for row in rows]


def three(database: Database) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=3)
    add_lead(database, "Bo", "(208) 555-0102", "(208) 555-0122", priority=2)
    add_lead(database, "Cy", "(208) 555-0103", priority=1)


async def test_an_incoming_call_is_logged_and_ended_by_the_same_keys(
    database: Database, clock: FrozenClock
) -> None:
    three(database)
    async with at_the_desk(database, clock) as agent:
        assert agent.lead == "Ada"
        await agent.press("slash")
        assert "Ctrl+O Merge" in agent.screen_text, "a key stands beside its name"
        await agent.type("bo")
        await agent.press("ctrl+r")
        assert agent.lead == "Bo"
        assert agent.verdict.startswith("ON CALL 0:00 ● They rang. · they rang 12:00")
        assert "They rang." in agent.screen_text
        assert "Thank you for calling." in agent.screen_text
        assert "This is a sales call" not in agent.screen_text
        assert agent.footer.startswith("n No y Yes Y Appointment c Call back")
        await agent.press("n")
        assert agent.lead == "Ada"
        assert " 1 of 20" in agent.pace
    assert calls_of(database) == [("Bo", "inbound", "no", "")]


async def test_a_call_under_way_waits_with_its_note_and_comes_back(
    database: Database, clock: FrozenClock
) -> None:
    three(database)
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "e")
        await agent.type("asks for")
        await agent.press("escape", "slash")
        await agent.type("208 555 0122")
        await agent.press("ctrl+r")
        assert (agent.lead, agent.note) == ("Bo", "")
        assert agent.notice == "On their call: end it with the usual keys, or u if none."
        await agent.time_passes(minutes=5)
        await agent.press("y")
        assert (agent.lead, agent.note) == ("Ada", "asks for")
        assert agent.notice == "Back on the call with Ada."
        assert agent.verdict.startswith("ON CALL 5:00")
        await agent.press("n")
        assert agent.lead == "Cy"
    assert calls_of(database) == [
        ("Ada", "outbound", "no", "asks for"),
        ("Bo", "inbound", "yes", ""),
    ]
    with database.read() as connection:
        rang_from = connection.execute(
            select(attempts.c.e164).where(attempts.c.direction == "inbound")
        )
        assert rang_from.scalar_one() == "+12085550122"


async def test_do_not_call_from_an_incoming_call_can_be_undone(
    database: Database, clock: FrozenClock
) -> None:
    three(database)
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        await agent.time_passes(seconds=5)
        await agent.press("slash")
        await agent.type("208 555 0102")
        await agent.press("ctrl+r")
        await agent.time_passes(seconds=5)
        await agent.press("x")
        with database.read() as connection:
            listed = connection.execute(select(suppressions.c.e164)).scalars().all()
        assert listed == ["+12085550102"]
        await agent.press("u")
        assert agent.lead == "Bo"
        assert agent.verdict.startswith("CALL OVER")
        with database.read() as connection:
            assert connection.execute(select(suppressions)).first() is None
        await agent.press("n")
        assert agent.lead == "Ada"


async def test_a_call_logged_by_mistake_is_taken_back(
    database: Database, clock: FrozenClock
) -> None:
    three(database)
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "slash")
        await agent.type("bo")
        await agent.press("ctrl+r", "u")
        assert agent.lead == "Ada"
        assert agent.verdict.startswith("ON CALL")
        await agent.press("u")
        assert "say how it ended" in agent.notice
    assert calls_of(database) == [("Ada", "outbound", None, "")]


async def test_a_strangers_incoming_call_makes_a_lead(
    database: Database, clock: FrozenClock
) -> None:
    three(database)
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "slash")
        await agent.type("202 555 0133")
        assert "Ctrl+R makes a lead of it" in agent.notice
        await agent.press("ctrl+r")
        assert "202 555 0133 rings: who is it?" in agent.question
        await agent.type("Grace\n")
        assert agent.lead == "Grace"
        assert agent.verdict.startswith("ON CALL")
        await agent.press("n")
        assert agent.lead == "Ada"
    assert calls_of(database)[1] == ("Grace", "inbound", "no", "")


async def test_an_incoming_call_needs_a_name_or_number(
    database: Database, clock: FrozenClock
) -> None:
    three(database)
    async with at_the_desk(database, clock) as agent:
        await agent.press("slash", "ctrl+r")
        assert agent.notice == "Who rings? Type the number or the name first."
        await agent.press("escape")
        assert agent.lead == "Ada"


async def test_on_a_call_a_match_opens_its_reasons_only(
    database: Database, clock: FrozenClock
) -> None:
    three(database)
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "slash")
        await agent.type("bo")
        await agent.press("enter")
        assert "Bo: may this phone ring now?" in agent.question
        await agent.press("end")
        assert "(208) 555-0122" in agent.question
        await agent.press("escape", "escape")
        assert agent.lead == "Ada"
        assert agent.verdict.startswith("ON CALL")
    assert [name for name, *_ in calls_of(database)] == ["Ada"]
