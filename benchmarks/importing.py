"""Measure the import of a list, beside a bare loop of phonenumbers over the same numbers.

    python -m benchmarks.importing [--rows 300000] [--registry 2000000] [--no-places] [--again]
                                   [--postgresql]
    python -m benchmarks.importing --preview --rows 1000000

The file has nine columns: one of 80,000 names in random order, a number in one of four notations, a
state and a ZIP that agree with the number four times in five, every third a ZIP+4. With
`--no-places` it has neither title, city, state nor ZIP. It goes into a
database with a registry of so many numbers and a small list. Meanwhile another process claims leads
of that list as an agent would, and measures how long it waits. The import runs in a process of its
own; its memory and that of its reader are printed. The bare loop parses each number, validates it
and looks up its time zones.

`--again` imports the same file once more, with nothing new in it, and then as an update of all its
leads. `--preview` imports nothing: it measures the time until the preview is complete, and until
the console's first page of it, which has everything but the counts.

A second comparison puts as many leads, each with a number, into an empty SQLite file and does
nothing else. No import can be faster.
"""

import argparse
import csv
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, product
from multiprocessing.connection import Connection
from operator import itemgetter
from pathlib import Path

from benchmarks.fill import AREAS, NOON, postgres_with
from benchmarks.scrub import bare_loop, load_lists
from console.__main__ import run
from console.desk import Desk
from console.importing.options import ImportOptions
from console.importing.planning import FirstLook
from console.judging.place_openings import Openings
from console.rules.data.us_zips import ZIP_RUNS
from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from console.tui.imports.progress import StoppedError
from console.wiring import open_prepared
from db.claims.candidates import Queue
from db.claims.claim import claim_next, release
from db.enums import LeadKind
from db.imports.batches import NewList, make_list
from db.imports.new_leads import add_numbers
from db.imports.staged_rows import DEFAULTS, UNTOUCHED
from db.imports.staging import FEW
from db.places.stored import place_id_of
from db.sql import add_columns

HEADER = ("name", "company", "title", "email", "phone", "city", "state", "zip", "notes")
PLACELESS = ("name", "company", "email", "phone", "notes")
NOTATIONS = ("({}) {}-{}", "{}-{}-{}", "+1{}{}{}", "{}.{}.{}")
BARE = 30_000
EVERY = 0.02
"""Seconds between two claims of the agent beside the import."""


def list_zips() -> dict[str, list[str]]:
    """Return ZIPs of each state: the first and the last of each run."""
    zips: dict[str, list[str]] = {}
    for line in ZIP_RUNS.splitlines():
        first, last, region, *_ = line.split()
        zips.setdefault(region, []).extend({first, last})
    return zips


def invent(count: int) -> list[str]:
    """Return `count` invented words that look like parts of names."""
    parts = product("BDFGKLMNPRST", "aeiou", ("nna", "rris", "lden", "mont", "ck", "ssler", "ve"))
    return ["".join(part) for part in islice(parts, count)]


def state_of(area: str) -> str:
    place = find_place(read_phone(f"{area}5550147"))
    return place.jurisdictions[0].value


def write_rows(path: Path, count: int, columns: Sequence[str] = HEADER) -> list[str]:
    """Write the file with some of the columns; return its first numbers."""
    chance = random.Random(20261124)
    zips = list_zips()
    states = {area: state_of(area) for area in AREAS}
    names = [f"{first_name} {family}" for first_name in invent(200) for family in invent(400)]
    phones = []
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        taken = itemgetter(*map(HEADER.index, columns))
        for number in range(count):
            area = chance.choice(AREAS)
            parts = area, chance.randint(200, 999), f"{chance.randint(0, 9999):04}"
            phone = chance.choice(NOTATIONS).format(*parts)
            state = states[area if number % 5 else chance.choice(AREAS)]
            code = chance.choice(zips[state]) + ("-1234" if number % 3 == 0 else "")
            name, email = chance.choice(names), f"l{number}@example.com"
            person = name, "Engine Works", "VP Engineering", email
            place = "Town", state[3:], code
            writer.writerow(taken((*person, phone, *place, "Met at the fair; likes proofs.")))
            if number < BARE:
                phones.append(phone)
    return phones


def claim_as_an_agent(address: str, pipe: Connection) -> None:
    """Claim and release until a message comes; then send the seconds of each claim."""
    database = open_prepared(address)
    openings = Openings()

    def claim() -> None:
        with database.write() as connection:
            openings.update(connection, NOON)
            queue = Queue(openings.open_places(), None, NOON)
            hold = claim_next(connection, "bo", queue, NOON, NOON + timedelta(minutes=15))
            assert hold is not None
            release(connection, hold.claim)

    claim()
    waits: list[float] = []
    pipe.send("ready")
    while not pipe.poll(EVERY):
        started = time.perf_counter()
        claim()
        waits.append(time.perf_counter() - started)
    database.close()
    pipe.send(waits)


def bring(address: str, path: str, options: Sequence[str], pipe: Connection) -> None:
    """Send the exit status, the command's seconds, and the usage of it and its reader."""
    started = time.perf_counter()
    status = run(["--db", address, "import", path, *options], lambda: NOON)
    spent = time.perf_counter() - started
    used = []
    for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(whose)
        used.append((usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))
    pipe.send((status, spent, used))


def bring_apart(address: str, path: Path, *options: str) -> tuple[float, list[tuple[float, float]]]:
    """Import in another process.

    Return its seconds, and (processor seconds, peak megabytes) of it and of its reader.
    """
    here, there = multiprocessing.Pipe()
    importer = multiprocessing.get_context("spawn").Process(
        target=bring, args=(address, str(path), options, there)
    )
    importer.start()
    status, spent, used = here.recv()
    importer.join()
    if status:
        sys.exit(status)
    return spent, used


@dataclass(frozen=True, slots=True)
class Brought:
    """`used`: (processor seconds, megabytes) of the import and of its reader.

    `waits`: the sorted seconds of the agent's claims.
    """

    seconds: float
    used: list[tuple[float, float]]
    waits: list[float]


def bring_beside_an_agent(address: str, path: Path, *options: str) -> Brought:
    here, there = multiprocessing.Pipe()
    agent = multiprocessing.get_context("spawn").Process(
        target=claim_as_an_agent, args=(address, there)
    )
    agent.start()
    here.recv()
    spent, used = bring_apart(address, path, *options)
    here.send("stop")
    waits = sorted(here.recv())
    agent.join()
    return Brought(spent, used, waits)


def bare_insert(folder: str, count: int = 100_000, at_once: int = 2000) -> float:
    """Return the leads a second, each with a number, of inserting alone."""
    database = open_prepared(str(Path(folder) / "bare.db"))
    with database.write() as connection:
        list_id = make_list(connection, NewList("bare", LeadKind.CONSUMER, "US", None), NOON, None)
        place_id = place_id_of(connection, "{}")
    same = {**DEFAULTS, **UNTOUCHED, "list_id": list_id, "kind": "consumer", "status": "open"}
    same |= {"place_id": place_id, "bar": ""}
    values = ("Engine Works", "VP Engineering", "l@example.com", "Town", "ID", "83702", "Met here.")
    names = ("company", "title", "email", "city", "region", "postal_code", "notes")
    same = {name: value for name, value in same.items() if name not in (*names, "name")}
    spent = 0.0
    for first in range(1, count + 1, at_once):
        ids = range(first, first + at_once)
        people = {"id": ids, "name": [f"Ann {n}" for n in ids]}
        people |= {name: [value] * at_once for name, value in zip(names, values, strict=True)}
        phones = [(n, 0, f"+1208{n:07}", "", "", "unknown", "open", place_id) for n in ids]
        began = time.perf_counter()
        with database.write() as connection:
            add_columns(connection, "lead", people, same)
            add_numbers(connection, phones)
        spent += time.perf_counter() - began
    database.close()
    return count / spent


def report(title: str, brought: Brought, rows: int, bare: float) -> None:
    rate = rows / brought.seconds
    (own_time, own), (reader_time, reader) = brought.used
    waits = brought.waits
    print(f"{title}: {rate:,.0f} rows a second; {rate / bare:.1f} x the bare loop")
    if title == "import":
        print("  (to reach: 1.5 x the bare loop)")
    each = [seconds / rows * 1_000_000 for seconds in (own_time, reader_time)]
    print(f"  a processor's time for a row: {each[0]:.1f} µs, and {each[1]:.1f} µs of its reader")
    print(f"  an agent's claim beside it: p50 {waits[len(waits) // 2] * 1000:,.0f} ms, ", end="")
    print(f"p99 {waits[len(waits) * 99 // 100] * 1000:,.0f} ms, ", end="")
    print(f"longest {waits[-1] * 1000:,.0f} ms of {len(waits):,}")
    print(f"  most memory: {own:,.0f} MB, and {reader:,.0f} MB of its reader", end="")
    print(" (to stay under: 300 MB)", flush=True)


def report_preview(address: str, path: Path, rows: int, bare: float) -> None:
    print(f"first page of a preview: {first_page(address, path):.1f} s", flush=True)
    spent, used = bring_apart(address, path, "--dry-run")
    (own_time, own), (reader_time, reader) = used
    each = [seconds / rows * 1_000_000 for seconds in (own_time, reader_time)]
    print(f"preview: {spent:.1f} s; {rows / spent / bare:.1f} x the bare loop", end="")
    print(" (to reach: 10 s for 1,000,000 rows)")
    print(f"  a processor's time for a row: {each[0]:.1f} µs, and {each[1]:.1f} µs of its reader")
    print(f"  most memory: {own:,.0f} MB, and {reader:,.0f} MB of its reader", flush=True)


def first_page(address: str, path: Path) -> float:
    """Return the seconds until the first page of a preview, before the rows are counted."""
    here, there = multiprocessing.Pipe()
    reader = multiprocessing.get_context("spawn").Process(target=look, args=(address, path, there))
    reader.start()
    seconds: float = here.recv()
    reader.join()
    return seconds


def look(address: str, path: Path, pipe: Connection) -> None:
    """Send the seconds until the first look is ready, then stop the preview."""
    began = time.perf_counter()
    database = open_prepared(address)
    desk = Desk(database, lambda: NOON, "ann", zone="America/New_York")

    def send_time(_: FirstLook) -> None:
        pipe.send(time.perf_counter() - began)

    def stop(*_: int) -> None:
        raise StoppedError

    with suppress(StoppedError):
        desk.imports.bring_in(path, ImportOptions(is_dry_run=True), stop, stop, send_time)
    database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--registry", type=int, default=2_000_000)
    parser.add_argument("--no-places", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--preview", action="store_true")
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as an installed program has its modules
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="smiledial-benchmark-"))
        path, database = Path(folder) / "rows.csv", str(Path(folder) / "leads.db")
        if options.postgresql:
            database = stack.enter_context(postgres_with(1, 1))
        write_rows(path, FEW)
        bring_apart(database, path, "--list", "small", "--kind", "business")
        columns = PLACELESS if options.no_places else HEADER
        phones = write_rows(path, options.rows, columns)
        load_lists(database, phones, options.registry)
        began = time.process_time()
        bare = bare_loop(phones)
        bare_time = (time.process_time() - began) / len(phones) * 1_000_000
        print(f"bare loop of phonenumbers: {bare:,.0f} a second, ", end="")
        print(f"{bare_time:.1f} µs of a processor's time for each", flush=True)
        if options.preview:
            report_preview(database, path, options.rows, bare)
            return
        insert = bare_insert(folder)
        ratio = insert / bare
        print(f"bare insertion into SQLite: {insert:,.0f} a second; {ratio:.1f} x", flush=True)
        report("import", bring_beside_an_agent(database, path), options.rows, bare)
        if options.again:
            again = ("--list", "again")
            report(
                "the same again", bring_beside_an_agent(database, path, *again), options.rows, bare
            )
            update = (*again, "--on-duplicate", "update")
            report("an update", bring_beside_an_agent(database, path, *update), options.rows, bare)


if __name__ == "__main__":
    main()
