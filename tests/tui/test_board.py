"""F2: a supervisor watches agents and acts on them: help, leads, blocks, sessions, stops."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from console.cards.promises import NewCallback
from console.supervision.firm.emergency_stops import stop
from console.supervision.floor.board import read_board
from db.engine.database import Database
from db.enums import PresenceState
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk, desk_for
from tests.tui.textual_private import context_of


@pytest.fixture
def leads(database: Database) -> Database:
    for line, name in enumerate(["Ada Byron", "Bo Diddley", "Cy Twombly", "Di Vine", "Ed Wood"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    return database


@asynccontextmanager
async def supervised(
    database: Database, clock: FrozenClock, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Agent, Agent]]:
    """Run two consoles: ann calls, sue has the board open."""
    async with (
        at_the_desk(database, clock, "ann") as ann,
        at_the_desk(database, clock, "sue", size=size) as sue,
    ):
        await ann.time_passes(seconds=10)
        await sue.time_passes(seconds=10)
        await sue.press("f2")
        yield ann, sue


async def refresh_board(sue: Agent) -> None:
    await sue.settle()  # the page skips a read while one of its own is under way
    screen = sue.app.screen
    with context_of(sue.app):
        screen._refresh_data()  # type: ignore[attr-defined]
    await sue.settle()


async def test_the_board_follows_an_agents_state(leads: Database, clock: FrozenClock) -> None:
    async with supervised(leads, clock) as (ann, sue):
        assert "● ann reads " in sue.question
        await ann.press("enter")
        await ann.time_passes(seconds=3)
        await refresh_board(sue)
        assert "◆ ann on call 3 s" in sue.question
        await ann.press("n", "p")
        await ann.time_passes(seconds=61)
        await refresh_board(sue)
        assert "‖ ann paused 1 min" in sue.question
    assert ann.app.return_code is None


async def test_a_watching_supervisor_has_no_row(leads: Database, clock: FrozenClock) -> None:
    async with supervised(leads, clock) as (_, sue):
        await sue.time_passes(seconds=10)
        await refresh_board(sue)
        assert "sue" not in sue.question
        async with at_the_desk(leads, clock, "tom", size=(160, 50)) as tom:
            await tom.press("f2")
            assert "Watching: sue." in tom.question
            assert "‖ sue" not in tom.question
        await sue.press("escape")
        await sue.time_passes(seconds=10)
        assert read_board(leads, "UTC", clock()).sitting["sue"].state is PresenceState.CALLING


async def test_a_call_for_help_comes_first_and_is_answered_with_a_line(
    leads: Database, clock: FrozenClock
) -> None:
    async with supervised(leads, clock) as (ann, sue):
        await ann.press("enter", "f8")
        clock.advance(seconds=9)
        await refresh_board(sue)
        assert "! HELP ann · Ada Byron 0:09, since 12:00" in sue.question
        await sue.press("down", "enter")
        assert "Asked for help at 12:00." in sue.question
        await sue.press("a")
        assert "Your answer" in sue.question
        await sue.type("Offer the old price.\n")
        assert "Told ann." in sue.notice
        assert "! HELP" not in sue.question
        await ann.time_passes(seconds=2)
        assert "sue · Ada Byron: Offer the old price." in ann.notice


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_enter_on_an_agent_opens_their_day_call_by_call(
    leads: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with supervised(leads, clock, size) as (ann, sue):
        await ann.press("enter")
        await ann.time_passes(seconds=80)
        await ann.press("e")
        await ann.type("wants proof")
        await ann.press("escape", "n")
        await ann.time_passes(minutes=2)
        await ann.press("enter")
        await ann.time_passes(seconds=9)
        await sue.press("escape", "f2", "down", "enter")
        assert "ann · Wed 18 Nov" in sue.question
        assert "ann, on call 9 s: 2 dials, 1 no, 0 yeses. Lead Cy Twombly" in sue.question
        assert "time person theirs until length ending" in sue.question
        assert "► 12:03 Cy Twombly 10:03 21:00 0:09 on call" in sue.question
        assert "12:00 Ada Byron 10:00 21:00 1:20 n No wants proof" in sue.question
        await sue.press("down")
        assert ("Wed 18 Nov, 10:00 their time, by ann" in sue.question) is (size[0] >= 160)
        assert ("Facts Address US" in sue.question) is (size[0] >= 160)
        await sue.press("enter")
        assert "Ada Byron: 1 call" in sue.question
        assert "Wed 18 Nov, 10:00 their time, by ann" in sue.question
        await sue.press("pagedown")
        assert "The verdict it was made under" in sue.screen_text
        await sue.press("escape", "w")
        assert sue.app.screen.query_one(".dialog").region.x == 0, "at the foot, over no chart"
        await sue.press("escape", "escape")
        assert "When people answer" in sue.question


async def test_a_long_gap_shows_in_the_strip_of_an_agents_day(
    leads: Database, clock: FrozenClock
) -> None:
    async with supervised(leads, clock) as (ann, sue):
        await ann.press("enter", "n")
        clock.advance(hours=2)
        await sue.press("escape", "f2", "down", "enter")
        assert re.search(r"n━+ no call 2 h 00 ━+ 12 13 14 time", sue.question)


async def test_the_day_of_an_agent_can_be_read_when_it_is_over(
    leads: Database, clock: FrozenClock
) -> None:
    async with supervised(leads, clock) as (ann, _):
        await ann.press("enter", "n")
    clock.advance(days=1)
    async with at_the_desk(leads, clock, "tom") as tom:
        await tom.press("f2", "left", "down", "enter")
        assert "ann · Wed 18 Nov" in tom.question
        assert "Ada Byron 10:00 21:00 0:00 n No" in tom.question
        assert "Tell" not in tom.question
        await tom.press("w")
        assert "That day is over: → goes on to today, where you can act." in tom.notice


async def test_the_arrows_turn_an_agents_page_to_their_other_days(
    leads: Database, clock: FrozenClock
) -> None:
    async with supervised(leads, clock) as (ann, _):
        await ann.press("enter", "n")
    clock.advance(days=1)
    async with supervised(leads, clock) as (ann, sue):
        await ann.press("enter")
        await sue.press("escape", "f2", "down", "enter")
        assert "ann · Thu 19 Nov" in sue.question
        assert "Next day" not in sue.question
        await sue.press("right")
        assert "ann · Thu 19 Nov" in sue.question
        await sue.press("left")
        assert "ann · Wed 18 Nov" in sue.question
        assert "Ada Byron 10:00 21:00 0:00 n No" in sue.question
        assert "Tell" not in sue.question
        await sue.press("left")
        assert "ann · Tue 17 Nov" in sue.question
        assert "0 dials" in sue.question
        await sue.press("right", "right")
        assert "ann · Thu 19 Nov" in sue.question
        assert "w Tell" in sue.question


async def test_callbacks_open_from_the_day_and_one_that_is_called_comes_onto_the_screen(
    leads: Database, clock: FrozenClock
) -> None:
    desk = desk_for(leads, clock, "sue")
    call(desk, "callback", callback=NewCallback(clock() + timedelta(minutes=5)))
    async with supervised(leads, clock) as (_, sue):
        await sue.press("escape", "f2", "C")
        assert "Ada Byron" in sue.question
        await sue.press("escape")
        assert "When people answer" in sue.question
        await sue.press("C", "enter")
        assert sue.question == ""
        assert sue.lead == "Ada Byron"


async def test_home_goes_back_to_the_beginning_of_the_day(
    leads: Database, clock: FrozenClock
) -> None:
    async with supervised(leads, clock) as (_, sue):
        await sue.resize(80, 14)
        assert "No complaint." in sue.screen_text
        await sue.press("pagedown", "pagedown")
        assert "No complaint." not in sue.screen_text
        await sue.press("home")
        assert "No complaint." in sue.screen_text


async def test_a_supervisor_takes_a_lead_back_from_an_agent(
    leads: Database, clock: FrozenClock
) -> None:
    async with supervised(leads, clock) as (ann, sue):
        await sue.press("down", "enter")
        assert "Lead Ada Byron" in sue.question
        await sue.press("b", "escape", "enter", "t", "enter")
        assert "Why? The agent is told." in sue.question
        await sue.type("a customer\n")
        assert "Ada Byron was taken back, and ann was told." in sue.notice
        await ann.time_passes(seconds=2)
        assert ann.lead not in {"", "Ada Byron"}
        assert "sue took this lead back: a customer." in ann.notice


async def test_an_agent_is_blocked_and_unblocked(leads: Database, clock: FrozenClock) -> None:
    async with supervised(leads, clock) as (ann, sue):
        await sue.press("down", "enter", "u")
        assert "ann is not blocked." in sue.question
        await sue.press("b")
        await sue.type("shouted\n")
        assert "ann · Wed 18 Nov" in sue.question, "the agent's page stays open for the next act"
        assert "Blocked by sue since 12:00: shouted" in sue.question
        await ann.time_passes(seconds=2)
        assert "BLOCKED" in ann.banner
        await sue.press("escape")
        assert "► ■ ann blocked" in sue.question
        await sue.press("enter", "u", "enter")
        assert "ann can go on." in sue.notice
        await ann.time_passes(seconds=2)
        assert ann.lead != ""


async def test_handing_a_session_to_an_unknown_name_needs_a_second_enter(
    leads: Database, clock: FrozenClock
) -> None:
    desk = desk_for(leads, clock, "ann")
    desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    async with supervised(leads, clock) as (ann, sue):
        await sue.press("down", "enter", "g", "enter")
        assert "Who goes on with it? A name, or team" in sue.question
        await sue.type("bob: ann goes home\n")
        assert "bob has never called here. Is the name right? Enter again gives it." in sue.question
        await sue.press("enter")
        assert "Given to bob. Both were told. To undo it, give it back to ann" in sue.notice
        await ann.time_passes(seconds=2)
        assert "to bob: ann goes home." in ann.notice


async def test_enter_right_behind_a_digit_gives_the_session_to_whom_the_digit_names(
    leads: Database, clock: FrozenClock
) -> None:
    desk = desk_for(leads, clock, "bob")
    desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    async with supervised(leads, clock) as (_, sue):
        await sue.press("escape", "l", "h")
        assert "bob is in it" in sue.question
        assert "agent dials reach" in sue.question
        assert "1 ann" in sue.question
        await sue.press_at_once("1", "enter")
        assert "Given to ann." in sue.notice, "she is at work, so the name is not mistyped"
        await sue.press("h")
        await sue.press_at_once("0", "enter")
        assert "Given to the team." in sue.notice


async def test_a_place_is_stopped_and_lifted_from_the_board(
    leads: Database, clock: FrozenClock
) -> None:
    async with supervised(leads, clock) as (ann, sue):
        await sue.press("x", "enter")
        assert "Which place, and why?" in sue.question
        await sue.type("Idaho\n")
        assert (
            "Idaho (US-ID): 5 open leads stop at once. Nobody is on a call there. o lifts it again."
        ) in sue.question
        await sue.press("enter")
        assert "needs its reason" in sue.question
        await sue.type("flood\n")
        row = "■ STOPPED US-ID · sue, since 12:00 · o lifts · flood"
        assert row in sue.question
        await ann.time_passes(seconds=2)
        await ann.press("enter")
        assert "ON CALL" not in ann.verdict
        await sue.press("o")
        assert "Lift a stop: US-ID" in sue.question
        await sue.type("US-ID\n")
        assert "Why may calls go on?" in sue.question
        await sue.type(": dry again\n")
        assert "STOPPED" not in sue.question


async def test_a_line_to_everybody_reaches_every_screen(
    leads: Database, clock: FrozenClock
) -> None:
    async with supervised(leads, clock, size=(160, 50)) as (ann, sue):
        await sue.press("w")
        await sue.type("Sales stops at five.\n")
        await ann.time_passes(seconds=2)
        assert "sue: Sales stops at five." in ann.notice
        await sue.press("escape", "f9")
        assert "you to everybody" in sue.question
        assert "Sales stops at five." in sue.question


async def test_a_line_to_one_agent_may_be_written_by_a_digit(
    leads: Database, clock: FrozenClock
) -> None:
    async with supervised(leads, clock) as (ann, sue):
        await ann.press("enter")
        await refresh_board(sue)
        await sue.press("down", "enter", "w")
        assert "stands on top of ann’s screen until it is read" in sue.question
        await sue.press("2", "enter")
        await ann.time_passes(seconds=2)
        assert "Take a break when this call is done." in ann.notice


async def test_a_past_day_has_no_acts(leads: Database, clock: FrozenClock) -> None:
    async with supervised(leads, clock) as (_, sue):
        await sue.press("left")
        assert "x Stop" not in sue.question
        assert "→ Next day" in sue.question
        await sue.press("x")
        assert "That day is over" in sue.notice
        assert "Stop every call" not in sue.question


async def test_an_agent_who_keeps_dialling_what_is_forbidden_is_flagged(
    leads: Database, clock: FrozenClock
) -> None:
    async with supervised(leads, clock, (120, 35)) as (ann, sue):
        await ann.time_passes(seconds=1)  # her console has asked for changes before
        await ann.time_passes(seconds=1)
        stop(leads, "US-ID", "the storm", "sue", clock())
        await ann.time_passes(seconds=1)
        assert ann.verdict.startswith("WAIT wait until resumed")
        await ann.press_at_once(*["enter"] * 9)  # held down: a single press
        for _ in range(3):
            await ann.time_passes(seconds=20)
            await ann.press("enter")
        await refresh_board(sue)
        assert "INSISTS" not in sue.question
        await ann.time_passes(seconds=20)
        await ann.press("enter")
        await refresh_board(sue)
        alert = "5 refused tries, last 12:01 (emergency stop)"
        assert f"! INSISTS ann {alert}" in sue.question
        await sue.press("down", "enter")
        assert f"{alert}, Ada Byron." in sue.question
        await sue.press("escape")
        clock.advance(minutes=31)
        await refresh_board(sue)
        assert "INSISTS" not in sue.question
