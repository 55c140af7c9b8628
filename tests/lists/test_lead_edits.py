"""A lead mended: only what was changed is placed and checked again, and what was recorded stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from console.cards.lead import Card
from console.do_not_call import internal_list, patterns
from console.do_not_call.erasure import erase
from console.importing.one_lead import NewPerson, add_lead
from console.lists.lead_edits import add_number, edit_lead, mend_number
from console.rules.places.facts import place_from_facts, place_to_facts
from console.rules.values import Place
from console.trouble import BadInput
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import LeadKind, PatternKind
from db.leads.records import LeadFacts, lock_leads, read_lead
from db.places.stored import place_id_of
from db.tables.audit import changed_values
from db.tables.calls import attempts
from db.tables.leads import numbers
from db.tables.leads import places as stored_places
from tests.conftest import FrozenClock
from tests.leads import add_lead as plant
from tests.tui.driver import desk_for
from tests.waiting import wait_until_so_many_wait


def lead(database: Database, lead_id: int) -> LeadFacts:
    with database.read() as connection:
        matches = read_lead(connection, lead_id)
    assert matches is not None
    return matches


def phones(database: Database, lead_id: int) -> list[tuple[str, str]]:
    return [(number.e164, number.status.value) for number in lead(database, lead_id).numbers]


def places(database: Database, lead_id: int) -> list[Place]:
    return [place_from_facts(number.place) for number in lead(database, lead_id).numbers]


def jurisdictions(place: Place) -> set[str]:
    return {law.value for law in place.jurisdictions}


def dial_and_record(database: Database, clock: FrozenClock, outcome: str) -> None:
    desk = desk_for(database, clock)
    card = desk.next()
    assert isinstance(card, Card)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, outcome, "")


def test_a_wrong_digit_that_nobody_dialled_is_overwritten_and_judged_at_its_new_place(
    database: Database, clock: FrozenClock
) -> None:
    ada = plant(database, phone="(208) 555-0147")
    bo = plant(database, "Bo", "(208) 555-0147")
    old = lead(database, ada).numbers[0]
    mended = mend_number(database, old.id, "212.555.0147 x 9", "ann", clock())
    assert (mended.number_id, mended.shown) == (old.id, "(212) 555-0147 ext. 9")
    assert phones(database, ada) == [("+12125550147", "open")]
    assert jurisdictions(places(database, ada)[0]) == {"US-NY"}
    assert lead(database, ada).place_id == lead(database, ada).numbers[0].place_id
    assert phones(database, bo) == [("+12085550147", "open")]
    with database.read() as connection:
        assert verify(connection) is None


def test_a_number_that_was_dialled_stays_as_a_wrong_one_with_its_history(
    database: Database, clock: FrozenClock
) -> None:
    ada = plant(database, "Ada", "(208) 555-0147", "(208) 555-0148")
    dial_and_record(database, clock, "no_answer")
    old = lead(database, ada).numbers[0]
    mended = mend_number(database, old.id, "(208) 555-0149", "ann", clock())
    assert phones(database, ada) == [
        ("+12085550149", "open"),
        ("+12085550148", "open"),
        ("+12085550147", "wrong"),
    ]
    with database.read() as connection:
        dialled = connection.execute(select(attempts.c.number_id, attempts.c.e164)).one()
    assert tuple(dialled) == (old.id, "+12085550147")
    assert mended.number_id == lead(database, ada).numbers[0].id


def test_a_mended_number_is_called_on_the_agents_own_screen_at_once(
    database: Database, clock: FrozenClock
) -> None:
    plant(database, "Ada", "(208) 555-0147")
    desk = desk_for(database, clock)
    card = desk.next()
    assert isinstance(card, Card)
    mended = mend_number(database, card.phone.number_id, "(212) 555-0147", "ann", clock())
    card = desk.refresh(card.claim)
    assert card.phone.shown == "(212) 555-0147"
    dialled = desk.dial(card.claim, mended.number_id)
    assert isinstance(dialled, Card)
    assert dialled.attempt is not None
    with pytest.raises(BadInput, match="ann has this lead on the screen"):
        edit_lead(database, card.lead_id, {"notes": "x"}, "bob", clock())


def test_a_clearance_of_the_list_says_nothing_of_a_new_number(
    database: Database, clock: FrozenClock
) -> None:
    person = NewPerson("Ada", ["(208) 555-0147"], "Cleared")
    ada = add_lead(database, person, "ann", clock()).lead_id
    cleared = place_from_facts(lead(database, ada).numbers[0].place)
    assert cleared.cleared_on is None
    number_id = lead(database, ada).numbers[0].id
    _clear(database, number_id, date(2026, 11, 10))
    mend_number(database, number_id, "(208) 555-0149", "ann", clock())
    added = add_number(database, ada, "(208) 555-0150", "ann", clock(), label="office")
    assert [place.cleared_on for place in places(database, ada)] == [None, None]
    assert lead(database, ada).numbers[1].label == "office"
    assert added.number_id == lead(database, ada).numbers[1].id


def _clear(database: Database, number_id: int, on: date) -> None:
    with database.write() as connection:
        facts = connection.execute(
            select(stored_places.c.facts)
            .join(numbers, numbers.c.place_id == stored_places.c.id)
            .where(numbers.c.id == number_id)
        ).scalar_one()
        place = replace(place_from_facts(facts), cleared_on=on)
        place_id = place_id_of(connection, place_to_facts(place))
        connection.execute(
            numbers.update().where(numbers.c.id == number_id).values(place_id=place_id)
        )


def test_a_number_on_the_internal_list_is_not_added_and_says_since_when(
    database: Database, clock: FrozenClock
) -> None:
    ada = plant(database, "Ada", "(208) 555-0147")
    internal_list.add(database, "+12085550149", "asked", "ann", clock())
    patterns.put_on(database, PatternKind.AREA_CODE, "503", "asked", "ann", clock())
    before = lead(database, ada)
    for listed in ("(208) 555-0149", "(503) 555-0149"):
        with pytest.raises(BadInput, match="do-not-call list since 18 Nov 2026: it is not added"):
            add_number(database, ada, listed, "ann", clock())
    assert lead(database, ada) == before
    add_number(database, ada, "(208) 555-0150", "ann", clock())


def test_a_listed_number_that_another_person_shares_says_nothing_of_this_one(
    database: Database, clock: FrozenClock
) -> None:
    ada = plant(database, "Ada", "(208) 555-0147", "(208) 555-0149")
    internal_list.add(database, "+12085550149", "another at that desk", "ann", clock())
    open_one, listed = lead(database, ada).numbers
    with pytest.raises(BadInput, match="do-not-call list since 18 Nov 2026: it is not changed"):
        mend_number(database, listed.id, "(208) 555-0152", "ann", clock())
    mend_number(database, open_one.id, "(208) 555-0151", "ann", clock())
    add_number(database, ada, "(208) 555-0150", "ann", clock())
    assert phones(database, ada) == [
        ("+12085550151", "open"),
        ("+12085550149", "suppressed"),
        ("+12085550150", "open"),
    ]


@pytest.mark.parametrize("outcome", ["do_not_call", "do_not_call_person"])
def test_a_person_who_asked_not_to_be_called_gets_no_number_though_one_was_never_rung(
    database: Database, clock: FrozenClock, outcome: str
) -> None:
    ada = plant(database, "Ada", "(208) 555-0147", "(208) 555-0148")
    dial_and_record(database, clock, outcome)
    with pytest.raises(BadInput, match="on your do-not-call list"):
        add_number(database, ada, "(208) 555-0150", "ann", clock())
    with pytest.raises(BadInput, match="on your do-not-call list"):
        mend_number(database, lead(database, ada).numbers[1].id, "208 555 0151", "ann", clock())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("12", "too short"),
        ("(208) 155-0147", "check the digits"),
        ("+1 208 555 0147", "has .* already"),
        ("5.35E+09", "lost its last digits"),
    ],
)
def test_what_cannot_be_their_number_is_refused_and_changes_nothing(
    database: Database, clock: FrozenClock, text: str, says: str
) -> None:
    ada = plant(database, "Ada", "(208) 555-0147")
    before = lead(database, ada)
    with pytest.raises(BadInput, match=says):
        mend_number(database, before.numbers[0].id, text, "ann", clock())
    with pytest.raises(BadInput, match=says):
        add_number(database, ada, text, "ann", clock())
    assert lead(database, ada) == before


def test_a_new_address_moves_the_numbers_of_this_lead_alone(
    database: Database, clock: FrozenClock
) -> None:
    ada = plant(database, "Ada", "(208) 555-0147", "(208) 555-0148", region="ID")
    bo = plant(database, "Bo", "(208) 555-0147", region="ID")
    edit_lead(database, ada, {"region": "FL", "postal_code": "33101"}, "ann", clock())
    assert [jurisdictions(place) for place in places(database, ada)] == [{"US-FL", "US-ID"}] * 2
    assert lead(database, ada).place_id == lead(database, ada).numbers[0].place_id
    assert jurisdictions(places(database, bo)[0]) == {"US-ID"}


def test_a_stated_zone_and_the_kind_are_judged_at_once(
    database: Database, clock: FrozenClock
) -> None:
    ada = plant(database, "Ada", "(208) 555-0147")
    edit_lead(database, ada, {"zone": "America/Denver", "kind": "consumer"}, "ann", clock())
    (place,) = places(database, ada)
    assert place.kind is LeadKind.CONSUMER
    assert (place.zones[0].value, place.zones[0].source.value) == ("America/Denver", "stated")
    edit_lead(database, ada, {"zone": "", "kind": "business"}, "ann", clock())
    assert all(zone.source.value != "stated" for zone in places(database, ada)[0].zones)


def test_a_company_on_the_internal_list_closes_the_lead_and_another_opens_it(
    database: Database, clock: FrozenClock
) -> None:
    ada = plant(database, "Ada", "(208) 555-0147", company="Engine Works")
    patterns.put_on(database, PatternKind.COMPANY, "Nautilus", "asked", "ann", clock())
    edit_lead(database, ada, {"company": "Nautilus"}, "ann", clock())
    assert (lead(database, ada).status, lead(database, ada).bar) == (
        "barred",
        "internal_list",
    )
    edit_lead(database, ada, {"company": "Engine Works"}, "ann", clock())
    assert lead(database, ada).status == "open"
    internal_list.add(database, "+12085550147", "asked", "ann", clock())
    edit_lead(database, ada, {"company": "Other"}, "ann", clock())
    assert lead(database, ada).bar == "internal_list"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"region": "Idhao"}, "“Idhao” is no state known here"),
        ({"postal_code": "00000"}, "is no ZIP code known here"),
        ({"country": "Narnia"}, "is not a country"),
        ({"zone": "Boise"}, "is not a time zone"),
        ({"kind": "robot"}, "consumer or business"),
    ],
)
def test_a_misspelt_place_is_refused(
    database: Database, clock: FrozenClock, changes: dict[str, Any], says: str
) -> None:
    ada = plant(database, "Ada")
    before = lead(database, ada)
    with pytest.raises(BadInput, match=says):
        edit_lead(database, ada, {"name": "Changed", **changes}, "ann", clock())
    assert lead(database, ada) == before


@pytest.mark.parametrize("typed", ["Ada <ada@acme.com>", "mailto:ada@acme.com", "ada@acme.com."])
def test_of_a_typed_address_that_alone_is_kept_and_one_of_two_is_not_dropped(
    database: Database, clock: FrozenClock, typed: str
) -> None:
    lead_id = plant(database)
    edit_lead(database, lead_id, {"email": typed}, "ann", clock())
    assert lead(database, lead_id).email == "ada@acme.com"
    with pytest.raises(BadInput, match="is not an e-mail address"):
        edit_lead(database, lead_id, {"email": "ada@acme.com; bo@x.com"}, "ann", clock())


def test_who_was_erased_gets_no_details_anew(database: Database, clock: FrozenClock) -> None:
    ada = plant(database, "Ada Byron", "(208) 555-0147", notes="a secret")
    erase(database, "+12085550147", "a letter", "sue", clock())
    for change in (
        partial(edit_lead, database, ada, {"notes": "back"}, "sue", clock()),
        partial(add_number, database, ada, "(208) 555-0148", "sue", clock()),
    ):
        with pytest.raises(BadInput, match=f"Lead {ada} was erased"):
            change()
    assert lead(database, ada).notes == ""


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_an_edit_that_meets_an_erasure_keeps_nothing_of_before(
    database: Database, clock: FrozenClock
) -> None:
    ada = plant(database, "Ada Byron", "(208) 555-0147", notes="a secret")
    with ThreadPoolExecutor() as pool:
        with database.write() as connection:
            lock_leads(connection, [ada])
            erasure = pool.submit(erase, database, "+12085550147", "a letter", "sue", clock())
            wait_until_so_many_wait(database, 1)
            edit = pool.submit(edit_lead, database, ada, {"notes": "late"}, "bob", clock())
            wait_until_so_many_wait(database, 2)
        assert erasure.result().leads == 1
        with pytest.raises(BadInput, match="was erased"):
            edit.result()
    with database.read() as connection:
        assert connection.execute(select(changed_values.c.before)).all() == []
