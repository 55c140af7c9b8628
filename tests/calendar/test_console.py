"""The console keeps the agent's calendar up to date beside the calls, and says when it is busy."""

import asyncio
from datetime import UTC, datetime

import pytest

from console.cards.promises import NewCallback
from console.outreach.calendar.job import CalendarSettings
from console.plain.background import BackgroundWatch
from console.view.state.calendar_push import CalendarPush
from db.engine.database import Database
from tests.calendar.servers import OwnCalendar
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.plain.listener import Listener
from tests.tui.driver import HERE, SLOWEST, Agent, at_the_desk, desk_for

pytestmark = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
on_radicale = pytest.mark.parametrize("server", ["radicale"], indirect=True)

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
ADA = "Call back Ada"


@pytest.fixture
def promised(database: Database, clock: FrozenClock) -> Database:
    """Ada has a callback of ann on Friday; Bo is callable now."""
    add_lead(database, "Ada", "(208) 555-0101")
    call(desk_for(database, clock), "callback", "", NewCallback(FRIDAY))
    add_lead(database, "Bo", "(208) 555-0102")
    return database


@on_radicale
async def test_promises_go_to_the_calendar_at_the_start_and_as_they_are_made(
    promised: Database, clock: FrozenClock, calendar: OwnCalendar
) -> None:
    async with at_the_desk(promised, clock, calendar=calendar.settings) as agent:
        await agent.until(lambda: ADA in calendar.events(clock))
        await agent.press("enter", "c")
        await agent.type("fri 3pm\n")
        await agent.time_passes(seconds=15)
        await agent.until(lambda: "Call back Bo" in calendar.events(clock))
        await agent.press("u")
        await agent.time_passes(seconds=15)
        await agent.until(lambda: set(calendar.events(clock)) == {ADA})
        assert "calendar" not in agent.notice


@pytest.mark.long
@on_radicale
async def test_the_last_promise_before_leaving_goes_there_too(
    promised: Database, clock: FrozenClock, calendar: OwnCalendar
) -> None:
    async with at_the_desk(promised, clock, calendar=calendar.settings) as agent:
        await agent.until(lambda: ADA in calendar.events(clock))
        await agent.press("enter", "c")
        await agent.type("fri 3pm\n")
    async with asyncio.timeout(SLOWEST):
        while "Call back Bo" not in await asyncio.to_thread(calendar.events, clock):
            pass


@on_radicale
async def test_the_pickers_say_what_the_calendar_has_at_that_time(
    promised: Database, clock: FrozenClock, calendar: OwnCalendar
) -> None:
    calendar.write(
        *("dentist.ics", "UID:dentist", "DTSTAMP:20261101T000000Z", "SUMMARY:Dentist"),
        *("DTSTART:20261119T200000Z", "DTEND:20261119T201500Z"),
    )
    async with at_the_desk(promised, clock, calendar=calendar.settings) as agent:
        await agent.until(lambda: bool(agent.calling.work.busy))
        await agent.press("enter", "c")
        await agent.type("thu 13:05")
        assert "May ring then · your calendar has 15:00 to 15:15" in agent.question
        await agent.press("escape", "Y")
        await agent.type("thu 12:45")
        assert "May ring then · your calendar has 15:00 to 15:15" in agent.question
        await agent.press("backspace", "backspace", "1", "5")
        assert "your calendar" not in agent.question


@on_radicale
async def test_a_proposed_time_at_which_the_calendar_has_something_is_not_called_free(
    promised: Database, clock: FrozenClock, calendar: OwnCalendar
) -> None:
    async with at_the_desk(promised, clock, calendar=calendar.settings) as agent:
        await agent.press("enter", "c")
        assert "busy" not in agent.question
        assert "free" in agent.question
        await agent.press("escape")
        calendar.write(
            *("fair.ics", "UID:fair", "DTSTAMP:20261101T000000Z", "SUMMARY:Fair"),
            *("DTSTART:20261118T000000Z", "DTEND:20261220T000000Z"),
        )
        await agent.until(lambda: not is_syncing(agent))
        await agent.time_passes(minutes=6)
        await agent.until(lambda: bool(agent.calling.work.busy))
        await agent.press("c")
        assert "busy" in agent.question
        assert "free" not in agent.question


@pytest.mark.long
@on_radicale
async def test_an_hour_changed_in_the_calendar_is_told_once(
    promised: Database, clock: FrozenClock, calendar: OwnCalendar
) -> None:
    async with at_the_desk(promised, clock, calendar=calendar.settings) as agent:
        await agent.until(lambda: ADA in calendar.events(clock))
        calendar.edit(clock, lambda text: text.replace("20261120T17", "20261120T18"))
        await agent.until(lambda: not is_syncing(agent))
        await agent.time_passes(minutes=6)
        await agent.until(lambda: "has Call back Ada at Fri 13:00" in agent.notice)
        await agent.press("space", "space")
        await agent.time_passes(minutes=6)
        await agent.until(lambda: not is_syncing(agent))
        assert "Fri 13:00" not in agent.notice


@pytest.mark.long
async def test_a_server_that_is_down_is_told_once_and_tried_later(
    promised: Database, clock: FrozenClock
) -> None:
    down = CalendarSettings("http://127.0.0.1:9/ann/")
    async with at_the_desk(promised, clock, calendar=down) as agent:
        await agent.until(lambda: "does not answer" in agent.notice)
        await agent.press("enter", "n")
        await agent.time_passes(seconds=30)
        assert not is_syncing(agent)
        await agent.time_passes(seconds=40)
        await agent.until(lambda: not is_syncing(agent))
        assert "does not answer" not in agent.notice
        assert "Your calendar gets no promises since 12:00: smiledial calendar test" in agent.notice


async def test_the_people_of_a_demo_go_into_nobodys_calendar(
    promised: Database, clock: FrozenClock
) -> None:
    down = CalendarSettings("http://127.0.0.1:9/ann/")
    async with at_the_desk(promised, clock, calendar=down, is_kept=False) as agent:
        await agent.time_passes(seconds=15)
        assert agent.calling.controller.calendar is None


@on_radicale
def test_the_plain_console_does_the_same(
    promised: Database, clock: FrozenClock, calendar: OwnCalendar
) -> None:
    calendar.write(
        *("dentist.ics", "UID:dentist", "DTSTAMP:20261101T000000Z", "SUMMARY:Dentist"),
        *("DTSTART:20261119T200000Z", "DTEND:20261119T201500Z"),
    )
    listener = Listener(promised, clock)
    desk, heard = desk_for(promised, clock), list[str]()
    push = CalendarPush(desk.calendar, calendar.settings, "mine.toml", clock, HERE)
    state = listener.console.screen_state
    beside = BackgroundWatch(desk, state, clock, heard.append, HERE, push)
    while not state.busy:
        beside.look()
    assert ADA in calendar.events(clock)
    assert "your calendar has 15:00 to 15:15" in listener.works("", "c thu 13:05").all


def is_syncing(agent: Agent) -> bool:
    watch = agent.calling.controller.calendar
    return watch is None or watch.is_syncing
