"""Measure scrubbing a file, beside a bare loop of phonenumbers over the same numbers.

    python -m benchmarks.scrub [--rows 300000] [--registry 2000000]

The file has a number, a state, a ZIP and six more columns. It is scrubbed without lists, with empty
lists, and with a registry of so many numbers and an internal list. The bare loop parses each
number, validates it and looks up its time zones.
"""

import argparse
import csv
import random
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import phonenumbers
from phonenumbers import timezone

from benchmarks.fill import AREAS, NOON, ZIPS
from console.__main__ import run
from console.do_not_call.internal_list import add_all
from console.do_not_call.registries.loading import load_numbers
from console.wiring import open_prepared
from db.enums import RegistryKind

HEADER = ("name", "company", "title", "email", "phone", "city", "state", "zip", "notes")
STATES = ("FL", "TX", "NY", "GA", "IL", "")


def write_rows(path: Path, count: int) -> list[str]:
    """Write the file; return its numbers."""
    chance = random.Random(20261124)
    phones = [
        f"({chance.choice(AREAS)}) {chance.randint(200, 999)}-{chance.randint(0, 9999):04}"
        for _ in range(count)
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number, phone in enumerate(phones):
            place = (chance.choice(STATES), chance.choice(ZIPS) if number % 3 else "")
            words = (
                f"Lead {number}",
                "Engine Works",
                "VP Engineering",
                f"lead{number}@example.com",
            )
            writer.writerow([*words, phone, "Town", *place, "Met at the fair; likes proofs."])
    return phones


def bare_loop(phones: Iterable[str]) -> float:
    """Return the numbers a second of parsing, validating and looking up time zones."""
    started = time.perf_counter()
    count = 0
    for text in phones:
        number = phonenumbers.parse(text, "US")
        if phonenumbers.is_valid_number(number):
            timezone.time_zones_for_number(number)
        count += 1
    return count / (time.perf_counter() - started)


def rate(database: str, path: Path, rows: int, *options: str) -> float:
    """Return the rows a second of the whole command."""
    out = path.with_suffix(".out")
    arguments = ["--db", database, "scrub", str(path), "--output", str(out), *options]
    started = time.perf_counter()
    status = run(arguments, lambda: NOON)
    spent = time.perf_counter() - started
    if status:
        sys.exit(status)
    return rows / spent


def load_lists(database: str, phones: list[str], size: int) -> None:
    """Load a registry of about `size` numbers in the file's area codes, and an internal list.

    Every 50th number of the file is on the internal list.
    """
    opened_database = open_prepared(database)
    chance = random.Random(1)
    numbers = (
        f"+1{chance.choice(AREAS)}{chance.randint(200, 999)}{chance.randint(0, 9999):04}"
        for _ in range(size)
    )
    load_numbers(
        opened_database,
        source="us-national",
        name="",
        kind=RegistryKind.BARS,
        as_of=date(2026, 11, 10),
        numbers=numbers,
        area_codes=AREAS,
        file="benchmark",
        agent="ann",
        now=NOON,
    )
    listed = ("+1" + "".join(filter(str.isdigit, phone)) for phone in phones[::50])
    add_all(opened_database, listed, "asked", "ann", NOON, "benchmark")
    opened_database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--registry", type=int, default=2_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="smiledial-benchmark-") as folder:
        path = Path(folder) / "rows.csv"
        phones = write_rows(path, options.rows)
        empty, full = str(Path(folder) / "empty.db"), str(Path(folder) / "full.db")
        load_lists(full, phones, options.registry)
        open_prepared(empty).close()
        bare = bare_loop(phones[:30_000])
        print(f"bare loop of phonenumbers: {bare:,.0f} a second")
        for title, database, arguments in (
            ("without lists", empty, ["--without-lists"]),
            ("with empty lists", empty, []),
            (f"with a registry of {options.registry:,}", full, []),
            ("without lists, JSON lines", empty, ["--without-lists", "--format", "jsonl"]),
        ):
            speed = rate(database, path, options.rows, *arguments)
            ratio = speed / bare
            print(f"scrub {title}: {speed:,.0f} rows a second; {ratio:.1f} x the bare loop")
    print("  (to reach: 50,000 rows a second)")


if __name__ == "__main__":
    main()
