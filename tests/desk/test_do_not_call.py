"""A request not to be called: of the number or the whole person; evidence ends with it."""

import pytest

from console.desk import Desk
from console.do_not_call import internal_list
from console.do_not_call.evidence import held, record
from db.dnc.suppressions import listings_of
from db.engine.database import Database
from db.enums import EvidenceKind, NumberStatus
from db.leads.records import read_lead
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead

HOME, WORK = "+12085550147", "+12085550148"


def listed(database: Database) -> list[str]:
    with database.read() as connection:
        return sorted(listings_of(connection, [HOME, WORK]))


def statuses(database: Database, lead_id: int) -> list[str]:
    with database.read() as connection:
        lead = read_lead(connection, lead_id)
    assert lead is not None
    return [number.status.value for number in lead.numbers]


def places(database: Database, lead_id: int) -> list[str]:
    with database.read() as connection:
        lead = read_lead(connection, lead_id)
    assert lead is not None
    return [number.place for number in lead.numbers]


def prove(database: Database, clock: FrozenClock, e164: str) -> None:
    record(database, e164, EvidenceKind.WRITTEN, clock().date(), "form 3", "sue", clock())


def test_one_key_lists_the_number_and_the_other_lists_the_person(
    desk: Desk, database: Database
) -> None:
    lead_id = add_lead(database, "Ada", HOME, WORK)
    call(desk, "do_not_call")
    assert listed(database) == [HOME]
    assert statuses(database, lead_id) == [NumberStatus.SUPPRESSED, NumberStatus.OPEN]
    card = desk.undo()
    assert listed(database) == []
    desk.record(card.claim, "do_not_call_person")
    assert listed(database) == [HOME, WORK]
    assert statuses(database, lead_id) == [NumberStatus.SUPPRESSED, NumberStatus.SUPPRESSED]
    desk.undo()
    assert listed(database) == []
    assert statuses(database, lead_id) == [NumberStatus.OPEN, NumberStatus.OPEN]


@pytest.mark.parametrize("outcome", ["do_not_call", "do_not_call_person"])
def test_a_request_ends_the_evidence_and_undo_restores_it(
    desk: Desk, database: Database, clock: FrozenClock, outcome: str
) -> None:
    lead_id = add_lead(database, "Ada", HOME, WORK)
    for e164 in (HOME, WORK):
        prove(database, clock, e164)
    before = places(database, lead_id)
    call(desk, outcome)
    ended = {row.e164 for row in held(database) if row.withdrawn_at}
    assert ended == ({HOME} if outcome == "do_not_call" else {HOME, WORK})
    assert places(database, lead_id)[0] != before[0]
    desk.undo()
    assert all(row.withdrawn_at is None for row in held(database))
    assert places(database, lead_id) == before


def test_undo_leaves_listed_what_was_listed_before(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    lead_id = add_lead(database, "Ada", HOME, WORK)
    internal_list.add(database, WORK, "asked by letter", "sue", clock())
    call(desk, "do_not_call_person")
    desk.undo()
    assert listed(database) == [WORK]
    assert statuses(database, lead_id) == [NumberStatus.OPEN, NumberStatus.SUPPRESSED]


def test_evidence_given_after_a_request_was_undone_is_not_touched_by_it(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", HOME)
    prove(database, clock, HOME)
    call(desk, "do_not_call")
    clock.advance(minutes=1)
    prove(database, clock, HOME)
    desk.undo()
    assert [row.withdrawn_at for row in held(database)] == [None, None]
