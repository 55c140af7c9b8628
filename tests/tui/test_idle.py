"""The idle screen: why nobody is callable, until when, and what to do instead."""

from datetime import UTC, date, datetime, timedelta

import pytest

from console.cards.promises import NewCallback
from db.engine.database import Database
from db.enums import LeadKind
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for


async def test_an_empty_database_says_how_to_bring_a_list_in(
    database: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(database, clock) as agent:
        assert agent.lead == ""
        assert "There are no leads yet." in agent.screen_text
        assert "smiledial import FILE.csv" in agent.screen_text
        await agent.press("enter")
        assert "There are no leads yet" in agent.notice


async def test_nobody_to_call_says_why_and_when_to_come_back(
    database: Database, clock: FrozenClock
) -> None:
    clock.at = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        assert agent.lead == ""
        assert agent.banner.startswith("○ NOBODY 1 lead opens at 09:00 Mountain time (11:00 here)")
        assert "for 4 h 00 min" in agent.banner
        assert "The next lead comes by itself" in agent.screen_text
        assert agent.footer.startswith("Space Next lead l Sessions")
        await agent.press("n")
        assert "There is no lead on the screen." in agent.notice


async def test_leads_of_two_clocks_that_open_at_one_moment_are_counted_together(
    database: Database, clock: FrozenClock
) -> None:
    clock.at = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
    on = date(2026, 11, 17)
    add_lead(database, "Pat", "(215) 555-0101", region="PA", kind=LeadKind.CONSUMER, cleared_on=on)
    for line in (2, 3):
        add_lead(database, "Chi", f"(312) 555-010{line}")
    async with at_the_desk(database, clock) as agent:
        assert agent.banner.startswith("○ NOBODY 3 leads open at 09:00 for 2 h 00 min")


async def test_the_next_lead_comes_by_itself_when_its_hours_open(
    database: Database, clock: FrozenClock
) -> None:
    clock.at = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.time_passes(hours=1)
        assert agent.lead == ""
        await agent.time_passes(hours=4)
        assert agent.lead == "Ada"
        assert agent.verdict.startswith("CALL")


async def test_the_dial_key_goes_off_by_itself_when_the_hours_close(
    database: Database, clock: FrozenClock
) -> None:
    clock.at = datetime(2026, 11, 19, 0, 50, tzinfo=UTC)
    add_lead(database, "Ada", "(208) 555-0101", postal_code="83702", region="ID")
    async with at_the_desk(database, clock) as agent:
        assert agent.lead == "Ada"
        while agent.verdict.startswith("CALL"):
            await agent.time_passes(minutes=10)
        assert agent.verdict.startswith("WAIT for 12 h")
        assert "until tomorrow 09:00 Mountain time" in agent.verdict
        assert "Enter Dial" not in agent.footer
        assert agent.footer.startswith("Space Next lead")
        await agent.press("enter")
        assert "WAIT until tomorrow" in agent.notice
        await agent.press("space")
        assert agent.lead == ""
        assert agent.banner.startswith("○ NOBODY")


@pytest.mark.long
async def test_the_countdown_runs_by_the_second_at_the_end(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", postal_code="83702", region="ID")
    async with at_the_desk(database, clock) as agent:
        while " h " in agent.verdict.split("closes", 1)[0]:
            await agent.time_passes(minutes=10)
        while " min" in agent.verdict:
            await agent.time_passes(minutes=5)
        before = agent.verdict
        await agent.time_passes(seconds=1)
        assert agent.verdict != before
        assert agent.verdict.startswith("CALL ")


async def test_a_pause_releases_the_lead_and_any_key_brings_one_back(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("p")
        assert agent.lead == ""
        await agent.time_passes(minutes=31)
        assert "AWAY Any key brings you back. over The break of 10 minutes is over." in agent.banner
        await agent.press("x")
        assert agent.lead == "Ada"


async def test_a_session_without_callable_leads_says_what_is_callable_elsewhere(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", list_name="Boise")
    add_lead(database, "Bo", "(212) 555-0102", list_name="New York")
    desk = desk_for(database, clock)
    boise, _ = desk.sessions.plan(list_name="Boise").sessions + desk.sessions.plan().sessions
    add_lead(database, "Cy", "(212) 555-0103")
    clock.at = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)
    desk.sessions.start(boise.session_id)
    async with at_the_desk(database, clock) as agent:
        text = " ".join(agent.screen_text.split())
        assert "READY Enter New York · Eastern has 1 lead to call now." in text
        assert "Enter starts it. This session waits until 11:00." in text
        assert "In this session 1 lead opens at 09:00 Mountain time (11:00 here)." in text
        assert "1 lead in no session can be called now. q ends this session" in text
        assert agent.footer.startswith("Enter Start")
        await agent.press("enter")
        assert agent.lead == "Bo"


async def test_a_session_before_its_hours_says_who_is_callable_now(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    desk_for(database, clock).sessions.plan()
    add_lead(database, "Cy", "(212) 555-0103")
    clock.at = datetime(2026, 11, 18, 14, 30, tzinfo=UTC)
    async with at_the_desk(database, clock) as agent:
        text = " ".join(agent.screen_text.split())
        assert "1 lead in no session can be called now. Space brings the first." in text
        assert "is ready for you" not in text
        await agent.press("space")
        assert agent.lead == "Cy"


async def test_at_80_columns_a_long_session_keeps_its_list_and_cuts_the_places(
    database: Database, clock: FrozenClock
) -> None:
    long_name = "Home owners of the northern counties who asked in spring"
    add_lead(database, "Ada", "(208) 555-0101", list_name=long_name)
    add_lead(database, "Bo", "(212) 555-0102", list_name=long_name)
    add_lead(database, "Cy", "(312) 555-0103", list_name=long_name)
    add_lead(database, "Di", "(303) 555-0104", list_name="Others")
    desk_for(database, clock).sessions.plan(list_name=long_name)
    async with at_the_desk(database, clock) as agent:
        band = " ".join(agent.screen_text.split("\n")[1].split())
        assert band == "● READY Enter Home owners of the northern cou… · Eastern, Ce… is ready."


async def test_a_session_before_its_hours_says_why_nobody_is_callable(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Kai", "(800) 555-0102", region="")
    desk_for(database, clock).sessions.plan()
    clock.at = datetime(2026, 11, 19, 7, 0, tzinfo=UTC)
    async with at_the_desk(database, clock, size=(120, 35)) as agent:
        text = " ".join(agent.screen_text.split())
        assert agent.banner.startswith("○ NOBODY")
        assert "F4 Prepare the first has no notes" in text
        assert "for 9 h 00 min" in agent.banner
        assert "Held back for other reasons" in text
        assert "makes it yours; it begins" in text
        assert "Space" not in agent.footer
        await agent.press("space")
        assert "Nobody can be called before it opens" in agent.notice
        await agent.time_passes(hours=9)
        assert agent.banner.startswith("● READY")
        await agent.time_passes(hours=12)
        assert agent.banner.startswith("○ NOBODY")


async def test_nobody_is_shown_only_until_the_first_lead_outside_sessions_is_callable(
    database: Database, clock: FrozenClock
) -> None:
    clock.at = datetime(2026, 11, 19, 7, 0, tzinfo=UTC)
    add_lead(database, "Ada", "(208) 555-0101")
    desk_for(database, clock).sessions.plan()
    add_lead(database, "Cy", "(212) 555-0103")
    async with at_the_desk(database, clock) as agent:
        assert "for 6 h 00 min" in agent.banner
        assert "The first may be called at 08:00." in agent.screen_text
        await agent.time_passes(hours=6)
        assert agent.banner.startswith("○ LATER")
        assert "1 lead in no session can be called now. Space brings the first." in (
            " ".join(agent.screen_text.split())
        )
        assert "Space Next lead" in agent.footer


async def test_a_small_screen_shows_four_zones_above_the_next_leads(
    database: Database, clock: FrozenClock
) -> None:
    clock.at = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)
    for area in (212, 312, 303, 213, 808, 907, 709, 902, 671):
        place = "CA" if area in {709, 902} else "US"
        add_lead(database, f"Lead {area}", f"({area}) 555-0101", country=place)
    async with at_the_desk(database, clock) as agent:
        assert "5 more zones, 5 leads" in agent.screen_text
        assert "practise on an invented person" in agent.screen_text
        await agent.resize(200, 60)
        assert "more zones" not in agent.screen_text


async def test_a_large_screen_shows_the_callbacks_of_all_below_the_next_leads(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(3):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}", list_name="Fair")
    bob = desk_for(database, clock, "bob")
    call(bob, "callback", callback=NewCallback(clock() + timedelta(hours=2)))
    bob.sessions.plan()
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        text = agent.screen_text
        assert "Promised callbacks" in text
        assert " ".join(text.partition("Promised callbacks")[2].split()).count("14:00 Lead") == 1
        await agent.resize(100, 60)
        assert "Promised callbacks" not in agent.screen_text


async def test_leads_in_a_colleagues_session_are_counted(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Bo", "(208) 555-0102")
    bob = desk_for(database, clock, "bob")
    (planned,) = bob.sessions.plan().sessions
    bob.sessions.start(planned.session_id)
    async with at_the_desk(database, clock) as agent:
        assert "2 leads can be called now, in bob’s session." in agent.banner
        assert "are free again afterwards" in agent.banner
        assert "Waiting will not help" not in agent.screen_text
        assert "bring in a list" not in agent.screen_text


async def test_a_blocked_agent_is_not_told_to_import_a_list(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Bo", "(208) 555-0102")
    call(desk_for(database, clock), "no")
    desk_for(database, clock, "sue").board.block("ann", "come and see me")
    async with at_the_desk(database, clock) as agent:
        assert "BLOCKED" in agent.banner
        assert "What works" in agent.screen_text
        assert "F6 Rehearse" in agent.screen_text
        assert "bring in a list" not in agent.screen_text
