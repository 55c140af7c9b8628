"""A do-not-call request made elsewhere takes effect on every screen at once."""

import pytest

from console.do_not_call.internal_list import add
from console.do_not_call.patterns import put_on
from db.engine.database import Database
from db.enums import PatternKind
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk

HOME = "+12085550147"


@pytest.fixture
def ada(database: Database) -> Database:
    add_lead(database, "Ada", HOME, company="Engine Works")
    return database


def ask(database: Database, clock: FrozenClock, by: str) -> None:
    if by == "number":
        add(database, HOME, "asked by letter", "sue", clock())
    else:
        put_on(database, PatternKind(by), "Engine Works", "asked by counsel", "sue", clock())


@pytest.mark.parametrize("by", ["number", "company"])
async def test_a_newly_barred_lead_on_another_screen_is_refused_at_its_dial(
    ada: Database, clock: FrozenClock, by: str
) -> None:
    async with at_the_desk(ada, clock) as agent:
        assert agent.verdict.startswith("CALL")
        ask(ada, clock, by)
        await agent.press("enter")
        assert "Not dialled: NEVER: On your firm's do-not-call list" in agent.notice
        assert agent.verdict.startswith("NEVER")
        await agent.press("f2")
        assert "× REFUSED 1 on the internal list · none was dialled" in agent.question
        await agent.press("s")
        assert "The latest dials refused on the internal list" in agent.question
        assert "✗ 18 Nov 12:00 ann Ada on the internal list" in agent.question


async def test_a_newly_barred_lead_on_another_screen_changes_at_its_next_look(
    ada: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(ada, clock) as agent:
        ask(ada, clock, "number")
        await agent.time_passes(minutes=4)
        assert agent.verdict.startswith("NEVER")
