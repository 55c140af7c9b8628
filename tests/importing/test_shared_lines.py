"""Two firms on one switchboard: both come in, and the number stays one number."""

from typing import Any

import pytest
from sqlalchemy import select

from console.desk import Desk, RefusedError
from console.importing.notes import noticed_in
from console.importing.one_lead import NewPerson, add_lead
from console.trouble import BadInput
from db.engine.database import Database
from db.enums import LeadKind, OnDuplicate
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.importing.conftest import Import

HEADER = "name,company,phone"
OWEN = "Owen Pryce,Severn Freight,(208) 555-0147"
TOM = "Tom Baines,Avon Audio,208-555-0147 (ask for Tom Baines)"
ONE = "It stays one number: it is called for one of them at a time, and a request not to call"


def stored(database: Database, *columns: Any) -> list[tuple[Any, ...]]:
    wanted = select(leads.c.name, *columns).join(numbers).order_by(leads.c.name)
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(wanted)]


@pytest.fixture
def desk(database: Database, clock: FrozenClock) -> Desk:
    return Desk(database, clock, "ann", zone="America/New_York")


def test_who_is_asked_for_by_name_comes_in_beside_the_other_and_a_line_says_so(
    database: Database, bring: Import
) -> None:
    brought = bring(HEADER, OWEN, TOM, kind=LeadKind.BUSINESS)
    assert (brought.imported, brought.duplicate_in_file) == (2, 0)
    assert stored(database, numbers.c.e164, numbers.c.label, leads.c.extras) == [
        ("Owen Pryce", "+12085550147", "", {}),
        ("Tom Baines", "+12085550147", "ask for Tom Baines", {}),
    ]
    [text] = noticed_in(brought, is_done=True)
    assert text.startswith(
        "1 row says whom to ask for on a number that others may have too: Tom Baines, "
        f"(208) 555-0147. {ONE}"
    )


def test_the_same_lists_again_add_nobody_whether_they_say_whom_to_ask_for_or_not(
    database: Database, bring: Import
) -> None:
    bring(HEADER, OWEN, TOM)
    plain = TOM.replace(" (ask for Tom Baines)", "")
    asked = f"{OWEN} ask for Owen Pryce"
    brought = bring(
        "name,company,phone,city",
        f"{plain},Boise",
        f"{asked},Salmon",
        on_duplicate=OnDuplicate.UPDATE,
    )
    assert (brought.imported, brought.updated, brought.namesakes) == (0, 2, 0)
    assert stored(database, leads.c.city, numbers.c.label) == [
        ("Owen Pryce", "Salmon", ""),
        ("Tom Baines", "Boise", "ask for Tom Baines"),
    ]


@pytest.mark.parametrize("words", ["ask for the manager", "ask for Owen Pryce", "ask for Tom"])
def test_other_words_beside_the_number_are_a_remark_and_let_nobody_in_twice(
    bring: Import, words: str
) -> None:
    brought = bring(HEADER, OWEN, f"Tom Baines,Avon Audio,208-555-0147 ({words})")
    assert (brought.imported, brought.namesakes) == (1, 1)


def test_adding_a_person_by_hand_says_how_both_can_have_the_number(
    database: Database, bring: Import, clock: FrozenClock
) -> None:
    bring(HEADER, OWEN)
    with pytest.raises(BadInput, match="Add “ask for Tom Baines” after the number"):
        add_lead(database, NewPerson("Tom Baines", ["(208) 555-0147"]), "ann", clock())
    with pytest.raises(BadInput, match=r"has \(208\) 555-0147 already\.$"):
        add_lead(database, NewPerson("Owen Pryce", ["(208) 555-0147"]), "ann", clock())
    person = NewPerson("Tom Baines", ["(208) 555-0147 ask for Tom Baines"])
    added = add_lead(database, person, "ann", clock())
    assert added.sharing.startswith(f" Others have that number too. {ONE}")
    assert add_lead(database, NewPerson("Cy", ["208 555 0148"]), "ann", clock()).sharing == ""


def test_one_hold_and_one_request_not_to_call_close_the_number_for_both(
    database: Database, desk: Desk, bring: Import, clock: FrozenClock
) -> None:
    bring(HEADER, OWEN, TOM, kind=LeadKind.BUSINESS)
    bob = Desk(database, clock, "bob", zone="America/New_York")
    desk.take(1)
    with pytest.raises(RefusedError):
        bob.take(2)
    assert call(desk, "do_not_call").name == "Owen Pryce"
    assert stored(database, leads.c.status, numbers.c.status) == [
        ("Owen Pryce", "closed", "suppressed"),
        ("Tom Baines", "barred", "suppressed"),
    ]
