"""Measure a supervisor's reports over millions of attempts, beside a bare count of them.

python -m benchmarks.reports [--attempts 10000000] [--leads 100000] [--database postgresql]
"""

import argparse
import time
from collections.abc import Callable
from datetime import timedelta

from msgspec.structs import replace
from sqlalchemy import text

from benchmarks.fill import (
    NOON,
    PLACES,
    go_on_after,
    indexed_after,
    postgres_with,
    series,
    sqlite_with,
)
from console.judging.preferred_hours import find_best_hours
from console.supervision.floor.today import read_today
from console.supervision.reports.calls import ReportScope, read_when, report
from console.supervision.reports.script_openings import compare_openings
from db.calls.tallies import tally_anew
from db.columns import EPOCH, MICROSECOND
from db.engine.database import Database, open_database
from db.reports.report_counts import totals_of_started
from db.tables.calls import attempts

AGENTS = 100
PER_SESSION = 25
ROUNDS = 3
LISTS = 3
DAYS = 365
DAY = 86_400_000_000
SHIFT = 9 * 3_600_000_000
"""From 13:00 to 22:00 UTC."""

ZONE = "America/New_York"
SCRIPT = "# Opening: by name\nHello.\n# Opening: to the point\nOne question."
BARE_OF_LEADS = (
    "SELECT outcome, lead.list_id, count(*), min(dialled_at), max(ended_at) FROM attempt"
    " JOIN lead ON lead.id = lead_id WHERE lead.kind = 'business' GROUP BY outcome, lead.list_id"
)
BARE = "SELECT outcome, count(*), min(dialled_at), max(ended_at) FROM attempt GROUP BY outcome"

VERDICT = (
    '{"verdict": "call", "at": "2026-11-18T18:00:00Z", "opens_at": null, "closes_at":'
    ' "2026-11-19T02:00:00Z", "zones": [{"zone": "America/Chicago", "local":'
    ' "2026-11-18T12:00-06:00", "from": "postal_code"}, {"zone": "America/New_York", "local":'
    ' "2026-11-18T13:00-05:00", "from": "area_code"}], "jurisdictions": [{"jurisdiction": "US-IL",'
    ' "from": "area_code"}], "reasons": [], "allowed_by": ["us-federal-hours"], "cautions": [],'
    ' "tzdata": "2026.6"}'
)


def add_attempts(database: Database, count: int) -> None:
    """Add a year of nine-hour days: 100 agents, sessions of 25 from three lists, ten caller ids."""
    dialect = "sqlite" if database.is_sqlite else "postgresql"
    of_day = max(AGENTS, count // DAYS)
    each = of_day // AGENTS
    step = SHIFT // each
    first = (NOON - EPOCH) // MICROSECOND // DAY * DAY - DAYS * DAY + 13 * 3_600_000_000
    if count // of_day > DAYS:
        first -= (count // of_day - DAYS) * DAY
    day, agent, call = f"(n / {of_day})", f"(n % {AGENTS})", f"(n % {of_day} / {AGENTS})"
    at = f"({first} + {day} * {DAY} + {call} * {step} + {agent} * 137000)"
    span = str(step * 2 // 3)
    free = f"{at} - CASE {call} WHEN 0 THEN {DAY - SHIFT} ELSE {step} - {span} END"
    session = f"(1 + {day} * {AGENTS} * {each // PER_SESSION + 1}"
    session += f" + {agent} * {each // PER_SESSION + 1} + {call} / {PER_SESSION})"
    per_day = AGENTS * (each // PER_SESSION + 1)
    sessions = (count // of_day + 1) * per_day

    def instant(microseconds: str) -> str:
        if dialect == "sqlite":
            return microseconds
        epoch = "timestamptz '1970-01-01 00:00:00+00'"
        return f"({epoch} + ({microseconds}) * interval '1 microsecond')"

    began = f"({first} + (n - 1) / {per_day} * {DAY} + (n - 1) % {each // PER_SESSION + 1}"
    began += f" * {step * PER_SESSION})"
    with database.write() as connection, indexed_after(connection, attempts):
        connection.execute(
            text(
                "INSERT INTO calling_session (id, name, list_id, position, of, size, agent, status,"
                " planned_at, started_at, ended_at, paused_seconds, given_back, screening,"
                " is_of_list)"
                f" SELECT n, 'Session ' || n, 1 + n % {LISTS}, 1, 1, {PER_SESSION},"
                f" 'agent' || ((n - 1) % {per_day} / {each // PER_SESSION + 1}), 'done',"
                f" {instant(began)}, {instant(began)}, {instant(began + ' + 3600000000')},"
                f" 0, 0, '', false FROM {series(dialect, sessions)} x"
            )
        )
        connection.execute(
            text(
                "INSERT INTO script_version (id, name, checksum, text, first_used_at)"
                f" VALUES (1, 'pitch', 'pitch', :script, {instant('0')})"
            ),
            {"script": SCRIPT},
        )
        number = "(1 + n * 7919 % (SELECT max(id) FROM lead))"
        connection.execute(
            text(
                "INSERT INTO attempt (id, claim, lead_id, number_id, e164, agent, session_id,"
                " direction, caller_id, dialled_at, ended_at, free_at, outcome, note, verdict,"
                " tzdata, salt, hour_there, script_id, opening)"
                f" SELECT n + 1, '{'0' * 20}' || (1000000000000 + n), {number}, {number},"
                f" '+1' || (2000000000 + {number}), 'agent' || {agent}, {session}, 'outbound',"
                f" '+1208555010' || ({agent} % 10), {instant(at)}, {instant(at + ' + ' + span)},"
                f" CASE WHEN n < {AGENTS} THEN NULL ELSE {instant(free)} END,"
                " CASE n * 31 % 20 WHEN 0 THEN 'yes' WHEN 1 THEN 'no' WHEN 2 THEN 'no'"
                " WHEN 3 THEN 'no' WHEN 4 THEN 'hung_up' WHEN 5 THEN 'gatekeeper'"
                " WHEN 6 THEN 'voicemail' WHEN 7 THEN 'voicemail' WHEN 8 THEN 'voicemail'"
                " WHEN 9 THEN 'voicemail' WHEN 10 THEN 'busy' WHEN 11 THEN 'callback'"
                " WHEN 12 THEN 'wrong_number' ELSE 'no_answer' END, '', :verdict, '2026.6',"
                f" '{'5' * 32}', {at} / 3600000000 - 6,"
                " 1, CASE n % 2 WHEN 0 THEN 'Opening: by name' ELSE 'Opening: to the point' END"
                f" FROM (SELECT n - 1 AS n FROM {series(dialect, count)} s) x"
            ),
            {"verdict": VERDICT},
        )
        go_on_after(connection, "calling_session", "script_version", "attempt")
    with database.write() as connection:
        tally_anew(connection)
        connection.execute(text("ANALYZE"))
    if not database.is_sqlite:
        # As autovacuum does later: only then can PostgreSQL answer from an index alone.
        alone = database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with alone as connection:
            connection.execute(text("VACUUM"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=10_000_000)
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options = parser.parse_args()
    open_filled = sqlite_with if options.database == "sqlite" else postgres_with
    with open_filled(options.leads, PLACES, lists=LISTS) as address:
        database = open_database(address)
        add_attempts(database, options.attempts)
        measure(database)
        database.close()


def measure(database: Database) -> None:
    """Print the best of three times of each report, and its ratio to the bare count."""
    with database.read() as connection:
        count = connection.execute(text("SELECT count(*) FROM attempt")).scalar_one()
        bare = _best(lambda: connection.execute(text(BARE)).all())
    print(f"{count:,} attempts; counting and summing them bare: {bare:.3f} s")
    until = NOON + timedelta(hours=4)

    def print_time(name: str, aim: float, work: Callable[[], object]) -> None:
        took = _best(work)
        print(f"  {name:24} {took:7.3f} s of {aim:.1f} s; ratio to the bare sum {took / bare:.3f}")

    print_time("Today", 0.3, lambda: read_today(database, ZONE, until))
    year = ReportScope((until - timedelta(days=DAYS + 1)).date(), until.date(), ZONE)
    for by in ("agent", "outcome", "list", "supplier", "caller", "hour", "day"):
        print_time(f"a year by {by}", 1.0, lambda by=by: report(database, by, year))  # type: ignore[misc]
    print_time(
        "a year by hours there", 1.0, lambda: read_when(database, ZONE, until, year.first_on)
    )
    with database.read() as connection:
        print_time("which hours come first", 1.0, lambda: find_best_hours(connection, until))
    with database.read() as connection:
        print_time("all sessions together", 1.0, lambda: totals_of_started(connection, *[None] * 4))
    print_time("a year's openings", 1.0, lambda: compare_openings(database, year, until))
    of_leads = replace(year, where="kind = business")
    with database.read() as connection:
        plain = _best(lambda: connection.execute(text(BARE_OF_LEADS)).all())
    print(f"  the same of leads that fit, bare: {count / plain:,.0f} attempts a second")

    def print_rate(name: str, work: Callable[[], object]) -> None:
        before = time.process_time()
        took = _best(work)
        own_time = (time.process_time() - before) / ROUNDS
        print(
            f"  {name:32} {count / took:11,.0f} attempts a second; {plain / took:.2f} × the bare"
            f" one; {own_time:.2f} s of this process's processor"
        )

    print_rate("a year by state", lambda: report(database, "state", year))
    for by in ("agent", "outcome", "list", "supplier", "caller", "hour"):
        print_rate(f"a year by {by} --where", lambda by=by: report(database, by, of_leads))  # type: ignore[misc]
    print_rate(
        "a year by hours there --where",
        lambda: read_when(database, ZONE, until, year.first_on, where=of_leads.where),
    )
    print_rate("a year's openings --where", lambda: compare_openings(database, of_leads, until))


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


if __name__ == "__main__":
    main()
