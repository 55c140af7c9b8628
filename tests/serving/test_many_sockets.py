"""Sockets by the dozen, and connections that say nothing: what they may take of the machine."""

import asyncio
import time
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import (
    ClientSession,
    ClientWebSocketResponse,
    CookieJar,
    WSMsgType,
    WSServerHandshakeError,
)
from aiohttp.test_utils import unused_port
from yarl import URL

from tests.serving.served import Served, serving

MARK = "61.25"
"""The argument by which the processes of these tests are known."""

CONSOLE = ("sleep", MARK)
STUBBORN = f"trap '' HUP; touch \"$0\"; while true; do sleep {MARK}; done"
"""A console that does not end by itself when its terminal is gone."""


def _alive() -> int:
    """Count the consoles that this process has started."""
    count = 0
    children: list[str] = []
    for thread in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # the thread ended meanwhile
            children += (thread / "children").read_text(encoding="ascii").split()
    for child in children:
        with suppress(OSError):  # it ended meanwhile
            count += MARK.encode() in Path("/proc", child, "cmdline").read_bytes()
    return count


class _Most:
    """Watches how many consoles are alive at the same time."""

    def __init__(self) -> None:
        self.most = 0

    async def watch(self) -> None:
        while True:
            self.most = max(self.most, _alive())
            await asyncio.sleep(0.01)


async def _are_gone(within: float) -> None:
    until = time.monotonic() + within
    while _alive():
        assert time.monotonic() < until, f"{_alive()} consoles are left"
        await asyncio.sleep(0.05)


async def _open(served: Served, visitor: ClientSession) -> ClientWebSocketResponse | int:
    try:
        return await visitor.ws_connect(f"{served.url}/ws", headers=served.here)
    except WSServerHandshakeError as error:
        return error.status


@pytest.mark.parametrize("names", [1, 2, 10])
async def test_forty_sockets_at_once_have_no_more_consoles_than_are_allowed(names: int) -> None:
    most = _Most()
    async with serving(unused_port(), CONSOLE, most=3) as served:
        visitors = [ClientSession(cookie_jar=CookieJar(unsafe=True)) for _ in range(names)]
        for number, visitor in enumerate(visitors):
            await served.log_in(visitor, f"agent {number}")
        watching = asyncio.create_task(most.watch())
        opening = [_open(served, visitors[number % names]) for number in range(40)]
        sockets = await asyncio.gather(*opening)
        opened = [socket for socket in sockets if not isinstance(socket, int)]
        assert opened
        assert {socket for socket in sockets if isinstance(socket, int)} <= {409, 503}
        async with asyncio.timeout(5):  # a socket is open a moment before its console is a process
            while not most.most:
                await asyncio.sleep(0.01)
        for visitor in visitors:
            await visitor.close()
        await _are_gone(within=5)
        watching.cancel()
    assert 0 < most.most <= min(names, 3)


@pytest.mark.long
async def test_a_console_that_will_not_end_is_gone_five_seconds_after_its_socket(
    visitor: ClientSession, tmp_path: Path
) -> None:
    is_deaf = tmp_path / "deaf"
    async with serving(unused_port(), ("sh", "-c", STUBBORN, str(is_deaf))) as served:
        await served.log_in(visitor)
        socket = await _open(served, visitor)
        assert not isinstance(socket, int)
        while not is_deaf.exists():
            await asyncio.sleep(0.01)
        await visitor.close()
        await _are_gone(within=5)


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: 127"])
async def test_a_connection_that_sends_no_whole_request_is_cut(sent: bytes) -> None:
    async with serving(unused_port(), CONSOLE, first_request=0.3) as served:
        reader, writer = await asyncio.open_connection("127.0.0.1", URL(served.url).port)
        writer.write(sent)
        async with asyncio.timeout(10):
            assert await reader.read() == b""
        writer.close()


async def test_a_log_in_that_never_ends_and_a_connection_kept_for_nothing_are_cut() -> None:
    async with serving(unused_port(), CONSOLE, first_request=0.3) as served:
        port = URL(served.url).port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST /login HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {served.url}\r\n"
        kind = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99\r\n\r\n"
        writer.write((head + kind + "name=").encode())
        async with asyncio.timeout(20):
            assert (await reader.readline()).startswith(b"HTTP/1.1 408")
        writer.close()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        async with asyncio.timeout(10):
            assert b"The token" in await reader.read()
        writer.close()


async def test_a_browser_that_is_gone_without_a_word_is_noticed(visitor: ClientSession) -> None:
    async with serving(unused_port(), CONSOLE, heartbeat=0.4) as served:
        await served.log_in(visitor)
        address = f"{served.url}/ws"
        socket = await visitor.ws_connect(address, headers=served.here, autoping=False)
        async with asyncio.timeout(10):
            while (await socket.receive()).type is not WSMsgType.PING:
                pass
            await _are_gone(within=5)
