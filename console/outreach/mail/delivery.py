"""Deliver a letter: as a file that any mail program opens, or through a mail server."""

import contextlib
import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from console.files.opening import for_owner
from console.outreach.mail.letter import Letter, MailTrouble, compose
from console.outreach.mail.settings import MailSettings
from console.rules.text import clean_line
from db.enums import MailWay

TIMEOUT = 20
"""Seconds to wait for a server's answer."""


def way_of(letter: Letter, mail: MailSettings) -> MailWay:
    """Return how the letter leaves.

    An invitation as a draft becomes a file, because the link of a draft carries no calendar.
    """
    is_file = mail.way is MailWay.DRAFT and letter.calendar
    return MailWay.FILE if is_file else mail.way


def write_file(letter: Letter, mail: MailSettings, name: str, now: datetime) -> Path:
    """Write the letter as NAME.eml into the agent's folder; a mail program opens it as a draft.

    An existing file stays: the new one gets a number. Raises MailTrouble.
    """
    message = compose(letter, mail.sender, now)
    message["X-Unsent"] = "1"  # Outlook then opens it as a draft, not as a received message
    folder = Path(mail.folder).expanduser()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _write_new(folder, name, message.as_bytes())
    except OSError as error:
        raise MailTrouble(
            f"The e-mail cannot be written into {folder} ({error.strerror or error}): check the "
            "folder in [mail] of your settings."
        ) from None


def send(letter: Letter, mail: MailSettings, now: datetime) -> None:
    """Send the letter through the agent's mail server, always encrypted. Raises MailTrouble.

    It blocks as long as the server does: never call it while a key waits.
    """
    if not letter.to:
        raise MailTrouble(
            "The e-mail has no recipient: set “summaries_to” in [mail] of your settings."
        )
    message = compose(letter, mail.sender, now)
    try:
        trusted = ssl.create_default_context(cafile=mail.authority or None)
    except OSError as error:
        raise MailTrouble(f"{mail.authority} holds no certificates ({error}).") from None
    try:
        _send(message, mail, trusted)
    except ssl.SSLCertVerificationError as error:
        raise MailTrouble(
            f"Not sent: the certificate of {mail.host} is not trusted "
            f"({error.verify_message}). Ask the administrator of that server."
        ) from None
    except ssl.SSLError as error:
        raise MailTrouble(
            f"Not sent: {mail.host}, port {mail.port}, does not offer this encryption "
            f"({error.reason}): check “security” and “port” in [mail]."
        ) from None
    except (smtplib.SMTPException, OSError) as error:
        raise MailTrouble(_explain(error, letter, mail)) from None


def _send(message: EmailMessage, mail: MailSettings, trusted: ssl.SSLContext) -> None:
    if mail.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            mail.host, mail.port, timeout=TIMEOUT, context=trusted
        )
    else:
        server = smtplib.SMTP(mail.host, mail.port, timeout=TIMEOUT)
    with server:
        if mail.security != "tls":
            server.starttls(context=trusted)  # raises if the server cannot encrypt
        if mail.user:
            server.login(mail.user, mail.password)
        server.send_message(message)


def _explain(error: Exception, letter: Letter, mail: MailSettings) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            return (
                f"Not sent: {mail.host} does not accept the name and the password "
                f"({_clean_answer(error.smtp_error)}): check “user” in [mail] and your password."
            )
        case smtplib.SMTPNotSupportedError():
            return f"Not sent: {mail.host} cannot encrypt or log in safely ({error})."
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            _, answer = next(iter(refused.values()))
            return f"Not sent: {mail.host} does not accept {letter.to} ({_clean_answer(answer)})."
        case smtplib.SMTPResponseException():
            return f"Not sent: {mail.host} refused it ({_clean_answer(error.smtp_error)})."
        case _:
            reason = clean_line(str(error)) or type(error).__name__
            return (
                f"Not sent: {mail.host}, port {mail.port}, does not answer ({reason}): check the "
                "network and [mail] of your settings."
            )


def _clean_answer(answer: bytes | str) -> str:
    """Return a server's answer as one short line; it may hold any bytes."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return clean_line(text)[:200]


def _write_new(folder: Path, name: str, content: bytes) -> Path:
    # Mode x creates the file or fails, so that no letter overwrites another.
    for number in range(1, 1000):
        path = folder / (f"{name}.eml" if number == 1 else f"{name} {number}.eml")
        with contextlib.suppress(FileExistsError), open(path, "xb", opener=for_owner) as file:
            file.write(content)
            return path
    raise FileExistsError(0, f"a thousand files are named {name}")
