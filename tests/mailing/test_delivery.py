"""Letters that leave: to a real mail server over TLS, to a file, to a mail program's draft."""

import email
import socket
from datetime import UTC, datetime
from email.policy import default
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.outreach.mail.delivery import send, write_file
from console.outreach.mail.letter import Letter, MailTrouble, compose, mail_link, read_address
from console.outreach.mail.settings import MailSettings
from db.enums import MailWay
from tests.mailing.server import mail_server

NOW = datetime(2026, 11, 18, 17, tzinfo=UTC)
LETTER = Letter(
    "ada@engine.example",
    "Back-up power — two sentences",
    "Good morning Ada,\n\nžluťoučký kůň.\n.\nSam",
    "Ada Byron, Countess",
)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_letter_reaches_the_server_encrypted_and_whole(tmp_path: Path, security: str) -> None:
    with mail_server(tmp_path, security) as server:
        send(LETTER, server.settings(), NOW)
        (came,) = server.came
    assert server.was_encrypted == [True]
    assert came["To"] == '"Ada Byron, Countess" <ada@engine.example>'
    assert came["From"] == "Sam Poe <sam@northwind.example>"
    assert came["Subject"] == LETTER.subject
    assert came["Date"].datetime == NOW
    assert came["Message-ID"].endswith("@northwind.example>")
    assert came.get_content().replace("\r\n", "\n").rstrip("\n") == LETTER.body


def test_a_server_whose_certificate_is_not_to_be_trusted_gets_nothing(tmp_path: Path) -> None:
    with mail_server(tmp_path) as server:
        with pytest.raises(MailTrouble, match="certificate of localhost is not trusted"):
            send(LETTER, server.settings(authority=""), NOW)
        assert server.came == []


def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    with mail_server(tmp_path, "tls", host="elsewhere.example") as server:
        with pytest.raises(MailTrouble, match="is not trusted"):
            send(LETTER, server.settings(), NOW)
        assert server.came == []


def test_nothing_is_sent_to_a_server_without_encryption(tmp_path: Path) -> None:
    with mail_server(tmp_path, "none") as server:
        with pytest.raises(MailTrouble, match="cannot encrypt or log in safely"):
            send(LETTER, server.settings(security="starttls"), NOW)
        with pytest.raises(MailTrouble, match="does not offer this encryption"):
            send(LETTER, server.settings(security="tls"), NOW)
        assert server.came == []


def test_a_wrong_password_is_told_in_a_sentence_without_the_password(tmp_path: Path) -> None:
    with mail_server(tmp_path) as server, pytest.raises(MailTrouble) as result:
        send(LETTER, server.settings(password="a guess"), NOW)
    assert "does not accept the name and the password" in str(result.value)
    assert "a guess" not in str(result.value)
    assert "a guess" not in repr(server.settings(password="a guess"))


def test_what_a_server_says_of_an_address_is_told_as_harmless_text(tmp_path: Path) -> None:
    with mail_server(tmp_path) as server, pytest.raises(MailTrouble) as result:
        server.refuses = LETTER.to
        send(LETTER, server.settings(), NOW)
    assert "does not accept ada@engine.example (no such[2J person)" in str(result.value)


def test_a_server_that_does_not_answer_is_told_with_what_to_check() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        mail = MailSettings(MailWay.SERVER, "sam@northwind.example", host="localhost")
        with pytest.raises(MailTrouble, match=r"does not answer .* check the network"):
            send(LETTER, replace_port(mail, unused.getsockname()[1]), NOW)


def replace_port(mail: MailSettings, port: int) -> MailSettings:
    return MailSettings(mail.way, mail.sender, host=mail.host, port=port)


@pytest.mark.parametrize(
    "hostile",
    ["Hello\r\nBcc: all@northwind.example", "Hello\nBcc: x@y.example", "a\x00b\x1b[2J", "\u2028x"],
)
def test_no_text_becomes_a_header_of_its_own(hostile: str) -> None:
    message = compose(Letter(LETTER.to, hostile, hostile, hostile), "Sam <sam@n.example>", NOW)
    read = email.message_from_bytes(message.as_bytes(), policy=default)
    assert sorted(read.keys()) == sorted(
        (
            *("To", "Subject", "Date", "From", "Message-ID", "MIME-Version"),
            *("Content-Type", "Content-Transfer-Encoding"),
        )
    )
    assert "Bcc" not in read
    assert "\n" not in read["Subject"]


@given(st.text(), st.text(), st.text())
def test_any_text_travels_in_its_own_place(subject: str, body: str, name: str) -> None:
    message = compose(Letter(LETTER.to, subject, body, name), "Sam <sam@n.example>", NOW)
    read = email.message_from_bytes(message.as_bytes(), policy=default)
    assert len(read.keys()) == 8
    assert read["To"].addresses[0].addr_spec == LETTER.to
    assert len(read["To"].addresses) == 1


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ada@engine.example", "ada@engine.example"),
        (" Ada <ada@engine.example> ", "ada@engine.example"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_read_as_people_write_it(text: str, address: str) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        *("", "ada", "ada@", "@engine.example", "ada@engine", "a b@c.example", "<>"),
        *("a@b.example,c@d.example", "a@b@c.example", "ada@-.example\x00 x"),
        "ada@engine.example\nBcc: x@y.example",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an e-mail address"):
        read_address(text)


def test_a_file_is_a_draft_that_a_mail_program_opens(tmp_path: Path) -> None:
    mail = MailSettings(MailWay.FILE, folder=str(tmp_path / "drafts"))
    first, second = (write_file(LETTER, mail, "introduction 42", NOW) for _ in range(2))
    assert [first.name, second.name] == ["introduction 42.eml", "introduction 42 2.eml"]
    read = email.message_from_bytes(first.read_bytes(), policy=default)
    assert read["X-Unsent"] == "1"
    assert read["Subject"] == LETTER.subject
    assert "From" not in read
    with pytest.raises(MailTrouble, match=r"check the folder in \[mail\]"):
        write_file(LETTER, MailSettings(MailWay.FILE, folder=str(first)), "x", NOW)


def test_a_link_carries_address_subject_and_text_to_the_mail_program() -> None:
    link = urlsplit(mail_link(LETTER))
    assert (link.scheme, unquote(link.path)) == ("mailto", LETTER.to)
    asked = parse_qs(link.query)
    assert asked["subject"] == [LETTER.subject]
    assert asked["body"] == [LETTER.body.replace("\n", "\r\n")]
    assert " " not in link.geturl()
    assert "+" not in link.query
    hostile = mail_link(Letter("a@b.example", "x&bcc=y@z.example", "?&bcc=q"))
    assert set(parse_qs(urlsplit(hostile).query)) == {"subject", "body"}


def test_a_link_that_no_platform_hands_on_is_refused() -> None:
    with pytest.raises(MailTrouble, match="too long for a mail link"):
        mail_link(Letter("a@b.example", "x", "word " * 500))
