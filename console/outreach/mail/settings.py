"""Read the table [mail] of an agent's settings: how e-mail is delivered."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path

from console.outreach.mail.letter import read_address, read_sender
from console.outreach.settings_table import Checks, check_table, refuse_open_file
from console.trouble import BadInput
from db.enums import MailWay

PORTS = {"starttls": 587, "tls": 465}
"""The default port for each kind of encryption (RFC 8314).

`starttls` encrypts after a greeting in clear text, `tls` from the first byte.
"""

PASSWORD = "SMILEDIAL_SMTP_PASSWORD"  # noqa: S105 - a name
"""The environment variable of the password; it overrides the one in the file."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The settings of [mail].

    `sender` is written like `Sam Poe <sam@northwind.example>`. `folder` is for .eml files.
    `security` is a key of `PORTS`. `authority` is a file of CA certificates, for a server whose
    certificate the firm has signed itself. `summaries_to` gets the summaries of sessions. The
    password is never stored in the database.
    """

    way: MailWay = MailWay.DRAFT
    sender: str = ""
    folder: str = ""
    host: str = ""
    port: int = PORTS["starttls"]
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""
    summaries_to: str = ""


def read_mail(path: Path, table: object) -> MailSettings:
    """Return the settings of a table [mail] in the file `path`. Raises BadInput with the key."""
    known = {setting.name for setting in fields(MailSettings)}
    values = check_table(path, "mail", table, known, _KEYS)
    way = MailWay(str(values.get("way", MailWay.DRAFT)))
    port = PORTS[str(values.get("security", "starttls"))]
    if "password" in values:
        refuse_open_file(path, PASSWORD)
    make: Callable[..., MailSettings] = MailSettings  # `_KEYS` has checked the types
    mail = make(**{"port": port, **values, "way": way})
    _refuse_half(path, mail)
    return mail


def _refuse_half(path: Path, mail: MailSettings) -> None:
    needed = {MailWay.FILE: ("folder",), MailWay.SERVER: ("host", "sender")}.get(mail.way, ())
    for key in needed:
        if not getattr(mail, key):
            raise BadInput(f'{path}: with way = "{mail.way}" [mail] needs “{key}”.')


def _is_sender(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(read_sender(value))
    except ValueError:
        return False


def _is_address(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(read_address(value))
    except ValueError:
        return False


_KEYS: Checks = {
    "way": (lambda value: value in list(MailWay), f"one of {', '.join(MailWay)}"),
    "sender": (_is_sender, 'a name and an address such as "Sam Poe <sam@northwind.example>"'),
    "summaries_to": (_is_address, "an e-mail address"),
    "port": (
        lambda value: isinstance(value, int) and not isinstance(value, bool) and 0 < value < 65536,
        "a port number",
    ),
    "security": (lambda value: value in PORTS, f"one of {', '.join(PORTS)}"),
}
