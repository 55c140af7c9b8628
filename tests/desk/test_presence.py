"""Who sits where: said beside the calls, and over as soon as the console ends."""

import subprocess
import sys
from datetime import timedelta

from console.desk import Desk
from console.machine import terminal_id
from db.engine.database import Database
from db.enums import PresenceState
from db.floor.presence import STALE, Doing, beat, by_agent, is_there, read_presences
from db.tables.presence import PresenceRow
from tests.conftest import FrozenClock
from tests.tui.driver import desk_for


def seen(database: Database, agent: str | None = None) -> tuple[PresenceRow, ...]:
    with database.read() as connection:
        return read_presences(connection, agent)


def test_an_agent_is_there_until_nothing_was_heard_for_half_a_minute(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    since = clock()
    clock.advance(minutes=3)
    assert desk.presence.beat(Doing(PresenceState.CALLING, since)) == 0
    [row] = seen(database)
    assert (row.agent, row.state, row.since, row.seen_at) == (
        "ann",
        PresenceState.CALLING,
        since,
        clock(),
    )
    assert is_there(row, clock.advance(seconds=29))
    assert not is_there(row, clock.advance(seconds=1))
    desk.presence.beat(Doing(PresenceState.PAUSED, clock(), "lunch"))
    [row] = seen(database)
    assert is_there(row, clock())
    assert (row.state, row.why) == (PresenceState.PAUSED, "lunch")


def test_who_ends_the_console_is_gone_at_once_and_it_is_told_since_when(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    desk.presence.beat(Doing(PresenceState.CALLING, clock()))
    left = clock.advance(seconds=5)
    desk.presence.leave()
    [row] = seen(database)
    assert not is_there(row, clock())
    assert (row.state, row.since) == (PresenceState.GONE, left)


def test_one_agent_at_two_terminals_is_told_so_at_both(
    database: Database, clock: FrozenClock
) -> None:
    here, there = (desk_for(database, clock, "ann").presence for _ in range(2))
    other = desk_for(database, clock, "bob").presence
    calling = Doing(PresenceState.CALLING, clock())
    assert [text.beat(calling) for text in (here, other, there, here)] == [0, 0, 1, 1]
    there.leave()
    assert here.beat(calling) == 0
    there.beat(calling)
    clock.advance(seconds=STALE.total_seconds())
    assert here.beat(calling) == 0


def test_of_several_terminals_that_is_shown_at_which_most_is_done(
    database: Database, clock: FrozenClock
) -> None:
    desks = [desk_for(database, clock, "ann").presence for _ in range(3)]
    states = (PresenceState.CALLING, PresenceState.WAITING, PresenceState.PAUSED)
    for desk, state in zip(desks, states, strict=True):
        desk.beat(Doing(state, clock()))
    assert by_agent(seen(database), clock())["ann"].state is PresenceState.CALLING
    desks[0].leave()
    assert by_agent(seen(database), clock())["ann"].state is not PresenceState.GONE


def test_what_was_not_heard_of_for_a_day_is_forgotten(
    database: Database, clock: FrozenClock
) -> None:
    desk_for(database, clock, "ann").presence.beat(Doing(PresenceState.CALLING, clock()))
    clock.at += timedelta(days=1, seconds=1)
    desk_for(database, clock, "bob").presence.beat(Doing(PresenceState.CALLING, clock()))
    assert [row.agent for row in seen(database)] == ["bob"]


def test_an_outcome_after_it_is_as_safe_as_before(database: Database, desk: Desk) -> None:
    """The next write block waits for the disk again."""
    if not database.is_sqlite:
        return
    desk.presence.leave()
    with database.engine.connect() as connection:
        driver = connection.connection.cursor()
        assert driver.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_terminal_whose_process_was_killed_is_no_other_terminal(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    ask = [sys.executable, "-c", "from console.machine import terminal_id as t; print(t())"]
    ended = subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip()
    doing = Doing(PresenceState.ON_CALL, clock())
    with database.jot() as connection:
        beat(connection, ended, "ann", doing, clock())
    assert desk.presence.beat(doing) == 0
    assert desk.presence.elsewhere() is None
    for there in (terminal_id(), ended.replace("-", "0-", 1), "another version"):
        with database.jot() as connection:
            beat(connection, there, "ann", doing, clock())
    assert desk.presence.beat(doing) == 3, "of this process, of another machine, unknown"
