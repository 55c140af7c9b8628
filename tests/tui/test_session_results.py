"""The page of session results: its totals name their scope, names use the free room."""

from itertools import pairwise

import pytest
from sqlalchemy import update

from console.tui.today.session_reports import SupervisorScreen, totals_page
from console.tui.today.session_tables import summary_page
from db.engine.database import Database
from db.tables.sessions import calling_sessions
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import HERE, at_the_desk, desk_for

LONG = "Clinics, Florida and 12 more states, first call · Eastern, Central & 2 more"


@pytest.fixture
def two_sessions(database: Database, clock: FrozenClock) -> Database:
    """Two sessions of a list with a long name, two dials in each."""
    for line in range(4):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}")
    desk = desk_for(database, clock)
    for session in desk.sessions.plan(size=2).sessions:
        desk.sessions.start(session.session_id)
        call(desk, "no")
        call(desk, "no")
    with database.write() as connection:
        connection.execute(update(calling_sessions).values(name=LONG))
    return database


def test_the_line_about_hours_names_its_scope(two_sessions: Database, clock: FrozenClock) -> None:
    sessions = desk_for(two_sessions, clock).sessions
    totals, summaries = sessions.totals(), sessions.summaries(50)
    whole = totals_page(summaries, totals, clock(), HERE, 80).plain
    assert "4 dials" in whole
    assert "\nSince 18 Nov\n" in whole
    assert "\nAll 4 calls were inside their hours." in whole
    newest = totals_page(summaries[:1], totals, clock(), HERE, 80).plain
    assert "\nIn the newest 1: all 2 calls were inside their hours." in newest
    assert "older session" not in summary_page(summaries, totals, clock(), HERE, 80).plain
    newest = summary_page(summaries[:1], totals, clock(), HERE, 80).plain
    assert "\n… 1 older session with 2 dials. The report of sessions has them." in newest


def test_the_name_of_a_session_takes_the_room_of_the_page(
    two_sessions: Database, clock: FrozenClock
) -> None:
    sessions = desk_for(two_sessions, clock).sessions
    totals = sessions.totals()
    summaries = sessions.summaries(50)
    shown = [
        len(summary_page(summaries, totals, clock(), HERE, width).plain.split("\n")[-1].rstrip())
        for width in range(75, 150)
    ]
    assert all(before <= after for before, after in pairwise(shown))
    assert all(length <= width for width, length in zip(range(75, 150), shown, strict=True))
    assert LONG in summary_page(summaries, totals, clock(), HERE, 58 + len(LONG)).plain


async def test_at_140_columns_a_name_stands_whole(
    two_sessions: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(two_sessions, clock, size=(140, 40)) as agent:
        await agent.press("f2", "s")
        assert isinstance(agent.app.screen, SupervisorScreen)
        assert LONG in agent.question


async def test_a_wide_page_has_a_table_of_the_agents(
    two_sessions: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(two_sessions, clock, size=(200, 50)) as agent:
        await agent.press("f2", "s")
        assert "By agent sessions dials talks reach noes yes per h dials" in agent.question
        assert "By agent" in agent.question.split("How calls ended")[0]


async def test_enter_opens_the_session_under_the_cursor(
    two_sessions: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(two_sessions, clock) as agent:
        await agent.press("f2", "s")
        assert "Enter Open" in agent.question
        first = agent.question.split("► ")[1].split()[0]
        await agent.press("down")
        second = agent.question.split("► ")[1].split()[0]
        assert {first, second} == {"done", "paused"}
        await agent.press("enter")
        assert second.upper() in agent.question
        await agent.press("escape")
        assert f"► {second}" in agent.question
