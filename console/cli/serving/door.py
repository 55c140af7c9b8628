"""The login of `serve`: a token for everyone, and a name for each browser."""

import hmac
import secrets
from collections.abc import Collection
from urllib.parse import urlsplit

from msgspec import Struct

from console.firm.personal_settings import LONGEST_NAME
from console.rules.text import clean_line
from console.trouble import BadInput

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


class Door:
    """Checks the token, and remembers the browsers that have logged in."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()
        self._visitors: dict[str, str] = {}

    def let_in(self, token: str, name: str) -> str:
        """Return the secret that identifies the browser from now on. Raises RefusedError."""
        # Compare in constant time: otherwise the response time tells how many letters are right.
        if not hmac.compare_digest(token.strip().encode(errors="replace"), self._token):
            raise RefusedError("That is not the token: it stands where smiledial serve runs.")
        clean = clean_line(name)
        if not clean or len(clean) > LONGEST_NAME or clean != name.strip():
            raise RefusedError(
                f"Give the name you call under, in at most {LONGEST_NAME} plain letters."
            )
        secret = secrets.token_urlsafe(32)
        # A dictionary keeps its order, so the first login is the oldest.
        while len(self._visitors) >= MOST_VISITORS:
            self._visitors.pop(next(iter(self._visitors)))
        self._visitors[secret] = clean
        return secret

    def name_of(self, secret: str | None) -> str | None:
        return self._visitors.get(secret) if secret else None

    def forget(self, secret: str | None) -> None:
        self._visitors.pop(secret or "", None)


class Place(Struct, frozen=True):
    """The address to listen on, and the origins (scheme, host and port) that browsers may use."""

    host: str
    port: int
    origins: Collection[str]

    @property
    def shown(self) -> str:
        return next(iter(self.origins))

    @property
    def is_secure(self) -> bool:
        return self.shown.startswith("https:")

    def origin_of(self, host: str) -> str | None:
        """Return our origin for a Host header; None if the header is not ours."""
        return next(
            (origin for origin in self.origins if urlsplit(origin).netloc == host.lower()), None
        )


def read_place(host: str, port: int, url: str | None) -> Place:
    """Return the place to listen on. `url` is the address of a TLS proxy. Raises BadInput."""
    if url is not None:
        return Place(host, port, (_read_url(url),))
    if host not in LOOPBACK:
        raise BadInput(
            f"On {host} others could read everything, the token too: put a TLS proxy in front, and "
            "give its address with --url https://…; docs/browser.md shows how."
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
            f"--url {clean_line(url)} is no address to serve under: give https:// and a name, "
            "as in https://calls.example.com."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
