"""`smiledial team`: what a board's keys do, from a shell."""

from db.engine.database import Database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead
from tests.tui.driver import desk_for


def test_an_agent_is_seen_told_taken_from_blocked_and_let_on(
    database: Database, smiledial: CommandLine, clock: FrozenClock
) -> None:
    assert smiledial("team", "list").out == "No agent has called yet.\n"
    for line, name in enumerate(["Ada", "Bo", "Cy"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    ann = desk_for(database, clock, "ann")
    call(ann, "no")
    card = next_card(ann)
    ann.news.call_for_help(card.lead_id)
    clock.advance(minutes=2)
    listed = smiledial("--agent", "sue", "team", "list")
    assert "! HELP ann · Bo 2:00" in listed.out
    assert "ann    calling" in listed.out
    assert smiledial("--agent", "sue", "team", "answer", "ann", "Try again.").out == "Told ann.\n"
    assert smiledial("team", "answer", "ann", "Try again.").status == 1
    answer = smiledial("--agent", "sue", "team", "take-back", "ann", "--reason", "a customer")
    assert answer.out == "Bo is taken back; ann is told.\n"
    assert smiledial("team", "tell", "Sales stops at five.").status == 0
    assert smiledial("team", "tell", "See me.", "--to", "anne").status == 3
    blocked = smiledial("--agent", "sue", "team", "block", "ann", "--reason", "shouted", "--json")
    assert blocked.document == {
        "agent": "ann",
        "by": "sue",
        "since": "2026-11-18T17:02:00Z",
        "reason": "shouted",
        "is_new": True,
    }
    assert (
        "blocked already, by sue: shouted"
        in smiledial("--agent", "tom", "team", "block", "ann", "--reason", "x").out
    )
    [row] = smiledial("team", "list", "--json").document["agents"]
    assert row["blocked"]["reason"] == "shouted"
    assert (row["lead"], row["help"], row["state"]) == (None, None, "calling")
    assert [entry.text for entry in ann.news.look(None).notices][-1].startswith(
        "blocked you: shouted"
    )
    assert "You cannot lift your own block" in smiledial("team", "unblock", "ann").err
    lift = ("--agent", "sue", "team", "unblock", "ann")
    assert smiledial(*lift).out == "ann may go on.\n"
    assert smiledial(*lift).status == 1
    assert smiledial("audit", "verify").status == 0


def test_a_block_wants_its_reason_and_a_name_that_calls_here(smiledial: CommandLine) -> None:
    assert "needs its reason" in smiledial("team", "block", "ann").err
    refused = smiledial("--agent", "sue", "team", "block", "ann", "--reason", "shouted")
    assert refused.status == 3
    assert "No agent is called “ann”" in refused.err
    new = ("team", "block", "ann", "--reason", "shouted", "--new")
    assert smiledial("--agent", "sue", *new).status == 0


def test_one_session_is_handed_over_with_the_reason(
    database: Database, smiledial: CommandLine, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0100")
    ann = desk_for(database, clock, "ann")
    session = ann.sessions.start(ann.sessions.plan().sessions[0].session_id)
    give = ("sessions", "hand-over", "--session", str(session.session_id), "--to", "bob", "--new")
    answer = smiledial("--agent", "sue", *give, "--reason", "ann goes home")
    assert "1 session, 0 callbacks, 0 leads of ann given to bob." in answer.out
    [notice] = ann.news.look(None).notices
    assert notice.text.endswith("to bob: ann goes home.")
    assert smiledial("sessions", "hand-over", "--to", "bob").status == 2
