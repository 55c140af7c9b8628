"""How long a lead is held, and how long it rests when it was passed over, are the firm's to set."""

from datetime import timedelta

import pytest

from console.cards.lead import Card
from console.desk import Desk
from console.supervision.firm.settings import put_setting
from console.trouble import BadInput
from db.claims import claim
from db.engine.database import Database
from db.leads.records import read_lead
from tests.conftest import FrozenClock
from tests.leads import add_lead


def opened(desk: Desk) -> Card:
    card = desk.open()
    assert isinstance(card, Card)
    return card


def held_for(database: Database, card: Card, clock: FrozenClock) -> timedelta:
    with database.read() as connection:
        hold = claim.read_hold(connection, card.claim)
    assert hold is not None
    return hold.held_until - clock()


def test_a_lead_is_held_a_quarter_of_an_hour_unless_the_firm_sets_another_time(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    card = opened(desk)
    assert held_for(database, card, clock) == timedelta(minutes=15)
    put_setting(database, "lease", "40", "sue", clock())
    card = opened(desk)
    assert held_for(database, card, clock) == timedelta(minutes=40)
    clock.advance(minutes=39)
    desk.dial(card.claim, card.phone.number_id)
    assert held_for(database, card, clock) == timedelta(minutes=40)
    desk.record(card.claim, "no_answer")
    undone = desk.undo()
    assert held_for(database, undone, clock) == timedelta(minutes=40)


def test_a_desk_that_has_judged_nothing_yet_holds_by_the_firms_time_too(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    card = opened(desk)
    put_setting(database, "lease", "40", "sue", clock())
    other = Desk(database, clock, desk.agent)
    other.dial(card.claim, card.phone.number_id)
    assert held_for(database, card, clock) == timedelta(minutes=40)


def test_a_lead_rests_four_hours_when_it_is_passed_over_unless_the_firm_sets_another_time(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    for minutes in (240, 45):
        lead_id = add_lead(database, phone=f"(208) 555-0{minutes:03}")
        if minutes != 240:
            put_setting(database, "skip_rest", f"{minutes}", "sue", clock())
        card = opened(desk)
        assert card.lead_id == lead_id
        desk.skip(card.claim, "a wrong title")
        with database.read() as connection:
            lead = read_lead(connection, lead_id)
        assert lead is not None
        assert lead.due_at == clock() + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("lease", text) for text in ("4", "241", "long", "")),
        *(("skip_rest", text) for text in ("0", "10081", "4h")),
        *(("emergency_days", text) for text in ("0", "32")),
    ],
)
def test_a_time_out_of_bounds_is_refused_with_what_the_setting_takes(
    database: Database, clock: FrozenClock, name: str, value: str
) -> None:
    with pytest.raises(BadInput, match=f"“{name}” takes the"):
        put_setting(database, name, value, "sue", clock())
