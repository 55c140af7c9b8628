"""A connection to baresip's ctrl_tcp module: commands with their answers, and its events.

Frames are netstrings, `5:hello,` (cr.yp.to/proto/netstrings.txt), whose length counts bytes.
baresip takes one connection at a time, and the newest wins. A command and its parameters share a
buffer of 256 bytes. Source: modules/ctrl_tcp/ctrl_tcp.c of baresip.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count

from msgspec import Struct

from console.rules.text import harmless

LONGEST = 1_000_000
"""The most bytes of a frame; the longest answer, that to `help`, has a few thousand."""

_MOST_DIGITS = len(str(LONGEST))


class FrameError(ValueError):
    """The bytes are not a netstring: another program uses this port."""


def pack(text: str) -> bytes:
    body = text.encode()
    return b"%d:%s," % (len(body), body)


class Unpacker:
    """Reassembles frames from the pieces of a stream."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[str]:
        """Add bytes, and return the frames that are now complete. Raises FrameError."""
        self._rest += data
        frames = []
        while (frame := self._take()) is not None:
            frames.append(frame)
        return frames

    def _take(self) -> str | None:
        head, colon, body = self._rest.partition(b":")
        if len(head) > _MOST_DIGITS or (head and not head.isdigit()) or (colon and not head):
            raise FrameError("a length was expected")
        if not colon:
            return None
        size = int(head)
        if size > LONGEST:
            raise FrameError("a frame is too long")
        if len(body) <= size:  # the frame ends with a comma after `size` bytes
            return None
        if body[size : size + 1] != b",":
            raise FrameError("the end of a frame was expected")
        self._rest = body[size + 1 :]
        return body[:size].decode(errors="replace")


HOST = "127.0.0.1"
"""Never another machine: the socket has no password, and numbers cross it unencrypted."""

PATIENCE = 5.0
"""Seconds to wait for an answer: baresip answers at once, or never."""

AT_ONCE = 65536
"""Bytes of one read."""


class SoftphoneError(Exception):
    """The softphone cannot be reached or refuses. The text is a sentence without a full stop."""


class Answer(Struct, frozen=True):
    is_ok: bool
    text: str


class Baresip:
    """A client of baresip. `on_event` gets each event, `on_lost` is called if the socket closes."""

    def __init__(
        self,
        port: int,
        on_event: Callable[[Mapping[str, object]], None],
        on_lost: Callable[[], None],
    ) -> None:
        self._port = port
        self._on_event = on_event
        self._on_lost = on_lost
        self._tokens = count(1)
        self._waiting: dict[str, asyncio.Future[Answer]] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._connecting = asyncio.Lock()

    @property
    def is_connected(self) -> bool:
        return self._writer is not None

    async def connect(self) -> None:
        """Connect, unless it is connected already. Raises SoftphoneError."""
        async with self._connecting:  # baresip ends the first connection when a second one comes
            if self._writer is not None:
                return
            try:
                async with asyncio.timeout(PATIENCE):
                    reader, self._writer = await asyncio.open_connection(HOST, self._port)
            except OSError:  # a TimeoutError too
                raise SoftphoneError(
                    f"The softphone does not answer on {HOST}:{self._port}: start baresip"
                ) from None
            self._reading = asyncio.create_task(self._read(reader))

    async def ask(self, command: str, params: str = "") -> Answer:
        """Send a command and return its answer. Raises SoftphoneError if none comes."""
        if self._writer is None:
            raise SoftphoneError("The softphone is not connected")
        token = str(next(self._tokens))
        request = {"command": command, "token": token}
        if params:
            request["params"] = params
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[token] = answer
        try:
            async with asyncio.timeout(PATIENCE):
                self._writer.write(pack(json.dumps(request)))
                await self._writer.drain()
                return await answer
        except OSError:
            raise SoftphoneError("The softphone does not answer: check whether it runs") from None
        finally:
            self._waiting.pop(token, None)

    async def close(self) -> None:
        """Close the socket; active calls go on."""
        if self._reading is not None:
            self._reading.cancel()
            with suppress(asyncio.CancelledError):
                await self._reading
        writer = self._writer
        self._drop()
        if writer is not None:
            with suppress(OSError):
                await writer.wait_closed()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        frames = Unpacker()
        with suppress(OSError, FrameError):
            while data := await reader.read(AT_ONCE):
                for frame in frames.feed(data):
                    self._take(frame)
        self._drop()
        self._on_lost()

    def _take(self, frame: str) -> None:
        try:
            document = json.loads(frame)
        except ValueError:
            return  # skip a broken frame: the next one does not depend on it
        if not isinstance(document, dict):
            return
        if document.get("event"):
            self._on_event(document)
            return
        waiting = self._waiting.pop(str(document.get("token")), None)
        # A request that timed out has cancelled its future, which then takes no result.
        if waiting is not None and not waiting.done():
            text = harmless(str(document.get("data", ""))).strip()
            waiting.set_result(Answer(document.get("ok") is True, text))

    def _drop(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError())  # an OSError, which `ask` catches
        self._waiting.clear()
