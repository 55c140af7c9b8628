"""The page of the sessions: bars over the day, planned anew, handed over, and who is left out."""

from datetime import timedelta

import pytest

from console.cards.session import SessionCard
from console.do_not_call.internal_list import add
from console.tui.session_table import HOURS, Table
from db.engine import Database
from db.enums import LeadKind, SessionStatus
from db.settings import bump_revision, put
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import HERE, at_the_desk, desk_for


@pytest.fixture
def planned(database: Database, clock: FrozenClock) -> Database:
    """Four leads in two sessions of two; bob has begun the second."""
    for line, name in enumerate(["Ada", "Bo", "Cy", "Di"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    second = desk_for(database, clock).sessions.plan(size=2).sessions[1]
    desk_for(database, clock, "bob").sessions.start(second.session_id)
    return database


async def test_a_session_is_a_bar_over_the_agents_day(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l")
        assert "12 15 18 21 00 03 06 09" in agent.question
        assert "▸ Mountain morning bob 0/2 ███████████············· " in agent.question
        assert "under way by bob · 0 of 2 done · until 23:00 · Fair" in agent.question
        assert "Every open lead is in the plan." in agent.question
        await agent.resize(140, 40)
        assert "█····" in agent.question
        assert "····· until 23:00" in agent.question


async def test_a_plan_anew_leaves_the_session_under_way(
    planned: Database, clock: FrozenClock
) -> None:
    add_lead(planned, "New", "(208) 555-0190")
    async with at_the_desk(planned, clock, session_size=9) as agent:
        await agent.press("l")
        assert "1 lead that could be (n)" in agent.question
        await agent.press("r")
        assert "1 new session planned." in agent.notice
        assert "bob 0/2" in agent.question
        assert "0/3" in agent.question


async def test_a_colleagues_session_is_taken_over_by_name(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l", "enter")
        assert "bob has that session: h hands it over." in agent.notice
        await agent.press("h")
        assert "Who goes on with Mountain morning?" in agent.question
        await agent.type("ann\n")
        assert "ann has never called here. Is the name right? Enter again" in agent.question
        await agent.press("enter")
        assert "Given to ann." in agent.notice
        assert "paused by ann" in agent.question
        await agent.press("enter")
        assert agent.lead == "Cy"


async def test_ones_own_session_is_given_away_and_the_lead_let_go(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("enter")
        assert agent.lead == "Ada"
        await agent.press("l", "h", "enter")
        assert agent.question == ""
        assert agent.lead == ""
        assert "is ready for you" in agent.screen_text


async def test_who_is_left_out_is_told_with_the_reason_and_what_to_do(
    planned: Database, clock: FrozenClock
) -> None:
    add_lead(planned, "Homer", "(307) 555-0101", kind=LeadKind.CONSUMER, list_name="Homes")
    add_lead(planned, "Marge", "(406) 555-0101", kind=LeadKind.CONSUMER, list_name="Homes")
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l")
        assert "2 leads that cannot (w)" in agent.question
        await agent.press("w")
        assert "2 leads: No copy of the registry covers their area codes" in agent.question
        assert "smiledial dnc import" in agent.question
        await agent.press("escape")
        assert "Sessions" in agent.question


async def test_a_session_that_a_changed_rule_has_closed_is_marked(
    planned: Database, clock: FrozenClock
) -> None:
    with planned.write() as connection:
        bump_revision(connection)
        stop = {"jurisdiction": "US-ID", "reason": "fire", "since": "2026-11-18T16:00:00+00:00"}
        put(connection, "stops", [stop])
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l")
        assert "2 leads can no longer be called then" in agent.question
        assert "▒▒▒" in agent.question


async def test_a_planned_session_whose_time_is_over_says_so(
    planned: Database, clock: FrozenClock
) -> None:
    clock.advance(hours=12)
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l", "down")
        assert "! Mountain morning 0/2 time over" in agent.question
        assert "its time is over: r plans it anew" in agent.question


def test_every_row_is_as_wide_as_its_page_and_its_bar_tells_the_hours(clock: FrozenClock) -> None:
    now = clock()

    def card(opens: float, closes: float) -> SessionCard:
        return SessionCard(
            1, "日本 east", 1, 1, 25, 20, "ann", SessionStatus.PAUSED, "Fair",
            now + timedelta(hours=opens), now + timedelta(hours=closes), None, None,
        )  # fmt: skip

    for hours, bar in [
        ((-2, 3), "███" + "·" * 21),
        ((5, 9), "·····████" + "·" * 15),
        ((23.9, 30), "·" * 23 + "█"),
        ((30, 40), "→ tomorrow 18:00"),
    ]:
        session = card(*hours)
        row = Table([session], {}, now, HERE, 74).row(session)
        assert row.cell_length == 74
        assert row.plain[-HOURS:].rstrip() == bar


async def test_who_was_taken_from_a_session_by_a_list_is_barred_and_not_done(
    planned: Database, clock: FrozenClock
) -> None:
    add(planned, "+12085550100", "by letter", "boss", clock())
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l", "down")
        assert "0/2" in agent.question
        assert "planned, not begun · 1 barred" in agent.question


async def test_who_had_the_lead_that_was_given_away_is_told_at_once(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("enter")
        assert agent.lead == "Ada"
        desk_for(planned, clock, "boss").sessions.hand_over("ann", "bob")
        await agent.time_passes(seconds=3)
        assert agent.lead == ""
        assert "This lead is not yours any more" in agent.notice
