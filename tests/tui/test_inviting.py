"""`e` on the page of promises: an invitation to an appointment, or the introduction."""

import email
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from icalendar import Calendar

from console.cards.promises import NewCallback
from console.outreach.mail.settings import MailSettings
from console.supervision.firm.settings import put_setting
from db.engine.database import Database
from db.enums import MailWay
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.mailing.server import MailServer, mail_server
from tests.plain.listener import Listener
from tests.tui.driver import at_the_desk, desk_for
from tests.tui.test_promises_page import agree

ADA = "ada@engine.example"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    with mail_server(tmp_path) as running:
        yield running


@pytest.fixture
def firm(database: Database, clock: FrozenClock) -> Database:
    """ann has an appointment with Ada in three hours, and a callback to Bo later."""
    put_setting(database, "firm_name", "Northwind", "sue", clock())
    put_setting(database, "firm_address", "1 Wick Lane, Portland", "sue", clock())
    add_lead(database, "Ada", "(208) 555-0101", email=ADA, priority=9)
    add_lead(database, "Bo", "(208) 555-0102", email="bo@engine.example", given_name="Bo")
    agree(database, clock, 3)
    call(desk_for(database, clock), "callback", "", NewCallback(clock() + timedelta(hours=4)))
    return database


def history_of(database: Database, clock: FrozenClock) -> list[str]:
    desk = desk_for(database, clock).appointments
    [row] = [row for row in desk.all() if row.name == "Ada"]
    return [what for _, _, what, _ in desk.history(row.appointment_id)]


def calendar_of(message: EmailMessage) -> Calendar:
    [part] = [part for part in message.walk() if part.get_filename() == "invite.ics"]
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    return calendar


async def test_an_invitation_is_read_before_it_is_sent(
    firm: Database, clock: FrozenClock, server: MailServer
) -> None:
    async with at_the_desk(firm, clock, mail=server.settings()) as agent:
        await agent.press("C", "e")
        assert f", {ADA}" in agent.question
        assert "this is our appointment" in agent.question
        await agent.press("escape")
        assert server.came == []
        assert history_of(firm, clock) == ["set"]
        await agent.press("e", "enter")
        assert agent.notice == f"Sent to {ADA}."
        await agent.press("d", "1", "e")
        assert "takes the entry out of their calendar" in agent.question
        await agent.press("enter")
    methods = [str(calendar_of(message)["method"]) for message in server.came]
    assert methods == ["REQUEST", "CANCEL"]
    sent = ["invitation perhaps sent", "invitation sent"]
    assert history_of(firm, clock) == ["set", *sent, "cancelled", *sent]


async def test_an_invitation_as_a_draft_is_a_file(
    firm: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    mail = MailSettings(MailWay.DRAFT, "sam@northwind.example", str(tmp_path / "out"))
    async with at_the_desk(firm, clock, mail=mail) as agent:
        await agent.press("C", "e", "enter")
        assert agent.notice.startswith("A draft:")
    [file] = (tmp_path / "out").iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    assert message["X-Unsent"] == "1"
    assert str(calendar_of(message)["method"]) == "REQUEST"
    assert history_of(firm, clock)[-1] == "invitation written to a file"


async def test_an_invitation_that_the_server_refuses_is_noted_as_not_sent(
    firm: Database, clock: FrozenClock, server: MailServer
) -> None:
    server.refuses = ADA
    async with at_the_desk(firm, clock, mail=server.settings()) as agent:
        await agent.press("C", "e", "enter")
        assert f"does not accept {ADA}" in agent.notice
    assert history_of(firm, clock)[-1] == "invitation not sent"


async def test_without_an_own_address_nothing_is_invited(
    firm: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(firm, clock) as agent:
        await agent.press("C", "e")
        assert "set “sender” in [mail]" in agent.notice


async def test_who_is_called_back_gets_the_introduction(
    firm: Database, clock: FrozenClock, server: MailServer
) -> None:
    async with at_the_desk(firm, clock, mail=server.settings()) as agent:
        await agent.press("C", "down", "e")
        assert ", bo@engine.example" in agent.question
        await agent.press("enter")
        assert agent.notice == "Sent to bo@engine.example."
    [message] = server.came
    assert message["Subject"].startswith("Northwind: may I ring you")


def test_the_plain_console_reads_an_invitation_out_first(
    firm: Database, clock: FrozenClock, server: MailServer
) -> None:
    plain = Listener(firm, clock, mail=server.settings())
    plain.works("C e 1", "", "C e 1", "y", "C e 2", "y")
    assert "Nothing was sent." in plain.all
    assert f"Sent to {ADA}." in plain.all
    assert [message["To"] for message in server.came] == [f"Ada <{ADA}>", "Bo <bo@engine.example>"]
    assert history_of(firm, clock)[-1] == "invitation sent"
