"""What an agent with a login of their own prepares, plans and exports."""

from datetime import timedelta

import pytest
from psycopg.errors import InsufficientPrivilege

from console.cards.lead import Card
from console.cards.promises import NewCallback
from console.desk import Desk
from console.desk.lead.texts_desk import Written
from console.outreach.mail.letter import Letter
from console.plain.acts.letters import ahead_lines
from console.view.sessions.waiting import hidden_words
from db.engine.database import Database, open_database
from db.enums import MailWay, SessionStatus
from db.sessions.planning import Asked, NewSession, add_sessions
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.team.conftest import Team
from tests.team.shift import fill
from tests.tui.driver import HERE, at_the_desk

HIDDEN = "Your login shows who comes next once you have started a session."


async def test_who_comes_next_is_shown_once_the_session_is_started(
    team: Team, clock: FrozenClock
) -> None:
    clock.at = clock.at.replace(hour=9)
    owner = open_database(team.owner)
    for place in range(3):
        add_lead(owner, f"Lead {place}", f"(208) 555-010{place}", email=f"l{place}@example.com")
    Desk(owner, clock, "olga", zone=HERE).sessions.plan(size=3)
    owner.close()
    ann = team.open("ann")
    async with at_the_desk(ann, clock, team.login("ann"), size=(100, 30)) as agent:
        assert HIDDEN in " ".join(agent.screen_text.split())
        await agent.press("f4")
        assert HIDDEN in agent.screen_text
        assert "3 leads ahead" in agent.screen_text
        for claim in ("no name", "no e-mail", "without notes"):
            assert claim not in agent.screen_text
        await agent.press("escape", "enter")
        assert HIDDEN not in agent.screen_text
        await agent.press("f4")
        assert "Lead 0" in agent.screen_text
        assert "3 to write to · 3 without notes" in agent.screen_text
        assert "no e-mail" not in agent.screen_text
    ann.close()


def test_of_a_long_session_the_first_hundred_are_shown_and_the_others_counted(
    team: Team, clock: FrozenClock
) -> None:
    owner = open_database(team.owner)
    for place in range(103):
        add_lead(owner, f"Lead {place}", f"(208) 555-{1000 + place}")
    [session] = Desk(owner, clock, "olga", zone=HERE).sessions.plan(size=200).sessions
    owner.close()
    ann = team.open("ann")
    desk = Desk(ann, clock, team.login("ann"), zone=HERE)
    assert list(ahead_lines(desk.preparing.ahead(session.session_id))) == [HIDDEN]
    desk.sessions.start(session.session_id)
    ahead = desk.preparing.ahead(session.session_id)
    assert (len(ahead.leads), ahead.hidden) == (100, 3)
    assert all(lead.name for lead in ahead.leads)
    assert hidden_words(ahead) == "3 more leads after these: your login shows them later."
    letter = Letter("l@example.com", "Hello", "We call soon.", "Lead 5")
    desk.preparing.record_introduction(
        Written(ahead.leads[5].lead_id, "hello", letter, None), MailWay.FILE
    )
    assert desk.preparing.ahead(session.session_id).leads[5].is_introduced
    ann.close()


@pytest.mark.parametrize("who", ["ann", "olga"])
def test_a_plan_leaves_out_the_leads_that_another_plan_took_meanwhile(
    team: Team, clock: FrozenClock, who: str
) -> None:
    owner = open_database(team.owner)
    fill(owner)
    database = team.open(who)
    now = clock()

    def plan(planner: Database, *lead_ids: int) -> int:
        new = NewSession("One", None, 1, 1, lead_ids, now, now + timedelta(hours=1))
        with planner.write() as connection:
            return add_sessions(connection, [new], Asked(), (), now)[0]

    plan(owner, 1, 2, 3)
    session_id = plan(database, 2, 3, 4, 5)
    with owner.read() as connection:
        stored = connection.exec_driver_sql(
            "SELECT size, status, (SELECT array_agg(lead_id ORDER BY position) FROM session_lead"
            " WHERE session_id = calling_session.id) FROM calling_session"
            f" WHERE id = {session_id}"
        ).one()
    assert tuple(stored) == (2, SessionStatus.PLANNED, [4, 5])
    database.close()
    owner.close()


def test_an_agent_exports_their_callbacks_and_nothing_else(
    team: Team, clock: FrozenClock, lines: dict[str, CommandLine]
) -> None:
    owner = open_database(team.owner)
    fill(owner)
    for who in ("ann", "bob"):
        database = team.open(who)
        desk = Desk(database, clock, team.login(who), zone=HERE)
        card = desk.next()
        assert isinstance(card, Card)
        desk.dial(card.claim, card.phone.number_id)
        clock.advance(minutes=1)
        new = NewCallback(clock() + timedelta(hours=1), is_mine=True)
        desk.record(card.claim, "callback", f"words of {who}", new)
        database.close()
    for options in ((), ("--all",)):
        answer = lines["ann"].bare("--db", team.address("ann"), "callbacks", "export", *options)
        assert answer.status == 0, answer.err
        assert answer.out.count("BEGIN:VEVENT") == 1
        assert "Ada Byron" in answer.out
        assert "Bo Byron" not in answer.out
    with owner.read() as connection:
        entry = connection.exec_driver_sql(
            "SELECT agent, detail FROM audit_entry WHERE action = 'export' LIMIT 1"
        ).one()
    assert tuple(entry) == (team.login("ann"), '{"count":1,"format":"ics","what":"callbacks"}')
    owner.close()
    forged = (
        "INSERT INTO audit_entry (seq, at, agent, action, detail, proof, previous, hash)"
        " SELECT seq + 1, now(), session_user, 'export', %s, '', hash, '' FROM audit_head"
    )
    for detail in ('{"what":"leads"}', "{}", '{"what":null,"x":"callbacks"}'):
        with (
            team.connect("ann") as connection,
            pytest.raises(InsufficientPrivilege, match="an agent exports promises only"),
        ):
            connection.execute(forged, (detail,))
