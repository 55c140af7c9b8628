"""An Enter typed before the next question could be read answers nothing."""

from sqlalchemy import func, select

from console.tui.base.bindings import ENTER_AGAIN
from db.engine.database import Database
from db.firm.settings import bump_revision, put
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for


async def test_a_doubled_enter_does_not_merge_two_leads(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147", priority=9)
    add_lead(database, "A. Byron", "(208) 555-0147")
    async with at_the_desk(database, clock, fresh_pause=0.35) as agent:
        clock.advance(seconds=1)
        await agent.press("equals_sign")
        clock.advance(seconds=1)
        await agent.press("enter", "enter")
        with database.read() as connection:
            assert connection.execute(select(func.count(leads.c.id))).scalar_one() == 2
        await agent.press("m")
        with database.read() as connection:
            assert connection.execute(select(func.count(leads.c.id))).scalar_one() == 1


async def test_a_doubled_enter_does_not_send_an_e_mail(
    database: Database, clock: FrozenClock
) -> None:
    for line, name in enumerate(["Ada", "Bo"]):
        add_lead(database, name, f"(208) 555-010{line}", email=f"{name}@example.com")
    with database.write() as connection:
        bump_revision(connection)
        put(connection, "firm_name", "Northwind")
        put(connection, "firm_address", "1 Wick Lane, Portland")
    desk_for(database, clock).sessions.plan()
    async with at_the_desk(database, clock, fresh_pause=0.35) as agent:
        await agent.press("f4", "a")
        clock.advance(seconds=1)
        await agent.press("enter", "enter")
        assert "2 of 2" in agent.question
        assert ENTER_AGAIN in agent.question
        clock.advance(seconds=1)
        await agent.press("enter")
        assert agent.notice == "2 introductions written."


async def test_a_doubled_enter_does_not_lift_a_block(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada")
    call(desk_for(database, clock), "no")
    desk_for(database, clock, "sue").board.block("ann", "late")
    async with (
        at_the_desk(database, clock, "ann") as ann,
        at_the_desk(database, clock, "sue", fresh_pause=0.35) as sue,
    ):
        await ann.time_passes(seconds=10)
        await sue.press("f2", "down", "enter", "u", "enter")
        assert ENTER_AGAIN in sue.question
        clock.advance(seconds=1)
        await sue.press("enter")
        assert "ann can go on." in sue.notice
