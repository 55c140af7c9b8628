"""F2: the firm's day at 80 columns and on large screens, and other days."""

import re
from datetime import timedelta
from functools import partial

import pytest

from console.cards.lead import Card
from console.cards.promises import NewCallback
from console.do_not_call.internal_list import add
from console.tui.call_view.number_panel import big
from db.engine.database import Database
from db.enums import PresenceState
from db.floor.presence import Doing
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for


@pytest.fixture
def floor(database: Database, clock: FrozenClock) -> Database:
    """Yesterday ann dialled twice. Today bob has dialled three times, ten minutes ago."""
    for line in range(9):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}")
    clock.advance(days=-1, minutes=-30)
    ann = desk_for(database, clock, "ann")
    call(ann, "no")
    call(ann, "yes")
    clock.advance(days=1, minutes=20)
    for outcome in ("no", "no_answer", "no"):
        call(desk_for(database, clock, "bob"), outcome)
    clock.advance(minutes=10)
    return database


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_each_agent_has_a_row_on_any_screen(
    floor: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with at_the_desk(floor, clock, "dana", size=size) as agent:
        await agent.press("f2")
        assert "Wed 18 Nov · beside Tue at this hour" in agent.question
        assert "dials +1" in agent.question
        assert "– ann not begun" in agent.question
        assert "● bob last call 10 min" in agent.question
        assert "3 +3 67% 2 ·" in re.sub(r"[━┃ ]+", " ", agent.question)
        assert ("wrap-up" in agent.question) is (size[0] > 100)
        assert ("┃ Tue  " in agent.screen_text) is (size[0] > 100), "the bar of the day before"
        await agent.resize(size[0], 50)
        ended = re.sub(r"[━┃ ]+", " ", agent.screen_text)
        assert "No 2 +1" in ended
        assert "Yes · −1" in ended
        assert "PgDn More" not in agent.question, "the page is whole"
        await agent.resize(80, 14)
        assert "PgDn More" in agent.question
        assert "← Day ↓ Agent w Tell x Stop calls s Sessions PgDn More ? Keys" in agent.question
        await agent.press("escape")
        assert agent.question == ""


async def test_a_large_screen_shows_callbacks_and_best_hours(
    floor: Database, clock: FrozenClock
) -> None:
    bob = desk_for(floor, clock, "bob")
    card = bob.next()
    assert isinstance(card, Card)
    started = bob.dial(card.claim, card.phone.number_id)
    assert isinstance(started, Card)
    bob.record(card.claim, "callback", "", NewCallback(clock() + timedelta(hours=2)))
    clock.advance(minutes=20)
    async with at_the_desk(floor, clock, "dana", size=(200, 60)) as agent:
        await agent.press("f2")
        read = re.sub(r" +", " ", agent.screen_text)
        assert big("4")[1] in agent.screen_text
        assert f"14:00 bob {card.name}" in read
        assert "! bob: no dial 20 min" in read
        assert "► Wed " in read
        await agent.press("left")
        assert "Promised" not in agent.screen_text


@pytest.mark.parametrize("size", [(80, 60), (120, 35), (160, 50)])
async def test_any_screen_shows_when_people_answer_and_how_far_the_lists_are(
    floor: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    for list_name, line in (("Old customers", 40), ("Clinics", 41)):
        add_lead(floor, f"{list_name} 1", f"(208) 555-01{line}", list_name=list_name)
    add(floor, "+12085550140", "a letter", "dana", clock())
    async with at_the_desk(floor, clock, "dana", size=size) as agent:
        await agent.press("f2")
        read = re.sub(r" +", " ", agent.screen_text)
        assert "When people answer" in read
        assert "Tue 100" in read, "both answered, at nine there"
        assert "► Wed 67" in read, "two of three"
        assert "Too few dials to compare" in read
        assert "━ talked ─ tried · left / barred today tried yes" in read
        assert re.search(r"Fair 9 ━+─+·+ 3 56% 20.0%", read), "five of nine, with one yes"
        assert re.search(r"Old customers 1 /+ · new ·", read)
        assert re.search(r"Clinics 1 ·+ · new ·", read)
        assert "Old customers: 100% are barred. Fair runs out on" in read
        await agent.press("left")
        assert "Clinics" not in agent.screen_text, "of the past nobody counted it"


async def test_the_arrows_show_other_days_up_to_today(floor: Database, clock: FrozenClock) -> None:
    async with at_the_desk(floor, clock) as agent:
        await agent.press("f2", "right")
        assert "Wed 18 Nov" in agent.question
        await agent.press("left")
        assert "Tue 17 Nov" in agent.question
        assert "2 dials" in agent.question
        await agent.press("right", "right")
        assert "Wed 18 Nov" in agent.question


async def test_the_console_can_open_on_today(floor: Database, clock: FrozenClock) -> None:
    async with at_the_desk(floor, clock, first="supervisor") as agent:
        assert "Wed 18 Nov · beside Tue at this hour" in agent.question
        await agent.press("escape")
        assert agent.question == ""


async def test_today_says_how_long_the_work_lasts(floor: Database, clock: FrozenClock) -> None:
    bob = desk_for(floor, clock, "bob")
    for _ in range(2):
        call(bob, "no", talk=partial(clock.advance, minutes=3))
    bob.presence.beat(Doing(PresenceState.CALLING, clock()))
    async with at_the_desk(floor, clock, "dana", size=(160, 50)) as agent:
        await agent.press("f2")
        assert "At this pace Mountain runs out at " in agent.question
        assert "(1 agent, " in agent.question
        assert "agents would find work until " in agent.question
        await agent.press("left")
        assert "At this pace" not in agent.question


@pytest.mark.parametrize("size", [(80, 24), (160, 50), (200, 60)])
async def test_the_keys_that_end_calls_are_named_and_the_question_mark_explains_the_page(
    floor: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with at_the_desk(floor, clock, "dana", size=size) as agent:
        await agent.press("f2", "pagedown")
        assert "n No " in agent.question
        await agent.press("question_mark")
        assert "w Tell A notice to everybody, until they read it." in agent.question
        await agent.press("escape")
        assert "How calls ended" in agent.question
