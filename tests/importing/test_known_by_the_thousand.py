"""Many leads that are known already, brought up to date while agents go on calling."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from console.do_not_call.erasure import erase
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.importing.result import Imported
from console.lists.batches import undo_import
from db.engine.database import Database
from db.enums import OnDuplicate
from db.imports.batches import read_batches
from db.imports.pending_changes import AT_ONCE, TABLES, count_pending
from db.tables.do_not_call import consents
from db.tables.firm import settings
from db.tables.leads import leads, numbers, places
from tests.conftest import FrozenClock

ROWS = 3000
UPDATE = ImportOptions(list_name="fair", on_duplicate=OnDuplicate.UPDATE)


class Shop:
    """A list that is in, and one with the same people that is newer."""

    def __init__(self, database: Database, clock: FrozenClock, folder: Path) -> None:
        self.database, self.clock = database, clock
        self._file = folder / "fair.csv"
        self.bring(ImportOptions(list_name="fair"), "Old Works", "ID")

    def bring(
        self, wish: ImportOptions, company: str, state: str, count: int = ROWS, **more: Any
    ) -> Imported:
        rows = (f"Ann{n},208555{n:04},{company},{state}\n" for n in range(count))
        self._file.write_text("name,phone,company,state\n" + "".join(rows), encoding="utf-8")
        now = self.clock()
        return import_leads(self.database, self._file, wish, agent="ann", now=now, **more)

    def companies(self) -> dict[str, int]:
        with self.database.read() as connection:
            counted = select(leads.c.company, func.count()).group_by(leads.c.company)
            return {row[0]: row[1] for row in connection.execute(counted)}

    def left(self) -> int:
        with self.database.read() as connection:
            return count_pending(connection)


@pytest.fixture
def shop(database: Database, clock: FrozenClock, tmp_path: Path) -> Shop:
    return Shop(database, clock, tmp_path)


def stop_after(parts: int) -> Any:
    def stop(done: int, _about: int) -> None:
        if done >= parts * AT_ONCE:
            raise KeyboardInterrupt

    return stop


@pytest.mark.long
def test_others_write_between_the_parts_and_all_of_it_is_done_in_the_end(shop: Shop) -> None:
    seen: list[dict[str, int]] = []

    def write(done: int, about: int) -> None:
        with shop.database.write() as connection:
            connection.execute(settings.insert().values(name=f"at {done}", value=about))
        seen.append(shop.companies())

    brought = shop.bring(UPDATE, "New Works", "WA", finishing=write)
    assert (brought.updated, brought.imported, brought.unfinished) == (ROWS, 0, 0)
    assert len(seen) == ROWS // AT_ONCE
    assert seen[0] == {"Old Works": ROWS - AT_ONCE, "New Works": AT_ONCE}
    assert (shop.companies(), shop.left()) == ({"New Works": ROWS}, 0)
    with shop.database.read() as connection:
        stands = select(places.c.facts).join(leads, leads.c.place_id == places.c.id).distinct()
        assert ["US-WA" in facts for facts in connection.execute(stands).scalars()] == [True]


def test_nothing_of_it_is_to_be_seen_before_it_is_published(shop: Shop) -> None:
    seen = []

    def look(_rows: int, _about: int) -> None:
        seen.append(shop.companies())

    shop.bring(UPDATE, "New Works", "ID", progress=look)
    assert seen
    assert all(companies == {"Old Works": ROWS} for companies in seen)


def test_what_was_stopped_halfway_is_told_and_the_next_import_goes_on_with_it(
    shop: Shop, tmp_path: Path
) -> None:
    brought = shop.bring(UPDATE, "New Works", "ID", finishing=stop_after(3))
    assert brought.unfinished == ROWS - 3 * AT_ONCE == shop.left()
    small = tmp_path / "small.csv"
    small.write_text("name,phone\nBo,3055550147\n", encoding="utf-8")
    import_leads(shop.database, small, ImportOptions(is_dry_run=True), agent="bo", now=shop.clock())
    assert shop.left(), "a preview changes nothing"
    import_leads(shop.database, small, ImportOptions(), agent="bo", now=shop.clock())
    assert (shop.companies(), shop.left()) == ({"New Works": ROWS, "": 1}, 0)


def test_an_import_that_is_stopped_before_it_is_published_changes_nothing(shop: Shop) -> None:
    with pytest.raises(KeyboardInterrupt):
        shop.bring(UPDATE, "New Works", "ID", progress=stop_after(5))
    assert (shop.companies(), shop.left()) == ({"Old Works": ROWS}, 0)


def test_undoing_an_import_takes_off_what_it_had_not_done_yet(shop: Shop) -> None:
    shop.bring(UPDATE, "New Works", "ID", ROWS + 1, finishing=stop_after(1))
    with shop.database.read() as connection:
        batch_id = read_batches(connection)[0].id
    undo_import(shop.database, batch_id, "ann", shop.clock())
    shop.bring(ImportOptions(list_name="fair"), "Never", "ID")
    assert (shop.companies(), shop.left()) == (
        {"New Works": AT_ONCE, "Old Works": ROWS - AT_ONCE},
        0,
    )


def test_a_person_who_is_erased_meanwhile_stays_erased(shop: Shop) -> None:
    def forget(done: int, _about: int) -> None:
        if done == AT_ONCE:
            erase(shop.database, "+12085552999", "asked", "ann", shop.clock())

    shop.bring(UPDATE, "New Works", "ID", finishing=forget)
    assert shop.companies() == {"New Works": ROWS - 1, "": 1}


def test_the_leads_to_change_are_looked_up_one_by_one(shop: Shop) -> None:
    """SQLite would rather begin at the table of all numbers, for each of the parts anew."""
    if not shop.database.is_sqlite:  # the other one goes by what it knows of the tables
        return
    run: list[tuple[str, Any]] = []

    def watch(_connection: object, _cursor: object, statement: str, values: Any, *_: Any) -> None:
        if "staged_change c" in statement and statement.startswith("SELECT"):
            run.append((statement, values))

    event.listen(shop.database.engine, "before_cursor_execute", watch)
    shop.bring(UPDATE, "New Works", "WA")
    with shop.database.own_connection() as connection:
        for table in TABLES.split(";"):
            connection.exec_driver_sql(table)
        plans = [
            str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all())
            for statement, values in run
        ]
    assert plans
    assert not [plan for plan in plans if "SCAN n" in plan or "SCAN lead" in plan]


@pytest.mark.long
def test_evidence_about_people_of_another_list_moves_them_in_parts(
    shop: Shop, tmp_path: Path
) -> None:
    parts = []
    file = tmp_path / "consents.csv"
    rows = (f"Ann{n},208555{n:04},2026-11-01,written\n" for n in range(ROWS))
    header = "name,phone,consent on,consent kind\n"
    file.write_text(header + "".join(rows), encoding="utf-8")
    import_leads(
        shop.database,
        file,
        UPDATE,
        agent="ann",
        now=shop.clock(),
        finishing=lambda done, _about: parts.append(done),
    )
    with shop.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(consents)).scalar() == ROWS
        facts = select(places.c.facts).join(numbers, numbers.c.place_id == places.c.id).distinct()
        assert ["2026-11-01" in value for value in connection.execute(facts).scalars()] == [True]
    assert (len(parts) >= 2 * ROWS // AT_ONCE, shop.left()) == (True, 0)
