"""The firm's own list: in force at once, for everyone, until a supervisor lifts it."""

import pytest
from sqlalchemy import select

from console.do_not_call import internal_list
from console.do_not_call.evidence import record
from console.trouble import BadInput
from db.audit.verification import verify
from db.dnc.suppressions import entries
from db.enums import EvidenceKind
from db.tables.audit import audit_entries
from tests.do_not_call.conftest import Floor

HOME, WORK = "+12025550123", "+15035550133"


def add(floor: Floor, e164: str, *, is_person: bool = False) -> tuple[str, ...]:
    return internal_list.add(
        floor.database, e164, "asked by letter", "ann", floor.clock(), is_person=is_person
    )


def remove(floor: Floor, e164: str, reason: str = "the wrong person") -> bool:
    return internal_list.remove(floor.database, e164, reason, "sue", floor.clock())


def test_a_listed_number_is_closed_for_every_list_and_lead(floor: Floor) -> None:
    leads = [floor.consumer(HOME), floor.business(HOME + " ext. 5")]
    assert add(floor, HOME) == (HOME,)
    for lead in leads:
        assert floor.lead(lead) == ("barred", "internal_list")
        assert floor.numbers(lead) == ["suppressed"]


def test_a_persons_other_number_stays_open_unless_the_person_asked(floor: Floor) -> None:
    ada = floor.consumer(HOME, WORK)
    add(floor, HOME)
    assert floor.numbers(ada) == ["suppressed", "open"]
    assert floor.lead(ada) == ("open", "")
    assert add(floor, HOME, is_person=True) == (WORK,)
    assert floor.numbers(ada) == ["suppressed", "suppressed"]
    assert floor.lead(ada) == ("barred", "internal_list")


def test_the_first_request_stands(floor: Floor) -> None:
    add(floor, HOME)
    first = internal_list.look_up(floor.database, HOME).entry
    floor.clock.advance(days=1)
    assert add(floor, HOME) == ()
    assert internal_list.look_up(floor.database, HOME).entry == first


def test_it_holds_for_numbers_of_no_lead_and_is_asked_before_any_registry(floor: Floor) -> None:
    add(floor, HOME)
    listed = internal_list.look_up(floor.database, HOME)
    assert listed.is_barred
    assert listed.hits == ()
    assert not internal_list.look_up(floor.database, WORK).is_barred


def test_evidence_never_lifts_it_and_what_there_was_ends(floor: Floor) -> None:
    ada = floor.consumer(HOME)
    now = floor.clock()
    record(floor.database, HOME, EvidenceKind.WRITTEN, floor.today, "form 3", "ann", now)
    add(floor, HOME)
    assert floor.lead(ada) == ("barred", "internal_list")
    again = record(floor.database, HOME, EvidenceKind.WRITTEN, floor.today, "form 4", "ann", now)
    assert again.is_on_internal_list
    assert floor.lead(ada) == ("barred", "internal_list")
    floor.register(HOME)
    remove(floor, HOME)
    assert floor.lead(ada) == ("open", "")


def test_a_registry_neither_opens_nor_renames_what_the_firm_barred(floor: Floor) -> None:
    ada = floor.consumer(HOME)
    add(floor, HOME)
    floor.register(HOME)
    floor.register(codes=["202"])
    assert floor.lead(ada) == ("barred", "internal_list")


def test_a_supervisor_lifts_an_entry_with_a_reason_and_the_lead_is_open_again(
    floor: Floor,
) -> None:
    ada = floor.consumer(HOME)
    add(floor, HOME)
    with pytest.raises(BadInput, match="reason"):
        remove(floor, HOME, "  ")
    assert remove(floor, HOME)
    assert not remove(floor, HOME)
    assert floor.lead(ada) == ("open", "")


def test_a_lifted_number_that_a_registry_lists_is_barred_by_that(floor: Floor) -> None:
    ada = floor.consumer(HOME)
    add(floor, HOME)
    floor.register(HOME)
    remove(floor, HOME)
    assert floor.lead(ada) == ("barred", "registry")
    assert floor.numbers(ada) == ["registered"]


def test_old_requests_come_in_as_a_file_and_each_counts_once(floor: Floor) -> None:
    ada, bob = floor.consumer(HOME), floor.consumer(WORK)
    add(floor, HOME)
    asked = [HOME, WORK, "+442079460958", WORK]
    count = internal_list.add_all(
        floor.database, asked, "from the old system", "ann", floor.clock(), "old.csv"
    )
    assert count == 2
    assert floor.lead(ada) == floor.lead(bob) == ("barred", "internal_list")
    with floor.database.read() as connection:
        matches = {entry.e164: entry.reason for entry in entries(connection)}
    assert matches == {
        HOME: "asked by letter",
        WORK: "from the old system",
        "+442079460958": "from the old system",
    }


def test_the_audit_log_knows_each_act_and_no_number(floor: Floor) -> None:
    add(floor, HOME)
    remove(floor, HOME)
    internal_list.add_all(floor.database, [WORK], "old", "ann", floor.clock(), "old.csv")
    with floor.database.read() as connection:
        rows = connection.execute(select(audit_entries).order_by(audit_entries.c.seq)).all()
        assert verify(connection) is None
    assert [row.action for row in rows] == ["dnc_add", "dnc_remove", "dnc_add_file"]
    assert rows[1].agent == "sue"
    assert "the wrong person" in rows[1].detail
    assert "5550" not in "".join(row.detail for row in rows)


def test_holdings_tell_age_and_until_when_a_copy_is_good(floor: Floor) -> None:
    floor.register(HOME, WORK)
    floor.register("+442079460958", source="gb-tps")
    floor.register(HOME, source="our own watch list")
    floor.clock.advance(days=30)
    held = {
        registry.source: registry
        for registry in internal_list.holdings(floor.database, floor.clock()).registries
    }
    assert held["national"].area_codes == ("202", "503")
    assert held["national"].size == 2
    assert held["national"].is_good
    assert not held["gb-tps"].is_good
    assert held["our own watch list"].good_until is None
    floor.clock.advance(days=2)
    held = {
        registry.source: registry
        for registry in internal_list.holdings(floor.database, floor.clock()).registries
    }
    assert not held["national"].is_good
