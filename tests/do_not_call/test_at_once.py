"""Loads and lookups at the same time: nobody ever sees half a list."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest

from console.do_not_call import internal_list
from console.trouble import BadInput
from db.audit.verification import verify
from db.dnc.registries import hits_for, registry_rows
from db.dnc.registry_publishing import dead_copies
from db.engine.database import Database, open_database
from tests.do_not_call.conftest import Floor

EXCHANGES = range(200, 260)
EVEN = [f"+1202{exchange}{line:04d}" for exchange in EXCHANGES for line in (0, 2, 4)]
ODD = [f"+1202{exchange}{line:04d}" for exchange in EXCHANGES for line in (1, 3, 5)]


@contextmanager
def another(floor: Floor, address: str) -> Iterator[Floor]:
    """The same firm, through a database connection of its own."""
    database = open_database(address)
    try:
        yield Floor(database, floor.clock, floor.folder)
    finally:
        database.close()


def listed(database: Database) -> set[str]:
    with database.read() as connection:
        return set(hits_for(connection, EVEN + ODD))


def test_two_loads_at_once_end_with_one_of_them_whole(floor: Floor, address: str) -> None:
    start = threading.Barrier(4)

    def load(numbers: list[str]) -> None:
        with another(floor, address) as own:
            start.wait()
            own.register(*numbers)

    with ThreadPoolExecutor(4) as pool:
        for job in [pool.submit(load, numbers) for numbers in (EVEN, ODD, EVEN, ODD)]:
            job.result()
    assert listed(floor.database) in (set(EVEN), set(ODD))
    with floor.database.read() as connection:
        assert dead_copies(connection, floor.clock() + timedelta(days=1)) == ()
        assert len(registry_rows(connection)) == 1
        assert verify(connection) is None


def test_a_reader_sees_the_old_list_or_the_new_one(floor: Floor, address: str) -> None:
    floor.register(*EVEN)
    is_over = threading.Event()

    def read() -> list[frozenset[str]]:
        seen = []
        database = open_database(address)
        while not is_over.is_set():
            seen.append(frozenset(listed(database)))
        database.close()
        return seen

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for numbers in (ODD, EVEN, ODD, EVEN, ODD):
            floor.register(*numbers)
        is_over.set()
        seen = {row for reader in readers for row in reader.result()}
    assert seen <= {frozenset(EVEN), frozenset(ODD)}


@pytest.mark.long
def test_requests_not_to_be_called_go_on_while_a_list_is_loaded(floor: Floor, address: str) -> None:
    """Both mark the same leads; neither waits for the other for good."""
    people = {number: floor.consumer(number) for number in EVEN[:60]}

    def ask() -> None:
        with another(floor, address) as own:
            for number in EVEN[:30]:
                internal_list.add(own.database, number, "asked", "bob", own.clock())

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask)
        for numbers in (EVEN, ODD, EVEN):
            floor.register(*numbers)
        asking.result()
    floor.register(*EVEN)
    stands = [floor.lead(lead_id) for lead_id in people.values()]
    assert stands == [("barred", "internal_list")] * 30 + [("barred", "registry")] * 30


def test_changes_to_a_list_that_was_replaced_meanwhile_are_refused(floor: Floor) -> None:
    """Two people apply the same change file: the second is told, and nothing is lost."""
    floor.register(*EVEN)
    start = threading.Barrier(2)

    def change(number: str) -> str:
        own = Floor(floor.database, floor.clock, floor.folder / number)
        own.folder.mkdir()
        start.wait()
        try:
            own.change({number: True})
        except BadInput as refused:
            return str(refused)
        return ""

    with ThreadPoolExecutor(2) as pool:
        text = list(pool.map(change, ODD[:2]))
    refused = [sentence for sentence in text if sentence]
    taken = {number for number, sentence in zip(ODD, text, strict=False) if not sentence}
    assert listed(floor.database) == set(EVEN) | taken
    assert taken
    assert all("changed while" in sentence for sentence in refused)
