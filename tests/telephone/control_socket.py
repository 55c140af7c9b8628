"""baresip's control socket as a test plays it: real frames on a real socket of this machine."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from console.outreach.softphone.baresip import Unpacker, pack

PEER = "sip:{number}@pbx.example"


class ControlSocket:
    """`commands` is what was asked, in order; `refusals` are answers that are not ok.

    `listed` answers `listcalls`, `accounts` answers `reginfo`.
    """

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.refusals: dict[str, str] = {}
        self.listed = ""
        self.accounts: list[str] = ["sip:ann@pbx.example"]
        self.number = ""
        self.is_muted = False
        self.visits = 0
        self.port = 0
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._talks: list[asyncio.Future[None]] = []

    @property
    def is_connected(self) -> bool:
        return self._writer is not None

    async def listen(self) -> None:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """As when the softphone is ended: nothing listens, and the socket closes."""
        if self._server is not None:
            self._server.close()
        if self._writer is not None:
            self._writer.close()
        await asyncio.gather(*self._talks)
        self._talks.clear()
        self._writer = self._server = None

    def send(self, kind: str, param: str = "", **more: str) -> None:
        """One event about the call that was dialled."""
        peer = PEER.format(number=self.number)
        event = {"event": True, "type": kind, "class": "call", "direction": "outgoing"}
        event |= {"peeruri": peer, "accountaor": "sip:ann@pbx.example", "id": "ab12"}
        self._write({**event, "param": param, **more})

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self.visits += 1
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._talks.append(over)
        frames = Unpacker()
        while data := await reader.read(65536):
            for frame in frames.feed(data):
                self._answer(json.loads(frame))
        if self._writer is writer:
            self._writer = None
        writer.close()
        over.set_result(None)

    def _answer(self, asked: dict[str, str]) -> None:
        command, params = asked["command"], asked.get("params", "")
        self.commands.append(f"{command} {params}".strip())
        values = {"response": True, "ok": True, "data": "", "token": asked["token"]}
        if command in self.refusals:
            values |= {"ok": False, "data": self.refusals[command]}
        elif command == "dial":
            self.number = params.split()[0].removeprefix("sip:").split("@")[0]
            values["data"] = "call id: ab12\n"
        elif command == "listcalls":
            values["data"] = self.listed
        elif command == "mute":
            self.is_muted = not self.is_muted
            values["data"] = f"\ncall {'' if self.is_muted else 'un-'}muted\n"
        elif command in {"hold", "resume"}:
            self.listed = self._one_listed(is_held=command == "hold")
            if command == "resume":  # as baresip 1.1 answers it, having done it
                values |= {"ok": False, "data": "Invalid argument"}
        elif command == "reginfo":
            rows = [f"{at} - {account}   OK" for at, account in enumerate(self.accounts)]
            values["data"] = "\n--- User Agents ---\n" + "\n".join(rows) + "\n\n"
        self._write(values)

    def _one_listed(self, *, is_held: bool) -> str:
        held = "(on hold)" if is_held else ""
        peer = PEER.format(number=self.number)
        return f"> [line 1, id ab12]  0:00:01  ESTABLISHED  {held:<9}  {peer}"

    def _write(self, document: dict[str, Any]) -> None:
        assert self._writer is not None
        self._writer.write(pack(json.dumps(document)))


@asynccontextmanager
async def control_socket() -> AsyncIterator[ControlSocket]:
    socket = ControlSocket()
    await socket.listen()
    try:
        yield socket
    finally:  # a failed test would leave it open, and the next one would be blamed for that
        await socket.stop()
