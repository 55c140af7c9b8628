"""What the summary of a session says of what comes next."""

from sqlalchemy import insert

from db.engine.database import Database
from db.tables.calls import attempts
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for


async def test_what_comes_next_counts_the_leads_that_were_just_given_back(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(4):
        add_lead(database, f"Ada {line}", f"(208) 555-010{line}")
    add_lead(database, "Kai", "(808) 555-0199")
    desk_for(database, clock).sessions.plan(size=4)
    async with at_the_desk(database, clock, size=(120, 35)) as agent:
        await agent.press("enter", "enter", "n", "q", "e")
        assert (
            "Next: Fair 2/2 · Mountain & Hawaii, 2 leads 1 of them may be called now. 2 leads in "
            "no session can be called now."
        ) in agent.question
        await agent.press("escape", "space")
        assert agent.lead.startswith("Ada")


async def test_without_a_next_session_the_summary_says_how_to_call_those_given_back(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(4):
        add_lead(database, f"Ada {line}", f"(208) 555-010{line}")
    desk_for(database, clock).sessions.plan()
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "enter", "n", "q", "e")
        assert "That was the last session." in agent.question
        assert "Esc, then Space, goes on with 3 leads given back." in agent.question
        await agent.press("escape", "space")
        assert agent.lead == "Ada 1"


async def test_the_summary_of_every_outcome_keeps_what_comes_next_and_its_keys_in_sight(
    database: Database, clock: FrozenClock
) -> None:
    ids = [add_lead(database, f"Lead {n}", f"(208) 555-01{n:02}") for n in range(13)]
    desk = desk_for(database, clock)
    (session,) = desk.sessions.plan().sessions
    add_lead(database, "Zoe", "(208) 555-0199")
    desk.sessions.plan()
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        _call_each(
            database, session.session_id, ids, [outcome.code for outcome in desk.outcomes()], clock
        )
        await agent.press("q", "e")
        assert "No answer" in agent.screen_text
        assert "Next: Fair · Mountain" in agent.screen_text
        assert "Enter Next" in agent.screen_text
        assert "best run 13 calls" in agent.screen_text


def _call_each(
    database: Database, session_id: int, ids: list[int], outcomes: list[str], clock: FrozenClock
) -> None:
    with database.write() as connection:
        for lead_id, outcome in zip(ids, outcomes, strict=False):
            connection.execute(
                insert(attempts).values(
                    claim=f"old {outcome}",
                    lead_id=lead_id,
                    session_id=session_id,
                    e164="+12085550147",
                    agent="ann",
                    direction="outbound",
                    dialled_at=clock(),
                    ended_at=clock(),
                    outcome=outcome,
                    note="",
                    verdict={},
                    tzdata="2026.6",
                    salt="",
                )
            )
