"""What a card says of the person: the clock there, who they are to be called for, who is found."""

from datetime import date, timedelta

import pytest

from console.cards.lead import OfferedEvidence
from console.cards.promises import NewCallback
from console.cards.waiting import Nobody
from console.desk import Desk
from db.engine.database import Database
from db.enums import EvidenceKind, LeadKind
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead, add_many


def test_the_clock_of_a_card_is_that_of_the_most_trusted_place(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada", "(212) 555-0101", postal_code="60601")
    card = next_card(desk)
    assert [zone.value for zone in card.place.zones] == ["America/Chicago", "America/New_York"]
    assert card.zone == "America/Chicago"


def test_evidence_is_weighed_by_the_clock_of_the_most_trusted_place(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada", "(212) 555-0101", postal_code="60601")
    add_lead(database, "Kai", "(800) 555-0101", region="")
    card, today = next_card(desk), date(2026, 11, 18)
    assert desk.evidence.weigh(card, OfferedEvidence(EvidenceKind.WRITTEN, today), today).zone == (
        "America/Chicago"
    )


def test_evidence_about_a_number_without_a_place_is_weighed_by_no_clock(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Kai", "(208) 555-0102", "(800) 555-0101", region="")
    card, today = next_card(desk), date(2026, 11, 18)
    [toll_free] = card.other_phones
    other = desk.switch_phone(card.claim, toll_free.number_id)
    assert (
        desk.evidence.weigh(other, OfferedEvidence(EvidenceKind.WRITTEN, today), today).zone == ""
    )


@pytest.fixture
def canadian(database: Database) -> Database:
    """British Columbia allows one call in 30 days, and a second one that was asked for."""
    add_lead(
        database,
        "Ada",
        "(604) 555-0101",
        country="CA",
        region="BC",
        kind=LeadKind.CONSUMER,
        cleared_on=date(2026, 11, 17),
    )
    return database


@pytest.mark.usefixtures("canadian")
def test_who_asked_to_be_rung_back_is_rung_back_where_one_call_is_all_that_the_law_allows(
    desk: Desk, clock: FrozenClock
) -> None:
    call(desk, "callback", callback=NewCallback(clock() + timedelta(hours=1)))
    clock.advance(hours=1)
    assert next_card(desk).why_now == "You promised to ring back."


@pytest.mark.usefixtures("canadian")
def test_who_was_not_reached_is_not_called_again_there(desk: Desk, clock: FrozenClock) -> None:
    call(desk, "no_answer")
    clock.advance(days=2)
    nobody = desk.next()
    assert isinstance(nobody, Nobody)
    [blocked] = nobody.blocked
    assert blocked.code == "cap"
    assert blocked.text.startswith("was called as often as the law or your firm allows")


def test_fifty_of_those_who_are_found_are_shown(desk: Desk, database: Database) -> None:
    add_many(database, 51, 1)
    assert len(desk.lookup.find("Lead")) == 50


def test_twenty_noes_are_a_day_s_goal_unless_another_is_set(desk: Desk) -> None:
    assert desk.progress().no_goal == 20


def test_the_words_of_an_address_that_cannot_be_read_are_quoted(
    desk: Desk, database: Database
) -> None:
    lead_id = add_lead(database, "Ada", "(208) 555-0101", region="Idahoe")
    [reason] = desk.lookup.look(lead_id).verdict.reasons
    assert "The state or region “Idahoe” cannot be read" in reason.text


def test_nobody_is_told_the_weightiest_of_several_reasons(desk: Desk, database: Database) -> None:
    lead_id = add_lead(database, "Ada", "(208) 555-0101", region="Idahoe", kind=LeadKind.CONSUMER)
    card = desk.lookup.look(lead_id)
    assert len(card.verdict.reasons) > 1
    nobody = desk.next()
    assert isinstance(nobody, Nobody)
    assert [reason.code for reason in nobody.blocked] == [card.verdict.reasons[0].code.value]


def test_before_a_session_opens_those_in_none_who_may_be_called_are_counted(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Kai", "(808) 555-0101")
    add_lead(database, "Ada", "(208) 555-0101")
    clock.at = clock.at.replace(hour=15)
    [boise, honolulu] = sorted(desk.sessions.plan(size=1).sessions, key=lambda one: one.position)
    add_lead(database, "Bo", "(212) 555-0101")
    add_lead(database, "Cy", "(212) 555-0102")
    add_lead(database, "Lou", "(808) 555-0102")
    assert honolulu.span_opens_at is not None
    assert desk.sessions.callable_before(honolulu) == (0, 2, honolulu.span_opens_at)
    clock.at = honolulu.span_opens_at
    assert desk.sessions.callable_before(honolulu) == (0, 0, None)
    assert desk.sessions.callable_before(boise) == (0, 0, None)


def test_before_a_session_opens_for_all_its_leads_those_who_may_be_called_are_counted(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(212) 555-0101")
    add_lead(database, "Kim", "(503) 555-0102")
    clock.at = clock.at.replace(hour=14)
    [both] = desk.sessions.plan().sessions
    assert both.span_opens_at is not None
    assert both.span_opens_at > clock.at
    assert desk.sessions.callable_before(both)[:2] == (1, 0)


def test_an_answer_of_five_digits_is_grouped_and_a_year_is_not(
    desk: Desk, database: Database
) -> None:
    add_lead(database, answers={"budget": "10000", "founded": "1987"})
    assert {("Budget", "10,000"), ("Founded", "1987")} <= set(next_card(desk).facts)


def test_a_column_that_was_kept_keeps_the_capitals_of_its_name(
    desk: Desk, database: Database
) -> None:
    add_lead(
        database, extras={"LinkedIn URL": "a", "NPI": "b", "HOME_VALUE": "c", "shoe_size": "d"}
    )
    labels = {label for label, _ in next_card(desk).facts}
    assert {"LinkedIn URL", "NPI", "Home value", "Shoe size"} <= labels
