"""Everybody at a company or a phone, read by the desk."""

from datetime import date, timedelta

import pytest

from console.cards.promises import NewCallback
from console.cards.waiting import Nobody
from console.desk import Desk, RefusedError
from db.engine.database import Database
from db.enums import LeadKind, VerdictKind
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead

MAIN = "(208) 555-0100"


def test_a_number_that_many_share_is_a_view_without_a_company_too(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada", MAIN)
    add_lead(database, "Bo", MAIN, list_name="Other")
    company = desk.lookup.company_named("208 555 0100")
    assert (company.name, [lead.name for lead in company.leads]) == ("", ["Ada", "Bo"])


def test_every_number_of_somebody_there_is_counted_once(desk: Desk, database: Database) -> None:
    add_lead(database, "Ada", MAIN, "(208) 555-0177", company="Acme")
    add_lead(database, "Bo", MAIN, company="Acme")
    assert desk.lookup.company_named("acme").phones == 2


def test_each_stands_with_a_word_for_how_it_is_with_them(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    for place, name in enumerate(("Ann", "Bo", "Cy", "Di", "Eve", "Flo")):
        line = f"(208) 555-010{place}"
        add_lead(database, name, line, company="Acme & Sons", priority=9 - place)
    call(desk, "yes")
    call(desk, "callback", callback=NewCallback(clock() + timedelta(hours=2)))
    call(desk, "no")
    call(desk, "do_not_call")
    Desk(database, clock, "bob", zone="America/New_York").open()
    company = desk.lookup.company_named("acme sons")
    assert [(lead.name, lead.state) for lead in company.leads] == [
        ("Ann", "won"),
        ("Bo", "call back"),
        ("Cy", "rests"),
        ("Di", "finished"),
        ("Eve", "on bob’s screen"),
        ("Flo", "new"),
    ]
    assert [lead.last_outcome for lead in company.leads][:3] == ["Yes", "Call back", "No"]
    with pytest.raises(RefusedError, match="No lead has that"):
        desk.lookup.company_named("nobody there")


def test_the_laws_cap_counts_a_line_that_many_share_as_one_number(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    """Florida allows three calls in 24 hours: to the number, whoever is asked for there."""
    for place in range(4):
        add_lead(
            database,
            f"Ann {place}",
            f"(305) 555-0147 x{place + 10}",
            region="FL",
            kind=LeadKind.CONSUMER,
            cleared_on=date(2026, 11, 17),
            priority=9 - place,
        )
    for place in range(3):
        assert call(desk, "no").name == f"Ann {place}"
        clock.advance(minutes=10)
    nobody = desk.next()
    assert isinstance(nobody, Nobody)
    fourth = desk.lookup.look(4).verdict
    assert fourth.kind is VerdictKind.WAIT
    assert "cap" in {reason.code.value for reason in fourth.reasons}
    clock.advance(hours=24)
    assert next_card(desk).name == "Ann 3"
