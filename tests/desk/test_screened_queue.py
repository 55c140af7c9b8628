"""A free queue that is screened: only those who fit are offered, and nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from console.cards.lead import Card
from console.cards.promises import NewCallback
from console.cards.waiting import Nobody
from console.desk import Desk, RefusedError
from console.desk.queue.lead_lease import MAX_LEADS
from console.firm.settings import QUEUE_WHERE
from console.lists.screening import remove_segment, save_segment
from console.supervision.firm.settings import put_setting
from console.trouble import BadInput
from db.engine.database import Database
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead, add_many

RICH = "income >= 100k"


@pytest.fixture
def stocked(database: Database) -> Database:
    """Ada and Cy are rich, Bo and Di are not, and all may be called."""
    for line, (name, income) in enumerate([("Ada", 150_000), ("Bo", 1), ("Cy", 100_000)]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line, income=income)
    add_lead(database, "Di", "(208) 555-0109", priority=99)
    return database


def everybody(desk: Desk) -> list[str]:
    """Who is offered, one after the other, each answered with a no."""
    matches = []
    while isinstance(card := desk.next(), Card):
        matches.append(card.name)
        desk.dial(card.claim, card.phone.number_id)
        desk.record(card.claim, "no")
    return matches


@pytest.mark.usefixtures("stocked")
def test_only_those_who_fit_are_offered_the_best_first(desk: Desk) -> None:
    desk.queue.offer_only(RICH)
    assert desk.progress().screening == RICH
    assert everybody(desk) == ["Ada", "Cy"]
    nobody = desk.next()
    assert isinstance(nobody, Nobody)
    assert (nobody.screening, nobody.is_empty) == (RICH, False)
    assert [(reason.code, reason.count) for reason in nobody.blocked] == [("cool_down", 2)]
    desk.queue.offer_only("")
    assert everybody(desk) == ["Di", "Bo"]


@pytest.mark.usefixtures("stocked")
def test_a_look_at_the_next_lead_is_screened_too(desk: Desk) -> None:
    desk.queue.offer_only("name = Cy")
    shown = desk.queue.preview()
    assert isinstance(shown, Card)
    assert shown.name == "Cy"


def test_a_supervisors_screening_holds_for_everyone_and_an_agents_narrows_it(
    desk: Desk, stocked: Database, clock: FrozenClock
) -> None:
    put_setting(stocked, QUEUE_WHERE, RICH, "boss", clock())
    desk.queue.offer_only("name = Bo or name = Cy")
    assert everybody(desk) == ["Cy"]
    assert everybody(Desk(stocked, clock, "bob")) == ["Ada"]
    with pytest.raises(BadInput, match="cannot be read"):
        put_setting(stocked, QUEUE_WHERE, "income >=", "boss", clock())
    put_setting(stocked, QUEUE_WHERE, "", "boss", clock())
    assert everybody(Desk(stocked, clock, "bob")) == ["Di", "Bo"]


@pytest.mark.usefixtures("stocked")
def test_another_screening_holds_from_the_next_lead_on(desk: Desk) -> None:
    desk.queue.offer_only(RICH)
    call(desk, "no")
    desk.queue.offer_only("income < 100k")
    assert everybody(desk) == ["Bo"]


def test_a_segment_that_is_gone_offers_nobody_new(
    desk: Desk, stocked: Database, clock: FrozenClock
) -> None:
    save_segment(stocked, "rich", RICH, "boss", clock())
    put_setting(stocked, QUEUE_WHERE, "@rich", "boss", clock())
    call(desk, "no")
    remove_segment(stocked, "rich", "boss", clock())
    assert next_card(desk).name == "Cy", "the list of those who fit still stands"
    nobody = Desk(stocked, clock, "bob").next()
    assert isinstance(nobody, Nobody)
    assert nobody.screening == "@rich, a segment that is not there"
    with pytest.raises(BadInput, match="no segment “rihc”: none is saved"):
        put_setting(stocked, QUEUE_WHERE, "@rihc", "boss", clock())


@pytest.mark.usefixtures("stocked")
def test_what_cannot_be_read_is_refused_and_changes_nothing(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="cannot be read"):
        desk.queue.offer_only("income >=")
    with pytest.raises(RefusedError, match="no segment"):
        desk.queue.offer_only("@poor")
    assert next_card(desk).name == "Di"


@pytest.mark.usefixtures("stocked")
def test_a_session_is_worked_as_it_was_planned(desk: Desk) -> None:
    desk.sessions.start(desk.sessions.plan(where="name = Bo").sessions[0].session_id)
    with pytest.raises(RefusedError, match="A session is under way"):
        desk.queue.offer_only(RICH)
    assert next_card(desk).name == "Bo"
    desk.away.go(None)
    desk.queue.offer_only("name = Bo")
    assert isinstance(desk.next(), Nobody), "leads of a session are in no free queue"


def test_two_agents_with_one_screening_never_hold_one_lead(
    desk: Desk, stocked: Database, clock: FrozenClock
) -> None:
    bob = Desk(stocked, clock, "bob")
    for each in (desk, bob):
        each.queue.offer_only(RICH)
    assert (next_card(desk).name, next_card(bob).name) == ("Ada", "Cy")
    assert isinstance(Desk(stocked, clock, "eve").next(), Card)


def test_who_comes_in_later_and_fits_is_offered_after_a_while(
    desk: Desk, stocked: Database, clock: FrozenClock
) -> None:
    desk.queue.offer_only("income >= 1m")
    assert isinstance(desk.next(), Nobody)
    add_lead(stocked, "Eve", "(208) 555-0108", income=2_000_000)
    clock.advance(minutes=4, seconds=59)
    assert isinstance(desk.next(), Nobody)
    clock.advance(seconds=1)
    assert next_card(desk).name == "Eve"


def test_more_than_fit_on_one_list_come_after_it(desk: Desk, database: Database) -> None:
    add_many(database, MAX_LEADS + 10, 4)
    desk.queue.offer_only("list = Bulk")
    first = next_card(desk)
    with database.write() as connection:
        listed = list(desk._seat.screened_queue.lead_ids)
        assert len(listed) == MAX_LEADS
        gone = update(leads).where(leads.c.id.in_(listed)).values(status="closed")
        connection.execute(gone)
    after = desk.next(first.claim)
    assert isinstance(after, Card)
    assert after.lead_id not in listed


@pytest.mark.usefixtures("stocked")
def test_a_callback_is_kept_whoever_it_is_to(desk: Desk, clock: FrozenClock) -> None:
    call(desk, "callback", callback=NewCallback(clock() + timedelta(hours=1)))
    desk.queue.offer_only("name = Cy")
    clock.advance(hours=1)
    assert next_card(desk).name == "Di"


def test_a_lead_whose_second_number_alone_may_ring_is_offered(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    clock.at = clock.at.replace(hour=13)  # eight in New York, four in Los Angeles
    add_lead(database, "Ada", "(213) 555-0147", "(212) 555-0147", income=150_000)
    clock.advance(hours=1)
    desk.queue.offer_only(RICH)
    card = next_card(desk)
    assert (card.name, card.phone.e164) == ("Ada", "+12125550147")
