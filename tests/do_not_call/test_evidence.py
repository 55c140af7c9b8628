"""Evidence: recorded with its proof, judged by the rules, ended by a withdrawal."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from console.do_not_call.evidence import held, record, withdraw_all
from console.rules.places.facts import place_from_facts
from console.rules.values import Place
from console.trouble import BadInput
from db.enums import EvidenceKind
from db.leads.records import read_lead
from db.tables.leads import lead_lists
from tests.do_not_call.conftest import Floor

HOME = "+12085550147"


def place_of(floor: Floor, lead_id: int) -> Place:
    with floor.database.read() as connection:
        lead = read_lead(connection, lead_id)
        assert lead is not None
        assert lead.place_id == lead.numbers[0].place_id
        return place_from_facts(lead.numbers[0].place)


def put(floor: Floor, kind: EvidenceKind, proof: str = "form 3", zone: str = "") -> int:
    return record(floor.database, HOME, kind, floor.today, proof, "ann", floor.clock(), zone).leads


def test_evidence_becomes_part_of_the_place_of_every_lead_with_the_number(floor: Floor) -> None:
    ada, bob = floor.consumer(HOME), floor.consumer(HOME + " ext. 2", region="ID")
    assert put(floor, EvidenceKind.TRANSACTION) == 2
    for text in (ada, bob):
        (evidence,) = place_of(floor, text).evidence
        assert (evidence.kind, evidence.on) == (EvidenceKind.TRANSACTION, floor.today)
    assert withdraw_all(floor.database, HOME, "ann", floor.clock()) == 1
    assert place_of(floor, ada).evidence == ()


def test_leads_share_a_place_whatever_the_proof_says(floor: Floor) -> None:
    ada, bob = floor.consumer(HOME), floor.consumer("+12085550148")
    for e164, proof in ((HOME, "a letter"), ("+12085550148", "a form")):
        record(floor.database, e164, EvidenceKind.WRITTEN, floor.today, proof, "ann", floor.clock())
    assert floor.place(ada) == floor.place(bob)


def test_a_stated_zone_settles_where_the_person_is_and_the_newest_holds(floor: Floor) -> None:
    ada = floor.consumer(HOME)
    assert len(place_of(floor, ada).zones) == 2
    put(floor, EvidenceKind.STATED, "", "America/Denver")
    assert place_of(floor, ada).zone_is_stated
    put(floor, EvidenceKind.STATED, "", "America/New_York")
    assert place_of(floor, ada).zones[0].value == "America/New_York"
    withdraw_all(floor.database, HOME, "ann", floor.clock(), EvidenceKind.STATED)
    assert not place_of(floor, ada).zone_is_stated


def test_the_zone_in_the_leads_file_stands_behind_the_stated_one(floor: Floor) -> None:
    ada = floor.consumer(HOME, zone="America/Boise")
    put(floor, EvidenceKind.STATED, "", "America/Denver")
    assert place_of(floor, ada).zones[0].value == "America/Denver"
    withdraw_all(floor.database, HOME, "ann", floor.clock())
    assert place_of(floor, ada).zones[0].value == "America/Boise"


def test_one_kind_may_be_withdrawn_and_the_rest_stays(floor: Floor) -> None:
    put(floor, EvidenceKind.WRITTEN)
    put(floor, EvidenceKind.INQUIRY)
    ended = withdraw_all(floor.database, HOME, "ann", floor.clock(), EvidenceKind.WRITTEN)
    assert ended == 1
    rows = held(floor.database, HOME)
    assert {row.kind: row.withdrawn_at is None for row in rows} == {
        EvidenceKind.WRITTEN: False,
        EvidenceKind.INQUIRY: True,
    }
    assert withdraw_all(floor.database, "+12025550100", "ann", floor.clock()) == 0


def test_what_proves_nothing_is_refused(floor: Floor) -> None:
    now = floor.clock()
    with pytest.raises(BadInput, match="in the future"):
        record(
            floor.database,
            HOME,
            EvidenceKind.WRITTEN,
            floor.today + timedelta(days=2),
            "x",
            "ann",
            now,
        )
    with pytest.raises(BadInput, match="proof"):
        put(floor, EvidenceKind.WRITTEN, " ")
    with pytest.raises(BadInput, match="time zone"):
        put(floor, EvidenceKind.STATED, "", "Mars/Olympus")
    assert held(floor.database) == ()


def test_evidence_neither_gives_nor_takes_a_clearance(floor: Floor) -> None:
    """A list may be cleared after a lead was added to it, or a lead cleared by a later import."""
    added_later = floor.consumer(HOME)
    with floor.database.write() as connection:
        connection.execute(update(lead_lists).values(scrubbed_on=floor.today))
    put(floor, EvidenceKind.TRANSACTION)
    assert place_of(floor, added_later).cleared_on is None
    assert len(place_of(floor, added_later).evidence) == 1
