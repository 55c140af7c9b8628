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

COMMAND = (sys.executable, "-P", "-m", "console")

DRAWN = {"TEXTUAL_DRIVER": WEB_DRIVER, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
"""What the terminal is, whatever the server was started in."""

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

    async def on_meta(self, data: bytes) -> None:
        """An address to open, a file to fetch: the console asks for neither. Its end is seen."""

    async def on_packed(self, payload: bytes) -> None:
        """The same."""

    async def wait(self) -> None:
        """Until the console has ended."""
        if self._console is not None:
            await self._console.wait()

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


async def _leave_open() -> None:
    pass
