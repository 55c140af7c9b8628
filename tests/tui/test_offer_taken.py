"""Two consoles offer the same session, and one of them starts it."""

import pytest

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for


@pytest.fixture
def planned(database: Database, clock: FrozenClock) -> Database:
    """Five leads, in a session of three and one of two."""
    for line, name in enumerate(["Ada", "Bo", "Cy", "Di", "Ed"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    sizes = [session.size for session in desk_for(database, clock).sessions.plan(size=3).sessions]
    assert sizes == [3, 2]
    return database


def start_what_is_offered(database: Database, clock: FrozenClock, agent: str) -> None:
    desk = desk_for(database, clock, agent)
    offer = desk.next_session()
    assert offer is not None
    desk.sessions.start(offer.session_id)


async def test_the_second_enter_on_one_offer_starts_the_next_session(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock, "ann") as ann, at_the_desk(planned, clock, "bob") as bob:
        assert "3 leads to call" in ann.banner
        assert "3 leads to call" in bob.banner
        await ann.press("enter")
        assert ann.lead == "Ada"
        await bob.press("enter")
        assert bob.lead == "Di"
        assert "Fair 2/2" in bob.top
        assert "ann has Fair 1/2 · Mountain. You have Fair 2/2 · Mountain." in bob.notice


async def test_enter_says_when_no_other_session_is_free(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock, "bob") as bob:
        start_what_is_offered(planned, clock, "ann")
        start_what_is_offered(planned, clock, "cleo")
        await bob.press("enter")
        assert bob.lead == ""
        assert "ann has Fair 1/2 · Mountain. No other session is free." in bob.notice
        assert "READY" not in bob.banner


async def test_an_offer_that_another_agent_takes_is_replaced_within_seconds(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock, "bob") as bob:
        start_what_is_offered(planned, clock, "ann")
        await bob.time_passes(seconds=4)
        assert "2 leads to call" in bob.banner
        assert "ann has Fair 1/2 · Mountain. This session is next." in bob.notice
        start_what_is_offered(planned, clock, "cleo")
        await bob.time_passes(seconds=4)
        assert "READY" not in bob.banner
        assert "cleo has Fair 2/2 · Mountain. No other session is free." in bob.notice


async def test_an_offer_beside_a_finished_session_is_replaced_too(
    database: Database, clock: FrozenClock
) -> None:
    for line, name in enumerate(["Ada", "Bo", "Cy", "Di", "Ed"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    desk_for(database, clock).sessions.plan(size=2)
    async with at_the_desk(database, clock, "bob") as bob:
        await bob.press("enter", "enter", "n", "enter", "y")
        assert "2 leads to call" in bob.banner
        start_what_is_offered(database, clock, "ann")
        await bob.time_passes(seconds=4)
        assert "1 lead to call" in bob.banner


async def test_an_offer_that_is_still_free_stays(planned: Database, clock: FrozenClock) -> None:
    async with at_the_desk(planned, clock, "bob") as bob:
        await bob.time_passes(seconds=4)
        assert "3 leads to call" in bob.banner
        assert bob.notice == ""
