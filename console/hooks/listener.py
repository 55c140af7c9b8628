"""A receiver for trials: verifies each event, prints it, and can answer badly on purpose."""

import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep

from msgspec import Struct

LARGEST = 1_000_000
"""Bytes of a body that are read."""


class Received(Struct, frozen=True):
    """A request: `fault` is "" for an event whose signature, if it was checked, is right."""

    event_id: str
    body: str
    fault: str


def listen(
    port: int, key: str, report: Callable[[Received], None], *, status: int = 204, slow: float = 0.0
) -> ThreadingHTTPServer:
    """Return a server on loopback; its `serve_forever` receives. Raises OSError."""
    from standardwebhooks import Webhook, WebhookVerificationError  # late: for trials alone

    webhook = Webhook(key) if key else None

    class Receiver(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            size = min(int(length), LARGEST) if length.isdecimal() else 0
            body = self.rfile.read(size).decode("utf-8", "replace")
            fault = ""
            if webhook is not None:
                try:
                    webhook.verify(body, dict(self.headers))
                except WebhookVerificationError as error:
                    fault = f"NOT OURS ({error})"
            report(Received(self.headers.get("webhook-id", ""), body, fault))
            sleep(slow)
            self.send_response(400 if fault else status)
            if status == 429:
                self.send_header("Retry-After", "5")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Print nothing: `report` does."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Report it in a line: a sender that is ended hangs up before the answer."""
            report(Received("", "", f"BROKE OFF ({type(sys.exception()).__name__})"))

    return Server(("127.0.0.1", port), Receiver)
