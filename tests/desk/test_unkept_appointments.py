"""Appointments that nobody can keep as agreed: the keeper has left, or nobody may call them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from console.cards.promises import NewAppointment
from console.desk import Desk, RefusedError
from console.do_not_call.internal_list import add, add_all, remove
from console.maintenance.checkup.records import look_at_appointments
from console.supervision.firm.settings import put_setting
from console.supervision.floor.board_acts import block
from console.supervision.floor.today import read_today
from console.view.floor.alerts import other_lines
from console.view.lead.appointments import appointment_lines
from db.audit.verification import verify
from db.engine.database import Database
from db.tables.calls import callbacks
from tests.conftest import FrozenClock
from tests.desk.test_appointments import BOISE, FRIDAY, agree
from tests.leads import add_lead

HERE = "America/New_York"
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def friday(database: Database, clock: FrozenClock) -> None:
    """bob keeps two appointments on Friday, of which ann has set one; cy is a closer too."""
    put_setting(database, "closers", "bob; cy", "sue", clock())
    for line, name in enumerate(("Ada", "Bo", "Cleo")):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    ann = Desk(database, clock, "ann", zone=HERE)
    bob = Desk(database, clock, "bob", zone=HERE)
    agree(ann, NewAppointment(FRIDAY, with_whom="bob"))
    agree(bob, FRIDAY + AN_HOUR)


def warnings_of(database: Database, now: datetime) -> str:
    lines = other_lines(read_today(database, HERE, now))
    words = " ".join(part.text for line in lines for part in line)
    return " ".join(words.split())


@pytest.mark.usefixtures("friday")
def test_appointments_of_an_agent_who_left_are_listed_and_handed_over(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    assert desk.appointments.of_those_who_left() == ()
    block(database, "bob", "left us", "sue", clock())
    left = desk.appointments.of_those_who_left()
    assert [row.name for row in left] == ["Ada", "Bo"]
    words = " ".join(appointment_lines(left[0], "ann", clock(), HERE))
    assert "bob is blocked or has left: hand it over." in words
    assert "APPOINTMENTS 0 today · 2 of agents who left (C)" in warnings_of(database, clock())
    assert [finding.text for finding in look_at_appointments(database, clock())] == [
        "bob is blocked or has left and still keeps 2"
    ]
    assert desk.appointments.closers() == ("ann", "cy")
    with pytest.raises(RefusedError, match="bob is blocked or has left the team"):
        desk.appointments.hand(left[0].appointment_id, "bob")
    handed, refused = desk.appointments.hand_all("bob", "cy")
    assert ([row.with_whom for row in handed], refused) == (["cy", "cy"], [])
    assert desk.appointments.of_those_who_left() == ()
    assert list(look_at_appointments(database, clock())) == []
    with database.read() as connection:
        # The reminder of the one that bob set rings for who keeps it now.
        owners = connection.execute(select(callbacks.c.agent).order_by(callbacks.c.id)).scalars()
        assert sorted(map(str, owners)) == ["ann", "cy"]
        assert verify(connection) is None


@pytest.mark.usefixtures("friday")
def test_what_the_other_agent_is_not_free_for_stays_and_is_named(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    agree(desk, NewAppointment(FRIDAY, with_whom="cy"))
    block(database, "bob", "left us", "sue", clock())
    handed, refused = desk.appointments.hand_all("bob", "cy")
    assert [row.name for row in handed] == ["Bo"]
    [(_, reason)] = refused
    assert "cy is busy at" in reason
    assert [row.name for row in desk.appointments.of_those_who_left()] == ["Ada"]


@pytest.mark.parametrize("is_upload", [False, True])
def test_an_appointment_stands_with_a_warning_when_its_number_is_listed(
    desk: Desk, database: Database, clock: FrozenClock, *, is_upload: bool
) -> None:
    add_lead(database, "Ada", BOISE)
    card = agree(desk)
    assert not card.is_barred
    if is_upload:
        add_all(database, ["+12085550147"], "an old list", "sue", clock(), "old.csv")
    else:
        add(database, "+12085550147", "asked by letter", "sue", clock())
    listed = desk.appointments.read(card.appointment_id)
    assert listed.is_barred
    words = " ".join(appointment_lines(listed, "ann", clock(), HERE))
    assert "none of their numbers may be called, so it can’t be kept by phone." in words
    assert "1 may not be called" in warnings_of(database, clock())
    remove(database, "+12085550147", "a mistake", "sue", clock())
    assert not desk.appointments.read(card.appointment_id).is_barred
    assert "may not be called" not in warnings_of(database, clock())
