"""Invitations to appointments in words: the letter, its file and what is said of it."""

from datetime import datetime, timedelta

from console.outreach.mail.invitation import AnswerKind, Invitation, write_invitation
from console.outreach.mail.letter import Letter, read_sender
from console.outreach.mail.settings import MailSettings
from console.trouble import BadInput
from console.view.lead.appointments import spoken_time
from console.view.text.cleaning import clean

ANSWERS = {
    AnswerKind.ACCEPTED: "{name} comes: confirmed.",
    AnswerKind.DECLINED: "{name} declines. Nothing is cancelled: call them, move it or cancel it.",
    AnswerKind.TENTATIVE: "{name} may come: noted, not confirmed.",
}


def sender_address(mail: MailSettings) -> str:
    """Return the agent's own address. Raises BadInput where none is set."""
    if not mail.sender:
        raise BadInput("An invitation needs your own address: set “sender” in [mail].")
    return read_sender(mail.sender).addr_spec


def invitation_letter(invitation: Invitation, sender: str, now: datetime) -> Letter:
    """Return the e-mail, with its time as it is said on the lead's clock."""
    ends_at = invitation.starts_at + timedelta(minutes=invitation.minutes)
    when = spoken_time(invitation.starts_at, ends_at, invitation.zone)
    return write_invitation(invitation, when, sender, now)


def invitation_name(invitation: Invitation) -> str:
    """Return the name of its file."""
    return f"appointment {invitation.appointment_id}"


def invitation_notice(invitation: Invitation, me: str) -> str:
    """Return what to know before an invitation leaves, or ""."""
    if invitation.is_cancelled:
        return "It is cancelled: this takes the entry out of their calendar."
    if invitation.keeper != me and not invitation.keeper_address:
        keeper = clean(invitation.keeper)
        return f"{keeper} keeps it and gets no copy: smiledial appointments invite has --keeper."
    return ""
