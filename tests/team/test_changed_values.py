"""What an agent changed on a lead is read by a supervisor, and by no agent."""

import pytest
from psycopg.errors import InsufficientPrivilege

from console.desk import Desk
from console.lists.lead_edits import edit_lead
from db.engine.database import open_database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import next_card
from tests.leads import add_lead
from tests.team.conftest import Team
from tests.tui.driver import HERE, at_the_desk


async def test_the_page_of_a_lead_shows_edits_to_supervisors_and_not_to_agents(
    team: Team, clock: FrozenClock
) -> None:
    owner = open_database(team.owner)
    lead_id = add_lead(owner, "Ada", "2085550147", email="ada@old.example")
    edit_lead(owner, lead_id, {"email": "ada@new.example", "priority": "3"}, "sue", clock())
    owner.close()
    for who, is_shown in (("ann", False), ("sue", True)):
        database = team.open(who)
        async with at_the_desk(database, clock, team.login(who)) as agent:
            await agent.press("r", "pagedown")
            assert ("sue: email ada@old.example → ada@new.example" in agent.question) is is_shown
            assert ("sue: priority 0 → 3" in agent.question) is is_shown
            await agent.press("escape", "q")
        database.close()
        clock.advance(hours=1)  # ann's hold of the lead ends


def test_an_agents_edit_is_read_by_supervisors_and_auditors_and_by_no_agent(
    team: Team, lines: dict[str, CommandLine], clock: FrozenClock
) -> None:
    owner = open_database(team.owner)
    add_lead(owner, "Ada", "2085550147")
    owner.close()
    ann = team.open("ann")
    desk = Desk(ann, clock, team.login("ann"), 10, HERE)
    desk.edits.edit(next_card(desk), {"notes": "Her own firm."})
    ann.close()
    changes = [{"field": "notes", "before": "", "after": "Her own firm."}]
    for who in ("sue", "adi"):
        shown = lines[who]("audit", "show", "--action", "lead_edit", "--json").document
        assert [entry["changes"] for entry in shown] == [changes]
        assert "changed notes: nothing → Her own firm." in lines[who]("audit", "show").out
    assert "ask a supervisor" in lines["ann"]("audit", "show").err
    with team.connect("ann") as connection, pytest.raises(InsufficientPrivilege):
        connection.execute("SELECT * FROM changed_value")
    assert lines["sue"]("audit", "verify").status == 0
