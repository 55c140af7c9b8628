"""Invite a lead to its appointment by e-mail, and record the answer."""

from console.cards.promises import AppointmentCard
from console.desk.appointments.desk import GONE, OTHERS, AppointmentDesk
from console.desk.lead.texts_desk import refuse_email
from console.desk.queue.lead_lease import lead_of
from console.desk.seat import DeskPart, RefusedError
from console.outreach.mail.invitation import Answer, AnswerKind, Invitation
from console.outreach.mail.letter import read_address
from console.rules.shift.appointments import OVER, STANDING, STATUS_WORDS, WAY_WORDS
from console.rules.text import clean_line
from db.audit import log
from db.audit.coverage import APPOINTMENT, Watch
from db.calls import appointments
from db.engine.database import Connection, is_agent
from db.enums import AppointmentStatus, MailWay
from db.tables.appointments import AppointmentRow

INVITED = "invitation perhaps sent"
SENT, WRITTEN, NOT_SENT = "invitation sent", "invitation written to a file", "invitation not sent"
"""The changes before and after an invitation leaves.

If a crash comes between them, the agent sends it again: calendars take it as the same one.
"""

ANSWERS = {
    AnswerKind.ACCEPTED: "confirmed by e-mail",
    AnswerKind.DECLINED: "declined by e-mail",
    AnswerKind.TENTATIVE: "answered “perhaps” by e-mail",
}


class InvitationDesk(DeskPart):
    """Invitations to appointments, and the answers. Each method is one transaction."""

    def read(self, appointment_id: int, sender: str, keeper_address: str = "") -> Invitation:
        """Return the invitation, or the cancellation of one. Raises RefusedError.

        `sender` is the address of this agent, and `keeper_address` that of another keeper.
        """
        with self._seat.reading() as (connection, now):
            row = self._own(connection, appointment_id)
            is_cancelled = row.status is AppointmentStatus.CANCELLED
            if is_cancelled and not _was_invited(connection, row):
                raise RefusedError("They were never invited, so there is nothing to cancel.")
            if not is_cancelled and row.status not in STANDING:
                raise RefusedError(OVER.format(status=STATUS_WORDS[row.status]))
            if row.starts_at <= now:
                raise RefusedError("Its time has come: an invitation is for what is to come.")
            lead = lead_of(self._seat, connection, row.lead_id)
            refuse_email(self._seat, connection, lead)
        is_own = row.with_whom == self._seat.agent
        return Invitation(
            appointment_id=row.id,
            uid=row.uid,
            sequence=row.sequence,
            is_cancelled=is_cancelled,
            starts_at=row.starts_at,
            minutes=row.minutes,
            zone=row.zone,
            name=lead.name,
            address=read_address(lead.email),
            keeper=row.with_whom,
            keeper_address=keeper_address or (sender if is_own else ""),
            way=WAY_WORDS[row.way],
            place=clean_line(row.place),
            firm=clean_line(str(self._seat.openings.settings.get("firm_name", ""))),
        )

    def begin(self, invitation: Invitation, way: MailWay) -> None:
        """Log the invitation before it leaves. Raises RefusedError if anything changed meanwhile.

        The log must have it first: after a crash, an e-mail without an entry would be unknown.
        """
        now, agent = self._seat.clock(), self._seat.agent
        with self._seat.database.write() as connection:
            row = self._own(connection, invitation.appointment_id)
            is_cancelled = row.status is AppointmentStatus.CANCELLED
            if (row.sequence, is_cancelled) != (invitation.sequence, invitation.is_cancelled):
                raise RefusedError("The appointment was changed in the meantime: look at it again.")
            appointments.note_change(connection, row, now, agent, INVITED)
            detail = {
                "appointment": row.id,
                "lead": row.lead_id,
                "sequence": row.sequence,
                "is_cancelled": is_cancelled,
                "way": way.value,
                "to": log.seal(row.salt, invitation.address),
            }
            log.append(connection, now, agent, "appointment_invite", detail)

    def finish(self, invitation: Invitation, way: MailWay | None) -> None:
        """Note that the invitation left in this way, or with None that it did not leave."""
        now = self._seat.clock()
        what = NOT_SENT if way is None else SENT if way is MailWay.SERVER else WRITTEN
        with self._seat.database.write() as connection:
            row = appointments.read_appointment(connection, invitation.appointment_id)
            if row is not None:  # else it was erased in the meantime
                appointments.note_change(connection, row, now, self._seat.agent, what)

    def answer(self, answer: Answer) -> AppointmentCard:
        """Record an answer, and return the appointment. Raises RefusedError if it does not fit.

        A yes confirms the appointment. A no takes the confirmation back and cancels nothing.
        """
        agent = self._seat.agent
        with self._seat.writing() as (connection, now):
            named = appointments.appointment_named(connection, answer.uid)
            if named is None:
                raise RefusedError("It answers an invitation that is not in this database.")
            row = self._own(connection, named.id)
            self._refuse_stranger(connection, row, answer)
            if row.status not in STANDING:
                raise RefusedError(OVER.format(status=STATUS_WORDS[row.status]))
            if answer.sequence != row.sequence:
                raise RefusedError(
                    "It answers an invitation for an earlier time: the appointment was moved. "
                    "Invite them again."
                )
            is_yes = answer.kind is AnswerKind.ACCEPTED
            status = AppointmentStatus.CONFIRMED if is_yes else AppointmentStatus.SET
            watch = Watch(connection).look_at_keys(APPOINTMENT, [row.id])
            if status is not row.status:
                marked = {"status": status, "marked_by": agent, "marked_at": now}
                appointments.change_appointment(connection, row.id, marked)
            appointments.note_change(connection, row, now, agent, ANSWERS[answer.kind])
            detail = {
                "appointment": row.id,
                "lead": row.lead_id,
                "sequence": row.sequence,
                "answer": answer.kind.value.lower(),
            }
            log.append(connection, now, agent, "appointment_answer", detail, watch.changes())
        return AppointmentDesk(self._seat).read(row.id)

    def _refuse_stranger(self, connection: Connection, row: AppointmentRow, answer: Answer) -> None:
        """Raise RefusedError unless the lead itself answered.

        The keeper's calendar answers too, and a forwarded invitation is answered by anybody.
        """
        lead = lead_of(self._seat, connection, row.lead_id)
        try:
            address = read_address(lead.email)
        except ValueError:
            address = ""
        if answer.address.casefold() != address.casefold():
            raise RefusedError(
                f"It is an answer of {answer.address}, which is not the address of {lead.name}."
            )

    def _own(self, connection: Connection, appointment_id: int) -> AppointmentRow:
        """Read an appointment that this agent may change. Raises RefusedError."""
        row = appointments.read_appointment(connection, appointment_id)
        if row is None:
            raise RefusedError(GONE)
        if is_agent(connection) and self._seat.agent not in {row.set_by, row.with_whom}:
            raise RefusedError(OTHERS.format(name=row.set_by, keeper=row.with_whom))
        return row


def _was_invited(connection: Connection, row: AppointmentRow) -> bool:
    return any(change.what == INVITED for change in appointments.changes_of(connection, row.id))
