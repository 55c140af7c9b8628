"""Measure `audit verify`, beside a bare loop of SHA-256 over the same entries.

    python -m benchmarks.verify [--attempts 100000] [--only sqlite]

Each attempt has a dial and an outcome, so there are twice as many entries.
"""

import argparse
import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import insert, select, text, update

from benchmarks.fill import NOON, PLACES, postgres_with, sqlite_with
from db.audit.coverage import hash_attempt
from db.audit.log import GENESIS, digest_of
from db.audit.parallel_verification import check_database
from db.engine.database import Database, open_database
from db.tables.audit import audit_entries, audit_heads
from db.tables.calls import AttemptRow, attempts

LEADS = 1000

VERDICT: dict[str, object] = {
    "verdict": "call",
    "at": "2026-11-18T17:00:00Z",
    "opens_at": None,
    "closes_at": "2026-11-19T02:00:00Z",
    "zones": [
        {"zone": "America/Chicago", "local": "2026-11-18T11:00-06:00", "from": "area_code"},
        {"zone": "America/Denver", "local": "2026-11-18T10:00-07:00", "from": "area_code"},
    ],
    "jurisdictions": [{"jurisdiction": "US-TX", "from": "area_code"}],
    "reasons": [],
    "allowed_by": ["us-tcpa-hours", "us-national does not apply to a business"],
    "cautions": ["The line type is unknown: some states bar calls to mobiles."],
    "tzdata": "2026.3",
}

AT_ONCE = 5000


def _row(values: Mapping[str, Any]) -> AttemptRow:
    return AttemptRow(**values)


def rows(count: int) -> Iterator[tuple[AttemptRow, list[dict[str, object]]]]:
    """Yield each attempt with its two entries of the log."""
    previous, seq = GENESIS, 0
    for number in range(1, count + 1):
        at = NOON + timedelta(seconds=20 * number)
        values = {
            **dict.fromkeys(AttemptRow.__struct_fields__),
            "id": number,
            "claim": f"claim {number}",
            "lead_id": 1 + number % LEADS,
            "e164": f"+1{2000000000 + number}",
            "agent": "ann",
            "direction": "outbound",
            "dialled_at": at,
            "note": "",
            "opening": "",
            "verdict": VERDICT,
            "tzdata": "2026.3",
            "salt": f"{number:032x}",
        }
        dialled = hash_attempt(_row(values))
        values |= {"outcome": "no", "ended_at": at, "note": "not now", "audit_seq": seq + 2}
        attempt = _row(values)
        ended = hash_attempt(attempt)
        proofs = (
            ("dial", {"holds": {"attempt": [1, dialled]}, "v": 1}),
            (
                "outcome",
                {
                    "drops": {"attempt": {str(seq + 1): [dialled]}},
                    "holds": {"attempt": [1, ended]},
                    "v": 1,
                },
            ),
        )
        entries = []
        for action, proof in proofs:
            seq += 1
            detail = json.dumps({"attempt": number, "lead": attempt.lead_id, "number": "0" * 64})
            proof_text = json.dumps(proof, separators=(",", ":"))
            fields = (at, "ann", action, detail, attempt.lead_id, "0" * 64, proof_text)
            digest = digest_of(seq, *fields, previous)
            names = ("at", "agent", "action", "detail", "lead_id", "number", "proof")
            entries.append(
                {
                    "seq": seq,
                    **dict(zip(names, fields, strict=True)),
                    "previous": previous,
                    "hash": digest,
                }
            )
            previous = digest
        yield attempt, entries


def fill_log(database: Database, count: int) -> None:
    with database.write() as connection:
        last: dict[str, object] = {}
        waiting: list[tuple[AttemptRow, list[dict[str, object]]]] = []

        def insert_waiting() -> None:
            connection.execute(insert(attempts), [asdict(row) for row, _ in waiting])
            entries = [entry for _, pair in waiting for entry in pair]
            connection.execute(insert(audit_entries), entries)
            waiting.clear()

        for attempt, entries in rows(count):
            waiting.append((attempt, entries))
            last = entries[-1]
            if len(waiting) == AT_ONCE:
                insert_waiting()
        if waiting:
            insert_waiting()
        connection.execute(update(audit_heads).values(seq=last["seq"], hash=last["hash"]))
    with database.write() as connection:
        connection.execute(text("ANALYZE"))


def bare(database: Database) -> float:
    """Return the seconds of SHA-256 over all entries and verdicts, without reading them."""
    with database.read() as connection:
        entries = connection.execute(select(audit_entries.c.detail, audit_entries.c.proof)).all()
    texts = [f"{detail}{proof}{GENESIS}" for detail, proof in entries]
    texts += [json.dumps(VERDICT)] * (len(entries) // 2)
    started = time.perf_counter()
    for content in texts:
        hashlib.sha256(content.encode()).hexdigest()
    return time.perf_counter() - started


def _processor() -> float:
    """Return the processor seconds of this process and of its ended children."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=100_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    for name, open_filled in (("SQLite", sqlite_with), ("PostgreSQL", postgres_with)):
        if options.only not in {None, name.lower()}:
            continue
        with open_filled(LEADS, PLACES) as address:
            database = open_database(address)
            fill_log(database, options.attempts)
            times, hashes, processor = [], [], []
            for _ in range(3):
                hashes.append(bare(database))
                started, used = time.perf_counter(), _processor()
                checked = check_database(database)
                times.append(time.perf_counter() - started)
                processor.append(_processor() - used)
                if checked.fault is not None:
                    raise SystemExit(checked.fault.text)
            database.close()
        took, hashing = min(times), min(hashes)
        print(f"{name}, {checked.entries:,} entries and {checked.rows:,} attempts compared")
        print(f"  {checked.entries / took:,.0f} entries a second   (to reach: 200,000)")
        each = min(processor) / checked.entries * 1e6
        print(f"  {each:.1f} µs of the processor an entry, in all processes but the server's")
        print(
            f"  a bare loop of SHA-256 over the same: {hashing:.2f} s; ratio {took / hashing:.1f}"
        )


if __name__ == "__main__":
    main()
