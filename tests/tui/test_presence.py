"""The console reports that an agent is there, and when they leave."""

from db.engine.database import Database
from db.enums import PresenceState
from db.floor.presence import read_presences
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


def state_of(database: Database, agent: str) -> list[PresenceState]:
    with database.read() as connection:
        return [row.state for row in read_presences(connection, agent)]


async def test_a_board_sees_what_an_agent_does(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147")
    add_lead(database, "Bo Diddley", "(208) 555-0148")
    async with at_the_desk(database, clock, wrap_up=30) as agent:
        await agent.time_passes(seconds=1)
        assert state_of(database, "ann") == [PresenceState.CALLING]
        await agent.press("enter")
        await agent.time_passes(seconds=10)
        assert state_of(database, "ann") == [PresenceState.ON_CALL]
        await agent.press("n")
        await agent.time_passes(seconds=1)
        assert state_of(database, "ann") == [PresenceState.WRAP_UP]
        await agent.press("p")
        await agent.time_passes(seconds=1)
        assert state_of(database, "ann") == [PresenceState.PAUSED]
        await agent.press("space")
        await agent.press("enter")
        await agent.press("v")
        await agent.time_passes(seconds=1)
        assert state_of(database, "ann") == [PresenceState.WAITING]
    assert state_of(database, "ann") == [PresenceState.GONE]


async def test_an_agent_at_two_terminals_is_told_at_both(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        await agent.time_passes(seconds=10)
        async with at_the_desk(database, clock) as other:
            await other.time_passes(seconds=1)
            notice = "You are at another terminal too, on a call since 12:00; both share one lead."
            assert other.notice == notice
            assert other.lead == "Ada"
            await agent.time_passes(seconds=10)
            assert "You are at another terminal too" in agent.notice
