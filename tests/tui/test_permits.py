"""The Permits page of a supervisor, and what Today says before a permit ends."""

from datetime import date, timedelta

import pytest

from console.supervision.firm.permits import add_permit, read_permit_id
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk

TODAY = date(2026, 11, 18)


def hold(database: Database, clock: FrozenClock, place: str, days: int, holder: str = "") -> None:
    need, until = read_permit_id(place), TODAY + timedelta(days=days)
    add_permit(database, need, "7", TODAY - timedelta(days=90), until, holder, None, "sue", clock())


@pytest.fixture
def firm(database: Database, clock: FrozenClock) -> Database:
    add_lead(database, "Tex", "(512) 555-0147", region="TX")
    add_lead(database, "Fay", "(813) 555-0147", region="FL")
    add_lead(database, "Wes", "(206) 555-0147", region="WA")
    add_lead(database, "Gus", "(404) 555-0147", region="GA")
    hold(database, clock, "US-TX", 300)
    hold(database, clock, "US-WA", 23)
    return database


@pytest.mark.parametrize("size", [(80, 24), (120, 35), (200, 60)])
async def test_the_page_groups_the_places_and_says_what_is_urgent(
    firm: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with at_the_desk(firm, clock, "dana", size=size) as agent:
        await agent.press("f2", "p")
        page = agent.question
        assert "■ MISSING 1 Florida: 1 lead there with a caution." in page
        assert "licence, bond 50,000, each agent 1 none" in page
        assert "! ENDS SOON 1 Washington ends in 23 days" in page
        assert "● Texas registration, bond" in page
        assert "bond 10,000 1 14 Sep 2027" in page
        assert "None found, not proof" in page
        assert ("━━" in page) is (size[0] > 100)
        await agent.press("escape", "escape")
        assert agent.question == ""


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_enter_opens_what_a_place_asks_for_and_how_to_state_it(
    firm: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with at_the_desk(firm, clock, "dana", size=size) as agent:
        await agent.press("f2", "p")
        assert agent.question.endswith("Enter Details Esc Back")
        await agent.press("enter")
        page = agent.question
        assert "US-FL: Florida Telemarketing Act" in page
        assert "Open leads that may be there: 1. Waiting for it: 1." in page
        assert "Apply to: " in page
        assert "smiledial permits add US-FL --number NUMBER --until DATE" in page
        await agent.press("escape", "down", "enter")
        assert "US-WA: " in agent.question
        assert "Held: the firm's 7, 20 Aug 2026 to 11 Dec 2026." in agent.question
        await agent.press("escape", "down", "down", "enter")
        assert "Georgia: none found, not proof." in agent.question
        await agent.press("escape", "escape", "escape")
        assert agent.question == ""


async def test_without_a_lead_the_page_has_nothing_to_open(
    database: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(database, clock, "dana", size=(80, 24)) as agent:
        await agent.press("f2", "p", "enter")
        assert "No lead is open, and nothing is stated." in agent.question
        assert agent.question.endswith("Esc Back")
        assert "Enter Details" not in agent.question


@pytest.mark.parametrize(("days", "says"), [(61, False), (60, True), (7, True), (-5, True)])
async def test_today_warns_before_a_permit_ends(
    database: Database, clock: FrozenClock, days: int, *, says: bool
) -> None:
    add_lead(database, "Wes", "(206) 555-0147", region="WA")
    hold(database, clock, "US-WA", days)
    async with at_the_desk(database, clock, "dana", size=(120, 35)) as agent:
        await agent.press("f2")
        assert ("Washington: the firm’s permit end" in agent.question) is says


@pytest.mark.parametrize("size", [(80, 24), (120, 35)])
async def test_news_of_the_law_are_mentioned_until_they_are_opened(
    database: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    add_lead(database, "Wes", "(206) 555-0147", region="WA")
    hold(database, clock, "US-WA", 300)
    clock.advance(days=14)  # past the day of the news
    async with at_the_desk(database, clock, "dana", size=size) as agent:
        await agent.press("f2")
        assert "! News of the law: 12 changes" in agent.question
        await agent.press("n")
        page = agent.question
        assert "31 Jan 2027 (ahead) US touches 1 open lead" in page
        assert "! new 1 Dec 2026 US-WA touches 1 open lead" in page
        await agent.press("escape", "escape", "f2")
        assert "News of the law" not in agent.question
        await agent.press("n")
        assert "1 Dec 2026 US-WA" in agent.question
        assert "! new" not in agent.question
