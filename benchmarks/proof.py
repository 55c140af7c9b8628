"""Attack the database and its log in many ways, and print how many attacks went undetected.

    python -m benchmarks.proof [--only sqlite] [--kills 1000] [--files 5000] [--seed 1]

`PARTS` names the attacks. Each is a function that gets the address of an empty database and how
often to try, and yields the result of every try.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fuzz import fuzz
from benchmarks.killing import kill_agents, kill_imports
from db.audit.log import read_head
from db.audit.verification import goes_through, verify
from db.audit.verification_results import Break
from db.engine.database import Database, open_database
from db.schema import prepare
from tests.proof.tampering import (
    BY_A_CLEVER_HAND,
    TAMPERINGS,
    Tampering,
    tampered,
    work_a_week,
)


@dataclass(frozen=True)
class Try:
    """A try; `failure` says what went wrong, "" if nothing."""

    name: str
    failure: str = ""


@dataclass(frozen=True)
class Often:
    """How many processes to kill and files to import.

    Another seed means other moments and other files, so that a long proof can be run in pieces.
    """

    kills: int
    files: int
    seed: int


def tamper(address: str, _often: Often) -> Iterator[Try]:
    """Tamper with a week of calls in each way, and verify the log."""
    database = open_database(address)
    work_a_week(database)
    with database.read() as connection:
        seal, fault = read_head(connection), verify(connection)
    yield Try("nothing changed", fault.text if fault else "")
    for way in TAMPERINGS:
        with tampered(database, way) as connection:
            yield _try_of(way, verify(connection))
    for way in BY_A_CLEVER_HAND:
        with tampered(database, way) as connection:
            yield _try_of(way, goes_through(connection, seal))
    database.close()


def _try_of(way: Tampering, fault: Break | None) -> Try:
    """Return a failure if the tampering was not detected, or reported as something else."""
    if fault is None:
        return Try(way.name, "unseen")
    return Try(way.name, "" if re.search(way.seen, fault.text) else f"seen as: {fault.text}")


def kill_some_agents(address: str, often: Often) -> Iterator[Try]:
    yield from _killed(kill_agents, address, often.kills, often.seed)


def kill_some_imports(address: str, often: Often) -> Iterator[Try]:
    yield from _killed(kill_imports, address, often.kills // 4, often.seed)


def _killed(
    kill: Callable[[str, Path, int, int], Iterator[str]], address: str, count: int, seed: int
) -> Iterator[Try]:
    with tempfile.TemporaryDirectory(prefix="smiledial-proof-") as folder:
        for number, failure in enumerate(kill(address, Path(folder), count, seed), start=1):
            yield Try(f"kill {number}", failure)


def bring_in_anything(address: str, often: Often) -> Iterator[Try]:
    for name, tally in fuzz(range(often.seed, often.seed + often.files), address).items():
        for _ in range(tally.read + tally.refused):
            yield Try(name)
        for failure in tally.failed:
            yield Try(name, failure)


PARTS: dict[str, Callable[[str, Often], Iterator[Try]]] = {
    "tampering": tamper,
    "killed agents": kill_some_agents,
    "killed imports": kill_some_imports,
    "hostile files": bring_in_anything,
}


@contextmanager
def empty_sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="smiledial-proof-") as folder:
        yield _prepared(str(Path(folder) / "proof.db"))


@contextmanager
def empty_postgres() -> Iterator[str]:
    from tests.postgres import postgres  # late: only on PostgreSQL

    with postgres() as address:
        yield _prepared(address)


def _prepared(address: str) -> str:
    database: Database = open_database(address)
    prepare(database)
    database.close()
    return address


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--part", choices=[*PARTS])
    parser.add_argument("--kills", type=int, default=1000, help="agents; imports a quarter of it")
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1, help="of the first file and of the kills")
    options = parser.parse_args()
    often = Often(options.kills, options.files, options.seed)
    failed: list[tuple[str, Try]] = []
    print(f"{'part':<16}{'database':<14}{'tries':>8}{'failures':>10}")
    for part, run in PARTS.items():
        if options.part not in {None, part}:
            continue
        for name, open_empty in (("SQLite", empty_sqlite), ("PostgreSQL", empty_postgres)):
            if options.only not in {None, name.lower()}:
                continue
            with open_empty() as address:
                tries = list(run(address, often))
            failures = [result for result in tries if result.failure]
            failed += [(f"{part}, {name}", result) for result in failures]
            print(f"{part:<16}{name:<14}{len(tries):>8}{len(failures):>10}")
    for where, result in failed:
        print(f"  {where}: {result.name}: {result.failure}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
