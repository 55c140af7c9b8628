"""Ask the firm's time server (NTP) how far this machine's clock is off.

An SQLite file has no server whose clock could be compared, and a clock that was wrong from the
start shows no change. So the firm can name a time server. One UDP packet is sent and one comes back
(SNTP, RFC 4330). A thread asks in the background, so that no key waits for it.
"""

import secrets
import socket
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock, Thread

from msgspec import Struct

from console.clock import Clock, SteadyClock, steady_clock
from console.rules.text import clean_line

TIME_SERVER = "time_server"
"""The firm's setting: HOST or HOST:PORT of a time server, "" for none."""

CLOCKS_AGREE = timedelta(seconds=30)
"""A clock that is off by more may open or close the calling hours at the wrong time."""

PORT = 123
TIMEOUT = 2.0
"""Seconds to wait for an answer."""

AGAIN, AFTER_FAILURE = 3600.0, 60.0
"""Seconds after which the server is asked again: after an answer, and after none."""

_PACKET = struct.Struct(">BBbb11I")
_REQUEST = 4 << 3 | 3  # version 4, mode 3: client
_SERVER_MODE, _NOT_IN_STEP, _LAST_STRATUM = 4, 3, 15
_BEFORE_1970 = 2_208_988_800
"""Seconds from 1900, when NTP's time begins, to 1970."""
_ERA = 1 << 32


class TimeServerError(Exception):
    """The server gave no usable answer; the text says why."""


def read_time_server(text: str) -> str:
    """Read HOST or HOST:PORT, or nothing. Raises ValueError."""
    address = clean_line(text)
    if address:
        split_address(address)
    return address


def split_address(address: str) -> tuple[str, int]:
    """Return host and port. An IPv6 address with a port stands in brackets. Raises ValueError."""
    host, colon, port = address.rpartition(":")
    if not colon or (":" in host and not address.startswith("[")):
        host, port = address, str(PORT)  # no port, or an IPv6 address alone
    host = host.removeprefix("[").removesuffix("]")
    if not host or " " in host or "/" in host or not port.isascii() or not port.isdigit():
        raise ValueError
    if not 0 < int(port) < 1 << 16:
        raise ValueError
    return host, int(port)


def ask(
    address: str, now: datetime, timeout: float = TIMEOUT, steady: SteadyClock = steady_clock
) -> timedelta:
    """Return how far the server's clock is ahead of `now`, this machine's time at the call.

    Raises TimeServerError.
    """
    # The server sends this value back. Without knowing it nobody else can forge an answer; the
    # time itself would tell others how wrong this clock is.
    nonce, called_at = secrets.randbits(64) | 1, steady()
    request = _PACKET.pack(_REQUEST, 0, 0, 0, *[0] * 9, nonce >> 32, nonce & 0xFFFFFFFF)
    try:
        host, port = split_address(address)
        family, kind, _, _, target = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind) as connection:
            connection.settimeout(timeout)
            connection.connect(target)  # takes answers from this address alone
            sent_at = now + timedelta(seconds=steady() - called_at)  # looking up a name takes time
            connection.send(request)
            answer = connection.recv(512)
            back_at = now + timedelta(seconds=steady() - called_at)
    except TimeoutError:
        raise TimeServerError("it did not answer in time") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its address cannot be read"
        raise TimeServerError(str(reason)) from None
    received, transmitted = _read_answer(answer, nonce)
    # Half of the way there and back belongs to each direction; the server's own time to neither.
    return ((received - sent_at) + (transmitted - back_at)) / 2


def _read_answer(answer: bytes, nonce: int) -> tuple[datetime, datetime]:
    """Return when the server received the request and sent the answer. Raises TimeServerError."""
    if len(answer) < _PACKET.size:
        raise TimeServerError("its answer is none of a time server")
    first, stratum, _, _, *words = _PACKET.unpack(answer[: _PACKET.size])
    if first & 7 != _SERVER_MODE or (words[5] << 32 | words[6]) != nonce:
        raise TimeServerError("its answer is none of a time server")
    if first >> 6 == _NOT_IN_STEP or not 0 < stratum <= _LAST_STRATUM:
        raise TimeServerError("it is not in step itself, or refuses to answer")
    if not words[9]:
        raise TimeServerError("its answer holds no time")
    return _instant(words[7], words[8]), _instant(words[9], words[10])


def _instant(seconds: int, fraction: int) -> datetime:
    # The seconds start again in 2036. By RFC 4330, small ones are of the time after that.
    if seconds < _ERA // 2:
        seconds += _ERA
    microseconds = fraction * 1_000_000 // _ERA
    since_1970 = timedelta(seconds=seconds - _BEFORE_1970, microseconds=microseconds)
    return datetime.fromtimestamp(0, UTC) + since_1970


class Answer(Struct, frozen=True):
    """An answer of a server: how far it is ahead of this machine's clock."""

    address: str
    ahead: timedelta


class TimeServerWatch:
    """Asks a time server now and then in a thread, and keeps its last answer. Never waits."""

    def __init__(
        self,
        clock: Clock,
        asking: Callable[[str, datetime], timedelta] = ask,
        steady: SteadyClock = steady_clock,
    ) -> None:
        self._clock, self._asking, self._steady = clock, asking, steady
        self._lock = Lock()
        self._answer: Answer | None = None
        self._next_at = float("-inf")
        self._address = ""
        self._is_taken = False

    def answer(self, address: str) -> Answer | None:
        """Return the last answer of this server, or None. Ask again in a thread if it is time."""
        with self._lock:
            if address != self._address:
                self._address, self._answer, self._next_at = address, None, float("-inf")
            if self._steady() >= self._next_at:
                self._next_at = self._steady() + AFTER_FAILURE
                # A daemon: leaving the program does not wait for a server.
                Thread(target=self._ask, args=(address,), daemon=True).start()
            return self._answer

    def take_new(self) -> Answer | None:
        """Return an answer that was not returned here yet, for the audit log, or None."""
        with self._lock:
            is_taken, self._is_taken = self._is_taken, True
            return None if is_taken else self._answer

    def _ask(self, address: str) -> None:
        try:
            ahead = self._asking(address, self._clock())
        except TimeServerError:
            return  # what the last answer said holds on: a clock that is set later is seen anyway
        with self._lock:
            if address == self._address:
                self._answer, self._is_taken = Answer(address, ahead), False
                self._next_at = self._steady() + AGAIN
