"""Compose e-mails. Values are cleaned first, so that no text can add a header."""

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from urllib.parse import quote

from msgspec import Struct

from console.rules.text import clean_line, harmless

LONGEST_LINK = 2000
"""The most characters of a mailto: address: Windows cuts them off near 2,080."""


class MailTrouble(Exception):
    """The letter was not sent. The text says why and what to do."""


class Letter(Struct, frozen=True):
    """An e-mail. `to` is a checked address, "" for a draft without a recipient.

    `page` is the body as HTML. It is our own text, never a lead's. `calendar` is an invitation in
    iCalendar with its `method`. `copy_to` is a checked address or "".
    """

    to: str
    subject: str
    body: str
    to_name: str = ""
    page: str = ""
    calendar: str = ""
    method: str = ""
    copy_to: str = ""


def read_address(text: str) -> str:
    """Return the address in a text such as "Ada <ada@engine.example>". Raises ValueError."""
    line = clean_line(text)
    addr_spec = parseaddr(line)[1] if "<" in line else line
    try:
        address = Address(addr_spec=addr_spec)
        domain = address.domain.encode("idna").decode("ascii")
        is_whole = "." in domain and address.username.isascii() and len(addr_spec) <= 254
    except (MessageError, ValueError, IndexError, UnicodeError):
        is_whole = False
    if not is_whole or " " in addr_spec or addr_spec.count("@") != 1:
        raise ValueError(f"“{line}” is not an e-mail address")
    return f"{address.username}@{domain}"


def read_sender(text: str) -> Address:
    """Return the name and address of a sender. Raises ValueError."""
    return Address(clean_line(parseaddr(clean_line(text))[0]), addr_spec=read_address(text))


def compose(letter: Letter, sender: str, now: datetime) -> EmailMessage:
    """Return the letter as a MIME message. Without a sender it is a draft."""
    message = EmailMessage(policy=SMTP)
    if letter.to:
        message["To"] = Address(clean_line(letter.to_name), addr_spec=letter.to)
    if letter.copy_to:
        message["Cc"] = Address(addr_spec=letter.copy_to)
    message["Subject"] = clean_line(letter.subject)
    message["Date"] = format_datetime(now)
    if sender:
        address = read_sender(sender)
        message["From"] = address
        # Without a domain, make_msgid would tell the name of this machine.
        message["Message-ID"] = make_msgid(domain=address.domain)
    message.set_content(harmless(letter.body), cte="quoted-printable")
    if letter.page:
        message.add_alternative(letter.page, subtype="html", cte="quoted-printable")
    if letter.calendar:
        # Twice: mail programs offer yes and no for the last alternative, and others open the file.
        message.add_alternative(
            letter.calendar, subtype="calendar", params={"method": letter.method}, cte="base64"
        )
        message.add_attachment(
            letter.calendar.encode(), maintype="application", subtype="ics", filename="invite.ics"
        )
    return message


def mail_link(letter: Letter) -> str:
    """Return the letter as a mailto: address (RFC 6068). Raises MailTrouble if it is too long."""
    body = harmless(letter.body).replace("\n", "\r\n")
    link = (
        f"mailto:{quote(letter.to, safe='@')}"
        f"?subject={quote(clean_line(letter.subject), safe='')}&body={quote(body, safe='')}"
    )
    if len(link) > LONGEST_LINK:
        raise MailTrouble(
            "The e-mail is too long for a mail link: shorten it, or set "
            'way = "file" in [mail] of your settings.'
        )
    return link
