"""How an agent's day goes: what is of today, of the last hour, and of the last month."""

from datetime import timedelta
from functools import partial

import pytest

from console.desk import Desk
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead

PHONES = [f"(208) 555-01{n:02}" for n in range(5)]


@pytest.fixture
def desk(database: Database, clock: FrozenClock) -> Desk:
    """Of an agent whose day begins with the test: its noon in New York is midnight in Bangkok."""
    for phone in PHONES:
        add_lead(database, phone, phone)
    return Desk(database, clock, "ann", zone="Asia/Bangkok")


def test_the_pace_is_that_of_the_day_and_says_nothing_at_its_beginning(
    desk: Desk, clock: FrozenClock
) -> None:
    clock.advance(minutes=-30)
    call(desk, "no")
    call(desk, "no")
    clock.advance(minutes=45)
    call(desk, "no")
    at = clock.advance(minutes=1)
    call(desk, "no")
    progress = desk.progress()
    assert (progress.dials, progress.noes, progress.longest_run) == (2, 2, 2)
    assert (progress.last_dial_at, progress.last_end_at) == (at, at)
    assert progress.per_hour is None
    clock.advance(minutes=1)
    call(desk, "no", talk=partial(clock.advance, minutes=10))
    assert desk.progress().per_hour == pytest.approx(3 * 60 / 12)


def test_a_call_at_midnight_is_of_the_new_day(desk: Desk, clock: FrozenClock) -> None:
    midnight = clock()
    clock.advance(seconds=-1)
    call(desk, "no")
    assert desk.progress().dials == 1
    clock.at = midnight
    assert desk.progress().dials == 0
    assert desk.progress().last_dial_at is None
    call(desk, "no")
    assert desk.progress().dials == 1
    assert desk.progress().last_dial_at == midnight


def test_noes_for_a_yes_are_those_of_today_and_of_the_thirty_days_before(
    desk: Desk, clock: FrozenClock
) -> None:
    midnight = clock()
    clock.at = midnight - timedelta(days=30, seconds=1)
    call(desk, "no")
    clock.at = midnight - timedelta(days=30)
    call(desk, "no")
    clock.at = midnight
    assert desk.progress().noes_per_yes is None
    call(desk, "yes")
    assert desk.progress().noes_per_yes == 1
    call(desk, "no")
    assert desk.progress().noes_per_yes == 2
