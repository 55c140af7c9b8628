"""A real browser without a window, driven over its DevTools protocol, and the screen it is sent."""

import asyncio
import base64
import os
import shutil
import signal
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyte
from aiohttp import ClientSession, ClientWebSocketResponse

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
WIDEST = (240, 80)
"""Columns and rows: more than any window has, so that nothing drawn beyond a window is lost."""


def find_browser() -> str | None:
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class Page:
    """One tab. `asked` are the addresses it has asked for, `screen` what the console has drawn.

    `sizes` are the (columns, rows) that the console's frames have had since the page was loaded.
    """

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self._draw_anew()

    def _draw_anew(self) -> None:
        self.sizes: set[tuple[int, int]] = set()
        self._screen = pyte.Screen(*WIDEST)
        self._stream = pyte.ByteStream(self._screen)

    async def listen(self) -> None:
        async for message in self._socket:
            document = message.json()
            if "id" in document:
                self._answers.pop(document["id"]).set_result(document)
            else:
                self._hear(document["method"], document["params"])

    def _hear(self, method: str, said: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.asked.append(said["request"]["url"])
        elif method == "Network.webSocketCreated":
            self.asked.append(said["url"])
            self._draw_anew()
        elif method == "Network.webSocketFrameReceived" and said["response"]["opcode"] == 2:
            self._stream.feed(base64.b64decode(said["response"]["payloadData"]))
            if cells := [(max(row) + 1, y + 1) for y, row in self._screen.buffer.items() if row]:
                columns, rows = map(max, zip(*cells, strict=True))
                self.sizes.add((columns, rows))
        elif method == "Log.entryAdded" and said["entry"]["level"] == "error":
            self.complaints.append(said["entry"]["text"])

    async def tell(self, method: str, **said: object) -> dict[str, Any]:
        number = next(self._ids)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": said})
        answered: dict[str, Any] = await asyncio.wait_for(answer, 20)
        assert "error" not in answered, (method, answered["error"])
        return dict(answered["result"])

    async def resize(self, width: int, height: int) -> None:
        """Give the window this size in pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await self.tell("Emulation.setDeviceMetricsOverride", **size)

    async def go(self, url: str) -> None:
        await self.tell("Page.navigate", url=url)
        await self.until("document.readyState === 'complete'")

    async def run(self, script: str) -> object:
        answer = await self.tell("Runtime.evaluate", expression=script, returnByValue=True)
        return answer["result"].get("value")

    async def until(self, script: str) -> None:
        for _ in range(200):
            with suppress(AssertionError):  # between two pages there is nobody to ask
                if await self.run(script):
                    return
            await asyncio.sleep(0.1)
        raise AssertionError(script)

    async def shows(self, text: str, *, until_gone: bool = False) -> None:
        """Waits until the text is on the screen, or is not any more."""
        for _ in range(200):
            if (text in self.screen) is not until_gone:
                return
            await asyncio.sleep(0.1)
        raise AssertionError(self.screen)

    async def press(self, key: str, code: int = 0, text: str = "") -> None:
        for kind in ("keyDown", "keyUp"):
            await self.tell(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                windowsVirtualKeyCode=code,
                text=text if kind == "keyDown" else "",
            )

    async def picture(self, path: Path) -> None:
        taken = await self.tell("Page.captureScreenshot")
        path.write_bytes(base64.b64decode(taken["data"]))

    @property
    def window(self) -> tuple[int, int]:
        """The columns and rows of the window, as the browser tells them to the server."""
        size = parse_qs(urlsplit(next(url for url in self.asked[::-1] if "/ws?" in url)).query)
        return int(size["width"][0]), int(size["height"][0])

    @property
    def screen(self) -> str:
        return "\n".join(self._screen.display)


@asynccontextmanager
async def browsing(folder: Path) -> AsyncIterator[Page]:
    """Raises FileNotFoundError where there is no browser."""
    program = find_browser()
    if program is None:
        raise FileNotFoundError("no browser")
    browser = await asyncio.create_subprocess_exec(
        program,
        *("--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"),
        *("--no-first-run", "--disable-background-networking", "--window-size=1200,800"),
        f"--user-data-dir={folder / 'browser'}",
        "about:blank",
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=DEVNULL,
        start_new_session=True,
    )
    try:
        text = folder / "browser" / "DevToolsActivePort"
        async with asyncio.timeout(20):
            while not (text.exists() and text.read_text()):
                await asyncio.sleep(0.05)
        port = text.read_text().split()[0]
        async with ClientSession() as session:
            async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                tabs = [row for row in await answer.json() if row["type"] == "page"]
            async with session.ws_connect(
                tabs[0]["webSocketDebuggerUrl"], max_msg_size=0
            ) as socket:
                page = Page(socket)
                hearing = asyncio.create_task(page.listen())
                for domain in ("Page", "Network", "Log", "Runtime"):
                    await page.tell(f"{domain}.enable")
                yield page
                hearing.cancel()
                with suppress(asyncio.CancelledError):
                    await hearing
    finally:
        os.killpg(browser.pid, signal.SIGKILL)  # its helper processes would outlive it
        await browser.wait()
