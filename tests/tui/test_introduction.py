"""Introduce the firm by e-mail: as a draft, a file or through a server, and record it."""

import email
from collections.abc import Iterator
from datetime import UTC, datetime
from email.policy import default
from pathlib import Path
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from console.do_not_call.patterns import put_on
from console.outreach.mail.settings import MailSettings
from console.outreach.scripts.library import add_text
from console.supervision.firm.settings import put_setting
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import MailWay, PatternKind, TextKind
from db.tables.audit import audit_entries
from db.tables.firm import introductions
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.mailing.server import MailServer, mail_server
from tests.tui.driver import at_the_desk

pytestmark = pytest.mark.usefixtures("over_ssh")

ADDRESS = "ada@engine.example"


@pytest.fixture
def over_ssh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run over SSH: the mail program is on another machine, so drafts go to the clipboard."""
    monkeypatch.setenv("SSH_TTY", "/dev/pts/0")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    with mail_server(tmp_path) as running:
        yield running


@pytest.fixture
def firm(database: Database) -> Database:
    """A lead with an e-mail address, and a firm with name and address."""
    add_lead(database, "Ada Byron", given_name="Ada", company="Engine Works", email=ADDRESS)
    set_firm(database, firm_name="Northwind", firm_address="1 Wick Lane, Portland")
    return database


AT = datetime(2026, 11, 18, 16, 0, tzinfo=UTC)


def set_firm(database: Database, **values: str) -> None:
    for name, value in values.items():
        put_setting(database, name, value, "lead", AT)


def introductions_in(database: Database) -> list[tuple[str, str, str]]:
    """Return agent, template and way of each introduction."""
    with database.read() as connection:
        rows = connection.execute(select(introductions)).all()
    return [(row.agent, row.template, row.way) for row in rows]


async def test_a_letter_is_read_before_it_opens_in_the_mail_program(
    firm: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(firm, clock) as agent:
        await agent.press("m", "escape")
        assert agent.copied == ""
        assert "Introduction drafted" not in agent.screen_text
        await agent.press("m")
        assert "Northwind: may I ring you" in agent.question
        await agent.press("enter")
        assert agent.copied.startswith(f"mailto:{ADDRESS}?subject=Northwind")
        assert "Hello Ada," in unquote(agent.copied)
        assert agent.notice.startswith("Copied as a link")
        assert "Introduction drafted Wed 18 Nov · ann" in agent.screen_text
    assert introductions_in(firm) == [("ann", "default", "draft")]
    with firm.read() as connection:
        assert connection.execute(select(leads.c.introduced_at)).scalar() == clock()
        entry = connection.execute(
            select(audit_entries.c.detail).where(audit_entries.c.action == "introduction")
        ).scalar()
        assert verify(connection) is None
    assert entry is not None
    assert ADDRESS not in entry


async def test_a_draft_is_written_to_a_file_if_set(
    firm: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    mail = MailSettings(MailWay.FILE, "Sam <sam@northwind.example>", str(tmp_path / "out"))
    async with at_the_desk(firm, clock, mail=mail) as agent:
        await agent.press("enter", "m", "enter")
        assert agent.verdict.startswith("ON CALL")
    (file,) = (tmp_path / "out").iterdir()
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    assert message["To"] == f"Ada Byron <{ADDRESS}>"
    assert "1 Wick Lane, Portland" in message.get_content()
    assert introductions_in(firm) == [("ann", "default", "file")]


async def test_a_letter_sent_by_a_server_is_confirmed_and_recorded(
    firm: Database, clock: FrozenClock, server: MailServer
) -> None:
    async with at_the_desk(firm, clock, mail=server.settings()) as agent:
        await agent.press("m")
        assert f", {ADDRESS}" in agent.question
        assert "Northwind: may I ring you" in agent.question
        await agent.press("escape")
        assert server.came == []
        await agent.press("m", "enter")
        assert agent.notice == f"Sent to {ADDRESS}."
        assert "Introduction sent Wed 18 Nov · ann" in agent.screen_text
        await agent.press("m")
        assert "introduction sent Wed 18 Nov. Send it again?" in agent.question
        await agent.press("escape")
    (message,) = server.came
    assert message["Subject"].startswith("Northwind: may I ring you")
    assert introductions_in(firm) == [("ann", "default", "server")]


async def test_a_refusing_server_is_reported_and_nothing_recorded(
    firm: Database, clock: FrozenClock, server: MailServer
) -> None:
    server.refuses = ADDRESS
    async with at_the_desk(firm, clock, mail=server.settings()) as agent:
        await agent.press("m", "enter")
        assert f"does not accept {ADDRESS}" in agent.notice
        assert "\x1b[2J person" not in agent.sent
    assert introductions_in(firm) == []


async def test_the_firms_own_template_is_used_and_named(
    firm: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "fair.txt"
    path.write_text("Subject: For {company|you}\n\nHi {name}.\n{firm_address}", encoding="utf-8")
    add_text(firm, path, TextKind.INTRODUCTION, "", "Fair", "lead", clock())
    async with at_the_desk(firm, clock) as agent:
        await agent.press("m", "enter")
        assert unquote(agent.copied) == (
            f"mailto:{ADDRESS}?subject=For Engine Works&body=Hi Ada Byron.\r\n1 Wick Lane, Portland"
        )
    assert introductions_in(firm) == [("ann", "fair", "draft")]


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "This person has no e-mail address here."),
        ("ada at engine", "is not an e-mail address: correct it first."),
        ("ada@engine.example\nBcc: x@y.example", "is not an e-mail address"),
    ],
)
async def test_a_person_without_an_address_gets_no_e_mail(
    database: Database, clock: FrozenClock, written: str, sentence: str
) -> None:
    add_lead(database, "Ada Byron", email=written)
    async with at_the_desk(database, clock) as agent:
        await agent.press("m")
        assert sentence in agent.notice
    assert introductions_in(database) == []


async def test_a_firm_without_name_and_address_sends_nothing(
    firm: Database, clock: FrozenClock
) -> None:
    set_firm(firm, firm_name="", firm_address="")
    async with at_the_desk(firm, clock) as agent:
        await agent.press("m")
        assert "Set firm_name and firm_address first: smiledial settings set" in agent.notice
        assert agent.copied == ""
    assert introductions_in(firm) == []


async def test_a_lead_on_the_do_not_call_list_gets_no_e_mail(
    firm: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(firm, clock) as agent:
        put_on(firm, PatternKind.DOMAIN, "engine.example", "by letter", "lead", clock())
        await agent.time_passes(seconds=1)  # else the news could replace the answer to the key
        await agent.press("m")
        assert "they are on your do-not-call list" in agent.notice
        assert agent.copied == ""
    assert introductions_in(firm) == []


async def test_a_second_press_does_not_send_a_second_letter(
    firm: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(firm, clock) as agent:
        await agent.press_while_the_database_is_busy("m", "m")
        await agent.press("enter")
    assert len(introductions_in(firm)) == 1


async def test_a_draft_too_long_for_a_link_is_refused_with_what_to_do(
    firm: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "long.txt"
    path.write_text("Subject: x\n\n" + "word " * 500, encoding="utf-8")
    add_text(firm, path, TextKind.INTRODUCTION, "", "", "lead", clock())
    async with at_the_desk(firm, clock) as agent:
        await agent.press("m", "enter")
        assert 'way = "file"' in agent.notice
        assert agent.copied == ""
    assert introductions_in(firm) == []


async def test_introduced_leads_can_be_planned_separately(
    firm: Database, clock: FrozenClock
) -> None:
    add_lead(firm, "Bo", "(208) 555-0102")
    async with at_the_desk(firm, clock) as agent:
        await agent.press("m", "enter")
        sessions = agent.app._work.desk.sessions
        assert [
            session.size for session in sessions.plan(where="introduced is not empty").sessions
        ] == [1]


async def test_a_letter_beside_the_lead_has_the_earlier_ones_beneath(
    firm: Database, clock: FrozenClock, server: MailServer
) -> None:
    async with at_the_desk(firm, clock, mail=server.settings(), size=(200, 60)) as agent:
        await agent.press("m", "enter")
        await agent.press("m")
        rows = [row.partition("▏")[2] for row in agent.screen_text.split("\n")]
        ending = next(y for y, row in enumerate(rows) if "1 Wick Lane, Portland" in row)
        assert any("Introduction sent" in row and "ann" in row for row in rows[ending:])
        assert "To Ada Byron" in agent.question
