"""From the start to the first lead: what is painted first, and on wider terminals."""

import threading
from datetime import datetime

import pytest

from console.desk import Desk
from console.firm.personal_settings import Personal
from console.tui.app import SmileDialApp
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import HERE, Agent, RecordingDriver, at_the_desk, desk_for


async def test_the_first_thing_painted_is_the_lead(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        assert agent.lead == "Ada"
        assert "Ada" in agent.sent
        assert "Opening the list" not in agent.sent


async def test_while_a_slow_database_answers_the_screen_says_what_it_waits_for(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    answers = threading.Event()

    def slow() -> datetime:
        answers.wait(60)
        return clock()

    desk = Desk(database, slow, "ann", zone=HERE)
    personal = Personal(zone=HERE, fresh_pause=0.0)
    reports = desk_for(database, clock)
    app = SmileDialApp(desk, reports, clock, personal, lambda _name, _typed: None)
    app.driver_class = RecordingDriver
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        agent = Agent(app, pilot, clock)
        await pilot.pause()
        assert "Opening the list …" in agent.screen_text
        await pilot.press("enter")
        answers.set()
        await agent.settle()
        assert agent.lead == "Ada"
        assert agent.verdict.startswith("CALL")


async def test_a_terminal_that_is_made_wide_gets_its_columns_at_once(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        assert "How it ends" not in agent.screen_text
        await agent.resize(120, 40)
        assert "How it ends" in agent.screen_text
        assert "May ring" not in agent.screen_text
        await agent.resize(200, 60)
        assert "May ring" in agent.screen_text
        await agent.resize(80, 24)
        assert "How it ends" not in agent.screen_text
        assert agent.lead == "Ada"


async def test_a_wide_terminal_has_its_sessions_from_the_start(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", list_name="Fair")
    add_lead(database, "Bo", "(208) 555-0102", list_name="Home")
    desk_for(database, clock).sessions.plan(size=1)
    async with at_the_desk(database, clock, size=(120, 40)) as agent:
        await agent.press("enter")
        assert "0/1" in agent.screen_text


async def test_an_agent_over_ssh_is_told_that_the_servers_clock_is_shown(
    database: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    async with at_the_desk(database, clock, zone="Etc/UTC") as agent:
        assert agent.notice == "“Here” is UTC: smiledial settings set zone changes it."
    async with at_the_desk(database, clock, zone="Europe/Berlin") as agent:
        assert agent.notice == ""
