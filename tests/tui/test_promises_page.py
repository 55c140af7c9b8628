"""Callbacks and appointments on one page, and a shift of appointments by the footer alone."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.geometry import Size

from console.cards.promises import NewAppointment, NewCallback
from console.do_not_call.internal_list import add as add_number
from console.supervision.firm.settings import put_setting
from console.supervision.floor.board_acts import block
from console.supervision.floor.today import read_today
from console.supervision.reports.appointments import (
    AppointmentCounts,
    AppointmentReport,
    report_appointments,
)
from console.supervision.reports.calls import ReportScope
from console.tui.call_view.number_panel import big
from console.tui.callbacks.came_column import came_column
from console.tui.drawing.looks import COLOURS
from console.view.floor.alerts import other_lines
from console.view.lead.appointments import show_rate_words
from db.engine.database import Database
from db.enums import AppointmentStatus
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead
from tests.tui.driver import HERE, at_the_desk, desk_for


def agree(database: Database, clock: FrozenClock, hours: float, who: str = "ann") -> str:
    """Calls the next lead and agrees on an appointment in so many hours; returns the name."""
    desk = desk_for(database, clock, who)
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    at = clock() + timedelta(hours=hours)
    desk.record(card.claim, "appointment", "", None, NewAppointment(at))
    return card.name


async def test_callbacks_and_appointments_stand_together_by_time(
    database: Database, clock: FrozenClock
) -> None:
    for n, name in enumerate(("Ada", "Bo", "Cy", "Di")):
        add_lead(database, name, f"(208) 555-010{n}", priority=9 - n)
    agree(database, clock, 3)
    call(desk_for(database, clock), "callback", "", NewCallback(clock() + timedelta(hours=1)))
    agree(database, clock, 2, "bob")
    call(desk_for(database, clock), "yes")
    async with at_the_desk(database, clock) as agent:
        await agent.press("C")
        assert "[mine 3] anyone’s 0 all 4" in agent.question
        text = agent.question
        assert text.index("Bo") < text.index("Ada") < text.index("Di")
        assert "Yes, no time set · 1 yes" in text
        assert "◆ appointment" in text
        await agent.press("h")
        assert "That is a callback" in agent.question
        await agent.press("down", "h")
        assert "It has not begun yet" in agent.question
        await agent.press("down", "t", "1", "enter")
        assert "the time is set" in agent.question
        assert "no time set" not in agent.question
    rows = desk_for(database, clock).appointments.all()
    assert {row.name for row in rows} == {"Ada", "Cy", "Di"}


async def test_no_status_is_cut_beside_a_scrollbar(database: Database, clock: FrozenClock) -> None:
    for n in range(16):
        add_lead(database, f"Lead {n}", f"(208) 555-01{n:02}", priority=20 - n)
        agree(database, clock, 2 + 24 * (n // 6) + n % 6)
    desk = desk_for(database, clock)
    desk.appointments.cancel(desk.appointments.all()[0].appointment_id, "no need")
    async with at_the_desk(database, clock) as agent:
        await agent.press("C")
        assert "► today 15:00 13:00 ◆ Lead 1 " in agent.question, "on the first that is not settled"
        await agent.press("end")
        assert "   × cancelled" in agent.screen_text, "what is settled comes last"


@pytest.mark.parametrize(
    ("size", "row"),
    [
        ((120, 35), "15:00 13:00 Mountain phone Ada Engine Works ◆ stands"),
        ((160, 50), "15:00 13:00 phone Ada Engine Works ◆ stands"),
        ((110, 35), "15:00 13:00 Mountain phone Ada Engine Works ◆ stands"),
    ],
)
async def test_a_tall_page_has_a_title_for_each_day_and_tells_the_kinds_apart(
    database: Database, clock: FrozenClock, size: tuple[int, int], row: str
) -> None:
    for n, name in enumerate(("Ada", "Bo", "Cy", "Di", "Ed")):
        add_lead(database, name, f"(208) 555-010{n}", priority=9 - n, company="Engine Works")
    agree(database, clock, 3)
    call(desk_for(database, clock), "callback", "", NewCallback(clock() + timedelta(hours=1)))
    call(desk_for(database, clock), "callback", "", NewCallback(clock() + timedelta(hours=25)))
    call(desk_for(database, clock), "yes")
    async with at_the_desk(database, clock, size=size) as agent:
        await agent.press("C")
        titles = [
            "Today · Wed 18 Nov · 1 callback, 1 appointment",
            "Tomorrow · Thu 19 Nov · 1 callback",
            "Yes, no time set · 1 yes",
        ]
        places = [agent.question.index(title) for title in titles]
        assert places == sorted(places)
        assert row in agent.question
        assert "call back" in agent.question
        await agent.press("down", "down")
        assert "► 13:00" in agent.question  # the cursor passed the title of tomorrow
        await agent.press("down", "t", "1", "enter")
        assert "the time is set" in agent.question
        assert "no time set" not in agent.question


async def test_beside_the_promises_stand_who_came_and_the_next_days(
    database: Database, clock: FrozenClock
) -> None:
    for n, name in enumerate(("Ada", "Bo", "Cy", "Di")):
        add_lead(database, name, f"(208) 555-010{n}", priority=9 - n)
    desk = desk_for(database, clock)
    for hours in (1, 2):
        agree(database, clock, hours)
        clock.advance(minutes=1)
    clock.advance(hours=1, minutes=30)
    first = desk.appointments.all()[0]
    desk.appointments.mark(first.appointment_id, held=True)
    call(desk, "callback", "", NewCallback(clock() + timedelta(hours=25)))
    async with at_the_desk(database, clock, size=(150, 44)) as agent:
        await agent.press("C")
        assert "Do they come? · 1 in four weeks" in agent.question
        assert "held no-show to come" in agent.question
        assert "same day ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 1 of 1" in agent.question
        days = [row.split("  ")[-1] for row in agent.screen_text.split("\n") if "·····" in row]
        assert [sign for row in days for sign in row if sign in "●┃◆c"] == ["●", "┃", "◆", "c"]
        await agent.resize(80, 24)
        assert "Do they come?" not in agent.question


def test_the_share_that_came_is_rounded_as_in_today(clock: FrozenClock) -> None:
    report = AppointmentReport("ahead", {}, AppointmentCounts(set=102, held=69, no_show=33))
    assert show_rate_words(69, 33).startswith("68%")
    column = came_column(report, [], clock(), HERE, Size(0, 60), COLOURS).plain
    assert all(row in column for row in big("68"))


async def test_the_next_days_reach_to_midnight_and_count_two_promises_of_one_half_hour(
    database: Database, clock: FrozenClock
) -> None:
    for n, name in enumerate(("Ada", "Bo", "Cy")):
        add_lead(database, name, f"(208) 555-010{n}", priority=9 - n)
    desk = desk_for(database, clock)
    for minutes in (0, 10, 60):
        call(desk, "callback", "", NewCallback(clock() + timedelta(hours=8, minutes=minutes)))
    async with at_the_desk(database, clock, size=(150, 44)) as agent:
        await agent.press("C")
        days = [row.split("  ")[-1] for row in agent.screen_text.split("\n") if "·····" in row]
        assert "·2·c··" in days[0].replace(" ", "")
        assert "A digit: so many in that half hour" in agent.question


async def test_a_shift_of_three_appointments_by_the_footer_alone(
    database: Database, clock: FrozenClock
) -> None:
    for n, name in enumerate(("Ada", "Bo", "Cy", "Di")):
        add_lead(database, name, f"(208) 555-010{n}", priority=9 - n)
    async with at_the_desk(database, clock, size=(80, 24)) as agent:
        for typed in ("13:00", "14:00", "15:00"):
            assert "Enter Dial" in agent.footer
            await agent.press("enter")
            await agent.time_passes(minutes=1)
            assert "Y Appointment" in agent.footer
            await agent.press("Y")
            await agent.type(typed)
            await agent.press("enter")
        assert agent.lead == "Di"
        await agent.press("C")
        keys = "Enter Take m Move d Drop g Give e E-mail v Whose x Calendar Esc Back"
        assert agent.question.endswith(keys)
        assert "t Set time" not in agent.question
        await agent.press("down", "down", "m")
        await agent.type("16:00")
        await agent.press("enter")
        assert "16:00 Mountain time" in agent.question
        await agent.press("escape")
        for _ in range(5):
            await agent.time_passes(hours=1)
        await agent.press("C")
        keys = "Enter Take h Held n No-show m Move d Drop v Whose x Calendar Esc Back"
        assert agent.question.endswith(keys)
        await agent.press("h")
        assert "Held: Ada." in agent.question
        await agent.press("down", "n")
        assert "No-show: Bo." in agent.question
        await agent.press("m")
        assert "They did not come: call them" in agent.question
        assert "Move the appointment" not in agent.question
    rows = {row.name: row for row in desk_for(database, clock).appointments.all()}
    assert {name: row.status for name, row in rows.items()} == {
        "Ada": AppointmentStatus.HELD,
        "Bo": AppointmentStatus.NO_SHOW,
        "Cy": AppointmentStatus.SET,
    }
    assert rows["Cy"].sequence == 1
    today = read_today(database, HERE, clock())
    assert (today.appointments, today.unmarked) == (3, 0)
    lines = ["".join(part.text for part in line) for line in other_lines(today)]
    about = "APPOINTMENTS 3 today: 1 to come · 3 in 4 weeks, 1 of 2 came"
    assert any(line.endswith(about) for line in lines), lines
    scope = ReportScope(today.on, today.on, HERE)
    total = report_appointments(database, scope, "agent", clock()).total
    assert (total.set, total.held, total.no_show, total.to_come, total.moved) == (3, 1, 1, 1, 1)


async def test_the_cursor_follows_what_was_moved(database: Database, clock: FrozenClock) -> None:
    for n, name in enumerate(("Ada", "Bo")):
        add_lead(database, name, f"(208) 555-010{n}", priority=9 - n)
    agree(database, clock, 3)
    agree(database, clock, 4)
    async with at_the_desk(database, clock) as agent:
        await agent.press("C")
        assert "► today 15:00 13:00 ◆ Ada" in agent.question
        await agent.press("m")
        await agent.type("17:00\n")
        assert "► 19:00 17:00 ◆ Ada" in agent.question


async def test_cancelling_and_handing_over_ask_first(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    agree(database, clock, 3)
    async with at_the_desk(database, clock) as agent:
        await agent.press("C", "d")
        assert "Cancel the appointment with Ada: why?" in agent.question
        await agent.press("1")
        assert "Cancelled. The lead goes back to its list." in agent.question
        assert "× cancelled" in agent.question


async def test_what_nobody_marks_for_a_day_is_a_trouble(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    agree(database, clock, 3)
    clock.advance(days=1, hours=4)
    today = read_today(database, HERE, clock())
    assert (today.appointments, today.unmarked) == (0, 1)
    async with at_the_desk(database, clock) as agent:
        await agent.press("f2")
        assert "APPOINTMENTS 0 today · 1 not marked (C)" in agent.screen_text + agent.question


async def test_the_calendar_has_callbacks_and_appointments_once_each(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    for n, name in enumerate(("Ada", "Bo")):
        add_lead(database, name, f"(208) 555-010{n}", priority=9 - n)
    agree(database, clock, 3)
    call(desk_for(database, clock), "callback", "", NewCallback(clock() + timedelta(hours=1)))
    path = tmp_path / "mine.ics"
    async with at_the_desk(database, clock) as agent:
        await agent.press("C", "x", "ctrl+u")
        await agent.type(str(path))
        await agent.press("enter")
        assert agent.notice == "2 entries in mine.ics."
    calendar = path.read_text()
    assert calendar.count("SUMMARY:") == 2
    assert "SUMMARY:Call back Bo" in calendar
    assert "SUMMARY:Ada\\, by phone" in calendar


async def test_what_an_agent_who_left_keeps_is_handed_over_on_the_page(
    database: Database, clock: FrozenClock
) -> None:
    put_setting(database, "closers", "cy", "sue", clock())
    add_lead(database, "Ada", "(208) 555-0101")
    agree(database, clock, 3, "bob")
    block(database, "bob", "left us", "sue", clock())
    add_number(database, "+12085550101", "asked by letter", "sue", clock())
    async with at_the_desk(database, clock) as agent:
        await agent.press("f2")
        text = " ".join(agent.screen_text.split())
        assert "1 of agents who left · 1 may not" in text
        await agent.press("escape", "C")
        assert "bob ! nobody keeps it" in agent.question
        assert "bob is blocked or has left: hand it over." in agent.question
        assert "It stands, but none of their numbers may be called" in agent.question
        await agent.press("g", "2")
        assert agent.notice == "cy keeps it now."
        assert "cy ! no calls" in agent.question


async def test_the_row_of_a_recorded_call_says_what_the_page_changed(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=1)
    add_lead(database, "Bo", "(208) 555-0102")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        await agent.time_passes(minutes=1)
        await agent.press("Y")
        await agent.type("fri 3pm")
        await agent.press("enter")
        assert "you meet Fri 15:00" in agent.receipt
        await agent.press("C", "m")
        await agent.type("fri 4pm")
        await agent.press("enter", "escape")
        assert "16:00" in agent.receipt
        assert "15:00" not in agent.receipt
        await agent.press("C", "d", "1")
        assert "no time set" not in agent.question
        await agent.press("escape")
        assert "Ada · cancelled" in agent.receipt
        assert "16:00" not in agent.receipt
