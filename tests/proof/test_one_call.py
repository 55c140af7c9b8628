"""Everything behind one call on one page, as it was on its day."""

import json
from datetime import date, timedelta

import pytest

from console.cards.lead import Card
from console.desk import Desk
from console.do_not_call.registries.loading import load_numbers
from console.judging.history.call_proof import call_document
from console.trouble import BadInput
from db.engine.database import Database
from db.enums import LeadKind, RegistryKind
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.leads import add_lead


@pytest.fixture
def called(database: Database, clock: FrozenClock) -> Database:
    """A consumer was called and said no; two days later a newer copy of the registry came."""
    _load(database, clock, date(2026, 11, 10), "first.txt", "sue")
    clock.advance(hours=1)
    add_lead(database, "Ada Byron", "(208) 555-0147", kind=LeadKind.CONSUMER)
    desk = Desk(database, clock, "ann", zone="America/New_York")
    card = desk.open()
    assert isinstance(card, Card)
    desk.dial(card.claim, card.phone.number_id)
    clock.advance(minutes=2)
    desk.record(card.claim, "no", "has one already")
    clock.advance(days=2)
    _load(database, clock, date(2026, 11, 20), "second.txt", "tim")
    return database


def _load(database: Database, clock: FrozenClock, as_of: date, file: str, agent: str) -> None:
    load_numbers(
        database,
        source="us-national",
        name="",
        kind=RegistryKind.BARS,
        as_of=as_of,
        numbers=["+12085550199"],
        area_codes=["208"],
        file=file,
        agent=agent,
        now=clock(),
    )


def test_a_call_names_the_copy_that_was_held_then_and_who_loaded_it(called: Database) -> None:
    [copy] = call_document(called, 1)["copies"]
    assert (copy["as_of"], copy["file"], copy["agent"]) == ("2026-11-10", "first.txt", "sue")
    assert (copy["numbers"], copy["replaced_at"]) == (1, "2026-11-20T18:02:00Z")


def test_a_call_is_proved_by_its_entries_and_its_hash(called: Database) -> None:
    document = call_document(called, 1)
    assert [entry["action"] for entry in document["entries"]] == ["dial", "outcome"]
    assert document["proof"]["agrees"]
    assert document["verdict"] is not None
    assert document["verdict"]["verdict"] == "call"
    assert all(rule["citation"] for rule in document["rules"])
    assert {zone["zone"] for zone in document["local_times"]} >= {"America/Boise"}


@pytest.mark.parametrize(
    "changed",
    [
        "attempt SET note = 'was glad'",
        "attempt SET opening = 'Other'",
        "attempt SET script_id = 7",
        "script_version SET text = 'I ask nothing'",
    ],
)
def test_a_call_that_was_changed_does_not_agree(called: Database, changed: str) -> None:
    with called.write() as connection:
        connection.exec_driver_sql(f"UPDATE {changed}")
    assert not call_document(called, 1)["proof"]["agrees"]


def test_a_call_that_never_was_is_named(database: Database) -> None:
    with pytest.raises(BadInput, match="no call 7"):
        call_document(database, 7)


@pytest.mark.usefixtures("called")
def test_the_page_of_a_call_on_the_shell(smiledial: CommandLine) -> None:
    page = smiledial("report", "call", "1")
    assert page.status == 0, page.err
    assert "2026-11-18" in page.out
    assert "first.txt" in page.out
    assert "second.txt" not in page.out
    assert "call and log agree: yes" in page.out
    as_json = smiledial("report", "call", "1", "--json")
    assert json.loads(as_json.out)["proof"]["agrees"] is True
    assert smiledial("report", "call", "9").status == 3


@pytest.mark.usefixtures("called")
def test_what_is_held_of_a_number_names_the_copies_of_each_call(smiledial: CommandLine) -> None:
    page = smiledial("report", "compliance", "--number", "208 555 0147").out
    assert (
        "registry copies then us-national as of 2026-11-10, loaded 2026-11-18 by sue, 1 number"
        in page
    )
    calls = smiledial("report", "compliance").out
    assert "dials made: 1" in calls
    assert "of them to be explained: 0: none" in calls


@pytest.mark.usefixtures("called")
def test_the_log_is_searched_by_who_what_whom_and_when(
    smiledial: CommandLine, clock: FrozenClock
) -> None:
    def found(*options: str) -> list[str]:
        answer = smiledial("audit", "show", "--json", *options)
        return [entry["action"] for entry in json.loads(answer.out)]

    assert found("--agent", "tim") == ["registry"]
    assert found("--action", "outcome") == ["outcome"]
    assert found("--lead", "1") == ["dial", "outcome"]
    assert found("--number", "208 555 0147") == ["dial"]
    day = (clock() - timedelta(days=1)).date().isoformat()
    assert found("--from", day) == ["registry"]
    assert "dial" in found("--to", day)


def test_a_seal_kept_outside_shows_a_log_that_was_cut(
    smiledial: CommandLine, called: Database
) -> None:
    seal = smiledial("audit", "head").out.strip()
    assert smiledial("audit", "verify", "--since", f"2026-11-20 {seal}").status == 0
    with called.write() as connection:
        connection.exec_driver_sql("DELETE FROM audit_entry WHERE seq = 4")
        connection.exec_driver_sql(
            "UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit_entry WHERE seq = 3)"
        )
    answer = smiledial("audit", "verify", "--since", seal)
    assert answer.status == 1
    assert "its end was cut off" in answer.out
    assert smiledial("audit", "verify", "--since", "nonsense").status == 2
