"""The rules of the house: how often one agent may dial, and for what a lead may be passed over."""

import pytest

from console.desk import Desk, RefusedError
from console.supervision.firm.settings import put_setting
from console.trouble import BadInput
from db.dnc.suppressions import suppress
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead


@pytest.fixture
def house(desk: Desk, database: Database) -> Desk:
    for n in range(6):
        add_lead(database, f"Ada {n}", f"(208) 555-01{n:02}")
    return desk


def put(database: Database, clock: FrozenClock, **settings: str) -> None:
    for name, value in settings.items():
        put_setting(database, name, value, "sue", clock())


def test_in_any_hour_an_agent_dials_as_often_as_the_firm_allows(
    house: Desk, database: Database, clock: FrozenClock
) -> None:
    put(database, clock, most_dials_an_hour="2")
    call(house, "no")
    clock.advance(minutes=20)
    call(house, "no")
    clock.advance(minutes=39, seconds=59)
    with pytest.raises(RefusedError, match=r"dialled 2 times in this hour.*from \d\d:00:00"):
        call(house, "no")
    clock.advance(seconds=1)
    call(house, "no")


def test_a_day_of_dials_ends_at_the_agents_midnight(
    house: Desk, database: Database, clock: FrozenClock
) -> None:
    put(database, clock, most_dials_a_day="1")
    call(house, "no")
    clock.advance(hours=1)
    with pytest.raises(RefusedError, match="dialled once today"):
        call(house, "no")
    other = Desk(database, clock, "bob", zone="America/New_York")
    call(other, "no")
    clock.advance(days=1)
    call(house, "no")


def test_a_skip_has_one_of_the_reasons_that_the_firm_lists(
    house: Desk, database: Database, clock: FrozenClock
) -> None:
    put(database, clock, skips="listed", skip_reasons=" No time ;; Wrong list;No time")
    card = next_card(house)
    assert house.skip_rules.reasons == ("No time", "Wrong list")
    with pytest.raises(RefusedError, match=r"one of your firm's reasons: No time; Wrong list\."):
        house.skip(card.claim, "He sounds cross")
    house.skip(card.claim, "Wrong list")
    assert next_card(house).lead_id != card.lead_id


def test_where_nobody_may_be_skipped_who_may_be_called_a_lead_that_may_not_still_goes(
    house: Desk, database: Database, clock: FrozenClock
) -> None:
    put(database, clock, skips="no")
    card = next_card(house)
    with pytest.raises(RefusedError, match="does not allow skipping"):
        house.skip(card.claim, "He sounds cross")
    with database.write() as connection:
        suppress(connection, card.phone.e164, "by letter", "sue", clock())
    house.skip(card.claim, "Listed")
    clock.advance(seconds=1)
    assert next_card(house).lead_id != card.lead_id


@pytest.mark.parametrize(
    "reasons", ["; ".join(f"reason {n}" for n in range(10)), "x" * 41], ids=["ten", "too long"]
)
def test_reasons_that_have_no_room_are_refused(
    database: Database, clock: FrozenClock, reasons: str
) -> None:
    with pytest.raises(BadInput, match="up to 9"):
        put(database, clock, skip_reasons=reasons)


def test_without_settings_nothing_is_limited(house: Desk, clock: FrozenClock) -> None:
    for _ in range(5):
        call(house, "no")
        clock.advance(seconds=30)
    house.skip(next_card(house).claim, "any words")
