"""What a login may not do, or not any more, is told on the screen, which goes on."""

import asyncio

import pytest

from console.do_not_call import internal_list
from console.supervision.firm.emergency_stops import stop
from console.view.keys.key import READS_ONLY, SUPERVISORS_ONLY
from db.engine.database import open_database
from db.firm.settings import put
from db.team.grants import Role
from db.team.logins import add_login, remove_login
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.team.conftest import Team
from tests.tui.driver import SLOWEST, at_the_desk, desk_for

MAY_NOT = "Your login may not do that: ask a supervisor"
OUT = "out of the team"


async def test_a_console_whose_login_is_taken_out_says_so_and_can_be_left(
    team: Team, clock: FrozenClock
) -> None:
    owner = open_database(team.owner)
    add_lead(owner, "Ada Byron", "(208) 555-0101")
    name, ann = team.login("ann"), team.open("ann")
    async with at_the_desk(ann, clock, name) as agent:
        await agent.press("enter")
        with owner.write() as connection:
            add_login(connection, name, Role.AUDITOR)
        await agent.press("n")
        assert agent.lead == "Ada Byron"
        assert MAY_NOT in agent.notice
        with owner.write() as connection:
            remove_login(connection, name)
        # The beat of a busy machine may still be under way; the next one is refused too.
        async with asyncio.timeout(SLOWEST):
            while OUT not in agent.notice:
                await agent.time_passes(seconds=11)
        await agent.press("n")
        # A new connection is refused in other words than one that is still open.
        assert OUT in " ".join(agent.screen_text.split())
        await agent.press("q")
        assert "Quit" in agent.screen_text
    ann.close()
    owner.close()


async def test_a_stop_and_a_listed_number_reach_the_open_lead_of_an_agents_login(
    team: Team, clock: FrozenClock
) -> None:
    owner, ann = open_database(team.owner), team.open("ann")
    add_lead(owner, "Ada Byron", "(208) 555-0101")
    async with at_the_desk(ann, clock, team.login("ann")) as agent:
        await agent.time_passes(seconds=1)
        stop(owner, "US-ID", "the storm", "sue", clock())
        await agent.time_passes(seconds=1)
        await agent.until(lambda: agent.verdict.startswith("WAIT"))
        internal_list.add(owner, "+12085550101", "asked by letter", "sue", clock())
        await agent.time_passes(seconds=1)
        await agent.until(lambda: agent.verdict.startswith("NEVER"))
    ann.close()
    owner.close()


async def test_an_agent_sees_the_company_and_is_told_what_is_a_supervisors(
    team: Team, clock: FrozenClock
) -> None:
    owner = open_database(team.owner)
    add_lead(owner, "Ada Byron", "(208) 555-0101", company="Acme Mills", priority=5)
    add_lead(owner, "Bo Stone", "(208) 555-0102", company="Acme Mills", title="Buyer")
    add_lead(owner, "Cy Marsh", "(208) 555-0103", company="Brook Ltd")
    ann = team.open("ann")
    async with at_the_desk(ann, clock, team.login("ann")) as agent:
        await agent.press("f12")
        assert "Bo Stone" in agent.screen_text
        assert "(208) 555-0102" in agent.screen_text
        assert "Cy Marsh" not in agent.screen_text
        await agent.press("escape")
        for key in ("f", "i", "f5", "="):
            await agent.press(key)
            assert "Only a supervisor may do that" in agent.notice, key
            assert agent.lead == "Ada Byron"
    with owner.write() as connection:
        put(connection, "queue_where", "income > 100000")
    bob = team.open("bob")
    async with at_the_desk(bob, clock, team.login("bob")) as agent:
        assert "for whom your login cannot look" in " ".join(agent.screen_text.split())
    for database in (ann, bob, owner):
        database.close()


async def test_an_agents_login_reads_the_day_without_what_only_a_supervisor_reads(
    team: Team, clock: FrozenClock
) -> None:
    owner = open_database(team.owner)
    add_lead(owner, "Ada Byron", "(208) 555-0101")
    owner.close()
    ann = team.open("ann")
    async with at_the_desk(ann, clock, team.login("ann"), size=(120, 40)) as agent:
        await agent.press("f2")
        assert "How far the lists are" in agent.question
        assert "Appointments of four weeks" not in agent.question
    ann.close()


@pytest.mark.parametrize("is_planned", [True, False])
async def test_an_auditor_is_offered_what_is_read_and_told_why_the_rest_is_off(
    team: Team, clock: FrozenClock, *, is_planned: bool
) -> None:
    owner = open_database(team.owner)
    add_lead(owner, "Ada Byron", "(208) 555-0101")
    if is_planned:
        desk_for(owner, clock).sessions.plan()
    owner.close()
    adi = team.open("adi")
    async with at_the_desk(adi, clock, team.login("adi")) as auditor:
        assert auditor.banner.startswith("○ READ ONLY Your login is read-only. F2 shows")
        assert auditor.footer == (
            "l Sessions C Callbacks / Find F6 Rehearse F2 Today F3 DNC lists ? 1 more q End"
        )
        for key in ("i", "p", "f5", "f8", "f9"):
            await auditor.press(key)
            assert auditor.notice == READS_ONLY, key
        await auditor.resize(120, 60)
        await auditor.press("question_mark", "end")
        assert READS_ONLY in auditor.question
        await auditor.resize(80, 24)
        await auditor.press("escape", "ctrl+p", *"Import")
        assert "Import a list" not in auditor.screen_text
        await auditor.press("escape", "f2")
        assert "No complaint." in auditor.screen_text
        assert "Tell" not in auditor.question.split("← Day")[1]
        await auditor.press("escape", "l")
        assert auditor.question.endswith("w Why Esc Back")
        assert "Plan" not in auditor.question
    adi.close()


async def test_an_agents_login_is_offered_no_key_that_the_database_refuses(
    team: Team, clock: FrozenClock
) -> None:
    owner, ann = open_database(team.owner), team.open("ann")
    add_lead(owner, "Ada Byron", "(208) 555-0101")
    name = team.login("ann")
    desk = desk_for(ann, clock, name)
    desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    async with at_the_desk(ann, clock, name) as agent:
        await agent.press("l")
        assert "Hand over" not in agent.question
        assert "Replan" not in agent.question
        await agent.press("h")
        assert SUPERVISORS_ONLY in agent.notice
        await agent.press("escape", "slash")
        assert "Log call" in agent.question
        assert "Merge" not in agent.question
    ann.close()
    owner.close()
