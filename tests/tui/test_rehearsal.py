"""The rehearsal page: no real lead, and nothing is written."""

import re

from sqlalchemy import func, select

from console.firm.personal_settings import Personal
from console.tui.start_app import RehearsalApp
from console.tui.texts.rehearsal import RehearsalScreen
from db.engine.database import Database
from db.tables.audit import audit_entries
from db.tables.calls import attempts
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import HERE, Agent, RecordingDriver, at_the_desk, desk_for


async def goes_on(agent: Agent, clock: FrozenClock, seconds: float) -> None:
    """Advance the clock and update the rehearsal."""
    clock.advance(seconds=seconds)
    screen = agent.app.screen
    assert isinstance(screen, RehearsalScreen)
    screen.tick()
    await agent.settle()


async def test_a_rehearsal_interrupts_times_and_sums_up(
    database: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(database, clock) as agent:
        await agent.press("f6")
        assert "nothing is dialled, nothing is counted" in agent.question
        assert "This is a sales call." in agent.question
        assert "Enter begins" in agent.question
        await agent.press("enter")
        assert "Speak …" in agent.question
        await goes_on(agent, clock, 16)
        assert "Answer aloud" in agent.question
        assert "Space Answered" in agent.question
        assert "█" in agent.question, "what they say is in large letters"
        await goes_on(agent, clock, 7)
        await agent.press("enter", "space")
        assert "1 objection answered. Talk on …" in agent.question
        await agent.press("space")
        clock.advance(seconds=3)
        await agent.press("space", "escape")
        assert "2 answered · 5 seconds each" in agent.question
        assert "2 objections answered, in 5 s on average; the quickest took 3 s." in agent.question
        assert "What could be said" in agent.question
        assert "Stop" not in agent.question
        assert "Enter Again Esc Leave" in agent.question
        await agent.press("enter")
        assert "Speak …" in agent.question
        await agent.press("escape")
        assert "Nothing was asked yet." in agent.question
        assert re.search(
            "What else they may say “No time” “I’ll be brief: [^”]+”.*“I am sorry .*” Enter",
            agent.question,
        )
        await agent.press("escape")
        assert agent.question == ""
        await agent.press("f6", "space")
        assert "Esc Stop" in agent.question
        await agent.press("q")
        assert agent.question == ""
        assert agent.copied == ""


async def test_each_objection_has_room_whole_with_its_clock(
    database: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(database, clock, size=(120, 35)) as agent:
        await agent.press("f6", "space", "space")
        for _ in range(5):
            assert "Answer aloud" in agent.question, "it stands below the large words"
            await agent.press("space", "space")


async def test_a_wide_rehearsal_shows_objections_before_and_answers_after(
    database: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        await agent.press("f6")
        assert "What they may say" in agent.question
        assert "It may be. Compared with what?" in agent.question
        await agent.press("space", "space")
        assert "Compared with what?" not in agent.question, "it would be read off"
        assert "May I ask one" in agent.question, "the script stays"
        assert "They say" in agent.question
        assert "█" in agent.question, "what they say is in large letters"
        await agent.press("space", "escape")
        assert "What could be said" in agent.question
        assert "I am sorry to hear that." in agent.question, "the last answer has room"
        assert "keeps their words" not in agent.question, "only their first words"
        assert "May I ask one" not in agent.question.split("What else")[0], "no script"
        await agent.resize(200, 30)
        assert "… 3 more" in agent.question, "sections are counted, not rows"


async def test_nobody_is_called_counted_or_written_down(
    database: Database, clock: FrozenClock
) -> None:
    clock.advance(hours=12)
    add_lead(database, "Ada")
    async with at_the_desk(database, clock) as agent:
        await agent.press("f6", "space")
        for _ in range(5):
            await goes_on(agent, clock, 20)
            await agent.press("space")
        assert "5 objections answered" in agent.question
        await agent.press("escape")
        assert " 0 of 20" in agent.pace
    with database.read() as connection:
        for table in (attempts, audit_entries):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 0
        assert connection.execute(select(func.count()).select_from(leads)).scalar() == 1


async def test_a_rehearsal_claims_no_lead(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada")
    desks = [desk_for(database, clock) for _ in range(2)]
    app = RehearsalApp(desks[0], desks[1], clock, Personal(zone=HERE), lambda _n, _t: None)
    app.driver_class = RecordingDriver
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await pilot.pause()
        await app.workers.wait_for_complete()
        assert isinstance(app.screen, RehearsalScreen)
        await pilot.press("space", "space", "space", "escape", "escape")
        await pilot.pause()
    assert app.return_code == 0
    with database.read() as connection:
        assert connection.execute(select(leads.c.held_by)).scalar() is None
