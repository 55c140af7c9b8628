"""How an agent's e-mail leaves this machine: the table [mail] of the personal settings."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path

from console.outreach.mail.letter import read_address, read_sender
from console.trouble import BadInput
from db.enums import MailWay

PORTS = {"starttls": 587, "tls": 465}
"""Both are encrypted: the one from the second line on, the other from the first. RFC 8314."""

PASSWORD = "SMILEDIAL_SMTP_PASSWORD"  # noqa: S105 - a name
"""The variable of the environment that holds the password, before that of the file."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """`sender` is as in `Sam Poe <sam@northwind.example>`, `folder` where .eml files go.

    `security` is a key of `PORTS`. `authority` names a file of certificates for a server whose own
    is signed by the firm itself. `summaries_to` gets the summaries of sessions. The password is
    never kept in the database.
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


def read_mail(path: Path, given: object) -> MailSettings:
    """The table [mail] of the settings file at `path`. Raises BadInput that names the key."""
    if not isinstance(given, dict):
        raise BadInput(f"{path}: “mail” is a table: write [mail] in a line and its keys below.")
    known = {one.name for one in fields(MailSettings)}
    for key, value in given.items():
        if key not in known:
            raise BadInput(
                f"{path}: there is no setting “{key}” in [mail]; "
                f"known are {', '.join(sorted(known))}."
            )
        fits, wanted = _KEYS.get(key, (_is_text, "text in quotes"))
        if not fits(value):
            raise BadInput(f"{path}: “{key}” in [mail] must be {wanted}, not {value!r}.")
    way = MailWay(given.get("way", MailWay.DRAFT))
    port = PORTS[given.get("security", "starttls")]
    if "password" in given:
        _refuse_open_file(path)
    made_of: Callable[..., MailSettings] = MailSettings  # `_KEYS` says what each value must be
    mail = made_of(**{"port": port, **given, "way": way})
    _refuse_half(path, mail)
    return mail


def _refuse_half(path: Path, mail: MailSettings) -> None:
    needed = {MailWay.FILE: ("folder",), MailWay.SERVER: ("host", "sender")}.get(mail.way, ())
    for key in needed:
        if not getattr(mail, key):
            raise BadInput(f'{path}: with way = "{mail.way}" [mail] needs “{key}”.')


def _refuse_open_file(path: Path) -> None:
    """A password in a file that others may read is no secret. Windows keeps rights elsewhere."""
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadInput(
            f"{path} holds a password and may be read by others: make it yours alone "
            f"(chmod 600), or put the password in {PASSWORD}."
        )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


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


_KEYS: dict[str, tuple[Callable[[object], bool], str]] = {
    "way": (
        lambda value: value in list(MailWay),
        f"one of {', '.join(MailWay)}",
    ),
    "sender": (_is_sender, 'a name and an address such as "Sam Poe <sam@northwind.example>"'),
    "summaries_to": (_is_address, "an e-mail address"),
    "port": (
        lambda value: isinstance(value, int) and not isinstance(value, bool) and 0 < value < 65536,
        "a port number",
    ),
    "security": (lambda value: value in PORTS, f"one of {', '.join(PORTS)}"),
}
