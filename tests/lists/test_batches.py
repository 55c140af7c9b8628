"""What a batch leaves and takes with it: evidence, renewed clearances, addresses that move."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from console.cards.waiting import Nobody
from console.desk import Desk
from console.desk.sessions.planning import PlanOptions as Planned
from console.desk.sessions.planning import draw, store
from console.do_not_call.evidence import withdraw_all
from console.judging.place_openings import Openings
from console.lists.batches import undo_import
from console.rules.places.facts import place_from_facts
from console.trouble import BadInput
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import OnDuplicate
from db.imports.batches import read_batches
from db.tables.calls import attempts
from db.tables.do_not_call import consents
from db.tables.leads import leads, numbers, places
from tests.conftest import FrozenClock
from tests.desk.driver import next_card
from tests.importing.conftest import Import
from tests.tui.driver import desk_for

EVIDENCE = "name,phone,consent_on,consent_kind,consent_proof"
ADA = "Ada,2085550147,2026-11-01,written,web form 312"


@pytest.fixture
def desk(database: Database, clock: FrozenClock) -> Desk:
    return desk_for(database, clock)


def evidence(database: Database) -> list[tuple[Any, ...]]:
    wanted = select(consents.c.e164, consents.c.given_on, consents.c.proof, consents.c.withdrawn_at)
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(wanted.order_by(consents.c.id))]


def held(database: Database) -> list[int]:
    """How many pieces of evidence the place of each number holds."""
    wanted = select(places.c.facts).join(numbers, numbers.c.place_id == places.c.id)
    with database.read() as connection:
        rows = connection.execute(wanted.order_by(numbers.c.id)).scalars()
        return [len(place_from_facts(facts).evidence) for facts in rows]


@pytest.mark.parametrize("on", [OnDuplicate.UPDATE, OnDuplicate.MERGE])
def test_evidence_on_a_row_that_is_known_is_recorded_once_and_lifts_wherever_the_number_stands(
    database: Database, bring: Import, on: OnDuplicate
) -> None:
    bring("name,phone", "Ada,2085550147")
    bring("name,phone", "Ada,2085550147", list_name="other", in_list=True)
    for _ in range(2):
        assert bring(EVIDENCE, ADA, on_duplicate=on).updated == 1
    assert evidence(database) == [("+12085550147", date(2026, 11, 1), "web form 312", None)]
    assert held(database) == [1, 1]
    with database.read() as connection:
        assert verify(connection) is None


def test_evidence_of_a_row_that_is_skipped_is_left_out(database: Database, bring: Import) -> None:
    bring("name,phone", "Ada,2085550147")
    bring(EVIDENCE, ADA)
    assert evidence(database) == []


def test_consent_taken_back_does_not_come_again_with_an_old_file(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    bring(EVIDENCE, ADA)
    withdraw_all(database, "+12085550147", "ann", clock())
    bring(EVIDENCE, ADA, on_duplicate=OnDuplicate.UPDATE)
    bring(EVIDENCE, ADA.replace("11-01", "11-15"), list_name="other", in_list=True)
    assert [withdrawn_at is None for *_, withdrawn_at in evidence(database)] == [False]
    assert held(database) == [0, 0]


def test_an_undone_import_takes_its_evidence_with_it(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    bring("name,phone", "Ada,2085550147")
    bring(EVIDENCE, ADA, "Bo,2085550148,2026-11-02,,", on_duplicate=OnDuplicate.UPDATE)
    assert held(database) == [1, 1]
    with database.read() as connection:
        batch = read_batches(connection)[0]
    undone = undo_import(database, batch.id, "ann", clock())
    assert (undone.leads, undone.updated) == (1, 1)
    assert evidence(database) == []
    assert held(database) == [0]


def test_evidence_that_was_dialled_on_stays_on_record_when_its_import_is_undone(
    database: Database, clock: FrozenClock, bring: Import, desk: Desk
) -> None:
    bring("name,phone,kind", "Ada,2085550147,business", list_name="other")
    bring(EVIDENCE, ADA, "Bo,2085550148,,,", on_duplicate=OnDuplicate.UPDATE)
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "no", "")
    with database.read() as connection:
        batch = read_batches(connection)[0]
        assert connection.execute(select(func.count()).select_from(attempts)).scalar() == 1
    undo_import(database, batch.id, "ann", clock())
    assert [row[-1] for row in evidence(database)] == [clock()]


def test_an_import_with_a_lead_on_a_screen_is_left_whole(
    database: Database, clock: FrozenClock, bring: Import, desk: Desk
) -> None:
    bring("name,phone,kind", "Ada,2085550147,business", "Bo,2085550148,business")
    next_card(desk)
    with database.read() as connection:
        batch = read_batches(connection)[0]
    with pytest.raises(BadInput, match="on a screen: Ada"):
        undo_import(database, batch.id, "sue", clock())
    with database.read() as connection:
        assert connection.execute(select(leads.c.status)).scalars().all() == ["open", "open"]


def test_a_plan_worked_out_before_its_import_was_undone_can_be_written_and_holds_nobody(
    database: Database, clock: FrozenClock, bring: Import, desk: Desk
) -> None:
    rows = "Ada,2085550147,business", "Bo,2085550148,business"
    bring("name,phone,kind", *rows)
    with database.read() as connection:
        openings = Openings()
        openings.update(connection, clock())
        late = draw(connection, openings, Planned(25), "bob", clock())
        batch = read_batches(connection)[0]
    undo_import(database, batch.id, "sue", clock())
    ([planned], _) = store(database, late, "bob", clock())
    assert [session.left for session in desk.sessions.all()] == [0]
    desk.sessions.start(planned.session_id)
    assert isinstance(desk.next(), Nobody)
    desk.sessions.end()
    bring("name,phone,kind", *rows)
    assert [session.left for session in desk.sessions.plan().sessions] == [2]


def test_an_import_that_only_renews_clearances_is_a_batch_of_its_own(
    database: Database, bring: Import
) -> None:
    bring("name,phone", "Ada,2085550147", list_name="spring")
    brought = bring(
        "name,phone", "Ada,2085550147", list_name="autumn", scrubbed_on=date(2026, 11, 10)
    )
    assert (brought.imported, brought.duplicate_in_database) == (0, 1)
    with database.read() as connection:
        newest, first = read_batches(connection)
        assert verify(connection) is None
    assert (newest.list_name, newest.rows) == ("autumn", 1)
    assert first.list_name == "spring"


def test_an_address_that_moves_takes_every_number_of_the_person_with_it(
    database: Database, bring: Import
) -> None:
    bring("name,phone,office phone,state", "Ada,2085550147,2085550148,ID")
    bring("name,phone,state,zip", "Ada,2085550147,FL,33101", on_duplicate=OnDuplicate.UPDATE)
    wanted = select(places.c.facts).join(numbers, numbers.c.place_id == places.c.id)
    with database.read() as connection:
        facts = connection.execute(wanted.order_by(numbers.c.position)).scalars().all()
    assert [
        {law.value for law in place_from_facts(one_place).jurisdictions} for one_place in facts
    ] == [{"US-FL", "US-ID"}] * 2


def test_no_id_of_what_was_undone_is_given_again(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    values: dict[str, list[int]] = {"import": [], "list": [], "lead": []}
    for _ in range(3):
        bring("name,phone", "Ada,2085550147", "Bo,2085550148")
        with database.read() as connection:
            (batch,) = read_batches(connection)
            values["lead"] += connection.execute(select(leads.c.id)).scalars()
        values["import"].append(batch.id)
        values["list"].append(batch.list_id)
        undo_import(database, batch.id, "ann", clock())
    for ids in values.values():
        assert len(set(ids)) == len(ids)


def test_an_import_that_only_updated_has_nothing_to_take_out(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    bring("name,phone", "Ada,2085550147")
    bring("name,phone", "Ada King,2085550147", on_duplicate=OnDuplicate.UPDATE)
    with database.read() as connection:
        newest = read_batches(connection)[0]
    with pytest.raises(BadInput, match=r"nothing to take out. The leads .* \(1\) stay"):
        undo_import(database, newest.id, "ann", clock())
    with database.read() as connection:
        assert [batch.id for batch in read_batches(connection)] == [newest.id, newest.id - 1]
