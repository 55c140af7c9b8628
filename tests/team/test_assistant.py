"""The assistant by the logins of a team: what each of them may ask."""

import json
from pathlib import Path

import pytest

from console.cli.assistant.commands import COUNTS, PEOPLE
from tests.assistant import answer, asked
from tests.cli.shell import CommandLine
from tests.leads import add_lead
from tests.team.conftest import Team

COUNTING = {tool.__name__ for tool in COUNTS}


@pytest.fixture
def firm(team: Team, lines: dict[str, CommandLine]) -> Team:
    owner = team.open("olga")
    add_lead(owner, "Ada Lovelace", "(208) 555-0147")
    owner.close()
    assert (
        lines["sue"]
        .bare("--db", team.address("sue"), "settings", "set", "assistant", "people")
        .status
        == 0
    )
    return team


@pytest.mark.long
async def test_a_login_for_reports_counts_and_sees_nobody(firm: Team, config: Path) -> None:
    async with asked(firm.address("bi"), config) as session:
        assert {tool.name for tool in (await session.list_tools()).tools} == COUNTING
        for name, values in (("why", {}), ("forecast", {}), ("report", {"name": "outcomes"})):
            shown = await answer(session, name, **values)
            assert "error" not in shown, name
            assert "Lovelace" not in json.dumps(shown)
        assert (await session.call_tool("lead", {"lead_id": 1})).is_error


async def test_an_auditor_who_cannot_log_an_answer_is_shown_nobody(
    firm: Team, config: Path
) -> None:
    async with asked(firm.address("adi"), config) as session:
        assert {tool.name for tool in (await session.list_tools()).tools} == COUNTING


@pytest.mark.long
async def test_a_supervisor_sees_a_person_and_the_log_names_them(firm: Team, config: Path) -> None:
    async with asked(firm.address("sue"), config) as session:
        tools = {tool.name for tool in (await session.list_tools()).tools}
        assert tools == COUNTING | {tool.__name__ for tool in PEOPLE}
        assert "Lovelace" in json.dumps(await answer(session, "lead", lead_id=1))
    owner = firm.connect("olga")
    row = owner.execute(
        "SELECT agent, detail FROM audit_entry WHERE action = 'assistant_answer'"
    ).fetchone()
    owner.close()
    assert row is not None
    assert row[0] == firm.login("sue")
    assert json.loads(row[1]) == {"tool": "lead", "lead": 1}


def test_an_agents_login_is_refused(firm: Team, lines: dict[str, CommandLine]) -> None:
    refused = lines["ann"].bare("--db", firm.address("ann"), "assistant")
    assert (refused.status, refused.out) == (3, "")
    assert "ask a supervisor" in refused.err
