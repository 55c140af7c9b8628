"""The pause key asks for a reason if the firm wants one."""

from datetime import timedelta

from console.cards.promises import NewAppointment, NewCallback
from console.supervision.firm.settings import put_setting
from db.engine.database import Database
from db.enums import AppointmentWay
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for


async def test_a_pause_asks_for_one_of_the_firms_reasons(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147")
    async with at_the_desk(database, clock) as agent:
        await agent.press("p")
        assert "AWAY" in agent.banner
        assert "Any key brings you back." in agent.banner
        assert agent.footer == "Any key Back"
        await agent.press("space")
        assert agent.lead == "Ada Byron"
        put_setting(database, "pause_reasons", "lunch; meeting", "sue", clock())
        await agent.press("p")
        assert "1 lunch 2 meeting" in agent.question
        await agent.press("escape")
        assert agent.lead == "Ada Byron"
        await agent.press_while_the_database_is_busy("p", "enter")
        assert "Away: why?" in agent.question
        await agent.press("2")
        assert agent.lead == ""
        await agent.time_passes(minutes=3)
        await agent.press("f2", "f2")
        assert agent.lead == "Ada Byron"


async def test_a_pause_clears_the_notice_about_the_lead(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147")
    async with at_the_desk(database, clock) as agent:
        await agent.press("n")
        assert "No call is under way" in agent.notice
        await agent.press("p")
        assert agent.notice == ""
        await agent.press("space")
        assert agent.lead == "Ada Byron"
        assert agent.notice == ""


async def test_an_agent_whose_session_was_handed_over_gets_the_next_one(
    database: Database, clock: FrozenClock
) -> None:
    for line, name in enumerate(["Ada Byron", "Bo Diddley"]):
        add_lead(database, name, f"(208) 555-010{line}")
    desk = desk_for(database, clock, "ann")
    session = desk.sessions.start(desk.sessions.plan(size=1).sessions[0].session_id)
    async with at_the_desk(database, clock) as agent:
        await agent.press("p")
        sue = desk_for(database, clock, "sue").sessions
        sue.hand_over("ann", "bob", is_sure=True)
        await agent.press_while_the_database_is_busy("space", "enter")
        assert "PAUSED" not in agent.banner
        session_now = desk.sessions.read(session.session_id)
        assert session_now is not None
        assert session_now.agent == "bob"


async def test_a_break_shows_a_large_clock_the_promise_first_and_the_day_beside_it(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147")
    add_lead(database, "Bo", "(208) 555-0148")
    call(desk_for(database, clock), "callback", callback=NewCallback(clock() + timedelta(hours=2)))
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        await agent.press("p")
        rows = agent.screen_text.split("\n")
        digits = [y for y, row in enumerate(rows) if "██" in row]
        assert len(digits) >= 10
        assert rows[digits[0] - 2].strip().startswith("Left of your break")
        promise = next(y for y, row in enumerate(rows) if "You promised Ada Byron a call" in row)
        assert digits[0] <= promise <= digits[-1], "in smaller figures beside the break"
        assert "Back by 12:10." in agent.banner
        assert "Today, call by call" in agent.screen_text
        assert "Up next" not in agent.screen_text, "nobody comes next"
        assert "Promised" in agent.screen_text


async def test_a_pause_names_the_next_promise_of_either_kind(
    database: Database, clock: FrozenClock
) -> None:
    for line, name in enumerate(("Ada", "Bo", "Cy")):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    desk = desk_for(database, clock)
    # The reminder of Ada's appointment is due at 14:00 today, before Bo's callback.
    met = NewAppointment(clock() + timedelta(hours=26), way=AppointmentWay.VISIT)
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "appointment", "", None, met)
    call(desk, "callback", "", NewCallback(clock() + timedelta(hours=3)))
    async with at_the_desk(database, clock) as agent:
        await agent.press("p")
        assert "You promised Bo a call at 15:00." in agent.screen_text
        await agent.press("space")
        [callback] = [row for row in desk.callbacks.all() if row.name == "Bo"]
        desk.callbacks.drop(callback.callback_id, "settled")
        await agent.press("p")
        assert "You meet Ada tomorrow 14:00, " in agent.screen_text
