"""A login that sends events and does nothing else, and commands that no agent's login may run."""

import json
from pathlib import Path

from db.engine.database import open_database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.hooks.conftest import receiver  # noqa: F401 - fixture
from tests.hooks.receiver import Receiver
from tests.leads import add_lead
from tests.team.conftest import Team
from tests.tui.driver import desk_for


def test_a_login_of_its_own_sends_events_and_does_nothing_else(
    team: Team, lines: dict[str, CommandLine], clock: FrozenClock, tmp_path: Path
) -> None:
    owner = open_database(team.owner)
    for turn in range(3):
        add_lead(owner, f"Ada {turn}", f"(208) 555-010{turn}")
    owner.close()
    got, command = tmp_path / "got", tmp_path / "to_crm"
    # It refuses a no for good, so that an entry says that the event is dead.
    refuses = 'grep -q \'"outcome": "no"\' && exit 65'
    command.write_text(f"#!/bin/sh\n(cat; echo) | tee -a {got} | {refuses}\nexit 0\n")
    command.chmod(0o755)

    def bare(who: str, *words: str) -> str:
        answer = lines[who].bare("--db", team.address(who), *words)
        return answer.out + answer.err

    fields = ("--fields", "number,name,note")
    added = bare("sue", "hooks", "add", "crm", "--run", str(command), *fields)
    assert "“crm”" in added
    ann = team.open("ann")
    desk = desk_for(ann, clock, team.login("ann"))
    call(desk, "yes", "wants proof")
    call(desk, "do_not_call")
    call(desk, "no")
    ann.close()
    sent = bare("rex", "hooks", "run", "--once")
    assert "call.ended delivered" in sent
    assert "do_not_call.added delivered" in sent
    assert "not delivered: exit 65" in sent
    bodies = [json.loads(line) for line in got.read_text().splitlines()]
    assert bodies[0]["data"]["note"] == "wants proof"
    assert bodies[0]["data"]["number"] == "+12085550100"
    assert "1 entry will be sent now" in bare("sue", "hooks", "resend", "crm", "--dead")
    assert "hook_dead" in bare("adi", "audit", "show", "--action", "hook_dead")
    assert "holds" in bare("adi", "audit", "verify")

    assert "sends events and does nothing else" in bare("rex", "find", "ada")
    assert "sends events and does nothing else" in bare("rex", "report", "agents")
    refused = bare("rex", "hooks", "remove", "crm")
    assert "“crm” is removed" not in refused
    assert "crm" in bare("sue", "hooks", "list")


def test_an_agents_login_starts_no_assistant_and_tries_no_phone(
    team: Team, lines: dict[str, CommandLine]
) -> None:
    lines["sue"].bare("--db", team.address("sue"), "settings", "set", "assistant", "counts")
    for words in (("assistant",), ("dial", "test", "(208) 555-0199", "--kind", "business")):
        refused = lines["ann"].bare("--db", team.address("ann"), *words)
        assert (refused.status, "more than an agent's login may see" in refused.err) == (3, True)
    tried = lines["sue"].bare("--db", team.address("sue"), *words)
    assert tried.status == 0, tried.err


def test_a_receiver_that_is_gone_pauses_its_hook_and_the_sender_records_that(
    team: Team,
    lines: dict[str, CommandLine],
    receiver: Receiver,  # noqa: F811
) -> None:
    def bare(who: str, *words: str) -> str:
        answer = lines[who].bare("--db", team.address(who), *words)
        return answer.out + answer.err

    bare("sue", "hooks", "add", "crm", "--url", receiver.url, "--loopback")
    bare("sue", "dnc", "add", "+12085550199", "--reason", "asked")
    receiver.answer = lambda _: 410
    assert "not delivered: 410" in bare("rex", "hooks", "run", "--once")
    entry = bare("adi", "audit", "show", "--action", "hook_pause")
    assert "rex" in entry
    assert "410" in entry
    assert "paused by 410" in bare("sue", "hooks", "list")
    assert "it is paused by 410, 1 wait, 0 dead. 410 Gone" in bare("sue", "doctor")
    assert "hooks resume crm goes on" in bare("sue", "doctor")
    assert "paused by 410" in bare("sue", "hooks", "letters", "crm")
