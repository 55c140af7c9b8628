"""What a firm states about its registrations: stored, logged, judged, on both databases."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from console.cards.permits import PermitLine
from console.cards.waiting import Nobody
from console.firm.settings import firm_from
from console.judging.history.firm_history import firm_then
from console.rules.law.permits import PermitNeed
from console.rules.values import PermitBook
from console.supervision.firm.permit_page import read_permits
from console.supervision.firm.permits import (
    add_permit,
    book_of,
    claim_exemption,
    load_book,
    read_permit_id,
    remove_permit,
)
from console.supervision.firm.settings import put_setting
from console.trouble import BadInput
from db.engine.database import Database
from db.enums import LeadKind
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.supervision.test_stops import recorded
from tests.tui.driver import desk_for

TODAY = date(2026, 11, 18)


def state(
    database: Database,
    clock: FrozenClock,
    place: str,
    until: date | None = date(2027, 6, 30),
    holder: str = "",
    since: date = date(2026, 7, 1),
    document: Path | None = None,
) -> PermitNeed:
    need = read_permit_id(place)
    add_permit(database, need, "TC-1", since, until, holder, document, "sue", clock())
    return need


def lines(database: Database) -> dict[str, PermitLine]:
    page = read_permits(database, TODAY)
    return {line.need.id if line.need else line.jurisdiction: line for line in page.lines}


def test_a_bar_holds_back_florida_from_a_salesperson_without_a_licence(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Fay", "(813) 555-0147", region="FL", kind=LeadKind.BUSINESS)
    put_setting(database, "permits", "bar", "sue", clock())
    ann, bob = desk_for(database, clock, "ann"), desk_for(database, clock, "bob")
    nobody = ann.open()
    assert isinstance(nobody, Nobody)
    assert [blocked.code for blocked in nobody.blocked] == ["permit_missing"]
    state(database, clock, "Florida")
    state(database, clock, "US-FL", holder="ann")
    assert isinstance(bob.open(), Nobody)
    dialled = call(ann, "no")
    assert dialled.name == "Fay"
    named = [text for text in dialled.verdict.allowed_by if text.startswith("permit/")]
    assert named == [
        "permit/US-FL held: number TC-1 through 2027-06-30",
        "permit/US-FL held by ann: number TC-1 through 2027-06-30",
    ]


def test_the_page_says_for_each_place_what_is_needed_and_how_many_leads_wait(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Tex", "(512) 555-0147", region="TX")
    add_lead(database, "Kay", "(502) 555-0147", region="KY", kind=LeadKind.BUSINESS)
    add_lead(database, "Ken", "(502) 555-0148", region="KY", kind=LeadKind.CONSUMER)
    add_lead(database, "Gus", "(404) 555-0147", region="GA")
    add_lead(database, "Liz", "(504) 555-0147", region="LA")
    before = lines(database)
    assert {key: line.status for key, line in before.items()} == {
        "US-TX": "missing",
        "US-KY": "missing",
        "US-LA/ag": "missing",
        "US-LA/psc": "missing",
        "US-GA": "none",
    }
    assert (before["US-KY"].leads, before["US-KY"].missing) == (2, 2)
    state(database, clock, "US-TX", until=TODAY + timedelta(days=60))
    kentucky = read_permit_id("Kentucky")
    claim_exemption(database, kentucky, "b2b", "we sell to shops", "eve", TODAY, "sue", clock())
    after = lines(database)
    assert after["US-TX"].status == "ends_soon"
    assert after["US-TX"].until == TODAY + timedelta(days=60)
    assert (after["US-KY"].status, after["US-KY"].missing) == ("missing", 1)  # Ken is no shop
    state(database, clock, "US-TX", since=TODAY + timedelta(days=61), until=date(2028, 1, 1))
    assert lines(database)["US-TX"].status == "held"
    assert lines(database)["US-TX"].until == date(2028, 1, 1)


def test_what_is_stated_is_logged_with_its_proof_and_known_for_a_past_day(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    proof = tmp_path / "certificate.pdf"
    proof.write_bytes(b"registered")
    before = clock()
    clock.advance(minutes=1)
    need = state(database, clock, "US-TX", document=proof)
    stated = clock()
    clock.advance(minutes=1)
    load_book(database, "sue", clock(), permits=[])
    load_book(database, "sue", clock(), permits=[])
    assert remove_permit(database, need, "", "sue", clock()) == (0, 0)
    assert book_of(database) == PermitBook()
    (added, detail), (removed, _) = recorded(database)
    assert (added, removed) == ("permit_add", "permits_load")
    assert detail["document"] == "certificate.pdf"
    assert len(str(detail["checksum"])) == 64
    with database.read() as connection:
        held = [
            firm_from(firm_then(connection, at).values).permit_book.permits
            for at in (before, stated, clock())
        ]
    assert [len(permits) for permits in held] == [0, 1, 0]


def test_a_removal_takes_back_the_firms_or_one_salespersons(
    database: Database, clock: FrozenClock
) -> None:
    need = state(database, clock, "US-FL")
    state(database, clock, "US-FL", holder="ann")
    assert remove_permit(database, need, "bob", "sue", clock()) == (0, 0)
    assert remove_permit(database, need, "ann", "sue", clock()) == (1, 0)
    assert [permit.agent for permit in book_of(database).permits] == [""]


@pytest.mark.parametrize(
    ("place", "until", "holder", "sentence"),
    [
        ("US-GA", date(2027, 1, 1), "", "Georgia asks for no registration \\(none found, not"),
        ("France", date(2027, 1, 1), "", "Nothing is known about registrations in France"),
        ("Louisiana", date(2027, 1, 1), "", "Write US-LA/ag .* or US-LA/psc"),
        ("US-TX", None, "", r"Give the last day \(until\)"),
        ("US-TX", date(2026, 1, 1), "", "is before its first"),
        ("US-TX", date(2027, 1, 1), "ann", "is the firm's, so no salesperson"),
        ("Nowhere", date(2027, 1, 1), "", "is not a known country"),
    ],
)
def test_what_cannot_be_held_is_refused_in_a_sentence(
    database: Database,
    clock: FrozenClock,
    place: str,
    until: date | None,
    holder: str,
    sentence: str,
) -> None:
    with pytest.raises(BadInput, match=sentence):
        state(database, clock, place, until=until, holder=holder)
    assert recorded(database) == []


def test_vermonts_registration_has_no_end(database: Database, clock: FrozenClock) -> None:
    state(database, clock, "Vermont", until=None)
    line = lines(database)["US-VT"]
    assert (line.status, line.until, line.leads) == ("held", None, 0)


def test_a_document_that_is_not_there_is_named(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="cannot be read: No such file"):
        state(database, clock, "US-TX", document=tmp_path / "none.pdf")


def test_a_lapse_at_midnight_ends_the_calls_without_a_change_of_any_setting(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Tex", "(512) 555-0147", region="TX", kind=LeadKind.BUSINESS)
    put_setting(database, "permits", "bar", "sue", clock())
    state(database, clock, "US-TX", until=TODAY)
    desk = desk_for(database, clock)
    assert desk.queue.why().callable == 1
    clock.advance(days=1)
    nobody = desk.open()
    assert isinstance(nobody, Nobody)
    assert "ended on 18 Nov 2026" in json.dumps([blocked.text for blocked in nobody.blocked])
