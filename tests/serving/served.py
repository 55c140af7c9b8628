"""A server in the test's own process, and a browser that only speaks HTTP."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import ClientResponse, ClientSession

from console.cli.serving.door import Door, TokenDoor, read_place
from console.cli.serving.listening import listening
from console.cli.serving.server import Serving

TOKEN = "a token that nobody guesses"


@dataclass(frozen=True)
class Served:
    url: str

    @property
    def here(self) -> dict[str, str]:
        """What a browser sends with what its page asks for."""
        return {"Origin": self.url}

    async def log_in(
        self,
        visitor: ClientSession,
        name: str = "ann",
        token: str = TOKEN,
        headers: Mapping[str, str] | None = None,
    ) -> ClientResponse:
        return await visitor.post(
            f"{self.url}/login",
            data={"name": name, "secret": token},
            headers=self.here if headers is None else headers,
            allow_redirects=False,
        )


@asynccontextmanager
async def serving(
    port: int,
    command: Sequence[str],
    environ: Mapping[str, str] | None = None,
    most: int = 20,
    url: str | None = None,
    door: Door | None = None,
    **seconds: float,
) -> AsyncIterator[Served]:
    place = read_place("127.0.0.1", port, url)
    served = Serving(door or TokenDoor(TOKEN), place, environ or {}, most, command, **seconds)
    async with listening(served, place):
        yield Served(f"http://127.0.0.1:{port}")
