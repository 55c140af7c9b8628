"""Bringing a list in, beside a bare loop of phonenumbers over the same numbers.

    python -m benchmarks.importing [--rows 300000] [--registry 2000000]

The file has nine columns a row: a number in one of four notations, a state and a ZIP that agree
with it four times in five, every third of them a ZIP+4. It goes into a database with a registry of
so many numbers. Meanwhile another process writes as an agent does, and says how long it waited.
The bare loop parses each number, asks whether it is valid and which zones it has.
"""

import argparse
import csv
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.fill import AREAS, NOON
from benchmarks.scrub import bare_loop, load_lists
from console.__main__ import run
from console.rules.data.us_zips import ZIP_RUNS
from console.rules.phone import read_phone
from console.rules.places import find_place
from console.wiring import open_prepared
from db.settings import put

HEADER = ("name", "company", "title", "email", "phone", "city", "state", "zip", "notes")
NOTATIONS = ("({}) {}-{}", "{}-{}-{}", "+1{}{}{}", "{}.{}.{}")
BARE = 30_000
EVERY = 0.02
"""Seconds between two writes of the agent beside the import."""


def list_zips() -> dict[str, list[str]]:
    """State -> ZIPs in it, each the first or the last of its run."""
    zips: dict[str, list[str]] = {}
    for line in ZIP_RUNS.splitlines():
        first, last, region, *_ = line.split()
        zips.setdefault(region, []).extend({first, last})
    return zips


def state_of(area: str) -> str:
    place = find_place(read_phone(f"{area}5550147"))
    return place.jurisdictions[0].value


def write_rows(path: Path, count: int) -> list[str]:
    """Writes the file and returns the first of its numbers."""
    chance = random.Random(20261124)
    zips = list_zips()
    states = {area: state_of(area) for area in AREAS}
    phones = []
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(count):
            area = chance.choice(AREAS)
            parts = area, chance.randint(200, 999), f"{chance.randint(0, 9999):04}"
            phone = chance.choice(NOTATIONS).format(*parts)
            state = states[area if number % 5 else chance.choice(AREAS)]
            code = chance.choice(zips[state]) + ("-1234" if number % 3 == 0 else "")
            words = (f"Lead {number}", "Engine Works", "VP Engineering", f"l{number}@example.com")
            place = "Town", state[3:], code
            writer.writerow([*words, phone, *place, "Met at the fair; likes proofs."])
            if number < BARE:
                phones.append(phone)
    return phones


def write_as_an_agent(address: str, said: Connection) -> None:
    """Writes a little, over and over, until told to stop; sends the seconds that each took."""
    database = open_prepared(address)
    waits: list[float] = []
    said.send("ready")
    while not said.poll(EVERY):
        started = time.perf_counter()
        with database.write() as connection:
            put(connection, "benchmark", len(waits))
        waits.append(time.perf_counter() - started)
    database.close()
    said.send(waits)


def bring(database: str, path: Path, *options: str) -> float:
    """Seconds of the whole command."""
    started = time.perf_counter()
    status = run(["--db", database, "import", str(path), *options], lambda: NOON)
    if status:
        sys.exit(status)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--registry", type=int, default=2_000_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="smiledial-benchmark-") as folder:
        path, database = Path(folder) / "rows.csv", str(Path(folder) / "leads.db")
        phones = write_rows(path, chosen.rows)
        load_lists(database, phones, chosen.registry)
        bare = bare_loop(phones)
        print(f"bare loop of phonenumbers: {bare:,.0f} a second")
        here, there = multiprocessing.Pipe()
        agent = multiprocessing.get_context("spawn").Process(
            target=write_as_an_agent, args=(database, there)
        )
        agent.start()
        here.recv()
        spent = bring(database, path)
        here.send("stop")
        waits = sorted(here.recv())
        agent.join()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rate = chosen.rows / spent
        print(f"import: {rate:,.0f} rows a second; {rate / bare:.1f} x the bare loop")
        print("  (to reach: 5 x the bare loop)")
        print(f"an agent's write beside it: p50 {waits[len(waits) // 2] * 1000:,.0f} ms, ", end="")
        print(f"longest {waits[-1] * 1000:,.0f} ms")
        print(f"most memory: {memory:,.0f} MB (to stay under: 300 MB)")
        spent = bring(database, path, "--list", "again")
        print(f"the same file again: {chosen.rows / spent:,.0f} rows a second")


if __name__ == "__main__":
    main()
