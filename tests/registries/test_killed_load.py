"""A load that is killed at any point leaves the old list whole."""

import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.audit.log import newest_entry_at
from db.audit.verification import verify
from db.dnc.registries import hits_for, registry_rows
from db.dnc.registry_publishing import sweep
from db.engine.database import Database
from db.tables.do_not_call import registry_blocks

PROBES = [
    f"+1{area}{exchange}{line:04d}"
    for area in (202, 503, 310)
    for exchange in range(200, 900, 7)
    for line in (0, 1)
]


def write(path: Path, last: int) -> None:
    """Three area codes, every second number of each exchange listed: the even or the odd ones."""
    lines = [f"{line:04d}\n" for line in range(last, 2000, 2)]
    with path.open("w") as file:
        for area in (202, 310, 503):
            for exchange in range(200, 900):
                file.writelines(f"{area},{exchange}{line}" for line in lines)


def load(address: str, path: Path) -> "subprocess.Popen[bytes]":
    """A copy of a day that is past by any clock: its hits count still."""
    command = ["dnc", "import", str(path), "--source", "national", "--as-of", "2020-01-01"]
    return subprocess.Popen([sys.executable, "-m", "console", "--db", address, *command, "--force"])


def listed(database: Database) -> frozenset[str]:
    with database.read() as connection:
        return frozenset(hits_for(connection, PROBES))


@pytest.mark.long
def test_a_load_killed_at_any_moment_changes_all_or_nothing(
    database: Database, address: str, tmp_path: Path
) -> None:
    files = [tmp_path / "even.txt", tmp_path / "odd.txt"]
    for last, path in enumerate(files):
        write(path, last)
    even, odd = (frozenset(probe for probe in PROBES if probe[-1] == last) for last in "01")
    assert load(address, files[0]).wait() == 0
    assert listed(database) == even
    dice = random.Random(7)
    killed = 0
    for turn in range(12):
        before = listed(database)
        process = load(address, files[before == even])
        try:
            process.wait(timeout=dice.uniform(0.3, 2.5))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
        assert listed(database) in (even, odd), turn
    assert killed
    assert load(address, files[listed(database) == even]).wait() == 0
    with database.read() as connection:
        loaded_at = newest_entry_at(connection)
    assert loaded_at is not None
    sweep(database, loaded_at + timedelta(days=1))
    with database.read() as connection:
        blocks = connection.execute(select(func.count()).select_from(registry_blocks))
        assert blocks.scalar() == 3 * 700
        assert sum(row.size for row in registry_rows(connection)) == 3 * 700 * 1000
        assert verify(connection) is None
