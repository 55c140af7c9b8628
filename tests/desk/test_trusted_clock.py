"""A dial by a clock that cannot be trusted is refused, with what is wrong and what to do."""

from datetime import timedelta

import pytest

from console.clock import ClockWatch
from console.desk import Desk, NotNow, RefusedError
from db.audit.log import newest_entry_at
from db.engine.database import Database
from db.maintenance.health import server_time
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead


class Steady:
    """A clock that nobody can set; it goes on when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def dial(desk: Desk) -> object:
    card = next_card(desk)
    return desk.dial(card.claim, card.phone.number_id)


@pytest.mark.parametrize(("seconds", "is_refused"), [(60, False), (61, True)])
def test_a_dial_more_than_a_minute_before_the_last_entry_of_the_log_is_refused(
    desk: Desk, database: Database, clock: FrozenClock, seconds: int, *, is_refused: bool
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=1)
    add_lead(database, "Bo", "(208) 555-0102")
    call(desk, "no")
    with database.read() as connection:
        assert newest_entry_at(connection) == clock.at
    clock.advance(seconds=-seconds)
    if not is_refused:
        assert not isinstance(dial(desk), NotNow)
        return
    with pytest.raises(RefusedError, match=r"1 min behind the last entry .* set it by the network"):
        dial(desk)
    assert next_card(desk).attempt is None
    clock.advance(seconds=seconds)
    assert not isinstance(dial(desk), NotNow)


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        (-90, "back by 1 min"),
        (119 * 60, "forward by 119 min"),
        (7200, "forward by 2 h"),
        (47 * 3600, "forward by 47 h"),
        (48 * 3600, "forward by 2 days"),
    ],
)
def test_a_dial_after_the_clock_was_set_is_refused(
    database: Database, clock: FrozenClock, seconds: int, says: str
) -> None:
    add_lead(database)
    desk = Desk(database, clock, "ann", watch=ClockWatch(clock.at, Steady()))
    clock.advance(seconds=seconds)
    with pytest.raises(RefusedError, match=f"set {says} since the start"):
        dial(desk)


ON_SQLITE = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("address", ["postgresql"], indirect=True)


@ON_SQLITE
def test_a_machine_that_slept_dials_on(database: Database, clock: FrozenClock) -> None:
    add_lead(database)
    steady = Steady()
    desk = Desk(database, clock, "ann", watch=ClockWatch(clock.at, steady))
    clock.advance(hours=2, seconds=60)
    steady.seconds += 2 * 3600
    assert not isinstance(dial(desk), NotNow)


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("off", "says"),
    [(-90, "is 1 min behind the database server"), (90, "is 1 min ahead of the database"), (5, "")],
)
def test_the_clock_of_a_server_is_the_measure(database: Database, off: int, says: str) -> None:
    lead_id = add_lead(database)
    with database.read() as connection:
        theirs = server_time(connection)
    assert theirs is not None
    clock = FrozenClock(theirs + timedelta(seconds=off))
    desk = Desk(database, clock, "ann", watch=ClockWatch(clock.at, Steady()))
    card = desk.take(lead_id)
    if not says:
        desk.dial(card.claim, card.phone.number_id)  # whatever the hour says of it
        return
    with pytest.raises(RefusedError, match=says):
        desk.dial(card.claim, card.phone.number_id)
