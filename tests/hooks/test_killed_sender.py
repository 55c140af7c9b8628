"""Events by eight processes, a receiver that fails, a sender that is killed 25 times.

Three thousand events, for a release: SMILEDIAL_CALLS_EACH=125 pytest -m long with this file.
"""

import os
import random
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing.context import ForkServerContext
from threading import Event
from typing import Any

import pytest

from console.hooks.receivers import Reach
from db.audit.reader import every_entry
from db.engine.database import Database, open_database
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.hooks.conftest import add_hook, relay_for
from tests.hooks.receiver import Receiver
from tests.leads import add_lead
from tests.tui.driver import desk_for

pytestmark = pytest.mark.long

AGENTS, KILLS = 8, 25
CALLS_EACH = int(os.environ.get("SMILEDIAL_CALLS_EACH", "20"))
SPEED = 2000
"""How fast the sender's clock runs, so that letters of a day are due within a minute."""


class FastClock:
    """A clock that begins at an instant and runs fast, the same in every process."""

    def __init__(self, at: datetime) -> None:
        self.at, self.began = at, time.monotonic()

    def __call__(self) -> datetime:
        return self.at + timedelta(seconds=(time.monotonic() - self.began) * SPEED)


def _work(address: str, at: datetime, agent: str, done: Any) -> None:
    database = open_database(address)
    desk = desk_for(database, FrozenClock(at), agent)
    for _ in range(CALLS_EACH):
        call(desk, "no_answer")
        desk.undo()
        desk.record(next_card(desk).claim, "no", "")
    database.close()
    done.put(agent)


def _send(address: str, clock: FastClock) -> None:
    relay = relay_for(open_database(address), clock)
    pause = Event()
    while True:
        if not relay.turn():
            pause.wait(0.02)


def _until(is_so: Callable[[], bool], seconds: float) -> None:
    ends, look = time.monotonic() + seconds, Event()
    while not is_so():
        if time.monotonic() > ends:
            pytest.fail("it did not come about")
        look.wait(0.02)


def test_every_event_arrives_and_in_the_order_of_its_lead(
    database: Database,
    address: str,
    clock: FrozenClock,
    receiver: Receiver,
    processes: ForkServerContext,
) -> None:
    for number in range(AGENTS * CALLS_EACH):
        add_lead(database, f"Lead {number}", f"+1208555{number:04}")
    reach = Reach(is_private=False, is_loopback=True)
    add_hook(database, clock, "crm", url=receiver.url, reach=reach)
    dice = random.Random(7)
    receiver.answer = lambda _: 503 if dice.random() < 0.3 else 204
    done = processes.Queue()
    agents = [
        processes.Process(target=_work, args=(address, clock(), f"agent{turn}", done), daemon=True)
        for turn in range(AGENTS)
    ]
    for agent in agents:
        agent.start()
    fast = FastClock(clock())
    for _ in range(KILLS):
        sender = processes.Process(target=_send, args=(address, fast), daemon=True)
        sender.start()
        enough = len(receiver.tries) + 4
        _until(lambda enough=enough: len(receiver.tries) >= enough, seconds=120)  # type: ignore[misc]
        sender.kill()
        sender.join()
    for agent in agents:
        done.get(timeout=300)
        agent.join()
    with database.read() as connection:
        wanted = {
            f"evt_{entry.seq}_{entry.hash[:12]}"
            for entry in every_entry(connection)
            if entry.action in {"outcome", "undo"}
        }
    assert len(wanted) == AGENTS * CALLS_EACH * 3
    sender = processes.Process(target=_send, args=(address, fast), daemon=True)
    sender.start()
    _until(lambda: wanted <= set(receiver.ids), seconds=400)
    sender.kill()
    sender.join()
    first_of: dict[int, dict[int, None]] = defaultdict(dict)
    for event in receiver.got:
        first_of[event["data"]["lead_id"]].setdefault(event["data"]["seq"])
    assert all(list(seqs) == sorted(seqs) for seqs in first_of.values())
