"""Measure a supervisor's summaries over 10,000,000 attempts, beside counting the attempts.

python -m benchmarks.summaries [--attempts 10000000]
"""

import argparse
import time

from sqlalchemy import text

from benchmarks.fill import NOON, PLACES, series, sqlite_with
from console.desk import Desk
from db.columns import EPOCH, MICROSECOND
from db.engine.database import open_database

PER_SESSION = 25
DAY = 86_400_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=10_000_000)
    options = parser.parse_args()
    with sqlite_with(100_000, PLACES) as path:
        database = open_database(path)
        _fill(database, options.attempts)
        desk = Desk(database, lambda: NOON, "agent1")
        times = []
        for _ in range(5):
            started = time.perf_counter()
            summaries = desk.sessions.summaries(50)
            times.append(time.perf_counter() - started)
        with database.read() as connection:
            started = time.perf_counter()
            connection.execute(text("SELECT count(*) FROM attempt")).scalar()
            bare = time.perf_counter() - started
        database.close()
    print(f"the {len(summaries)} newest summaries over {options.attempts:,} attempts:")
    print(f"  first {times[0]:.3f} s, then {min(times):.3f} s   (to reach: 1 s)")
    print(f"  counting the attempts: {bare:.3f} s; ratio {times[0] / bare:.2f}")


def _fill(database, attempts: int) -> None:  # type: ignore[no-untyped-def]
    """Insert sessions of 25 attempts each, spread over 100 agents and the year before noon."""
    sessions = attempts // PER_SESSION
    until = (NOON - EPOCH) // MICROSECOND
    step = 365 * DAY // sessions
    with database.write() as connection:
        connection.execute(
            text(
                "INSERT INTO calling_session (id, name, list_id, position, of, size, agent, status,"
                " planned_at, started_at, ended_at, paused_seconds, given_back, screening,"
                " is_of_list)"
                f" SELECT n, 'Session ' || n, 1, 1, 1, 25, 'agent' || (n % 100), 'done',"
                f" {until} - ({sessions} - n) * {step}, {until} - ({sessions} - n) * {step},"
                f" {until} - ({sessions} - n) * {step} + 3600000000, 0, 0, '', false"
                f" FROM {series('sqlite', sessions)} x"
            )
        )
        connection.execute(
            text(
                "INSERT INTO attempt (id, claim, lead_id, e164, agent, session_id, direction,"
                " dialled_at, ended_at, outcome, note, verdict, tzdata, salt)"
                " SELECT n, 'c' || n, 1 + n % 100000, '+12085550147',"
                f" 'agent' || ((1 + (n - 1) / 25) % 100), 1 + (n - 1) / 25, 'outbound',"
                f" {until} - ({sessions} - 1 - (n - 1) / 25) * {step} + (n % 25) * 120000000, 0,"
                " CASE n % 5 WHEN 0 THEN 'no' WHEN 1 THEN 'voicemail' WHEN 2 THEN 'no_answer'"
                " WHEN 3 THEN 'yes' ELSE 'no' END, '', '{\"verdict\": \"call\"}', '2026.6', 's'"
                f" FROM {series('sqlite', attempts)} x"
            )
        )
    with database.write() as connection:
        connection.execute(text("ANALYZE"))


if __name__ == "__main__":
    main()
