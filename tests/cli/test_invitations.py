"""`appointments invite` and `answer`: a real mail server gets it, and an answer comes back."""

import email
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from console.cards.promises import NewAppointment
from console.desk import Desk
from console.supervision.firm.settings import put_setting
from db.engine.database import open_database
from tests.cli.shell import CommandLine
from tests.cli.test_mail import use
from tests.conftest import FrozenClock
from tests.desk.driver import next_card
from tests.leads import add_lead
from tests.mailing.server import MailServer, mail_server

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
"""Ten in Boise."""

ADA, SAM = "ada@engine.example", "sam@northwind.example"


@pytest.fixture
def firm(smiledial: CommandLine, clock: FrozenClock) -> CommandLine:
    """ann has an appointment with Ada on video; `lead 2` has no e-mail address."""
    database = open_database(smiledial.db)
    put_setting(database, "firm_name", "Northwind", "sue", clock())
    put_setting(database, "closers", "cy", "sue", clock())
    desk = Desk(database, clock, "ann", zone="America/New_York")
    add_lead(database, "Ada Byron", "(208) 555-0147", email="Ada@engine.example")
    add_lead(database, "Bo", "(208) 555-0148")
    for at in (FRIDAY, FRIDAY + timedelta(hours=1)):
        card = next_card(desk)
        desk.dial(card.claim, card.phone.number_id)
        clock.advance(seconds=60)
        desk.record(card.claim, "appointment", "", None, NewAppointment(at, place="Room; 5"))
    database.close()
    return smiledial


@pytest.fixture
def server(firm: CommandLine, tmp_path: Path) -> Iterator[MailServer]:
    with mail_server(tmp_path) as server:
        use(server, firm)
        yield server


def _id(firm: CommandLine, name: str) -> str:
    rows = firm("appointments", "list", "--json").document
    return next(str(row["appointment_id"]) for row in rows if row["name"] == name)


def _calendars(message: EmailMessage) -> list[Any]:
    """The calendar as an alternative, and as a file."""
    parts = [*message.walk()]
    texts = [part for part in parts if part.get_content_type() == "text/calendar"]
    files = [part for part in parts if part.get_filename() == "invite.ics"]
    assert (len(texts), len(files)) == (1, 1)
    [holder] = [part for part in parts if part.get_content_type() == "multipart/alternative"]
    assert holder.get_payload()[-1] is texts[0]  # type: ignore[index]
    calendars: list[Any] = []
    for part in (*texts, *files):
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        calendars.append(Calendar.from_ical(content))
    assert texts[0].get_param("method") == str(calendars[0]["method"])
    return calendars


def _reply(uid: str, sequence: int, kind: str, by: str = ADA, organizer: str = SAM) -> bytes:
    """An answer as calendars send it; Exchange leaves the organizer out."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT", f"UID:{uid}"]
    lines += [f"SEQUENCE:{sequence}", f"ATTENDEE;PARTSTAT={kind};CN=Ada:MAILTO:{by}"]
    lines += [f"ORGANIZER:mailto:{organizer}"] if organizer else []
    lines += ["DTSTAMP:20261118T180000Z", "DTSTART:20261120T170000Z", "END:VEVENT"]
    text = "\r\n".join([*lines, "END:VCALENDAR", ""])
    message = EmailMessage()
    message["Subject"] = "Accepted"
    message.set_content("Yes")
    message.add_alternative(text, subtype="calendar", params={"method": "REPLY"})
    return message.as_bytes()


def test_an_invitation_its_move_and_its_end_are_one_entry_of_a_calendar(
    firm: CommandLine, server: MailServer
) -> None:
    number = _id(firm, "Ada Byron")
    answer = firm("appointments", "invite", number)
    assert answer.out == "localhost accepted it for Ada@engine.example.\n"
    firm("appointments", "move", number, "mon", "11am")
    firm("appointments", "invite", number, "--keeper", "cy@northwind.example")
    firm("appointments", "cancel", number, "--reason", "ill")
    end = firm("appointments", "invite", number, "--json").document
    assert (end["method"], end["sequence"]) == ("CANCEL", 2)
    first, moved, cancelled = ([*_calendars(message)] for message in server.came)
    assert first[0] == first[1]
    events = [calendars[0].walk("VEVENT")[0] for calendars in (first, moved, cancelled)]
    assert len({str(event["uid"]) for event in events}) == 1
    assert [event["sequence"] for event in events] == [0, 1, 2]
    methods = [str(calendars[0]["method"]) for calendars in (first, moved, cancelled)]
    assert methods == ["REQUEST", "REQUEST", "CANCEL"]
    assert [str(event["status"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    event = events[0]
    assert (event.start, event.duration) == (FRIDAY, timedelta(minutes=30))
    assert str(event["location"]) == "Room; 5"
    assert (str(event["organizer"]), dict(event["organizer"].params)) == (f"mailto:{SAM}", {})
    chair, lead = event["attendee"]
    assert (str(chair), chair.params["ROLE"]) == (f"mailto:{SAM}", "CHAIR")
    assert (str(lead), lead.params["RSVP"]) == ("mailto:Ada@engine.example", "TRUE")
    assert [message["Cc"] for message in server.came] == [None, "cy@northwind.example", None]
    text = server.came[0].get_body(("plain",))
    assert text is not None
    assert "Friday 20 November, 10:00–10:30 Mountain time, 30 minutes" in text.get_content()
    assert "ann of Northwind" in text.get_content()
    shown = firm("appointments", "show", number).out
    assert shown.count("invitation perhaps sent") == shown.count("invitation sent") == 3
    assert firm("audit", "verify").status == 0


def test_an_answer_confirms_and_a_no_cancels_nothing(
    firm: CommandLine, server: MailServer, tmp_path: Path
) -> None:
    number = _id(firm, "Ada Byron")
    firm("appointments", "invite", number)
    uid = str(_calendars(server.came[0])[0].walk("VEVENT")[0]["uid"])
    file = tmp_path / "answer.eml"

    def answer(sequence: int, kind: str, by: str = ADA, organizer: str = SAM) -> str:
        file.write_bytes(_reply(uid, sequence, kind, by, organizer))
        text = firm("appointments", "answer", str(file))
        return text.out + text.err

    def status() -> str:
        return str(firm("appointments", "list", "--json").document[0]["status"])

    assert answer(0, "ACCEPTED", organizer="") == "Ada Byron comes: confirmed.\n"
    assert status() == "confirmed"
    assert "Nothing is cancelled" in answer(0, "DECLINED")
    assert status() == "set"
    assert "noted, not confirmed" in answer(0, "TENTATIVE")
    assert "not the address of Ada Byron" in answer(0, "ACCEPTED", SAM)
    firm("appointments", "move", number, "mon", "11am")
    assert "for an earlier time" in answer(0, "ACCEPTED")
    assert status() == "set"
    uid = "another@smiledial"
    assert "not in this database" in answer(0, "ACCEPTED")
    assert "declined by e-mail" in firm("appointments", "show", number).out
    assert firm("audit", "verify").status == 0


def test_what_is_no_answer_is_refused_in_a_sentence(firm: CommandLine, tmp_path: Path) -> None:
    yes = _reply("a", 0, "ACCEPTED")
    file = tmp_path / "answer.eml"
    for content in (
        *(b"", b"\xff\xfe\x00", b"BEGIN:VCALENDAR", b"Subject: yes\n\nyes", b"From: \x00\n\n"),
        b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:a\nSEQUENCE:x\nEND:VEVENT\n",
        b"Content-Type: multipart/alternative\n\nno boundary",
        yes.replace(b"SEQUENCE:0", b"SEQUENCE:x"),
        yes.replace(b"UID:a", b"X-UID:a"),
        yes.replace(b"METHOD:REPLY", b"METHOD:REQUEST"),
        _reply("a", 0, "DELEGATED"),
        _reply("a", 0, "ACCEPTED", "no address"),
    ):
        file.write_bytes(content)
        refused = firm("appointments", "answer", str(file))
        assert refused.status == 3, content
        assert "There is no answer to an invitation in it: save the whole message" in refused.err
    file.write_bytes(yes.replace(b"METHOD:REPLY", b"METHOD:COUNTER"))
    assert "They propose another time" in firm("appointments", "answer", str(file)).err
    assert "cannot be read" in firm("appointments", "answer", str(tmp_path)).err


def test_a_draft_is_a_file_that_a_mail_program_opens_and_sends(
    firm: CommandLine, tmp_path: Path
) -> None:
    number = _id(firm, "Ada Byron")
    assert "set “sender” in [mail]" in firm("appointments", "invite", number).err
    folder = tmp_path / "drafts"
    firm.config.write_text(f"[mail]\nsender = \"Sam <{SAM}>\"\nfolder = '{folder}'\n", "utf-8")
    assert "Open it and send it." in firm("appointments", "invite", number).out
    [file] = folder.iterdir()
    message = email.message_from_bytes(file.read_bytes(), EmailMessage, policy=default)
    assert message["X-Unsent"] == "1"
    assert len(_calendars(message)) == 2
    assert "invitation written to a file" in firm("appointments", "show", number).out


def test_nobody_on_the_list_erased_or_without_an_address_is_invited(
    firm: CommandLine, server: MailServer
) -> None:
    ada, bo = _id(firm, "Ada Byron"), _id(firm, "Bo")
    assert "No e-mail address is known" in firm("appointments", "invite", bo).err
    firm("appointments", "cancel", bo, "--reason", "ill")
    assert "They were never invited" in firm("appointments", "invite", bo).err
    firm("dnc", "add", "+12085550147", "--reason", "asked by letter")
    assert "on your do-not-call list" in firm("appointments", "invite", ada).err
    firm("erase", "+12085550147", "--reason", "her letter", "--yes")
    assert "There is no such appointment" in firm("appointments", "invite", ada).err
    assert server.came == []


def test_an_invitation_that_the_server_refuses_is_noted_and_may_be_sent_again(
    firm: CommandLine, server: MailServer
) -> None:
    number = _id(firm, "Ada Byron")
    server.refuses = "Ada@engine.example"
    assert "does not accept Ada@engine.example" in firm("appointments", "invite", number).err
    assert "invitation not sent" in firm("appointments", "show", number).out
    server.refuses = ""
    assert firm("appointments", "invite", number).status == 0
    assert len(server.came) == 1
