"""Appointments: agreed on a call, moved, marked, cancelled, and never lost."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from console.cards.lead import Card
from console.cards.promises import AppointmentCard, NewAppointment, NewCallback, Whose
from console.cards.requests import WAYS_ASKED, AskedWithoutCall
from console.desk import Desk, RefusedError
from console.do_not_call.erasure import erase
from console.lists.merging import merge
from console.supervision.firm.settings import put_setting
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import AppointmentStatus, AppointmentWay, LeadStatus, ReasonCode
from db.tables.appointments import appointment_changes, appointments
from db.tables.calls import attempts, callbacks
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead

BOISE = "(208) 555-0147"
SET, HELD = AppointmentStatus.SET, AppointmentStatus.HELD
NO_SHOW, CANCELLED = AppointmentStatus.NO_SHOW, AppointmentStatus.CANCELLED
VISIT = AppointmentWay.VISIT

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
"""Ten in Boise; the test's clock begins on the Wednesday before."""

THURSDAY = FRIDAY - timedelta(days=1)


@pytest.fixture
def bob(database: Database, clock: FrozenClock) -> Desk:
    put_setting(database, "closers", "bob; cy", "sue", clock())
    return Desk(database, clock, "bob", zone="America/New_York")


def agree(desk: Desk, new: NewAppointment | datetime = FRIDAY) -> AppointmentCard:
    """Calls the lead on the screen and agrees on an appointment."""
    card = next_card(desk)
    assert isinstance(desk.dial(card.claim, card.phone.number_id), Card)
    if isinstance(new, datetime):
        new = NewAppointment(new)
    desk.record(card.claim, "appointment", "", None, new)
    return next(row for row in desk.appointments.all() if row.lead_id == card.lead_id)


def lead_of(database: Database, lead_id: int) -> tuple[str, datetime | None, str]:
    with database.read() as connection:
        wanted = select(leads.c.status, leads.c.due_at, leads.c.due_reason)
        status, due_at, reason = connection.execute(wanted.where(leads.c.id == lead_id)).one()
        return status, due_at, reason


def status_of(database: Database, appointment_id: int) -> AppointmentStatus:
    with database.read() as connection:
        wanted = select(appointments.c.status).where(appointments.c.id == appointment_id)
        status: AppointmentStatus = connection.execute(wanted).scalar_one()
        return status


def log_is_whole(database: Database) -> bool:
    with database.read() as connection:
        return verify(connection) is None


def test_a_yes_with_a_time_stays_open_and_is_due_a_working_day_before(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada", BOISE)
    card = agree(desk)
    assert (card.name, card.status, card.with_whom, card.set_by) == ("Ada", SET, "ann", "ann")
    assert (card.starts_at, card.zone) == (FRIDAY, "America/Boise")
    assert lead_of(database, card.lead_id) == (LeadStatus.OPEN, THURSDAY, ReasonCode.CALLBACK)
    assert log_is_whole(database)


def test_the_reminder_is_a_dial_and_then_the_appointment_is(
    desk: Desk, bob: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE)
    card = agree(desk, NewAppointment(FRIDAY, with_whom="bob"))
    clock.at = THURSDAY
    call(desk, "voicemail", "reminded")
    assert lead_of(database, card.lead_id) == (LeadStatus.OPEN, FRIDAY, ReasonCode.CALLBACK)
    clock.at = FRIDAY
    assert not isinstance(desk.open(), Card), "it is bob's to keep"
    assert next_card(bob).name == "Ada"


def test_a_lead_that_is_visited_waits_until_somebody_marks_it(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE)
    put_setting(database, "appointment_reminder", "no", "sue", clock())
    card = agree(desk, NewAppointment(FRIDAY, way=VISIT, place="Main Street 1"))
    status, due_at, reason = lead_of(database, card.lead_id)
    assert (status, reason) == (LeadStatus.OPEN, ReasonCode.APPOINTMENT)
    assert due_at == FRIDAY + timedelta(days=30)
    blocked = desk.queue.why().blocked
    assert [(row.count, row.text) for row in blocked] == [
        (1, "waits until its appointment is marked")
    ]
    clock.at = FRIDAY + timedelta(hours=2)
    assert desk.appointments.mark(card.appointment_id, held=True).status is HELD
    assert lead_of(database, card.lead_id)[2] == ReasonCode.COOL_DOWN


def test_two_appointments_of_one_closer_never_overlap(
    desk: Desk, bob: Desk, database: Database
) -> None:
    assert bob
    for name, phone in [("Ada", BOISE), ("Bo", "(208) 555-0148"), ("Cy", "(208) 555-0149")]:
        add_lead(database, name, phone)
    agree(desk, NewAppointment(FRIDAY, with_whom="Bob"))
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    with pytest.raises(RefusedError, match="bob is busy at 10:00"):
        late = NewAppointment(FRIDAY + timedelta(minutes=29), with_whom="bob")
        desk.record(card.claim, "appointment", "", None, late)
    desk.record(card.claim, "appointment", "", None, NewAppointment(FRIDAY + timedelta(minutes=30)))
    after = NewAppointment(FRIDAY + timedelta(minutes=30), with_whom="bob")
    assert agree(desk, after).starts_at == FRIDAY + timedelta(minutes=30)


def test_an_hour_that_the_rules_forbid_is_refused(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE)
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    for at, words in [
        (FRIDAY.replace(hour=6), "They may not be called then"),
        (clock() - timedelta(minutes=1), "That time has passed"),
    ]:
        with pytest.raises(RefusedError, match=words):
            desk.record(card.claim, "appointment", "", None, NewAppointment(at))
    with pytest.raises(RefusedError, match="When do you meet"):
        desk.record(card.claim, "appointment")
    with pytest.raises(RefusedError, match="Nobody here is called “zoe”"):
        desk.record(card.claim, "appointment", "", None, NewAppointment(FRIDAY, with_whom="zoe"))
    with pytest.raises(RefusedError, match="5 to 480 minutes"):
        desk.record(card.claim, "appointment", "", None, NewAppointment(FRIDAY, minutes=4))


def test_a_move_keeps_its_uid_and_moves_the_reminder(desk: Desk, database: Database) -> None:
    add_lead(database, "Ada", BOISE)
    card = agree(desk)
    monday = FRIDAY + timedelta(days=3)
    moved = desk.appointments.move(card.appointment_id, monday)
    assert (moved.starts_at, moved.sequence, moved.status) == (monday, 1, SET)
    assert lead_of(database, card.lead_id)[1] == FRIDAY, "the working day before Monday"
    confirmed = desk.appointments.move(card.appointment_id, monday)
    assert (confirmed.status, confirmed.sequence) == (AppointmentStatus.CONFIRMED, 1)
    with database.read() as connection:
        assert len(connection.execute(select(appointments.c.uid)).all()) == 1
        acts = connection.execute(select(appointment_changes.c.what)).scalars().all()
        assert acts == ["set", "moved", "confirmed"]
    assert log_is_whole(database)


def test_the_wall_clock_counts_across_a_clock_change(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    """Clocks in Boise go forward on Sunday 14 March 2027."""
    clock.at = datetime(2027, 3, 11, 18, 0, tzinfo=UTC)
    add_lead(database, "Ada", BOISE)
    card = agree(desk, datetime(2027, 3, 15, 16, 0, tzinfo=UTC))
    with database.read() as connection:
        local = connection.execute(select(appointments.c.local_start)).scalar_one()
    assert local == "2027-03-15T10:00"
    reminder = lead_of(database, card.lead_id)[1]
    assert reminder == datetime(2027, 3, 12, 17, 0, tzinfo=UTC), "ten in Boise on Friday"


def test_an_undone_yes_takes_its_appointment_along(desk: Desk, database: Database) -> None:
    lead_id = add_lead(database, "Ada", BOISE)
    before = lead_of(database, lead_id)
    agree(desk)
    desk.undo()
    assert desk.appointments.all() == ()
    assert lead_of(database, lead_id) == before
    with database.read() as connection:
        assert connection.execute(select(callbacks.c.id)).all() == []
    assert log_is_whole(database)


@pytest.mark.parametrize("how", ["on the call", "by letter"])
def test_who_asks_not_to_be_called_has_no_appointment_left_until_it_is_undone(
    desk: Desk, database: Database, clock: FrozenClock, how: str
) -> None:
    add_lead(database, "Ada", BOISE)
    first = agree(desk)
    clock.at = THURSDAY
    if how == "by letter":
        card = next_card(desk)
        asked = AskedWithoutCall(
            card.phone.number_id, WAYS_ASKED[0], clock().date(), "", is_person=False
        )
        desk.requests.bar(card.claim, asked)
    else:
        call(desk, "do_not_call")
    assert status_of(database, first.appointment_id) is CANCELLED
    assert log_is_whole(database)
    desk.undo()
    assert status_of(database, first.appointment_id) is SET
    assert log_is_whole(database)


def test_a_twin_without_another_number_loses_its_appointment_too(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada", BOISE)
    agree(desk)
    twin = add_lead(database, "Twin", BOISE)
    card = desk.take(twin)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "do_not_call")
    assert [row.status for row in desk.appointments.all()] == [CANCELLED]
    assert log_is_whole(database)


def test_a_no_on_the_reminder_cancels_and_an_undo_brings_it_back(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE)
    first = agree(desk)
    clock.at = THURSDAY
    call(desk, "no")
    assert status_of(database, first.appointment_id) is CANCELLED
    desk.undo()
    assert status_of(database, first.appointment_id) is SET
    assert log_is_whole(database)


def test_another_time_on_the_reminder_moves_it_and_the_same_confirms_it(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE)
    first = agree(desk)
    clock.at = THURSDAY
    again = agree(desk)
    assert (again.appointment_id, again.status) == (
        first.appointment_id,
        AppointmentStatus.CONFIRMED,
    )
    desk.undo()
    later = agree(desk, FRIDAY + timedelta(hours=2))
    assert (later.appointment_id, later.sequence) == (first.appointment_id, 1)
    desk.undo()
    back = desk.appointments.read(first.appointment_id)
    assert (back.starts_at, back.sequence) == (FRIDAY, 2), "a calendar takes the newer one"
    assert log_is_whole(database)


def test_a_callback_between_leaves_the_appointment_and_its_call(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE)
    first = agree(desk)
    clock.at = THURSDAY
    soon = clock() + timedelta(hours=1)
    call(desk, "callback", "", NewCallback(soon))
    assert lead_of(database, first.lead_id)[1] == soon
    clock.at = soon
    call(desk, "no_answer")
    assert lead_of(database, first.lead_id) == (LeadStatus.OPEN, FRIDAY, ReasonCode.CALLBACK)


def test_a_no_show_comes_back_on_top_and_after_two_it_rests(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE)
    add_lead(database, "Bo", "(208) 555-0148", priority=9)
    with database.write() as connection:
        connection.execute(update(leads).where(leads.c.name == "Bo").values(status="barred"))
    card = agree(desk)
    with pytest.raises(RefusedError, match="It has not begun yet"):
        desk.appointments.mark(card.appointment_id, held=False)
    clock.at = FRIDAY
    call(desk, "no_answer")
    clock.at = FRIDAY + timedelta(hours=1)
    desk.appointments.mark(card.appointment_id, held=False)
    with database.write() as connection:
        connection.execute(update(leads).where(leads.c.name == "Bo").values(status="open"))
    monday = FRIDAY + timedelta(days=3)
    assert lead_of(database, card.lead_id) == (LeadStatus.OPEN, monday, ReasonCode.CALLBACK)
    with pytest.raises(RefusedError, match="call them, and set a new one"):
        desk.appointments.move(card.appointment_id, monday)
    clock.at = monday
    assert next_card(desk).name == "Ada"
    second = agree(desk, monday + timedelta(hours=3))
    second = max(desk.appointments.all(), key=lambda row: row.appointment_id)
    clock.at = monday + timedelta(hours=4)
    desk.appointments.mark(second.appointment_id, held=False)
    status, due_at, reason = lead_of(database, card.lead_id)
    assert (status, reason) == (LeadStatus.OPEN, ReasonCode.COOL_DOWN)
    assert due_at == clock() + timedelta(days=30)
    assert log_is_whole(database)


def test_a_mark_is_corrected_with_its_call(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE)
    card = agree(desk, NewAppointment(FRIDAY, way=VISIT))
    clock.at = FRIDAY + timedelta(hours=1)
    desk.appointments.mark(card.appointment_id, held=False)
    assert lead_of(database, card.lead_id)[2] == ReasonCode.CALLBACK
    assert desk.appointments.mark(card.appointment_id, held=True).status is HELD
    assert lead_of(database, card.lead_id)[2] == ReasonCode.COOL_DOWN
    with database.read() as connection:
        standing = select(callbacks.c.id).where(callbacks.c.kept_at.is_(None))
        assert connection.execute(standing).all() == []


def test_a_cancelled_one_gives_its_lead_back(desk: Desk, database: Database) -> None:
    add_lead(database, "Ada", BOISE)
    card = agree(desk)
    with pytest.raises(RefusedError, match="for a reason"):
        desk.appointments.cancel(card.appointment_id, "  ")
    desk.appointments.cancel(card.appointment_id, "they sold the house")
    assert status_of(database, card.appointment_id) is CANCELLED
    assert next_card(desk).name == "Ada"
    with pytest.raises(RefusedError, match="It is marked already: cancelled"):
        desk.appointments.cancel(card.appointment_id, "again")
    assert [row[2:] for row in desk.appointments.history(card.appointment_id)] == [
        ("set", ""),
        ("cancelled", "they sold the house"),
    ]
    assert log_is_whole(database)


def test_another_closer_keeps_it_if_they_are_free(
    desk: Desk, bob: Desk, database: Database, clock: FrozenClock
) -> None:
    for name, phone in [("Ada", BOISE), ("Bo", "(208) 555-0148")]:
        add_lead(database, name, phone)
    put_setting(database, "appointment_reminder", "no", "sue", clock())
    first = agree(desk)
    second = agree(desk, NewAppointment(FRIDAY, with_whom="bob"))
    with pytest.raises(RefusedError, match="bob is busy at"):
        desk.appointments.hand(first.appointment_id, "bob")
    assert desk.appointments.hand(second.appointment_id, "cy").with_whom == "cy"
    assert desk.appointments.hand(first.appointment_id, "bob").with_whom == "bob"
    assert [row.name for row in bob.appointments.all(Whose.MINE)] == ["Ada"]
    clock.at = FRIDAY
    assert next_card(bob).name == "Ada"
    assert log_is_whole(database)


def test_a_yes_without_a_time_is_listed_until_it_gets_one(desk: Desk, database: Database) -> None:
    for name, phone in [("Ada", BOISE), ("Bo", "(208) 555-0148")]:
        add_lead(database, name, phone)
    agree(desk)
    card = call(desk, "yes")
    assert lead_of(database, card.lead_id)[0] == LeadStatus.CLOSED
    [row] = desk.appointments.without_time()
    assert (row.name, row.agent) == ("Bo", "ann")
    appointment = desk.appointments.set_time(
        row.attempt_id, NewAppointment(FRIDAY + timedelta(hours=1))
    )
    assert desk.appointments.without_time() == ()
    assert lead_of(database, card.lead_id) == (
        LeadStatus.OPEN,
        THURSDAY + timedelta(hours=1),
        ReasonCode.CALLBACK,
    )
    assert appointment.status is SET
    assert log_is_whole(database)
    desk.undo()
    assert [row.name for row in desk.appointments.all()] == ["Ada"]
    assert log_is_whole(database)


@pytest.mark.parametrize("outcome", ["yes", "appointment"])
def test_a_cancelled_appointment_is_no_yes_without_a_time(
    desk: Desk, database: Database, clock: FrozenClock, outcome: str
) -> None:
    lead_id = add_lead(database, "Ada", BOISE)
    agree(desk) if outcome == "appointment" else call(desk, "yes")
    if outcome == "yes":
        with database.read() as connection:
            [attempt_id] = connection.execute(select(attempts.c.id)).scalars()
        desk.appointments.set_time(attempt_id, NewAppointment(FRIDAY))
    [appointment] = desk.appointments.all()
    desk.appointments.cancel(appointment.appointment_id, "They asked for that")
    assert desk.appointments.without_time() == ()
    clock.advance(hours=1)
    card = desk.take(lead_id)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "yes")
    assert [row.name for row in desk.appointments.without_time()] == ["Ada"], "a new yes"


def test_the_merged_person_keeps_the_earlier_of_two(desk: Desk, database: Database) -> None:
    first = add_lead(database, "Ada", BOISE)
    second = add_lead(database, "Ada B.", "(208) 555-0148")
    for _ in range(2):
        card = next_card(desk)
        desk.dial(card.claim, card.phone.number_id)
        hours = 0 if card.lead_id == second else 2
        desk.record(
            card.claim, "appointment", "", None, NewAppointment(FRIDAY + timedelta(hours=hours))
        )
    merge(database, first, second, "sue", desk.appointments._seat.clock())
    rows = desk.appointments.all()
    assert {row.lead_id for row in rows} == {first}
    assert [(row.starts_at, row.status) for row in rows] == [
        (FRIDAY, SET),
        (FRIDAY + timedelta(hours=2), CANCELLED),
    ]
    assert lead_of(database, first) == (LeadStatus.OPEN, THURSDAY, ReasonCode.CALLBACK)
    assert log_is_whole(database)


def test_an_erased_person_has_none(desk: Desk, database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", BOISE)
    agree(desk, NewAppointment(FRIDAY, place="behind the mill"))
    erase(database, "+12085550147", "asked by letter", "sue", clock())
    with database.read() as connection:
        assert connection.execute(select(appointments.c.id)).all() == []
        assert connection.execute(select(appointment_changes.c.id)).all() == []
    assert log_is_whole(database)


def test_whoever_changes_one_in_the_table_is_found(desk: Desk, database: Database) -> None:
    add_lead(database, "Ada", BOISE)
    card = agree(desk)
    with database.write() as connection:
        mine = update(appointments).where(appointments.c.id == card.appointment_id)
        connection.execute(mine.values(status=HELD))
    assert not log_is_whole(database)
