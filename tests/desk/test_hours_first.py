"""Hours in which more people are reached come first in the claim, and never change who may ring."""

from datetime import UTC, datetime

import pytest

from console.cards.lead import Card
from console.desk import Desk
from console.supervision.firm.settings import put_setting
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.dialled_hours import plant_hours
from tests.leads import add_lead
from tests.tui.driver import desk_for

ELEVEN_IN_BOISE = datetime(2026, 11, 18, 18, 5, tzinfo=UTC)
"""Wednesday; one o'clock in the afternoon in New York, where hours close first."""


@pytest.fixture
def two_zones(database: Database) -> Database:
    add_lead(database, "Eve Eastern", "(212) 555-0147")
    add_lead(database, "Mo Mountain", "(208) 555-0147")
    return database


def first(desk: Desk) -> str:
    card = desk.queue.preview()
    assert isinstance(card, Card)
    return card.name


def test_a_place_in_a_good_hour_comes_before_one_that_closes_sooner(two_zones: Database) -> None:
    clock = FrozenClock(ELEVEN_IN_BOISE)
    ann = desk_for(two_zones, clock)
    assert first(ann) == "Eve Eastern"
    plant_hours(two_zones, ELEVEN_IN_BOISE, range(10, 12))
    [best] = ann.queue.learn_hours()
    assert (best.opens, best.closes, best.best.dials) == (10, 12, 800)
    assert first(ann) == "Mo Mountain"
    claimed = ann.next()
    assert isinstance(claimed, Card)
    assert claimed.name == "Mo Mountain"
    clock.advance(hours=1)
    assert first(desk_for(two_zones, clock, "bob")) == "Eve Eastern", "noon there is no good hour"


def test_in_the_last_quarter_of_an_hour_everybody_has_the_turn_of_before(
    two_zones: Database,
) -> None:
    clock = FrozenClock(ELEVEN_IN_BOISE)
    plant_hours(two_zones, ELEVEN_IN_BOISE, range(10, 12))
    ann = desk_for(two_zones, clock)
    ann.queue.learn_hours()
    assert first(ann) == "Mo Mountain"
    clock.advance(minutes=40)
    assert first(ann) == "Eve Eastern"


def test_a_firm_says_that_nobody_goes_by_hours(two_zones: Database) -> None:
    clock = FrozenClock(ELEVEN_IN_BOISE)
    plant_hours(two_zones, ELEVEN_IN_BOISE, range(10, 12))
    ann = desk_for(two_zones, clock)
    ann.queue.learn_hours()
    put_setting(two_zones, "best_hours", "no", "sue", clock())
    assert first(ann) == "Eve Eastern"
    assert ann.queue.learn_hours() == ()


def test_where_all_hours_are_alike_nothing_changes(two_zones: Database) -> None:
    clock = FrozenClock(ELEVEN_IN_BOISE)
    plant_hours(two_zones, ELEVEN_IN_BOISE, range(10, 12), reached=4)
    ann = desk_for(two_zones, clock)
    assert ann.queue.learn_hours() == ()
    assert first(ann) == "Eve Eastern"


def test_a_plan_says_which_hours_come_first_and_offers_those_sessions(
    two_zones: Database,
) -> None:
    clock = FrozenClock(ELEVEN_IN_BOISE)
    plant_hours(two_zones, ELEVEN_IN_BOISE, range(10, 12))
    ann = desk_for(two_zones, clock)
    plan = ann.sessions.plan(1, "Fair")
    assert [hours.opens for hours in plan.best] == [10]
    mountain, eastern = plan.sessions
    assert mountain.name == "Fair 1/2 · Mountain"
    assert (mountain.best_opens_at, mountain.best_closes_at) == (
        ELEVEN_IN_BOISE,
        ELEVEN_IN_BOISE.replace(hour=19, minute=0),
    )
    assert eastern.best_opens_at is None
    offered = ann.next_session()
    assert offered is not None
    assert offered.session_id == mountain.session_id
    assert [session.session_id for session in ann.sessions.all()] == [
        mountain.session_id,
        eastern.session_id,
    ]
    clock.advance(minutes=40)
    offered = ann.next_session()
    assert offered is not None
    assert offered.session_id == eastern.session_id, "the turn of before"
    clock.advance(minutes=-40)
    put_setting(two_zones, "best_hours", "no", "sue", clock())
    offered = ann.next_session()
    assert offered is not None
    assert offered.session_id == eastern.session_id
    assert ann.sessions.replan(1).best == ()
