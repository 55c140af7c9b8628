"""Run a console process for one browser, and make sure that it ends when the browser goes."""

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
"""The console's terminal settings; they override those of the server's terminal."""

READY = b"__GANGLION__\n"
"""The line that Textual's web driver prints before it draws."""

CLEARED = b"\x1b[?1049l\x1b[2J\x1b[H"

LONGEST_SENTENCE = 2000

PATIENCE = 4.0
"""Seconds that a console gets to save its note and end before we kill it."""


class ServedConsole(AppService):
    """A console process, with textual-serve's protocol for keys and screens.

    The agent's name is passed in the environment. In the command line, other users of the machine
    could read it, and a name such as "--db=…" would be taken for an option.
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
        self._changing = asyncio.Lock()
        """Held while the process is started, so that whoever ends it finds it."""

    async def start(self, width: int, height: int) -> None:
        """Start the process, unless the console was stopped before it began."""
        async with self._changing:
            if self._ending is None:
                await super().start(width, height)

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
        # The console does not need the server's token.
        environ.pop("SMILEDIAL_TOKEN", None)
        # Start it in a session of its own: Ctrl-C in the terminal must reach only the server, which
        # then ends the console properly. This also lets `_end` kill the whole process group.
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
        """Pass the console's screens to the browser until it ends, then draw its last message.

        Requests to open an address or to download a file are dropped: the console makes none.
        """
        console = self._console
        assert console is not None
        assert console.stdout is not None
        assert console.stderr is not None
        # Read standard error at the same time: if its pipe fills up, the console blocks.
        last_text = asyncio.create_task(_read_last(console.stderr))
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            # Skip what Python or a library prints first; b"" means that the console ended early.
            while await console.stdout.readline() not in {READY, b""}:
                pass
            while True:
                # A frame of Textual's web driver: a letter, the size in 4 bytes, the payload.
                kind = await console.stdout.readexactly(1)
                size = int.from_bytes(await console.stdout.readexactly(4), "big")
                drawn = await console.stdout.readexactly(size)
                if kind == b"D":
                    await self.remote_write_bytes(drawn)
        sentence = harmless((await last_text).decode(errors="replace")).strip()
        if sentence:
            with suppress(ConnectionError):
                await self.remote_write_bytes(CLEARED + sentence.replace("\n", "\r\n").encode())

    async def wait(self) -> None:
        """Wait until the console has ended and all its output has reached the browser."""
        if self._console is not None:
            await self._console.wait()
        if self._task is not None:
            await asyncio.wait([self._task])

    async def stop(self) -> None:
        """End the console, because its browser is gone.

        The console is hung up like a closed terminal: it saves its note and keeps its call.
        """
        if self._ending is None:
            self._ending = asyncio.create_task(self._end())
        # Shield the task: if the request that waits here is cancelled, the console must still end.
        await asyncio.shield(self._ending)

    async def _end(self) -> None:
        async with self._changing:  # else a process that is just starting would outlive this
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
                    # Kill the whole group, so that its helper processes (such as the reader process
                    # of an import) end too.
                    os.killpg(console.pid, signal.SIGKILL)
            await console.wait()
        if self._task is not None:
            await asyncio.wait([self._task])


async def _read_last(stream: asyncio.StreamReader) -> bytes:
    """Read a stream to its end, and return its last bytes.

    Reading less would let the pipe fill up and block the process that writes.
    """
    tail = b""
    while piece := await stream.read(LONGEST_SENTENCE):
        tail = (tail + piece)[-LONGEST_SENTENCE:]
    return tail


async def _leave_open() -> None:
    pass
