"""What others stop, bar or take reaches the open card within three seconds, with the reason."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text

from console.do_not_call import internal_list
from console.supervision.firm.emergency_stops import resume, stop
from db.engine.database import Database, open_database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk, desk_for

IN_IDAHO = "(208) 555-010{}"


@pytest.fixture
def others(address: str) -> Iterator[Database]:
    """The database as another program has it open."""
    opened = open_database(address)
    yield opened
    opened.close()


@pytest.fixture
async def ann(database: Database, clock: FrozenClock) -> AsyncIterator[Agent]:
    """Ann with the first of three leads on the screen, which has asked for changes before."""
    for line, name in enumerate(["Ada Byron", "Bo Diddley", "Cy Twombly"]):
        add_lead(database, name, IN_IDAHO.format(line), priority=9 - line)
    async with at_the_desk(database, clock) as agent:
        await agent.time_passes(seconds=1)
        await agent.time_passes(seconds=1)
        yield agent


async def hears(ann: Agent, verdict: str) -> None:
    """Let the console look until the verdict begins with this word.

    A busy PostgreSQL hands an announcement on some time after the commit. The clock stands still,
    so it is the announcement that is heard: without one the console looks every ten seconds.
    """
    await ann.until(lambda: ann.verdict.startswith(verdict))


async def test_a_stop_turns_the_open_card_and_its_end_turns_it_back(
    ann: Agent, others: Database, clock: FrozenClock
) -> None:
    assert ann.verdict.startswith("CALL")
    stop(others, "US-ID", "the storm", "sue", clock())
    await hears(ann, "WAIT")
    assert ann.lead == "Ada Byron"
    assert ann.verdict.startswith("WAIT wait until resumed")
    assert (
        "Changed: A supervisor stopped all calls to Idaho until resumed: the storm." in ann.notice
    )
    await ann.press("enter")
    assert "ON CALL" not in ann.verdict
    resume(others, "US-ID", "over", "sue", clock())
    await hears(ann, "CALL")
    assert "Changed: this lead may be called again." in ann.notice


async def test_a_number_that_somebody_lists_turns_the_open_card(
    ann: Agent, others: Database, clock: FrozenClock
) -> None:
    internal_list.add(others, "+12085550100", "asked by letter", "sue", clock())
    await hears(ann, "NEVER")
    assert ann.lead == "Ada Byron"
    assert "Changed: " in ann.notice
    internal_list.add(others, "+12085550102", "asked by letter", "sue", clock())
    await ann.time_passes(seconds=1)
    assert ann.lead == "Ada Byron"


async def test_a_stop_leaves_a_running_call_and_a_note_alone(
    ann: Agent, others: Database, clock: FrozenClock
) -> None:
    await ann.press("enter", "e")
    await ann.type("half a no")
    stop(others, "US-ID", "the storm", "sue", clock())
    await ann.time_passes(seconds=1)
    await ann.type("te")
    assert "ON CALL" in ann.verdict
    assert ann.note == "half a note"


async def test_a_screen_without_a_lead_gets_one_when_the_stop_ends(
    ann: Agent, others: Database, clock: FrozenClock
) -> None:
    stop(others, "US-ID", "the storm", "sue", clock())
    await hears(ann, "WAIT")
    await ann.press("space")
    await ann.until(lambda: ann.lead == "")
    resume(others, "US-ID", "over", "sue", clock())
    await ann.until(lambda: ann.lead != "")


@pytest.mark.parametrize("is_on_call", [False, True])
async def test_a_session_that_is_given_away_says_so_at_once(
    database: Database, others: Database, clock: FrozenClock, *, is_on_call: bool
) -> None:
    for line in range(4):
        add_lead(database, f"Lead {line}", IN_IDAHO.format(line))
    sue = desk_for(others, clock, "sue")
    sue.sessions.plan()
    async with at_the_desk(database, clock) as ann:
        await ann.press("enter")
        scene = ann.calling.controller.screen_state.scene
        assert scene is not None
        session = scene.progress.session
        assert session is not None
        if is_on_call:
            await ann.press("enter")
        await ann.time_passes(seconds=1)
        sue.sessions.hand_over_session(session.session_id, None, is_sure=False, why="it is Bo's")
        await ann.until(lambda: "gave the session" in ann.notice)
        assert ("ON CALL" in ann.verdict) is is_on_call


async def test_a_lost_connection_is_opened_again(
    ann: Agent, others: Database, clock: FrozenClock
) -> None:
    if not others.is_sqlite:
        with others.write() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid, 9000) FROM pg_stat_activity"
                    " WHERE query = 'LISTEN smiledial' AND datname = current_database()"
                )
            )
    stop(others, "US-ID", "the storm", "sue", clock())
    await ann.time_passes(seconds=1)
    await hears(ann, "WAIT")
    resume(others, "US-ID", "over", "sue", clock())
    await hears(ann, "CALL")
