"""The login of `serve`: a token for everyone, or in a team each person's own password.

After five wrong passwords the next try waits a minute.
"""

import asyncio
import hmac
import os
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from msgspec import Struct

from console.firm.personal_settings import LONGEST_NAME
from console.rules.text import clean_line
from console.trouble import BadInput
from db.team.logins import SignedIn, SignInRefused
from db.team.roles import LONGEST as LONGEST_LOGIN

SHORTEST_TOKEN = 16

MOST_VISITORS = 1000
"""How many logins to remember; the oldest are forgotten first."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class RefusedError(Exception):
    """Raised when a login is refused. The text is a sentence for the person."""


def new_token() -> str:
    return secrets.token_urlsafe(24)


def read_token(token: str) -> str:
    """Return a token that the firm chose. Raises BadInput if it could be guessed."""
    if len(token.strip()) < SHORTEST_TOKEN:
        raise BadInput(
            f"SMILEDIAL_TOKEN has fewer than {SHORTEST_TOKEN} letters, and could be guessed: "
            "leave it out, and one is made."
        )
    return token.strip()


class Visitor(Struct, frozen=True):
    """Somebody who is logged in, and the environment variables of their console."""

    name: str
    environ: Mapping[str, str] = {}


class Words(Struct, frozen=True):
    """What the log-in page asks for."""

    name: str
    secret: str
    longest: int


class Door(ABC):
    """Lets people in, and remembers their browsers."""

    words: ClassVar[Words]

    def __init__(self) -> None:
        self._visitors: dict[str, Visitor] = {}

    @abstractmethod
    async def look_at(self, name: str, secret: str) -> Visitor:
        """Return who that is. Raises RefusedError, and DatabaseTrouble if nobody can tell."""

    def keys(self, name: str, address: str) -> tuple[str, ...]:
        """Return what wrong tries are counted by."""
        return (f"address {address}", f"name {name}")

    async def let_in(self, name: str, secret: str) -> str:
        """Return the cookie that identifies the browser from now on. Raises as `look_at`."""
        visitor = await self.look_at(name.strip(), secret)
        cookie = secrets.token_urlsafe(32)
        # A dictionary keeps its order, so the first login is the oldest.
        while len(self._visitors) >= MOST_VISITORS:
            self._visitors.pop(next(iter(self._visitors)))
        self._visitors[cookie] = visitor
        return cookie

    def visitor(self, cookie: str | None) -> Visitor | None:
        return self._visitors.get(cookie) if cookie else None

    def forget(self, cookie: str | None) -> None:
        self._visitors.pop(cookie or "", None)


class TokenDoor(Door):
    """One token for everybody, and a name that each chooses."""

    words = Words("The name you call under", "The token", LONGEST_NAME)

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token.encode()

    def keys(self, name: str, address: str) -> tuple[str, ...]:
        """Return the address alone: the token does not belong to a name."""
        return super().keys(name, address)[:1]

    async def look_at(self, name: str, secret: str) -> Visitor:
        # Compare in constant time: otherwise the response time tells how many letters are right.
        if not hmac.compare_digest(secret.strip().encode(errors="replace"), self._token):
            raise RefusedError("That is not the token: it stands where smiledial serve runs.")
        clean = clean_line(name)
        if not clean or len(clean) > LONGEST_NAME or clean != name:
            raise RefusedError(
                f"Give the name you call under, in at most {LONGEST_NAME} plain letters."
            )
        return Visitor(clean)


class LoginDoor(Door):
    """A team: each signs in with their own login and password of the database.

    `sign_in` checks a name and a password, and returns the address of the database under that
    login; see `db.team.logins`. It blocks.
    """

    words = Words("Your login", "Your password", LONGEST_LOGIN)

    def __init__(self, sign_in: Callable[[str, str], SignedIn]) -> None:
        super().__init__()
        self._sign_in = sign_in

    async def look_at(self, name: str, secret: str) -> Visitor:
        try:
            signed_in = await asyncio.to_thread(self._sign_in, name, secret)
        except SignInRefused as refusal:
            raise RefusedError(str(refusal)) from None
        return Visitor(
            signed_in.name,
            {
                "SMILEDIAL_DB": signed_in.address,
                "PGPASSWORD": secret,
                "PGPASSFILE": os.devnull,  # the server's own passwords are not for this console
            },
        )


class Place(Struct, frozen=True):
    """The address to listen on, and the origins (scheme, host and port) that browsers may use."""

    host: str
    port: int
    origins: Collection[str]
    has_proxy: bool = False

    @property
    def shown(self) -> str:
        return next(iter(self.origins))

    @property
    def is_secure(self) -> bool:
        return self.shown.startswith("https:")

    def address_of(self, remote: str | None, headers: Mapping[str, str]) -> str:
        """Return the address that a request comes from.

        The TLS proxy in front adds the address that it sees as the last one. Those before it are
        the client's own words. Without a proxy the whole header is.
        """
        forwarded = headers.get("X-Forwarded-For", "") if self.has_proxy else ""
        return forwarded.rpartition(",")[2].strip() or remote or ""

    def origin_of(self, host: str) -> str | None:
        """Return our origin for a Host header; None if the header is not ours."""
        return next(
            (origin for origin in self.origins if urlsplit(origin).netloc == host.lower()), None
        )


def read_place(host: str, port: int, url: str | None) -> Place:
    """Return the place to listen on. `url` is the address of a TLS proxy. Raises BadInput."""
    if url is not None:
        return Place(host, port, (_read_url(url),), has_proxy=True)
    if host not in LOOPBACK:
        raise BadInput(
            f"On {host} others could read everything, the token too: put a TLS proxy in front, and "
            "give its address with --url https://…; docs/how-to/browser.md shows how."
        )
    # "localhost" may resolve to 127.0.0.1 or ::1, so accept all of them as our origins.
    return Place(
        host, port, tuple(f"http://{_bracketed(name)}:{port}" for name in (host, *LOOPBACK))
    )


def _read_url(url: str) -> str:
    parts = urlsplit(url.strip())
    is_bare = parts.path in {"", "/"} and not parts.query and not parts.fragment
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not (is_bare and is_safe and parts.hostname) or "@" in parts.netloc:
        raise BadInput(
            f"--url {clean_line(url)} is not an address to serve under: give https:// and a name, "
            "as in https://calls.example.com."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


MANY = 5
"""Wrong passwords in a row, of a name or from an address."""

PAUSE = 60.0
"""Seconds until the next try."""

MOST = 10_000
"""How many names and addresses are remembered; the oldest are forgotten first."""


class TooManyError(Exception):
    """Raised for a try that comes too early. The text is a sentence for the person."""


@dataclass
class _Wrong:
    """How many wrong passwords in a row, and when (in seconds) the last was given."""

    count: int = 0
    at: float = 0.0


class Attempts:
    """Counts by key, such as a name or an address. The time is passed in, in seconds."""

    def __init__(self) -> None:
        self._wrong: dict[str, _Wrong] = {}

    def begin(self, keys: Collection[str], now: float) -> None:
        """Count a try. Raises TooManyError if one of its keys has to wait."""
        for key in keys:
            wrong = self._wrong.get(key, _Wrong())
            if wrong.count >= MANY and now < wrong.at + PAUSE:
                left = int(wrong.at + PAUSE - now) + 1
                raise TooManyError(f"Too many wrong passwords. Try again in {left} seconds.")
        # Count it as wrong before the answer is known: otherwise hundreds of tries that are sent
        # at once would all begin before the first is found to be wrong.
        for key in keys:
            wrong = self._wrong.pop(key, _Wrong())  # taken out, so that it becomes the newest
            self._wrong[key] = _Wrong(wrong.count + 1, now)
        while len(self._wrong) > MOST:
            self._wrong.pop(next(iter(self._wrong)))

    def succeed(self, keys: Collection[str]) -> None:
        """Forget the wrong passwords, since the right one was given."""
        for key in keys:
            self._wrong.pop(key, None)

    def take_back(self, keys: Collection[str]) -> None:
        """Do not count the try after all: nobody could tell whether the password was right."""
        for key in keys:
            if (wrong := self._wrong.get(key)) is not None:
                wrong.count -= 1
