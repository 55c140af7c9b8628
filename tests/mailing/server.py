"""A mail server of the test's own on loopback, with a certificate of the test's own authority."""

import ssl
from asyncio.base_events import Server
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

from console.outreach.mail.settings import MailSettings
from db.enums import MailWay

HOST = "localhost"
USER, PASSWORD = "sam", "pass word"


class _OnAnyPort(Controller):
    """Takes the port the system gives; the library expects to know it before."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@dataclass
class MailServer:
    """What came in, and how to reach it."""

    port: int
    authority: str
    security: str
    refuses: str = ""
    came: list[EmailMessage] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)

    def settings(self, **values: Any) -> MailSettings:
        chosen = {
            "way": MailWay.SERVER,
            "sender": "Sam Poe <sam@northwind.example>",
            "host": HOST,
            "port": self.port,
            "security": self.security,
            "user": USER,
            "password": PASSWORD,
            "authority": self.authority,
        }
        return MailSettings(**{**chosen, **values})

    async def handle_RCPT(  # noqa: N802 - the library's name for it
        self, _server: SMTP, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address == self.refuses:
            return "550 no such\x1b[2J person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Any, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.came.append(BytesParser(EmailMessage, policy=default).parsebytes(envelope.content))
        assert server.transport is not None
        self.was_encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"


@contextmanager
def mail_server(folder: Path, security: str = "starttls", host: str = HOST) -> Iterator[MailServer]:
    """A server that talks only over TLS. `host` is the name on its certificate."""
    authority = trustme.CA()
    trusted = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(trusted))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(host).configure_cert(context)
    server = MailServer(0, str(trusted), security)
    by_security: dict[str, dict[str, Any]] = {
        "starttls": {"tls_context": context, "require_starttls": True},
        "tls": {"ssl_context": context},
        "none": {},
    }
    controller = _OnAnyPort(
        server,
        hostname="127.0.0.1",
        port=0,
        authenticator=_authenticate,
        auth_required=security == "starttls",
        auth_require_tls=security == "starttls",
        **by_security[security],
    )
    controller.start()
    try:
        server.port = controller.port
        yield server
    finally:
        controller.stop()


def _authenticate(
    _server: SMTP, _session: Any, _envelope: Envelope, _mechanism: str, given: Any
) -> AuthResult:
    assert isinstance(given, LoginPassword)
    is_right = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=is_right)
