"""A backup is restored during a call: the console reports the lost call and goes on."""

from pathlib import Path

from console.desk import Desk
from console.maintenance.backup.backups import restore, write_backup
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk

GONE = "The database was restored during this call, so its record is gone. Next lead."


def fill(database: Database) -> None:
    for line, name in enumerate(["Ada Byron", "Bo Diddley"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)


def back_up(database: Database, clock: FrozenClock, folder: Path) -> Path:
    path = folder / "backup.db"
    write_backup(database, path, "sue", clock(), lambda _done, _total: None)
    return path


def put_back(database: Database, clock: FrozenClock, path: Path) -> None:
    clock.advance(seconds=1)
    restore(database, path, path.parent, "sue", clock(), lambda *_: None, is_forced=True)


async def begin_a_call(agent: Agent) -> None:
    await agent.time_passes(seconds=2)
    await agent.press("enter")
    assert "ON CALL" in agent.verdict


async def test_a_call_lost_in_a_restore_is_reported_within_three_seconds(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    fill(database)
    path = back_up(database, clock, tmp_path)
    async with at_the_desk(database, clock) as agent:
        await begin_a_call(agent)
        put_back(database, clock, path)
        await agent.time_passes(seconds=2)
        assert (agent.lead, agent.notice) == ("Ada Byron", GONE)
        await agent.press("enter")
        assert "ON CALL" in agent.verdict


async def test_the_outcome_of_a_call_lost_in_a_restore_is_not_saved(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    fill(database)
    async with at_the_desk(database, clock) as agent:
        path = back_up(database, clock, tmp_path)  # the lead is held in it, and not yet called
        await begin_a_call(agent)
        put_back(database, clock, path)
        await agent.press("n")
        assert (agent.lead, agent.notice) == ("Ada Byron", GONE)
        await agent.press("enter", "n")
        assert agent.lead == "Bo Diddley"


async def test_a_restore_leaves_a_note_that_is_being_written(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    fill(database)
    path = back_up(database, clock, tmp_path)
    async with at_the_desk(database, clock) as agent:
        await begin_a_call(agent)
        await agent.press("e")
        await agent.type("likes tea")
        put_back(database, clock, path)
        await agent.time_passes(seconds=2)
        assert agent.note == "likes tea"
        assert agent.notice == "The database was restored, so this call and its note are gone."
        await agent.press("escape")
        await agent.time_passes(seconds=2)
        assert agent.notice == GONE


async def test_a_key_of_a_dead_console_that_was_saved_is_reported(
    database: Database, clock: FrozenClock
) -> None:
    fill(database)
    async with at_the_desk(database, clock) as agent:
        await begin_a_call(agent)
        before = Desk(database, clock, "ann")
        card = before.resume()
        assert card is not None
        before.record(card.claim, "no")
        await agent.press("v")
        assert agent.notice == "That call is recorded already: No. u takes it back."
        assert agent.lead == "Bo Diddley"
