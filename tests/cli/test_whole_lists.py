"""No list and no file leaves rows out without saying so."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from console.desk import Desk
from db.audit import log
from db.engine.database import Database
from db.tables.calls import callbacks
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import next_card
from tests.leads import add_lead
from tests.tui.driver import desk_for


@pytest.fixture
def desk(database: Database, clock: FrozenClock) -> Desk:
    return desk_for(database, clock)


def test_json_of_the_audit_log_holds_every_entry_and_its_table_says_what_it_shows(
    database: Database, clock: FrozenClock, smiledial: CommandLine
) -> None:
    with database.write() as connection:
        for number in range(53):
            log.append(connection, clock(), "ann", "settings", {"number": number})
    show = ("audit", "show", "--action", "settings")
    document = smiledial(*show, "--json").document
    assert [entry["detail"]["number"] for entry in document] == list(range(53))
    assert len(smiledial(*show, "--json", "--limit", "2").document) == 2
    _, *rows, last = smiledial(*show).out.splitlines()
    assert len(rows) == 50
    assert "52}" in rows[-1]
    assert last == "Shown: the latest 50 entries; --limit 0 shows all."
    whole = smiledial(*show, "--limit", "0").out
    assert len(whole.splitlines()) == 1 + 53
    assert "--limit" not in smiledial(*show, "--limit", "53").out
    assert smiledial("audit", "show", "--action", "nothing", "--json").document == []


def test_every_callback_is_listed_and_exported(
    database: Database, clock: FrozenClock, smiledial: CommandLine
) -> None:
    lead_ids = [
        add_lead(database, f"Lead {line}", f"(208) 55{line // 100}-01{line % 100:02}")
        for line in range(201)
    ]
    promise = {"agent": "ann", "made_at": clock(), "due_at": clock() + timedelta(hours=2)}
    rows = [{"lead_id": lead_id, "dropped": "", **promise} for lead_id in lead_ids]
    with database.write() as connection:
        connection.execute(insert(callbacks), rows)
    assert len(smiledial("callbacks", "list", "--json").document) == 201
    assert len(smiledial("callbacks", "list").out.splitlines()) == 1 + 201
    assert smiledial("callbacks", "export").out.count("BEGIN:VEVENT") == 201


def test_a_lead_is_shown_with_every_attempt(
    database: Database, desk: Desk, clock: FrozenClock, smiledial: CommandLine
) -> None:
    lead_id = add_lead(database, "Ada", "(208) 555-0101")
    for _ in range(53):
        desk.skip(next_card(desk).claim, "busy")
        clock.advance(days=1)
    assert len(smiledial("lead", "show", str(lead_id), "--json").document["attempts"]) == 53


def test_find_says_that_it_lists_the_first_leads_only(
    database: Database, smiledial: CommandLine
) -> None:
    for line in range(51):
        add_lead(database, f"Ada {line}", f"(208) 555-01{line:02}")
    for more in ((), ("--json",)):
        answer = smiledial("find", "ada", *more)
        assert answer.err == (
            "Shown: the first 50 leads. There may be more: type more of the name.\n"
        )
    assert smiledial("find", "ada", "50").err == ""
