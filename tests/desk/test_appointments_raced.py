"""Two agents want one hour of one closer at the same instant, hundreds of times."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from console.cards.promises import NewAppointment
from console.desk import Desk, RefusedError
from console.supervision.firm.settings import put_setting
from db.audit.verification import verify
from db.engine.database import Database, open_database
from db.enums import AppointmentStatus
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead

ROUNDS = 400


@pytest.fixture
def pair(address: str, database: Database, clock: FrozenClock) -> Iterator[list[Desk]]:
    """Two desks with connections of their own."""
    put_setting(database, "closers", "cy", "sue", clock())
    opened = [open_database(address) for _ in range(2)]
    yield [Desk(each, clock, who) for each, who in zip(opened, ("ann", "bob"), strict=True)]
    for each in opened:
        each.close()


@pytest.mark.long
def test_of_two_who_book_one_hour_one_wins_each_time(
    pair: list[Desk], database: Database, clock: FrozenClock
) -> None:
    for n in range(3):
        add_lead(database, f"Lead {n}", f"(208) 555-010{n}")
    first = next_card(pair[0])
    pair[0].dial(first.claim, first.phone.number_id)
    soon = NewAppointment(clock() + timedelta(hours=1))  # so that a yes without a time is listed
    pair[0].record(first.claim, "appointment", "", None, soon)
    for desk in pair:
        call(desk, "yes")
    yeses = [desk.appointments.without_time()[0].attempt_id for desk in pair]
    hour = NewAppointment(clock() + timedelta(hours=3), with_whom="cy")
    barrier = Barrier(2)

    def book(at: int) -> int | str:
        barrier.wait()
        try:
            return pair[at].appointments.set_time(yeses[at], hour).appointment_id
        except RefusedError as refused:
            return str(refused)

    wins = [0, 0]
    with ThreadPoolExecutor(2) as pool:
        for _ in range(ROUNDS):
            booked = list(pool.map(book, range(2)))
            [(winner, won)] = [(at, row) for at, row in enumerate(booked) if isinstance(row, int)]
            assert "cy is busy at" in str(booked[1 - winner])
            wins[winner] += 1
            pair[winner].appointments.cancel(won, "for the next round")
    assert sum(wins) == ROUNDS
    rows = pair[0].appointments.all()
    assert [row.status for row in rows if row.with_whom == "cy"].count(
        AppointmentStatus.CANCELLED
    ) == min(ROUNDS, len(rows) - 1)
    with database.read() as connection:
        assert verify(connection) is None
