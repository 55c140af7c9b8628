"""Answers to the questions of a script: kept with the call, screened, covered, erased."""

import csv

import pytest

from console.cards.lead import Card
from console.desk import Desk, RefusedError
from console.do_not_call.erasure import erase
from console.lists.merging import merge_in
from console.lists.screening import read_where, sql_where
from console.outreach.scripts.library import keep_text
from db.audit.verification import verify
from db.calls.answers import answers_of
from db.engine.database import Database
from db.enums import TextKind
from db.leads.records import read_lead
from db.reports.exports import stream_leads
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.leads import add_lead

SCRIPT = """# Opening
How do you do this today?
? supplier (one of: ours, theirs, nobody): Who does it today?
? budget (money): What may it cost a year?
- Well -> Close
# Close
? decides (yes/no): Do you decide that yourself, {first_name|please}?
? until (date): Until when does the contract run?
? wants: What would you change about it?
"""


@pytest.fixture
def scripted(database: Database, clock: FrozenClock) -> Database:
    keep_text(database, SCRIPT, TextKind.SCRIPT, "pitch", "", "sue", clock())
    for n in range(3):
        add_lead(database, f"Lead {n}", f"(208) 555-010{n}")
    return database


def _dial(desk: Desk) -> Card:
    card = desk.next()
    assert isinstance(card, Card)
    dialled = desk.dial(card.claim, card.phone.number_id)
    assert isinstance(dialled, Card)
    return dialled


def _fitting(database: Database, clock: FrozenClock, text: str) -> list[str]:
    with database.read() as connection:
        condition = read_where(connection, text, clock(), "UTC")
        matches = stream_leads(connection, sql_where(connection, condition))
        return [row.name for row, _, _ in matches]


def test_answers_are_kept_before_the_outcome_and_stay_with_call_and_lead(
    scripted: Database, clock: FrozenClock, desk: Desk
) -> None:
    card = _dial(desk)
    names = [question.name for question in card.questions]
    assert names == ["supplier", "budget", "decides", "until", "wants"]
    for name, typed in (("supplier", "2"), ("budget", "5.5k"), ("decides", "y"), ("wants", "a b")):
        desk.answering.keep(card.claim, name, typed)
    with pytest.raises(RefusedError, match="not an amount, such as 5000, 5k"):
        desk.answering.keep(card.claim, "budget", "plenty")
    with pytest.raises(RefusedError, match="no longer asks for “shoe”"):
        desk.answering.keep(card.claim, "shoe", "9")
    shown = desk.refresh(card.claim)
    assert shown.answers == {
        "supplier": "theirs",
        "budget": "5500",
        "decides": "yes",
        "wants": "a b",
    }
    assert ("Budget", "5500") in shown.facts
    desk.record(card.claim, "no")
    with pytest.raises(RefusedError, match="No call is under way"):
        desk.answering.keep(card.claim, "budget", "1")

    with scripted.read() as connection:
        seen = connection.exec_driver_sql(
            "SELECT call_id, question, answer, script, outcome, lead FROM v_answers"
            " WHERE question = 'budget'"
        )
        assert seen.all() == [(1, "budget", "5500", "pitch", "No", card.name)]
    assert _fitting(scripted, clock, "answers.budget >= 5k") == [card.name]
    assert _fitting(scripted, clock, "answers.budget > 5500") == []
    assert _fitting(scripted, clock, "answers.supplier = Theirs and answers.until is empty") == [
        card.name
    ]
    assert len(_fitting(scripted, clock, "answers.decides is empty")) == 2
    with scripted.read() as connection:
        assert verify(connection) is None
        assert answers_of(connection, [1])[1]["budget"] == "5500"


def test_the_last_answer_counts_and_one_taken_back_gives_way_to_the_one_before(
    scripted: Database, clock: FrozenClock, desk: Desk
) -> None:
    first = _dial(desk)
    desk.answering.keep(first.claim, "budget", "100")
    desk.record(first.claim, "no_answer")
    clock.advance(days=5)
    again = desk.take(first.lead_id)
    dialled = desk.dial(again.claim, again.phone.number_id)
    assert isinstance(dialled, Card)
    desk.answering.keep(again.claim, "budget", "200")
    assert desk.lookup.look(first.lead_id).answers == {"budget": "200"}
    desk.answering.keep(again.claim, "budget", "")
    assert desk.lookup.look(first.lead_id).answers == {"budget": "100"}
    with scripted.read() as connection:
        assert verify(connection) is None


def test_an_answer_that_is_changed_behind_the_log_is_named(scripted: Database, desk: Desk) -> None:
    card = _dial(desk)
    desk.answering.keep(card.claim, "budget", "100")
    with scripted.write() as connection:
        connection.exec_driver_sql("UPDATE call_answer SET value = '900'")
    with scripted.read() as connection:
        fault = verify(connection)
    assert fault is not None
    assert "answer to a question of the script" in fault.text


def test_erasing_a_person_takes_their_answers_and_merging_brings_them_along(
    scripted: Database, clock: FrozenClock, desk: Desk
) -> None:
    card = _dial(desk)
    desk.answering.keep(card.claim, "wants", "my secret wish")
    desk.record(card.claim, "no")
    other = add_lead(scripted, "Same person", "(208) 555-0177")
    with scripted.write() as connection:
        merge_in(connection, other, card.lead_id, "sue", clock())
        row = read_lead(connection, other)
    assert row is not None
    assert row.answers == {"wants": "my secret wish"}
    erase(scripted, card.phone.e164, "asked", "sue", clock())
    with scripted.read() as connection:
        assert answers_of(connection, [1]) == {}
        gone = read_lead(connection, other)
        assert gone is not None
        assert gone.answers is None
        assert verify(connection) is None


@pytest.mark.usefixtures("scripted")
def test_answers_go_out_and_are_counted(desk: Desk, smiledial: CommandLine) -> None:
    for budget, supplier in (("1000", "1"), ("9000", "1"), ("2000", "3")):
        card = _dial(desk)
        desk.answering.keep(card.claim, "budget", budget)
        desk.answering.keep(card.claim, "supplier", supplier)
        desk.answering.keep(card.claim, "wants", "=1+1")
        desk.record(card.claim, "no")
    rows = list(csv.DictReader(smiledial("export", "attempts").out.splitlines()))
    assert [row["answers.budget"] for row in rows] == ["1000", "9000", "2000"]
    assert {row["answers.wants"] for row in rows} == {"'=1+1"}
    leads = list(csv.DictReader(smiledial("export", "leads").out.splitlines()))
    assert {row["smiledial_answers.supplier"] for row in leads} == {"ours", "nobody"}
    result = smiledial("report", "answers", "--format", "json").document["questions"]
    by_name = {item["question"]: item for item in result}
    assert by_name["supplier"]["answers"] == {"ours": 2, "nobody": 1}
    budget = by_name["budget"]
    assert (budget["lowest"], budget["median"], budget["highest"]) == ("1000", "2000", "9000")
    assert by_name["wants"]["calls"] == 3
    table = smiledial("report", "answers").out
    assert "2,000 in the middle, 1,000 to 9,000" in table
    assert "answered, budget: 1000" in smiledial("report", "call", "1").out
    held = smiledial("lead", "show", "--everything", "(208) 555-0100").document
    [lead], [attempt] = held["leads"], held["attempts"]
    assert (
        lead["answers"]
        == attempt["answers"]
        == {
            "budget": "1000",
            "supplier": "ours",
            "wants": "=1+1",
        }
    )
    assert [entry["action"] for entry in held["audit"]].count("answer") == 3
