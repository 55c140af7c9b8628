"""Write an appointment as an e-mail invitation (iMIP, RFC 6047), and read the answer to one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import default
from enum import StrEnum

from icalendar import Calendar, Component, Event, vCalAddress
from msgspec import Struct

from console.outreach.mail.letter import Letter, read_address, read_sender
from console.rules.text import clean_line, harmless

PRODUCT = "-//smiledial//appointments//EN"

LARGEST = 5_000_000
"""The most bytes of a saved answer; calendars send a few thousand."""

NO_ANSWER = "There is no answer to an invitation in it: save the whole message as a file (.eml)."


class Invitation(Struct, frozen=True):
    """An appointment as its invitation says it.

    `address` is the lead's, `keeper_address` "" if it is not known. `is_cancelled`: the invitation
    takes an earlier one back.
    """

    appointment_id: int
    uid: str
    sequence: int
    is_cancelled: bool
    starts_at: datetime
    minutes: int
    zone: str
    name: str
    address: str
    keeper: str
    keeper_address: str
    way: str
    place: str
    firm: str


class AnswerKind(StrEnum):
    """The answer to an invitation, in the words of a calendar (PARTSTAT, RFC 5545)."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"


class Answer(Struct, frozen=True):
    """An answer to the invitation `uid` by the owner of `address`."""

    uid: str
    sequence: int
    address: str
    kind: AnswerKind


def write_invitation(invitation: Invitation, when: str, sender: str, now: datetime) -> Letter:
    """Return the e-mail. `when` is the time in words, on the lead's clock."""
    firm = f" of {invitation.firm}" if invitation.firm else ""
    where = f", {invitation.place}" if invitation.place else ""
    details = f"{when}, {invitation.minutes} minutes, {invitation.way}{where}"
    if invitation.is_cancelled:
        opening, subject = "our appointment is cancelled:", f"Cancelled: {when}"
    else:
        opening, subject = "this is our appointment:", f"Appointment: {when}"
    name = clean_line(invitation.name)
    body = f"Hello {name},\n\n{opening}\n\n{details}\n\n{invitation.keeper}{firm}\n"
    organizer = read_sender(sender).addr_spec
    copy_to = "" if invitation.keeper_address == organizer else invitation.keeper_address
    return Letter(
        invitation.address,
        subject,
        body,
        name,
        calendar=_calendar(invitation, body, organizer, now),
        method=_method(invitation),
        copy_to=copy_to,
    )


def _method(invitation: Invitation) -> str:
    return "CANCEL" if invitation.is_cancelled else "REQUEST"


def _calendar(invitation: Invitation, body: str, organizer: str, now: datetime) -> str:
    event = Event()
    event.add("uid", invitation.uid)
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    # In UTC: each calendar shows it on its owner's clock, without a table of clock changes in here.
    event.add("dtstart", invitation.starts_at.astimezone(UTC))
    event.add("duration", timedelta(minutes=invitation.minutes))
    firm = clean_line(invitation.firm) or clean_line(invitation.keeper)
    event.add("summary", f"{firm}, {invitation.way}")
    event.add("description", harmless(body))
    event.add("status", "CANCELLED" if invitation.is_cancelled else "CONFIRMED")
    if invitation.place:
        event.add("location", harmless(invitation.place))
    # Without a name: some clients fail on parameters of the organizer.
    event.add("organizer", vCalAddress(f"mailto:{organizer}"), encode=False)
    # A calendar never takes an invitation by its own organizer, so who keeps the appointment is an
    # attendee too, and the lead another.
    if invitation.keeper_address:
        event.add(
            "attendee",
            _attendee(invitation.keeper_address, invitation.keeper, "CHAIR", "ACCEPTED"),
            encode=False,
        )
    lead = _attendee(invitation.address, invitation.name, "REQ-PARTICIPANT", "NEEDS-ACTION")
    lead.params["RSVP"] = "TRUE"
    event.add("attendee", lead, encode=False)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", _method(invitation))
    calendar.add_component(event)
    return bytes(calendar.to_ical()).decode()


def _attendee(address: str, name: str, role: str, answer: str) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{address}")
    # A double quote cannot stand in a parameter (RFC 5545, 3.2).
    attendee.params["CN"] = clean_line(name).replace('"', "'")
    attendee.params["ROLE"] = role
    attendee.params["PARTSTAT"] = answer
    return attendee


def read_answer(content: bytes) -> Answer:
    """Return the answer in a saved message or calendar file. Raises ValueError."""
    if len(content) > LARGEST:
        raise ValueError("It is too large for an answer to an invitation.")
    for text in _calendars(content):
        answer = _answer_in(text)
        if answer is not None:
            return answer
    raise ValueError(NO_ANSWER)


def _calendars(content: bytes) -> Iterator[bytes]:
    if content.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"BEGIN:VCALENDAR"):
        yield content
        return
    try:
        message: Message = BytesParser(EmailMessage, policy=default).parsebytes(content)
        for part in message.walk():
            is_calendar = part.get_content_type() in {"text/calendar", "application/ics"}
            payload = part.get_payload(decode=True) if is_calendar else None
            if isinstance(payload, bytes):
                yield payload
    except (MessageError, ValueError, LookupError, AttributeError):
        raise ValueError(NO_ANSWER) from None  # the parser fails on some malformed headers


def _answer_in(text: bytes) -> Answer | None:
    """Return the answer in a calendar, or None where there is none. Raises ValueError."""
    try:
        calendar = Calendar.from_ical(text.decode("utf-8", "replace"))
        method = str(calendar.get("method", "")).upper()
        events = [*calendar.walk("VEVENT")]
        answer = _answer_of(events[0]) if method == "REPLY" and len(events) == 1 else None
    except (ValueError, LookupError, TypeError, AttributeError):
        return None  # no calendar, or values of another kind than a calendar has
    if method == "COUNTER":
        raise ValueError(
            "They propose another time: agree on it with them, then move the appointment."
        )
    return answer


def _answer_of(event: Component) -> Answer | None:
    # The organizer is not compared, because Exchange leaves it out of its answers.
    attendee = event.get("attendee")
    if isinstance(attendee, list):
        attendee = attendee[0] if len(attendee) == 1 else None
    if attendee is None:
        return None
    kind = AnswerKind(str(attendee.params.get("PARTSTAT", "")).upper())
    scheme, _, address = str(attendee).partition(":")
    if scheme.casefold() != "mailto":
        return None
    sequence = int(event.get("sequence", 0))
    return Answer(str(event["uid"]).strip(), sequence, read_address(address), kind)
