"""What the floor writes by the day is what the desk writes call by call."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from console.cards.callbacks import NewCallback
from console.cards.lead import Card
from console.demo.floor.ledger import Ledger
from console.demo.floor.page import Person
from console.desk import Desk, NotNow
from console.judging.openings import Openings
from db.calls import bulk_calls
from db.engine.database import Database, open_database
from db.firm.outcomes import all_outcomes
from db.schema import prepare
from db.tables.audit import audit_entries
from db.tables.calls import attempts, callbacks, skips
from db.tables.do_not_call import suppressions
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock
from tests.leads import add_lead

OUTCOMES = (
    *("no", "yes", "voicemail", "no_answer", "busy", "hung_up", "gatekeeper"),
    *("wrong_number", "disconnected", "do_not_call", "complaint"),
)
CALLBACK, PASSED_OVER, ASLEEP, RINGS = (len(OUTCOMES) + at for at in (1, 2, 3, 4))

DICE = {
    "attempt": {"claim", "salt"},
    "lead": {"claim", "held_by", "held_until"},
    "audit_entry": {"detail", "number", "proof", "previous", "hash"},
}
"""What differs between two databases in which the same was done."""


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(str(tmp_path / "other.db"))
    prepare(opened)
    yield opened
    opened.close()


def _fill(database: Database) -> None:
    for at, _ in enumerate(OUTCOMES):
        add_lead(database, f"Lead {at}", f"(208) 555-01{at:02}")
    add_lead(database, "Back", "(208) 555-0130")
    add_lead(database, "Over", "(208) 555-0131")
    add_lead(database, "Asleep", "(671) 555-0132")
    add_lead(database, "Rings", "(208) 555-0133")


def _by_the_desk(database: Database, clock: FrozenClock) -> None:
    desk = Desk(database, clock, "ann")

    def call(lead_id: int, outcome: str, callback: NewCallback | None = None) -> None:
        card = desk.take(lead_id)
        assert isinstance(desk.dial(card.claim, card.phone.number_id), Card)
        clock.advance(seconds=50)
        desk.record(card.claim, outcome, f"said {outcome}", callback)
        clock.advance(seconds=20)

    for lead_id, outcome in enumerate(OUTCOMES, start=1):
        call(lead_id, outcome)
    due_at = clock.at + timedelta(hours=2)
    call(CALLBACK, "callback", NewCallback(due_at))
    desk.skip(desk.take(PASSED_OVER).claim, "knows me")
    card = desk.take(ASLEEP)
    assert isinstance(desk.dial(card.claim, card.phone.number_id), NotNow)
    desk.leave(card.claim)
    rung = desk.inbound.ring(RINGS)
    clock.advance(seconds=30)
    desk.record(rung.claim, "no", "said no")
    clock.at = due_at
    call(CALLBACK, "no")


def _by_the_ledger(database: Database, clock: FrozenClock) -> None:
    openings = Openings()
    with database.read() as connection:
        openings.update(connection, clock())
        people = {one.lead_id: Person(one) for one in bulk_calls.callees(connection)}
        ledger = Ledger(database, openings, list(people.values()), all_outcomes(connection))

    def call(lead_id: int, outcome: str, callback_at: datetime | None = None) -> None:
        person = people[lead_id]
        begun = ledger.dial("ann", person, None, ledger.judged(person, clock()), clock())
        clock.advance(seconds=50)
        ledger.end(begun, outcome, f"said {outcome}", clock(), callback_at)
        clock.advance(seconds=20)

    for lead_id, outcome in enumerate(OUTCOMES, start=1):
        call(lead_id, outcome)
    due_at = clock.at + timedelta(hours=2)
    call(CALLBACK, "callback", due_at)
    ledger.skip("ann", people[PASSED_OVER], None, "knows me", clock())
    ledger.refuse("ann", people[ASLEEP], ledger.judged(people[ASLEEP], clock()), clock())
    rung = ledger.ring("ann", people[RINGS], None, clock())
    clock.advance(seconds=30)
    ledger.end(rung, "no", "said no", clock())
    clock.at = due_at
    call(CALLBACK, "no")
    ledger.write()


def _rows(database: Database) -> dict[str, list[dict[str, object]]]:
    found = {}
    with database.read() as connection:
        for table in (attempts, leads, numbers, callbacks, skips, suppressions, audit_entries):
            rows = connection.execute(select(table).order_by(*table.primary_key.columns))
            dice = DICE.get(table.name, set())
            found[table.name] = [
                {name: value for name, value in row.items() if name not in dice}
                for row in rows.mappings()
            ]
    return found


def test_it_leaves_the_rows_that_the_desk_leaves(
    database: Database, other: Database, clock: FrozenClock
) -> None:
    began = clock.at
    _fill(database)
    _by_the_ledger(database, clock)
    clock.at = began
    _fill(other)
    _by_the_desk(other, clock)
    ours, theirs = _rows(database), _rows(other)
    for table, rows in theirs.items():
        assert len(ours[table]) == len(rows), table
        for mine, its in zip(ours[table], rows, strict=True):
            assert mine == its, table
    assert len(theirs["attempt"]) == len(OUTCOMES) + 3
