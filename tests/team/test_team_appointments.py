"""Appointments of agents with logins of their own: whose they are, and what they do with them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from psycopg.errors import InsufficientPrivilege

from console.cards.lead import Card
from console.cards.promises import NewAppointment, NewCallback, Whose
from console.desk import Desk, RefusedError
from console.desk.appointments.promises import save_promises
from console.lists.lead_edits import edit_lead
from console.outreach.mail.invitation import Answer, AnswerKind
from console.supervision.firm.settings import put_setting
from db.audit.log import GENESIS, Head
from db.audit.parallel_verification import check_database
from db.engine.database import Database, open_database
from db.enums import AppointmentStatus, AppointmentWay, MailWay
from db.team.logins import remove_login
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.team.conftest import Team
from tests.team.shift import fill
from tests.tui.driver import HERE

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


@pytest.fixture
def owner(team: Team, clock: FrozenClock) -> Iterator[Database]:
    """Thirteen leads wait; bob and ann keep appointments."""
    owner = open_database(team.owner)
    fill(owner)
    closers = f"{team.login('bob')}; {team.login('ann')}"
    put_setting(owner, "closers", closers, "olga", clock())
    yield owner
    owner.close()


def _desk(team: Team, clock: FrozenClock, who: str) -> Iterator[Desk]:
    database = team.open(who)
    yield Desk(database, clock, team.login(who), 10, HERE)
    database.close()


@pytest.fixture
def ann(team: Team, owner: Database, clock: FrozenClock) -> Iterator[Desk]:
    assert owner
    yield from _desk(team, clock, "ann")


@pytest.fixture
def bob(team: Team, owner: Database, clock: FrozenClock) -> Iterator[Desk]:
    assert owner
    yield from _desk(team, clock, "bob")


def agree(desk: Desk, new: NewAppointment) -> int:
    card = next_card(desk)
    assert isinstance(desk.dial(card.claim, card.phone.number_id), Card)
    desk.record(card.claim, "appointment", "", None, new)
    rows = desk.appointments.all()
    return next(row.appointment_id for row in rows if row.lead_id == card.lead_id)


def is_whole(owner: Database) -> bool:
    return check_database(owner, Head(0, GENESIS)).fault is None


def test_a_setter_and_a_closer_share_an_appointment_with_nobody_else(
    team: Team, ann: Desk, bob: Desk, owner: Database, clock: FrozenClock
) -> None:
    shared = agree(ann, NewAppointment(FRIDAY, with_whom=team.login("bob")))
    clock.advance(minutes=1)
    own = agree(ann, NewAppointment(FRIDAY + timedelta(hours=1)))
    call(ann, "no")  # the last call is another one now
    assert [row.name for row in bob.appointments.all()] == ["Ada Byron"]
    assert {row.appointment_id for row in ann.appointments.all()} == {shared, own}
    assert bob.appointments.all(Whose.MINE)[0].set_by == team.login("ann")
    with pytest.raises(RefusedError, match="There is no such appointment"):
        bob.appointments.cancel(own, "not mine")
    moved = bob.appointments.move(shared, FRIDAY + timedelta(hours=2))
    assert moved.sequence == 1
    assert is_whole(owner)


def test_a_colleagues_hour_is_taken_without_a_word_of_the_lead(
    team: Team, ann: Desk, bob: Desk
) -> None:
    agree(ann, NewAppointment(FRIDAY))
    with pytest.raises(RefusedError, match="is busy at 10:00"):
        agree(bob, NewAppointment(FRIDAY, with_whom=team.login("ann")))
    assert bob.appointments.busy(team.login("ann"), FRIDAY, 30)
    assert not bob.appointments.busy(team.login("ann"), FRIDAY + timedelta(minutes=30), 30)


def test_from_the_reminder_to_the_mark_with_agents_logins(
    team: Team, ann: Desk, bob: Desk, owner: Database, clock: FrozenClock
) -> None:
    shared = agree(ann, NewAppointment(FRIDAY, with_whom=team.login("bob")))
    clock.at = FRIDAY - timedelta(days=1)
    assert call(ann, "voicemail").name == "Ada Byron"
    clock.at = FRIDAY
    assert call(bob, "no_answer").name == "Ada Byron"
    clock.advance(minutes=20)
    marked = bob.appointments.mark(shared, held=False)
    assert marked.status is AppointmentStatus.NO_SHOW
    assert bob.appointments.mark(shared, held=True).status is AppointmentStatus.HELD
    assert is_whole(owner)


def test_an_invitation_and_its_answer_with_agents_logins(
    team: Team, ann: Desk, bob: Desk, owner: Database, clock: FrozenClock
) -> None:
    shared = agree(ann, NewAppointment(FRIDAY, with_whom=team.login("bob")))
    lead_id = ann.appointments.read(shared).lead_id
    edit_lead(owner, lead_id, {"email": "ada@engine.example"}, "olga", clock())
    for desk in (ann, bob):
        invitation = desk.invitations.read(shared, "sam@northwind.example")
        desk.invitations.begin(invitation, MailWay.SERVER)
        desk.invitations.finish(invitation, MailWay.SERVER)
    answer = Answer(invitation.uid, 0, "ada@engine.example", AnswerKind.ACCEPTED)
    assert bob.invitations.answer(answer).status is AppointmentStatus.CONFIRMED
    own = agree(ann, NewAppointment(FRIDAY + timedelta(hours=1)))
    with pytest.raises(RefusedError, match="There is no such appointment"):
        bob.invitations.read(own, "bob@northwind.example")
    assert is_whole(owner)


def test_an_agent_works_with_appointments_in_the_shell_and_puts_them_into_a_calendar(
    team: Team,
    ann: Desk,
    owner: Database,
    lines: dict[str, CommandLine],
    clock: FrozenClock,
    tmp_path: Path,
) -> None:
    own = agree(ann, NewAppointment(FRIDAY))
    line = lines["ann"]
    at_work = ("--db", team.address("ann"), "appointments")
    assert "Ada Byron" in line.bare(*at_work, "list").out
    assert line.bare(*at_work, "show", str(own)).status == 0
    calendar = line.bare(*at_work, "export", "--all")
    assert (calendar.status, calendar.out.count("BEGIN:VEVENT")) == (0, 1), calendar.err
    path = tmp_path / "promises.ics"
    assert save_promises(path, ann.callbacks, ann.appointments, Whose.ALL, clock()) == 1
    assert is_whole(owner)


def test_an_agents_login_sends_its_promises_to_a_calendar(
    team: Team, ann: Desk, bob: Desk, owner: Database
) -> None:
    agree(ann, NewAppointment(FRIDAY))
    call(ann, "callback", "", NewCallback(FRIDAY + timedelta(hours=2)))
    agree(ann, NewAppointment(FRIDAY, team.login("bob"), AppointmentWay.VISIT, "the mill"))
    wanted = ann.calendar.wanted(with_number=True)
    assert [entry.starts_at for entry in wanted] == [FRIDAY, FRIDAY + timedelta(hours=2)]
    assert "America/Boise" in wanted[1].content
    assert [entry.starts_at for entry in bob.calendar.wanted(with_number=False)] == [FRIDAY]
    ann.calendar.log_sent(wanted)
    assert is_whole(owner)


def test_undo_and_a_request_and_a_handover_with_agents_logins(
    team: Team, ann: Desk, owner: Database, clock: FrozenClock
) -> None:
    agree(ann, NewAppointment(FRIDAY))
    ann.undo()
    assert ann.appointments.all() == ()
    shared = agree(ann, NewAppointment(FRIDAY, way=AppointmentWay.VISIT, place="the mill"))
    handed = ann.appointments.hand(shared, team.login("bob"))
    assert handed.with_whom == team.login("bob")
    clock.at = FRIDAY - timedelta(days=1)
    assert call(ann, "do_not_call").name == "Ada Byron"
    assert ann.appointments.read(shared).status is AppointmentStatus.CANCELLED
    ann.undo()
    assert ann.appointments.read(shared).status is AppointmentStatus.SET
    assert is_whole(owner)


def test_a_yes_gets_its_time_after_later_calls(
    ann: Desk, bob: Desk, owner: Database, clock: FrozenClock
) -> None:
    agree(bob, NewAppointment(FRIDAY))
    agree(ann, NewAppointment(FRIDAY))
    card = call(ann, "yes")
    clock.advance(minutes=1)
    call(ann, "no")
    [row] = ann.appointments.without_time()
    assert row.lead_id == card.lead_id
    ann.appointments.set_time(row.attempt_id, NewAppointment(FRIDAY + timedelta(hours=1)))
    assert ann.appointments.without_time() == ()
    with pytest.raises(RefusedError):
        bob.appointments.set_time(row.attempt_id, NewAppointment(FRIDAY + timedelta(hours=2)))
    assert is_whole(owner)


def test_an_agent_does_not_read_or_write_those_of_others_past_the_program(
    team: Team, ann: Desk
) -> None:
    agree(ann, NewAppointment(FRIDAY))
    with team.connect("bob") as connection:
        assert connection.execute("SELECT count(*) FROM appointment").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM appointment_change").fetchone() == (0,)
        assert connection.execute("UPDATE appointment SET status = 'held'").rowcount == 0
    with team.connect("ann") as connection:
        for statement in (
            "UPDATE appointment SET status = 'held'",
            "UPDATE appointment SET marked_by = 'bob'",
            "UPDATE appointment SET set_by = 'bob'",
        ):
            with pytest.raises(InsufficientPrivilege):
                connection.execute(statement)


def test_what_a_removed_login_keeps_is_listed_for_the_supervisor(
    team: Team, ann: Desk, owner: Database, clock: FrozenClock
) -> None:
    agree(ann, NewAppointment(FRIDAY, with_whom=team.login("bob")))
    with owner.write() as connection:
        remove_login(connection, team.login("bob"))
    supervisor = Desk(owner, clock, "olga", zone=HERE)
    assert [row.name for row in supervisor.appointments.of_those_who_left()] == ["Ada Byron"]
    assert ann.appointments.closers() == (team.login("ann"),)
    handed, refused = supervisor.appointments.hand_all(team.login("bob"), team.login("ann"))
    assert (len(handed), refused) == (1, [])
    assert is_whole(owner)
