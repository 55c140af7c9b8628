"""A receiver of events on loopback that keeps what it gets, and answers as a test says."""

import json
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from standardwebhooks import Webhook


@dataclass
class Receiver:
    """`answer` returns the status for an event; `got` has what was answered with a success."""

    url: str = ""
    answer: Callable[[dict[str, Any]], int] = lambda _: 204
    headers: dict[str, str] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    got: list[dict[str, Any]] = field(default_factory=list)
    tries: list[str] = field(default_factory=list)
    last: dict[str, str] = field(default_factory=dict)
    last_body: str = ""

    def types(self) -> list[str]:
        return [event["type"] for event in self.got]

    def is_signed_by(self, key: str) -> bool:
        """Whether the last event has a signature by this key."""
        at = datetime.fromtimestamp(int(self.last["webhook-timestamp"]), UTC)
        wanted = Webhook(key).sign(self.last["webhook-id"], at, self.last_body)
        return wanted in self.last["webhook-signature"].split()


@contextmanager
def receiving(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            event = json.loads(body)
            receiver.last = {name.lower(): value for name, value in self.headers.items()}
            receiver.last_body = body
            event_id = receiver.last["webhook-id"]
            receiver.tries.append(event_id)
            status = receiver.answer(event)
            if status < 300:
                receiver.ids.append(event_id)
                receiver.got.append(event)
            self.send_response(status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"\x1b[31mwhat we say")

        def log_message(self, *_: object) -> None:
            """Nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Print nothing of a sender that hung up: what is printed belongs to the command."""
            if not isinstance(sys.exception(), ConnectionError):
                super().handle_error(request, client_address)

    server = Server(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme, host = ("https", "localhost") if context else ("http", "127.0.0.1")
    receiver.url = f"{scheme}://{host}:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
