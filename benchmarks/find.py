"""Measure searches among 1,000,000 leads, by kind of query, beside a bare LIKE over all names.

    python -m benchmarks.find [--leads 1000000] [--rounds 100] [--only sqlite]

There are some 170,000 family names, a few of them common and most rare; two thirds of the leads
work for one company. The queries are drawn from the leads.
"""

import argparse
import random
import time
from collections.abc import Callable, Mapping

from sqlalchemy import bindparam, select, text, update

from benchmarks.fill import NOON, postgres_with, sqlite_with
from benchmarks.importing import invent
from console.desk import Desk
from db.engine.database import Database, open_database
from db.leads.search_words import fill_words
from db.tables.leads import leads

PLACES = 100
AT_ONCE = 10_000


def name_all(database: Database, count: int, chance: random.Random) -> None:
    """Give the leads varied names and companies, and fill the search index."""
    parts = invent(420)
    changed = update(leads).where(leads.c.id == bindparam("of"))
    changed = changed.values(name=bindparam("name"), company=bindparam("company"))
    for first in range(1, count + 1, AT_ONCE):
        rows = []
        for lead_id in range(first, min(first + AT_ONCE, count + 1)):
            family = int(chance.random() ** 2 * len(parts) ** 2)
            first_name = parts[int(chance.random() ** 2 * len(parts))]
            name = f"{first_name} {parts[family // len(parts)]}{parts[family % len(parts)].lower()}"
            company = "Engine Works" if lead_id % 3 else f"{parts[lead_id % 420]} & Sons"
            rows.append({"of": lead_id, "name": name, "company": company})
        with database.write() as connection:
            connection.execute(changed, rows)
    started = time.perf_counter()
    with database.write() as connection:
        fill_words(connection)
    print(f"  words of all leads, as an upgrade fills them: {time.perf_counter() - started:.1f} s")
    with database.write() as connection:
        connection.execute(text("ANALYZE"))


def kinds(chance: random.Random, people: list[tuple[str, str]]) -> Mapping[str, Callable[[], str]]:
    """Return a function for each kind of query; each call draws another query."""

    def words() -> list[str]:
        return chance.choice(people)[0].split()

    def number() -> str:
        return chance.choice(people)[1]

    return {
        "family name": lambda: words()[1],
        "family, given": lambda: " ".join(reversed(words())),
        "given name": lambda: words()[0],
        "first letters of both": lambda: " ".join(word[:3] for word in words()),
        "two letters": lambda: words()[1][:2],
        "a company of most": lambda: "engine works",
        "a company of most, family": lambda: f"engine {words()[1]}",
        "nobody": lambda: f"{words()[1]}zz",
        "whole number": number,
        "number without area": lambda: number()[-7:],
        "last four digits": lambda: number()[-4:],
        "beginning of a number": lambda: number()[:8],
    }


def measure(database: Database, rounds: int) -> None:
    chance = random.Random(20261126)
    desk = Desk(database, lambda: NOON, "ann")
    drawn = people(database)
    like = sorted(bare(database, chance.choice(drawn)[0].split()[1]) for _ in range(5))[2]
    print(f"  a bare LIKE over all names and companies: {like * 1000:,.0f} ms")
    for kind, draw in kinds(chance, drawn).items():
        times = []
        for _ in range(rounds):
            query = draw()
            started = time.perf_counter()
            desk.lookup.find(query)
            times.append(time.perf_counter() - started)
        times.sort()
        p50, p99 = times[rounds // 2], times[rounds * 99 // 100]
        print(f"  {kind:<27} p50 {p50 * 1000:6.1f} ms, p99 {p99 * 1000:6.1f} ms", end="")
        print(f"; {p50 / like:.3f} x the LIKE", flush=True)


def people(database: Database) -> list[tuple[str, str]]:
    """Return name and number of at most 5,000 leads, spread over all."""
    with database.read() as connection:
        newest = connection.execute(text("SELECT max(id) FROM lead")).scalar_one()
        drawn = connection.execute(
            text(
                "SELECT l.name, n.e164 FROM lead l JOIN number n ON n.lead_id = l.id"
                f" WHERE l.id % {max(newest // 5000, 1)} = 0 LIMIT 5000"
            )
        )
        return [(name, e164) for name, e164 in drawn]


def bare(database: Database, part: str) -> float:
    """Return the seconds of a LIKE over all names and companies."""
    started = time.perf_counter()
    with database.read() as connection:
        fits = leads.c.name.icontains(part) | leads.c.company.icontains(part)
        connection.execute(select(leads.c.id).where(fits).order_by(leads.c.name).limit(50)).all()
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    for name, open_filled in (("SQLite", sqlite_with), ("PostgreSQL", postgres_with)):
        if options.only not in {None, name.lower()}:
            continue
        with open_filled(options.leads, PLACES) as address:
            database = open_database(address)
            print(f"{name}, {options.leads:,} leads (to reach: p99 50 ms)", flush=True)
            name_all(database, options.leads, random.Random(1))
            measure(database, options.rounds)
            database.close()


if __name__ == "__main__":
    main()
