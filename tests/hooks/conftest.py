"""A shift whose events go to a receiver."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from console.desk import Desk
from console.hooks import keys as hook_keys
from console.hooks import management
from console.hooks.receivers import Reach
from console.hooks.relay import Relay
from db.engine.database import Database
from tests.cli.shell import config, smiledial  # noqa: F401 - fixtures
from tests.conftest import FrozenClock
from tests.hooks.receiver import Receiver, receiving
from tests.tui.driver import desk_for

KEY = "whsec_" + "c21pbGVkaWFs" * 3


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@dataclass
class Hooked:
    """A database with one hook, its receiver, a desk that calls, and a sender."""

    database: Database
    clock: FrozenClock
    receiver: Receiver
    desk: Desk
    relay: Relay

    def add(self, name: str = "crm", **values: Any) -> None:
        add_hook(self.database, self.clock, name, **{"url": self.receiver.url, **values})

    def send(self) -> int:
        """Sends until nothing is due; returns how many events were tried."""
        total = 0
        while tried := self.relay.turn():
            total += tried
        return total


def add_hook(database: Database, clock: FrozenClock, name: str, **values: Any) -> None:
    plain: dict[str, Any] = {
        "url": "",
        "command": (),
        "events": (),
        "list_name": "",
        "personal": (),
        "after": 0,
        "reach": Reach(is_private=False, is_loopback=True),
        "fingerprint": hook_keys.fingerprint(KEY),
    }
    new = management.NewHook(name=name, **{**plain, **values})
    management.add(database, new, "sue", clock())


def relay_for(database: Database, clock: Callable[[], Any]) -> Relay:
    return Relay(
        database=database,
        clock=clock,
        agent="sue",
        keys_of=lambda _: hook_keys.Keys(KEY),
        environ={"PATH": "/usr/bin:/bin"},
        delivered=lambda *_: None,
    )


@pytest.fixture
def hooked(database: Database, clock: FrozenClock, receiver: Receiver) -> Hooked:
    return Hooked(
        database,
        clock,
        receiver,
        desk_for(database, clock, "ann"),
        relay_for(database, clock),
    )
