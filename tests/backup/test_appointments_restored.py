"""A backup keeps appointments, their history, their invitations and their reminders."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.cards.promises import AppointmentCard, NewAppointment
from console.desk import Desk
from console.maintenance.backup.backups import restore, write_backup
from console.outreach.mail.invitation import Answer, AnswerKind
from db.audit.verification import verify
from db.calls.callbacks import standing_due
from db.engine.database import Database
from db.enums import AppointmentStatus, AppointmentWay, MailWay
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead

ADA = "ada@engine.example"
FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
"""Ten in Boise."""


def agree(desk: Desk, new: NewAppointment) -> AppointmentCard:
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "appointment", "", None, new)
    return next(row for row in desk.appointments.all() if row.lead_id == card.lead_id)


def invite(desk: Desk, appointment_id: int) -> None:
    invitation = desk.invitations.read(appointment_id, "sam@northwind.example")
    desk.invitations.begin(invitation, MailWay.SERVER)
    desk.invitations.finish(invitation, MailWay.SERVER)
    answer = Answer(invitation.uid, invitation.sequence, ADA, AnswerKind.ACCEPTED)
    desk.invitations.answer(answer)


@pytest.fixture
def week(database: Database, clock: FrozenClock) -> Desk:
    """Ada was moved, invited and says yes; Bo is visited; Cleo did not come; Di has no time yet."""
    for line, name in enumerate(("Ada", "Bo", "Cleo", "Di")):
        address = ADA if name == "Ada" else ""
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line, email=address)
    desk = Desk(database, clock, "ann", zone="America/New_York")
    ada = agree(desk, NewAppointment(FRIDAY))
    desk.appointments.move(ada.appointment_id, FRIDAY + timedelta(hours=1))
    invite(desk, ada.appointment_id)
    agree(desk, NewAppointment(FRIDAY, way=AppointmentWay.VISIT, place="Main Street 1"))
    cleo = agree(desk, NewAppointment(clock() + timedelta(minutes=30)))
    call(desk, "yes")
    clock.advance(hours=1)
    desk.appointments.mark(cleo.appointment_id, held=False)
    return desk


def everything(desk: Desk, database: Database) -> list[object]:
    """The appointments with their history and next call, and the yeses without a time."""
    rows = desk.appointments.all()
    history = [desk.appointments.history(row.appointment_id) for row in rows]
    with database.read() as connection:
        rings = [standing_due(connection, row.lead_id) for row in rows]
    return [*rows, *history, *rings, *desk.appointments.without_time()]


def test_a_restore_brings_appointments_back_as_they_were(
    week: Desk, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    before = everything(week, database)
    ada = next(row for row in week.appointments.all() if row.name == "Ada")
    whats = [what for _, _, what, _ in week.appointments.history(ada.appointment_id)]
    assert whats == [
        *("set", "moved", "invitation perhaps sent", "invitation sent", "confirmed by e-mail")
    ]
    path = tmp_path / "backup.db"
    write_backup(database, path, "ann", clock(), lambda _done, _total: None)
    for row in week.appointments.all():
        if row.status is not AppointmentStatus.NO_SHOW:
            week.appointments.cancel(row.appointment_id, "an accident")
    assert everything(week, database) != before
    restore(database, path, tmp_path, "sue", clock(), lambda _done, _total: None, is_forced=True)
    again = Desk(database, clock, "ann", zone="America/New_York")
    assert everything(again, database) == before
    with database.read() as connection:
        assert verify(connection) is None
    # A calendar takes what is sent after the restore as the same entry.
    invitation = again.invitations.read(ada.appointment_id, "sam@northwind.example")
    assert invitation.sequence == 1
    moved = again.appointments.move(ada.appointment_id, FRIDAY + timedelta(hours=2))
    assert (moved.sequence, moved.status) == (2, AppointmentStatus.SET)
