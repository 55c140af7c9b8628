"""Consoles behind the socket: started, taken over, and ended for certain. No browser is needed."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pyte
import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType
from aiohttp.test_utils import unused_port

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.serving.served import TOKEN, Served, serving

NAME = "ann; touch owned"

ON_SQLITE = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
"""What is served is the console, whose own tests run on both."""


class Seen:
    """A terminal at the other end of a socket."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)

    @property
    def text(self) -> str:
        return "\n".join(self._screen.display)

    async def press(self, keys: str) -> None:
        await self._socket.send_json(["stdin", keys])

    async def shows(self, text: str) -> None:
        async with asyncio.timeout(30):
            while text not in self.text:
                message = await self._socket.receive()
                assert message.type in {WSMsgType.BINARY, WSMsgType.TEXT}, self.text
                if message.type is WSMsgType.BINARY:
                    self._stream.feed(message.data)

    async def is_closed(self) -> None:
        async with asyncio.timeout(30):
            while not self._socket.closed:
                await self._socket.receive()


async def _open(served: Served, visitor: ClientSession) -> Seen:
    address = f"{served.url}/ws?width=80&height=24"
    return Seen(await visitor.ws_connect(address, headers=served.here))


COMMAND = re.compile(r"-m (console|tests\.e2e)")


def _children(parent: int) -> dict[int, str]:
    """The consoles of a server, each with its command line."""
    matches = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                status = (folder / "stat").read_text(encoding="utf-8", errors="replace")
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if int(status.rpartition(")")[2].split()[1]) == parent and COMMAND.search(line):
                matches[int(folder.name)] = line
    return matches


async def _are_gone(pids: set[int]) -> None:
    async with asyncio.timeout(10):
        while any(Path(f"/proc/{pid}").exists() for pid in pids):
            await asyncio.sleep(0.05)


@pytest.mark.long
@ON_SQLITE
async def test_a_page_loaded_anew_finds_the_call_and_the_note_again(
    database: Database, address: str, tmp_path: Path, clock: FrozenClock
) -> None:
    for line in range(3):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}")
    at = tmp_path / "now"
    at.write_text(clock().isoformat(), encoding="ascii")
    command = (sys.executable, "-m", "tests.e2e.console_at", address, "-", str(at))
    environ = {"SMILEDIAL_TOKEN": TOKEN}
    async with (
        serving(unused_port(), command, environ, most=1) as served,
        ClientSession(cookie_jar=CookieJar(unsafe=True)) as visitor,
    ):
        await served.log_in(visitor, NAME)
        first = await _open(served, visitor)
        await first.shows("Enter Dial")
        ((pid, command_line),) = _children(os.getpid()).items()
        assert "ann" not in command_line
        environ_of = Path(f"/proc/{pid}/environ").read_bytes()
        assert f"SMILEDIAL_AGENT={NAME}".encode() in environ_of.split(b"\0")
        assert TOKEN.encode() not in environ_of
        assert not Path("owned").exists()
        await first.press("\r")
        await first.shows("ON CALL")
        await first.press("e")
        await first.shows("Esc Done")
        await first.press("half a sent")
        await first.shows("half a sent")
        again = await _open(served, visitor)
        await first.is_closed()
        await again.shows("half a sent")
        assert "Lead 0" in again.text
        assert "ON CALL" in again.text
        assert len(_children(os.getpid())) == 1
        pids = {*_children(os.getpid())}
    await _are_gone(pids)


@pytest.mark.long
@ON_SQLITE
async def test_a_server_that_is_killed_takes_its_consoles_with_it(
    database: Database, address: str, tmp_path: Path
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    port = unused_port()
    environ = {**os.environ, "SMILEDIAL_TOKEN": TOKEN, "TERM": "dumb"}
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "console", "--db", address),
        *("serve", "--port", str(port)),
        env=environ,
        cwd=tmp_path,
        stdout=PIPE,
    )
    assert server.stdout is not None
    rows = [(await server.stdout.readline()).decode() for _ in range(2)]
    assert rows[0] == f"The console is at http://127.0.0.1:{port}/\n"
    assert TOKEN not in "".join(rows)
    served = Served(f"http://127.0.0.1:{port}")
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as visitor:
        await _until_it_listens(served, visitor)
        await served.log_in(visitor)
        seen = await _open(served, visitor)
        await seen.shows("Smile & Dial")
        pids = {*_children(server.pid)}
        assert len(pids) == 1
        server.send_signal(signal.SIGKILL)
        await server.wait()
        await _are_gone(pids)
        await seen.is_closed()


async def _until_it_listens(served: Served, visitor: ClientSession) -> None:
    async with asyncio.timeout(20):
        while True:
            try:
                async with visitor.get(served.url):
                    return
            except OSError:
                await asyncio.sleep(0.05)
