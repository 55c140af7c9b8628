"""One console for one browser: a process started by a list of arguments, and ended for certain."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from console.machine import WEB_DRIVER
from console.rules.text import harmless

COMMAND = (sys.executable, "-P", "-m", "console")

DRAWN = {"TEXTUAL_DRIVER": WEB_DRIVER, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
"""What the terminal is, whatever the server was started in."""

READY = b"__GANGLION__\n"
"""What Textual says before it draws."""

CLEARED = b"\x1b[?1049l\x1b[2J\x1b[H"

LONGEST_SENTENCE = 2000

PATIENCE = 6.0
"""Seconds in which a console keeps its note and ends; then it is ended."""


class ServedConsole(AppService):
    """Of textual-serve's own is kept how keys and screens are packed.

    The agent's name is in the environment of the process alone: nobody can read it, or put anything
    else, into its command line.
    """

    def __init__(
        self,
        command: Sequence[str],
        agent: str,
        environ: Mapping[str, str],
        write_bytes: Callable[[bytes], Awaitable[None]],
        write_str: Callable[[str], Awaitable[None]],
    ) -> None:
        super().__init__(
            "",
            write_bytes=write_bytes,
            write_str=write_str,
            close=_leave_open,
            download_manager=DownloadManager(),
        )
        self._arguments = command
        self._agent = agent
        self._environ = environ
        self._console: Process | None = None
        self._ending: asyncio.Task[None] | None = None

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        environ = {
            **self._build_environment(width, height),
            **self._environ,
            **DRAWN,
            # The browser's size, not the size of the terminal that the server was started in.
            "COLUMNS": str(width),
            "ROWS": str(height),
            "SMILEDIAL_AGENT": self._agent,
        }
        environ.pop("SMILEDIAL_TOKEN", None)
        # A process group of its own: Ctrl-C in the terminal is the server's, which ends it in turn.
        self._process = self._console = await asyncio.create_subprocess_exec(
            *self._arguments,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=environ,
            start_new_session=True,
        )
        self._stdin = self._console.stdin
        return self._console

    async def run(self) -> None:
        """Hands on what the console draws until it ends; what it said last is drawn then, too.

        An address to open or a file to fetch is not handed on: the console asks for neither.
        """
        console = self._console
        assert console is not None
        assert console.stdout is not None
        assert console.stderr is not None
        said = asyncio.create_task(_read_last(console.stderr))
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await console.stdout.readline() not in {READY, b""}:
                pass
            while True:
                kind = await console.stdout.readexactly(1)
                size = int.from_bytes(await console.stdout.readexactly(4), "big")
                drawn = await console.stdout.readexactly(size)
                if kind == b"D":
                    await self.remote_write_bytes(drawn)
        sentence = harmless((await said).decode(errors="replace")).strip()
        if sentence:
            with suppress(ConnectionError):
                await self.remote_write_bytes(CLEARED + sentence.replace("\n", "\r\n").encode())

    async def wait(self) -> None:
        """Until the console has ended, and all that it said was handed on."""
        if self._console is not None:
            await self._console.wait()
        if self._task is not None:
            await asyncio.wait([self._task])

    async def stop(self) -> None:
        """The browser has gone: as when a terminal is closed, the call and the lead are kept."""
        if self._ending is None:
            self._ending = asyncio.create_task(self._end())
        await asyncio.shield(self._ending)  # who waits for it may go; it is ended all the same

    async def _end(self) -> None:
        console = self._console
        if console is None:
            return
        if console.stdin is not None:
            console.stdin.close()
        with suppress(ProcessLookupError):
            if sys.platform != "win32":
                console.send_signal(signal.SIGHUP)
        try:
            await asyncio.wait_for(console.wait(), PATIENCE)
        except TimeoutError:
            with suppress(ProcessLookupError):
                if sys.platform == "win32":
                    console.kill()
                else:
                    os.killpg(console.pid, signal.SIGKILL)
            await console.wait()
        if self._task is not None:
            await asyncio.wait([self._task])


async def _read_last(stream: asyncio.StreamReader) -> bytes:
    """The end of what is said; the pipe is never full."""
    last = b""
    while piece := await stream.read(LONGEST_SENTENCE):
        last = (last + piece)[-LONGEST_SENTENCE:]
    return last


async def _leave_open() -> None:
    pass
