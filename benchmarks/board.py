"""Measure a refresh of the board with 100 agents at work, and what presence costs them.

    python -m benchmarks.board [--agents 100] [--calls 120] [--only sqlite]

Each agent has made so many calls today, the day before and a week ago, and has a lead on the
screen. It times a presence beat and a look for news. It also times a call, alone and while another
process does both for all other terminals.
"""

import argparse
import multiprocessing
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.synchronize import Event as EventType

from sqlalchemy import text

from benchmarks.fill import NOON, go_on_after, postgres_with, series, sqlite_with
from console.cards.lead import Card
from console.desk import Desk
from console.supervision.floor.board import read_board
from console.supervision.floor.today import read_today
from db.calls.tallies import fill_free_at, tally_anew
from db.columns import EPOCH, MICROSECOND
from db.engine.database import Database, open_database
from db.enums import PresenceState
from db.floor.presence import Doing
from db.tables.every import tell_conditions

HERE = "America/Chicago"
MINUTES = 240
"""How long each agent has called: from eight to noon."""


def milliseconds(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the median and the worst time."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times), max(times)


def fill(database: Database, agents: int, calls: int) -> None:
    """Insert today's calls until now, yesterday's and those of a week ago."""
    dialect = database.engine.dialect.name
    each = MINUTES * 60_000_000 // calls
    since = (NOON - timedelta(minutes=MINUTES) - EPOCH) // MICROSECOND

    def at(value: str) -> str:
        return value if dialect == "sqlite" else f"to_timestamp(({value}) / 1000000.0)"

    with database.write() as connection:
        for number, days in enumerate((7, 1, 0)):
            first = since - days * 86_400_000_000
            begun = f"CAST({first} AS bigint) + (n / {agents}) * CAST({each} AS bigint)"
            connection.execute(
                text(
                    "INSERT INTO attempt (id, claim, lead_id, e164, agent, direction, dialled_at,"
                    " ended_at, outcome, note, verdict, tzdata, salt)"
                    f" SELECT {number * agents * calls} + n, 'c{number}-' || n, 1 + n % 1000,"
                    f" '+12085550147', 'agent' || (n % {agents}), 'outbound', {at(begun)},"
                    f" {at(begun + ' + 60000000')}, CASE n % 5 WHEN 0 THEN 'no' WHEN 1 THEN"
                    " 'voicemail' WHEN 2 THEN 'no_answer' WHEN 3 THEN 'yes' ELSE 'no' END, '',"
                    " '{\"verdict\": \"call\"}', '2026.6', 's'"
                    f" FROM {series(dialect, agents * calls)} x"
                )
            )
        go_on_after(connection, "attempt")
    with database.write() as connection:
        tell_conditions()
        fill_free_at(connection)
        tally_anew(connection)
        connection.execute(text("ANALYZE"))


def seat(database: Database, agents: int) -> list[Desk]:
    """Return the agents' desks, each with a lead on the screen."""
    desks = [Desk(database, lambda: NOON, f"agent{number}") for number in range(agents)]
    for desk in desks:
        desk.next()
        desk.presence.beat(Doing(PresenceState.CALLING, NOON))
    return desks


def a_call(desk: Desk) -> None:
    card = desk.open()
    assert isinstance(card, Card)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "no")


def others(address: str, agents: int, begun: EventType, ended: EventType) -> None:
    """Act as all other terminals: each beats every ten seconds and asks for news every two."""
    database = open_database(address)
    desks = [Desk(database, lambda: NOON, f"agent{number}") for number in range(1, agents)]
    every, turn = 2 / len(desks), 0
    begun.set()
    while not ended.is_set():
        for number, desk in enumerate(desks):
            if number % 5 == turn % 5:
                desk.presence.beat(Doing(PresenceState.CALLING, NOON))
            desk.news.look(None)
            if ended.wait(every):
                break
        turn += 1
    database.close()


def beside_others(
    address: str, desk: Desk, agents: int, rounds: int
) -> dict[str, tuple[float, float]]:
    """Time calls beside the other terminals.

    Half of the calls alone come before and half after, so that both kinds see the same load.
    """
    context = multiprocessing.get_context("spawn")
    begun, ended = context.Event(), context.Event()
    other = context.Process(target=others, args=(address, agents, begun, ended))
    alone = calls(desk, rounds // 2)
    other.start()
    begun.wait()
    beside = calls(desk, rounds)
    ended.set()
    other.join()
    alone += calls(desk, rounds // 2)
    return {
        name: (statistics.median(times), max(times))
        for name, times in (
            ("a call and its outcome", alone),
            (f"beside {agents - 1} terminals", beside),
        )
    }


def calls(desk: Desk, rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        a_call(desk)
        times.append(1000 * (time.perf_counter() - started))
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, default=100)
    parser.add_argument("--calls", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    for name, open_filled in (("SQLite", sqlite_with), ("PostgreSQL", postgres_with)):
        if options.only not in {None, name.lower()}:
            continue
        with open_filled(10_000, 100) as address:
            database = open_database(address)
            fill(database, options.agents, options.calls)
            print(
                f"{name}, {options.agents} agents, {options.calls} calls each (ms: median, worst):"
            )
            measure(address, database, options.agents, options.rounds)
            database.close()


def measure(address: str, database: Database, agents: int, rounds: int) -> None:
    desks = seat(database, agents)
    works: dict[str, Callable[[], object]] = {
        "the floor at this instant": lambda: read_board(database, HERE, NOON),
        "the whole of Today": lambda: read_today(database, HERE, NOON),
        "one beat": lambda: desks[0].presence.beat(Doing(PresenceState.CALLING, NOON)),
        "one look for news": lambda: desks[0].news.look(None),
    }
    times = {}
    for name, work in works.items():
        work()
        times[name] = milliseconds(work, rounds)
    times |= beside_others(address, desks[0], agents, rounds)
    for name, (median, worst) in times.items():
        print(f"  {name:<28}{median:8.2f}{worst:9.2f}")


if __name__ == "__main__":
    main()
