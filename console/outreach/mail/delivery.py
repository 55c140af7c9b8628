"""Handing a letter over: to a file that any mail program opens, or to a mail server."""

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

TIMEOUT = 20
"""Seconds that a server may keep silent."""


def write_file(letter: Letter, mail: MailSettings, name: str, now: datetime) -> Path:
    """Writes the letter as NAME.eml into the agent's folder; a mail program opens it as a draft.

    An earlier file is left alone: the new one gets a number. Raises MailTrouble.
    """
    message = compose(letter, mail.sender, now)
    message["X-Unsent"] = "1"  # Outlook shows it as a message to send, not as one that came
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
    """Gives the letter to the agent's mail server, encrypted or not at all. Raises MailTrouble.

    Takes as long as the server does: never called where a key waits.
    """
    if not letter.to:
        raise MailTrouble("To whom? Set “summaries_to” in [mail] of your settings.")
    message = compose(letter, mail.sender, now)
    try:
        trusted = ssl.create_default_context(cafile=mail.authority or None)
    except OSError as error:
        raise MailTrouble(f"{mail.authority}: no certificates are in it ({error}).") from None
    try:
        _send(message, mail, trusted)
    except ssl.SSLCertVerificationError as error:
        raise MailTrouble(
            f"Not sent: the certificate of {mail.host} is not to be trusted "
            f"({error.verify_message}). Ask whoever runs that server."
        ) from None
    except ssl.SSLError as error:
        raise MailTrouble(
            f"Not sent: {mail.host}, port {mail.port}, speaks no encryption that fits "
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
            server.starttls(context=trusted)
        if mail.user:
            server.login(mail.user, mail.password)
        server.send_message(message)


def _explain(error: Exception, letter: Letter, mail: MailSettings) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            return (
                f"Not sent: {mail.host} does not take the name and the password "
                f"({_said(error.smtp_error)}): check “user” in [mail] and your password."
            )
        case smtplib.SMTPNotSupportedError():
            return f"Not sent: {mail.host} lacks what is needed to send safely ({error})."
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            _, said = next(iter(refused.values()))
            return f"Not sent: {mail.host} does not take {letter.to} ({_said(said)})."
        case smtplib.SMTPResponseException():
            return f"Not sent: {mail.host} refused it ({_said(error.smtp_error)})."
        case _:
            told = clean_line(str(error)) or type(error).__name__
            return (
                f"Not sent: {mail.host}, port {mail.port}, does not answer ({told}): check the "
                "network and [mail] of your settings."
            )


def _said(answer: bytes | str) -> str:
    """What a server said, which may be anything."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return clean_line(text)[:200]


def _write_new(folder: Path, name: str, content: bytes) -> Path:
    for number in range(1, 1000):
        path = folder / (f"{name}.eml" if number == 1 else f"{name} {number}.eml")
        with contextlib.suppress(FileExistsError), open(path, "xb", opener=for_owner) as file:
            file.write(content)
            return path
    raise FileExistsError(0, f"a thousand files are named {name}")
