"""Read the table [mail] of an agent's settings: how e-mail is delivered."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path

from console.outreach.mail.letter import read_address, read_sender
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
    if not isinstance(table, dict):
        raise BadInput(f"{path}: “mail” is a table: write [mail] on a line and its keys below.")
    known = {setting.name for setting in fields(MailSettings)}
    for key, value in table.items():
        if key not in known:
            raise BadInput(
                f"{path}: there is no setting “{key}” in [mail]; "
                f"there are {', '.join(sorted(known))}."
            )
        fits, wanted = _KEYS.get(key, (_is_text, "text in quotes"))
        if not fits(value):
            raise BadInput(f"{path}: “{key}” in [mail] must be {wanted}, not {value!r}.")
    way = MailWay(table.get("way", MailWay.DRAFT))
    port = PORTS[table.get("security", "starttls")]
    if "password" in table:
        _refuse_open_file(path)
    make: Callable[..., MailSettings] = MailSettings  # `_KEYS` has checked the types
    mail = make(**{"port": port, **table, "way": way})
    _refuse_half(path, mail)
    return mail


def _refuse_half(path: Path, mail: MailSettings) -> None:
    needed = {MailWay.FILE: ("folder",), MailWay.SERVER: ("host", "sender")}.get(mail.way, ())
    for key in needed:
        if not getattr(mail, key):
            raise BadInput(f'{path}: with way = "{mail.way}" [mail] needs “{key}”.')


def _refuse_open_file(path: Path) -> None:
    """Raise BadInput if other users may read the file with the password."""
    # POSIX only: on Windows st_mode does not show who may read a file.
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadInput(
            f"{path} holds a password and others can read it: make it private "
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


# Each key: its check, and what its value must be. Other keys are text.
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
