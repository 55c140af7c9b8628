"""Compare the keys of an agent's login with an owner's, on one PostgreSQL with a team.

    python -m benchmarks.agent_keys [--leads 30000] [--rounds 8] [--calls 20]

Both work at the desk in turn, some calls each, so that other load on the machine hits both. It
prints the median of each key, and the processor time of the server and of the program for a call.
"""

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from benchmarks.claims import server_time
from benchmarks.day_leads import admit, as_login
from benchmarks.fill import NOON, PLACES, postgres_with
from console.cards.lead import Card
from console.desk import Desk
from db.engine.database import open_database

T = TypeVar("T")
AGENT, OWNER = "ann", "postgres"
KEYS = ("next", "dial", "refresh", "record", "undo", "record again")
SERVER, PROGRAM = "server, a call", "program, a call"


def work(desk: Desk, calls: int, spent: Mapping[str, list[float]]) -> None:
    """Dial, record, undo and record again, and time each key."""

    def timed(key: str, act: Callable[[], T]) -> T:
        began = time.perf_counter()
        result = act()
        spent[key].append(time.perf_counter() - began)
        return result

    claim = None
    for _ in range(calls):
        card = timed("next", partial(desk.next, claim))
        assert isinstance(card, Card), card
        claim = card.claim
        timed("dial", partial(desk.dial, claim, card.phone.number_id))
        timed("refresh", partial(desk.refresh, claim))
        timed("record", partial(desk.record, claim, "no", "not now"))
        timed("undo", desk.undo)
        timed("record again", partial(desk.record, claim, "no", "not now, thanks"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--calls", type=int, default=20)
    options = parser.parse_args()
    began = time.monotonic()

    def clock() -> datetime:  # at noon all can be called, at whatever hour this runs
        return NOON + timedelta(seconds=time.monotonic() - began)

    with postgres_with(options.leads, PLACES, 40) as address:
        admit(address, [AGENT])
        with (
            closing(open_database(address)) as of_owner,
            closing(open_database(as_login(address, AGENT))) as of_agent,
        ):
            desks = {
                OWNER: Desk(of_owner, clock, OWNER),
                AGENT: Desk(of_agent, clock, AGENT),
            }
            spent: dict[str, dict[str, list[float]]] = {who: defaultdict(list) for who in desks}
            for desk in desks.values():
                work(desk, 10, defaultdict(list))  # the first statements are planned
            for _ in range(options.rounds):
                for who, desk in desks.items():
                    server, program = server_time(address), time.process_time()
                    work(desk, options.calls, spent[who])
                    spent[who][PROGRAM].append((time.process_time() - program) / options.calls)
                    spent[who][SERVER].append((server_time(address) - server) / options.calls)
    for key in (*KEYS, SERVER, PROGRAM):
        owner, agent = (statistics.median(spent[who][key]) * 1000 for who in (OWNER, AGENT))
        print(f"{key:16} owner {owner:6.2f} ms   agent {agent:6.2f} ms   {agent / owner:.2f} ×")


if __name__ == "__main__":
    main()
