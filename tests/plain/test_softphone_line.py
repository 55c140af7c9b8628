"""The softphone in words: what its line does is said at once, whatever is typed meanwhile.

The softphone here is its control socket alone; `tests/sip` calls through a real one.
"""

import asyncio
import socket
import time
from collections.abc import Callable

from sqlalchemy import select

from console.view.keys.calling import CALLING
from db.engine.database import Database
from db.tables.calls import attempts
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.plain.listener import Listener
from tests.telephone.control_socket import ControlSocket, control_socket

PATIENCE = 60.0


class Floor:
    """A listener in a thread of its own beside the softphone's socket."""

    def __init__(self, listener: Listener, softphone: ControlSocket) -> None:
        self.listener = listener
        self._softphone = softphone
        self._loop = asyncio.get_running_loop()

    def event(self, kind: str, told: str, param: str = "") -> Callable[[], str]:
        """Sends an event, and types on when this has been said."""

        def typed() -> str:
            self._loop.call_soon_threadsafe(self._softphone.send, kind, param)
            deadline = time.monotonic() + PATIENCE
            while told not in self.listener.all:
                assert time.monotonic() < deadline, self.listener.all
            return "Note what they say"

        return typed


async def test_a_call_rings_is_answered_toned_and_hung_up(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147 ext. 22")
    async with control_socket() as softphone:
        listener = Listener(database, clock, hand_off="softphone", softphone_port=softphone.port)
        floor = Floor(listener, softphone)
        ring = floor.event("CALL_RINGING", "It rings.")
        answer = floor.event("CALL_ANSWERED", "They answered.")
        hung_up = "They hung up after 0 seconds."
        end = floor.event("CALL_CLOSED", hung_up, "Connection reset by peer")
        await asyncio.to_thread(
            listener.works,
            "hang up",
            "",
            ring,
            "12",
            answer,
            "12*",
            ";",
            ",",
            "hold",
            "hang up",
            end,
            "n",
            "q",
        )
    assert "No call is on the line." in listener.heard[1]
    assert "The softphone calls." in " ".join(listener.heard[2])
    assert "Nobody has answered yet." in listener.heard[4]
    assert "Sent as tones: 12*" in listener.heard[6]
    assert "Sent as tones: 22" in listener.heard[7]
    assert "The line: muted." in listener.all
    assert "The line: on hold." in listener.all
    asked = [command.split()[0] for command in softphone.commands]
    of_line = ["callfind", "mute", "hold", "listcalls"]
    assert asked == ["dial", *["sndcode"] * 5, *of_line, "hangup"]
    with database.read() as connection:
        row = connection.execute(select(attempts)).one()
    assert (row.outcome, row.line_end) == ("no", "they hung up")
    assert row.answered_at is not None
    assert set(listener.console.acts) == {key.action for key in CALLING}


async def test_a_softphone_that_is_not_there_is_said_and_the_call_is_made_by_hand(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        port = unheard.getsockname()[1]
        listener = Listener(database, clock, hand_off="softphone", softphone_port=port)
        await asyncio.to_thread(listener.works, "", "n", "q")
    assert "dial by hand" in listener.all
    assert "Dial (208) 555-0147." in listener.all
