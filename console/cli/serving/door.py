"""Who comes in: whoever has the token, under one name for each browser."""

import hmac
import secrets
from collections.abc import Collection
from urllib.parse import urlsplit

from msgspec import Struct

from console.firm.personal import LONGEST_NAME
from console.rules.text import clean_line
from console.trouble import BadInput

SHORTEST_TOKEN = 16

MOST_VISITORS = 1000
"""Log-ins kept; of more the oldest are forgotten."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class RefusedError(Exception):
    """Somebody is not let in; the text is a sentence for them."""


def new_token() -> str:
    return secrets.token_urlsafe(24)


def read_token(given: str) -> str:
    """A token that the firm chose. Raises BadInput where it could be guessed."""
    if len(given.strip()) < SHORTEST_TOKEN:
        raise BadInput(
            f"SMILEDIAL_TOKEN has fewer than {SHORTEST_TOKEN} letters, and could be guessed: "
            "leave it out, and one is made."
        )
    return given.strip()


class Door:
    """The token, and the browsers that have shown it."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()
        self._visitors: dict[str, str] = {}

    def let_in(self, token: str, name: str) -> str:
        """The secret by which the browser is known from now on. Raises RefusedError."""
        # In the same time wherever the first wrong letter is.
        if not hmac.compare_digest(token.strip().encode(errors="replace"), self._token):
            raise RefusedError("That is not the token: it stands where smiledial serve runs.")
        clean = clean_line(name)
        if not clean or len(clean) > LONGEST_NAME or clean != name.strip():
            raise RefusedError(
                f"Give the name you call under, in at most {LONGEST_NAME} plain letters."
            )
        secret = secrets.token_urlsafe(32)
        while len(self._visitors) >= MOST_VISITORS:
            self._visitors.pop(next(iter(self._visitors)))
        self._visitors[secret] = clean
        return secret

    def name_of(self, secret: str | None) -> str | None:
        return self._visitors.get(secret) if secret else None

    def forget(self, secret: str | None) -> None:
        self._visitors.pop(secret or "", None)


class Place(Struct, frozen=True):
    """Where it listens, and under which addresses a browser may ask for it."""

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
        """The origin under which this Host header is ours; None where it is not."""
        return next((one for one in self.origins if urlsplit(one).netloc == host.lower()), None)


def read_place(host: str, port: int, url: str | None) -> Place:
    """`url` is what the browser is given where something stands before us. Raises BadInput."""
    if url is not None:
        return Place(host, port, (_read_url(url),))
    if host not in LOOPBACK:
        raise BadInput(
            f"On {host} others could read what passes, the token too: put a server with TLS before "
            "it, and give its address with --url https://…; docs/browser.md shows one."
        )
    # A name may mean either address; each is the same door.
    return Place(host, port, tuple(f"http://{_bracketed(one)}:{port}" for one in (host, *LOOPBACK)))


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
