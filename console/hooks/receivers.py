"""Deliver one event: by HTTPS to an address that is safe to reach, or to a command's input.

An address is looked up once. Each of its numbers must be allowed, and the connection goes to the
number that was checked, so that a name cannot point somewhere else a moment later. `listen` is a
receiver for trials.
"""

import http.client
import ipaddress
import shlex
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from urllib.parse import urlsplit

from msgspec import Struct

from console.rules.text import clean_line
from console.trouble import BadInput

ANSWER_WITHIN = 15.0
"""Seconds until an address must have answered."""

DONE_WITHIN = 30.0
"""Seconds until a command must have ended."""

MOST_READ = 4096
"""Bytes of an answer that are looked at."""


HOPELESS = 65
"""The exit status (EX_DATAERR) of a command that can never deliver an event."""


class Answer(Struct, frozen=True):
    """What came of a delivery. `retry_after` is what the receiver's header of that name says.

    `is_hopeless`: a command says that no later try can deliver this event.
    """

    is_delivered: bool
    text: str
    retry_after: str = ""
    is_gone: bool = False
    is_hopeless: bool = False


class Reach(Struct, frozen=True):
    """Which addresses a hook may reach besides public ones over https."""

    is_private: bool
    is_loopback: bool


def check_target(target: str, reach: Reach) -> str:
    """Return the address in its normal form. Raises BadInput for one that no hook may have."""
    try:
        parts = urlsplit(target)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadInput(f"{target} is no address such as https://crm.example/hook.") from None
    if parts.scheme not in {"https", "http"} or not host:
        raise BadInput(f"{target} is no address such as https://crm.example/hook.")
    if parts.username is not None or parts.password is not None:
        raise BadInput("Leave name and password out of the address: the signature proves us.")
    if parts.scheme == "http" and not (reach.is_loopback and _is_loopback(host)):
        raise BadInput(
            "An event goes over https only. For a trial on this machine: "
            "http://127.0.0.1:8900 with --loopback."
        )
    if parts.fragment:
        raise BadInput(f"Leave out “#{parts.fragment}”: nothing after # is sent.")
    if port is not None and not 1 <= port <= 65535:
        raise BadInput(f"{port} is not a port.")
    # A name is looked up, and judged, at each delivery: it may lead elsewhere by then.
    if (address := _written_address(host)) and (why := _refusal(address, reach)):
        raise BadInput(f"No hook goes to {host}: {why}.")
    return parts.geturl()


def _written_address(host: str) -> str:
    """Return the IP address that a host is written as, such as 127.1; "" for a name."""
    if host == "localhost":
        return "127.0.0.1"
    with suppress(OSError, UnicodeError):
        return str(socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)[0][4][0])
    return ""


def _is_loopback(host: str) -> bool:
    address = _written_address(host)
    return bool(address) and ipaddress.ip_address(address.partition("%")[0]).is_loopback


def _refusal(text: str, reach: Reach) -> str:
    """Return why a connection must not go to this IP address, "" if it may."""
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        address = mapped
    if address.is_loopback:
        return "" if reach.is_loopback else "it is this machine itself (--loopback allows it)"
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return "no event goes to such an address"
    if address.is_global:
        return ""
    return "" if reach.is_private else "it is in a private network (--private allows it)"


def resolve(host: str, port: int, reach: Reach) -> str:
    """Return the IP address to connect to. Raises OSError if one of the host's is not allowed."""
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in entries]
    for address in addresses:
        if why := _refusal(address, reach):
            raise OSError(f"{host} is {address}: {why}")
    return addresses[0]


def post(
    target: str,
    body: bytes,
    headers: Mapping[str, str],
    reach: Reach,
    context: ssl.SSLContext | None = None,
    within: float = ANSWER_WITHIN,
) -> Answer:
    """Send an event to an address. Redirects are not followed, and proxies are not used."""
    parts = urlsplit(target)
    is_safe = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if is_safe else 80)
    connection = http.client.HTTPConnection(host, port)
    is_cut = threading.Event()
    watched: socket.socket | None = None
    alarm: threading.Timer | None = None
    try:
        raw = socket.create_connection((resolve(host, port, reach), port), within)
        # A receiver that sends a byte now and then would renew the socket's timeout for ever.
        watched = raw.dup()
        alarm = threading.Timer(within, _cut, (watched, is_cut))
        alarm.daemon = True
        alarm.start()
        trusted = context or ssl.create_default_context()
        connection.sock = trusted.wrap_socket(raw, server_hostname=host) if is_safe else raw
        path = parts.path or "/"
        connection.request("POST", f"{path}?{parts.query}" if parts.query else path, body, headers)
        response = connection.getresponse()
        text = clean_line(response.read1(MOST_READ).decode("utf-8", "replace"))[:200]
        if is_cut.is_set():  # the headers look whole where they were cut off
            raise TimeoutError
        return _answer(response.status, text, response.headers.get("Retry-After", ""))
    except (OSError, ValueError, http.client.HTTPException) as error:
        text = f"no answer within {within:g} s" if is_cut.is_set() else _failure(error, within)
        return Answer(is_delivered=False, text=clean_line(text)[:200])
    finally:
        if alarm is not None:
            alarm.cancel()
        if watched is not None:
            watched.close()
        connection.close()


def _failure(error: Exception, within: float) -> str:
    """Return why there was no answer, in plain words."""
    match error:
        case TimeoutError():
            return f"no answer within {within:g} s"
        case ConnectionRefusedError():
            return "nothing runs at this address (connection refused)"
        case socket.gaierror():
            return f"the name of this address is not found ({error.strerror})"
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted: {error.verify_message}"
        case ConnectionError() | http.client.RemoteDisconnected():
            return "the receiver ended the connection without an answer"
    return f"{error}" or "no answer"


def _cut(copy: socket.socket, is_cut: threading.Event) -> None:
    """End a connection by a copy of its socket: TLS takes the socket itself."""
    is_cut.set()  # first: the reader goes on at once
    with suppress(OSError), copy:
        copy.shutdown(socket.SHUT_RDWR)


def _answer(status: int, text: str, retry_after: str) -> Answer:
    line = f"{status} {http.client.responses.get(status, '')} {text}".strip()
    return Answer(200 <= status < 300, line, retry_after, status == 410)


def read_retry_after(text: str, now: datetime) -> datetime:
    """Return when a receiver wants to be tried again, a day off at most; `now` if it says not."""
    again_at = now
    if text.isdigit() and len(text) < 10:
        again_at = now + timedelta(seconds=int(text))
    elif text:
        with suppress(ValueError, OverflowError):
            again_at = parsedate_to_datetime(text).astimezone(UTC)
    return min(max(again_at, now), now + timedelta(days=1))


def run(arguments: Sequence[str], body: bytes, event_id: str, environ: Mapping[str, str]) -> Answer:
    """Give an event to a command's standard input. Exit status 0 means delivered."""
    try:
        done = subprocess.run(  # noqa: S603 - the arguments are the supervisor's, without a shell
            list(arguments),
            input=body,
            capture_output=True,
            timeout=DONE_WITHIN,
            env={**environ, "SMILEDIAL_EVENT_ID": event_id},
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Answer(is_delivered=False, text=f"not done after {DONE_WITHIN:.0f} seconds")
    except OSError as error:
        return Answer(is_delivered=False, text=f"{shlex.join(arguments)}: {error.strerror}")
    text = (done.stderr or done.stdout)[-MOST_READ:].decode("utf-8", "replace")
    words = clean_line(f"exit {done.returncode} {text}")[:200]
    return Answer(done.returncode == 0, words, is_hopeless=done.returncode == HOPELESS)


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
