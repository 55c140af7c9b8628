"""What is tried against the database and its log, and what went unseen: a table.

    python -m benchmarks.proof [--only sqlite]

`PARTS` are the things to try: each is given the address of an empty database and says of every try
whether it failed. Another part is another function.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.audit import read_head
from db.engine import Database, open_database
from db.schema import prepare
from db.verifying import Break, goes_through, verify
from tests.proof.tampering import (
    BY_A_CLEVER_HAND,
    TAMPERINGS,
    Tampering,
    tampered,
    work_a_week,
)


@dataclass(frozen=True)
class Try:
    """One try; `failure` is what should not have been, "" where all was well."""

    name: str
    failure: str = ""


def tamper(address: str) -> Iterator[Try]:
    """Changes a week of calls by other means, in each way, and verifies."""
    database = open_database(address)
    work_a_week(database)
    with database.read() as connection:
        seal, fault = read_head(connection), verify(connection)
    yield Try("nothing changed", fault.text if fault else "")
    for way in TAMPERINGS:
        with tampered(database, way) as connection:
            yield _seen(way, verify(connection))
    for way in BY_A_CLEVER_HAND:
        with tampered(database, way) as connection:
            yield _seen(way, goes_through(connection, seal))
    database.close()


def _seen(way: Tampering, fault: Break | None) -> Try:
    if fault is None:
        return Try(way.name, "unseen")
    return Try(way.name, "" if re.search(way.seen, fault.text) else f"seen as: {fault.text}")


PARTS: dict[str, Callable[[str], Iterator[Try]]] = {"tampering": tamper}


@contextmanager
def empty_sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="smiledial-proof-") as folder:
        yield _prepared(str(Path(folder) / "proof.db"))


@contextmanager
def empty_postgres() -> Iterator[str]:
    from tests.postgres import postgres

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
    chosen = parser.parse_args()
    failed: list[tuple[str, Try]] = []
    print(f"{'part':<14}{'database':<14}{'tries':>8}{'failures':>10}")
    for part, run in PARTS.items():
        if chosen.part not in {None, part}:
            continue
        for name, made in (("SQLite", empty_sqlite), ("PostgreSQL", empty_postgres)):
            if chosen.only not in {None, name.lower()}:
                continue
            with made() as address:
                tries = list(run(address))
            bad = [one for one in tries if one.failure]
            failed += [(f"{part}, {name}", one) for one in bad]
            print(f"{part:<14}{name:<14}{len(tries):>8}{len(bad):>10}")
    for where, one in failed:
        print(f"  {where}: {one.name}: {one.failure}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
