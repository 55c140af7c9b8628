"""An import that is killed at any point shows all of its leads or none, and goes on from there."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from console.importing.import_run import WORTH_A_PROCESS
from console.importing.rows.chunks import ROWS_AT_ONCE
from console.lists.batches import undo_import
from db.audit.log import newest_entry_at
from db.audit.verification import verify
from db.engine.database import Database
from db.imports.batches import read_batches
from db.tables.imports import import_batches, import_checkpoints
from db.tables.leads import in_sight, leads, numbers

ROWS = WORTH_A_PROCESS
"""The fewest for which a process of its own reads the file."""


def start(address: str, path: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "console", "--db", address, "import", str(path)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def seen(database: Database) -> int:
    with database.read() as connection:
        counted = connection.execute(select(func.count()).select_from(leads).where(in_sight()))
        return int(counted.scalar_one())


def take_out(database: Database) -> None:
    """At the instant of the last import, whatever that is by the machine's clock."""
    with database.read() as connection:
        batches = [row.id for row in read_batches(connection)]
        at = newest_entry_at(connection)
    for batch_id in batches:
        assert at is not None
        undo_import(database, batch_id, "ann", at)


@pytest.mark.long
def test_an_import_that_is_killed_at_any_moment_shows_all_or_nothing(
    database: Database, address: str, tmp_path: Path
) -> None:
    path = tmp_path / "fair.csv"
    areas = (208, 212, 305, 415)
    rows = (f"Ann{n},{areas[n % 4]}{200 + n // 10_000}{n % 10_000:04}\n" for n in range(ROWS))
    path.write_text("name,phone\n" + "".join(rows) + "Broken,1\n", encoding="utf-8")
    began = time.monotonic()
    assert start(address, path).wait() == 0
    whole = time.monotonic() - began
    assert seen(database) == ROWS
    dice = random.Random(11)
    cut = 0
    for turn in range(8):
        take_out(database)
        process = start(address, path)
        try:
            process.wait(timeout=dice.uniform(0.2, 1.0) * whole)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            cut += 1
        assert seen(database) in (0, ROWS), turn
    assert cut
    take_out(database)
    assert start(address, path).wait() == 0
    with database.read() as connection:
        for table, count in ((leads, ROWS), (numbers, ROWS), (import_batches, 1)):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == count
        assert verify(connection) is None


@pytest.mark.long
def test_an_import_goes_on_where_it_was_killed(
    database: Database, address: str, tmp_path: Path
) -> None:
    path = tmp_path / "fair.csv"
    areas = (208, 212, 305, 415)
    rows = (f"Ann{n},{areas[n % 4]}{200 + n // 10_000}{n % 10_000:04}\n" for n in range(ROWS))
    path.write_text("name,phone\n" + "".join(rows) + "Broken,1\n", encoding="utf-8")
    for kills, chunks in enumerate((1, 2), 1):
        process = start(address, path)
        while written(database) < chunks:
            assert process.poll() is None, "it ended before it was killed"
        process.kill()
        process.wait()
        assert seen(database) == 0, kills
    stored = written(database)
    command = [sys.executable, "-m", "console", "--db", address, "import", str(path)]
    last = subprocess.run(command, capture_output=True, text=True, check=True)
    # The first chunk has the row of column names.
    assert f"This import was interrupted after {stored * ROWS_AT_ONCE - 1:,} rows." in last.stderr
    assert f"{ROWS + 1:,} rows: {ROWS:,} imported" in last.stdout
    with database.read() as connection:
        for table, count in ((leads, ROWS), (numbers, ROWS), (import_batches, 1)):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == count
        assert verify(connection) is None
    assert written(database) == 0


def written(database: Database) -> int:
    """How many chunks of an import are committed, while it is not published."""
    with database.read() as connection:
        counted = select(func.coalesce(func.max(import_checkpoints.c.chunk), 0))
        return int(connection.execute(counted).scalar_one())
