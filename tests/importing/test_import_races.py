"""Imports beside other work: nothing twice, nothing half, nobody waits."""

import multiprocessing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from console.importing.leads import Wish, import_leads
from db.bulk import staging
from db.engine import Database, open_database
from db.tables import lead_lists, leads, numbers, settings
from tests.conftest import FrozenClock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "many.csv"
    rows = (f"Ann{n},208555{n:04}" for n in range(6000))
    path.write_text("name,phone\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def leads_in(database: Database) -> int:
    with database.read() as connection:
        counted = connection.execute(select(func.count()).select_from(leads))
        return int(counted.scalar_one())


def _import(address: str, path: str, list_name: str, clock: FrozenClock, ready: Any) -> None:
    database = open_database(address)
    ready.wait()
    import_leads(database, Path(path), Wish(list_name=list_name), agent=list_name, now=clock())
    database.close()


def test_one_file_brought_by_four_at_once_comes_in_once(
    address: str, database: Database, clock: FrozenClock, path: Path
) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(4)
    importers = [
        context.Process(target=_import, args=(address, str(path), f"list {n}", clock, ready))
        for n in range(4)
    ]
    for importer in importers:
        importer.start()
    for importer in importers:
        importer.join()
    assert [importer.exitcode for importer in importers] == [0, 0, 0, 0]
    with database.read() as connection:
        assert leads_in(database) == 6000
        assert connection.execute(select(func.count(numbers.c.e164.distinct()))).scalar() == 6000
        assert connection.execute(select(func.count()).select_from(lead_lists)).scalar() == 1


def test_an_import_that_is_stopped_leaves_nothing(
    database: Database, clock: FrozenClock, path: Path
) -> None:
    def stop(rows: int, _about: int) -> None:
        if rows > 2000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_leads(database, path, Wish(), agent="ann", now=clock(), progress=stop)
    assert leads_in(database) == 0
    assert import_leads(database, path, Wish(), agent="ann", now=clock()).imported == 6000


def test_others_write_while_rows_are_staged(
    database: Database, clock: FrozenClock, path: Path
) -> None:
    def write(rows: int, _about: int) -> None:
        with database.write() as connection:
            connection.execute(settings.insert().values(name=f"at {rows}", value=rows))

    brought = import_leads(database, path, Wish(), agent="ann", now=clock(), progress=write)
    assert brought.imported == 6000
    with database.read() as connection:
        written = connection.execute(select(settings.c.name).where(settings.c.name.like("at %")))
        assert len(written.all()) == 3


def test_what_was_staged_is_out_of_sight_and_goes_with_its_block(
    database: Database, clock: FrozenClock, path: Path
) -> None:
    def look(_rows: int, _about: int) -> None:
        assert leads_in(database) == 0

    import_leads(database, path, Wish(), agent="ann", now=clock(), progress=look)
    for _ in range(3):  # the same tables can be made again: no connection kept them
        with staging(database) as stage:
            assert stage.weigh().imported == 0
