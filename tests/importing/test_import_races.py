"""Imports beside other work: nothing twice, nothing half, nobody waits."""

from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from console.importing.import_run import import_leads
from console.importing.one_lead import NewPerson, add_lead
from console.importing.options import ImportOptions
from console.importing.publishing import finish_imports
from console.importing.rows.chunks import ROWS_AT_ONCE
from console.lists.batches import undo_import
from console.trouble import BadInput
from db.audit.reader import latest_entries
from db.claims.queue_counts import piles
from db.engine.database import Database, open_database
from db.enums import LeadKind
from db.imports.batches import NewList, Source, read_batches
from db.imports.staging import staging
from db.leads.numbers import leads_about
from db.leads.records import leads_with
from db.leads.search import find_named, find_numbered
from db.lists.catalogue import count_leads, read_lists
from db.places.stored import places_after
from db.reports.exports import most_numbers, stream_leads
from db.sessions.free_leads import free_leads, of_the_plan
from db.tables.firm import settings
from db.tables.leads import in_sight, lead_lists, leads, numbers
from tests.conftest import FrozenClock
from tests.registries.lists import Lists

ROWS = ROWS_AT_ONCE + 1000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "many.csv"
    rows = (f"Ann{n},208555{n:04}" for n in range(ROWS))
    path.write_text("name,phone\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def leads_in(database: Database) -> int:
    with database.read() as connection:
        counted = connection.execute(select(func.count()).select_from(leads))
        return int(counted.scalar_one())


def seen(database: Database, clock: FrozenClock) -> list[Any]:
    """What a person sees of leads, wherever they may look."""
    with database.read() as connection:
        return [
            *read_batches(connection),
            *read_lists(connection, count_leads(connection)),
            *piles(connection, clock()),
            *places_after(connection, 0),
            *(
                lead_id
                for lead in free_leads(connection, of_the_plan(), "ann", clock())
                for lead_id in lead.lead_ids
            ),
            *find_named(connection, "Ann1", 5),
            *find_numbered(connection, "+12085550001", ("0001",), 5),
            *leads_about(connection, "+12085550001"),
            *range(most_numbers(connection, None)),
            *stream_leads(connection, None),
        ]


def _import(address: str, path: str, list_name: str, clock: FrozenClock, ready: Any) -> None:
    database = open_database(address)
    ready.wait()
    import_leads(
        database, Path(path), ImportOptions(list_name=list_name), agent=list_name, now=clock()
    )
    database.close()


def test_one_file_brought_by_four_at_once_comes_in_once(
    address: str,
    database: Database,
    clock: FrozenClock,
    path: Path,
    processes: ForkServerContext,
) -> None:
    ready = processes.Barrier(4)
    importers = [
        processes.Process(target=_import, args=(address, str(path), f"list {n}", clock, ready))
        for n in range(4)
    ]
    for importer in importers:
        importer.start()
    for importer in importers:
        importer.join()
    assert [importer.exitcode for importer in importers] == [0, 0, 0, 0]
    with database.read() as connection:
        assert leads_in(database) == ROWS
        assert connection.execute(select(func.count(numbers.c.e164.distinct()))).scalar() == ROWS
        assert connection.execute(select(func.count()).select_from(lead_lists)).scalar() == 1


@pytest.mark.long
def test_an_import_that_is_stopped_shows_nothing_and_can_be_taken_out(
    database: Database, clock: FrozenClock, path: Path
) -> None:
    def stop(rows: int, _about: int) -> None:
        if rows > 2000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_leads(database, path, ImportOptions(), agent="ann", now=clock(), progress=stop)
    with database.read() as connection:
        assert connection.execute(select(func.count(leads.c.id)).where(in_sight())).scalar() == 0
    assert finish_imports(database, clock()).dead == 1
    assert leads_in(database) == 0
    assert import_leads(database, path, ImportOptions(), agent="ann", now=clock()).imported == ROWS


def test_others_write_while_rows_are_staged(
    database: Database, clock: FrozenClock, path: Path
) -> None:
    def write(rows: int, _about: int) -> None:
        with database.write() as connection:
            connection.execute(settings.insert().values(name=f"at {rows}", value=rows))

    brought = import_leads(
        database, path, ImportOptions(), agent="ann", now=clock(), progress=write
    )
    assert brought.imported == ROWS
    with database.read() as connection:
        written = connection.execute(select(settings.c.name).where(settings.c.name.like("at %")))
        assert {f"at {ROWS}"} < set(written.scalars()), "once in the middle too"


@pytest.mark.long
def test_what_was_staged_is_out_of_sight_and_goes_with_its_block(
    database: Database, clock: FrozenClock, path: Path
) -> None:
    written = []

    def look(_rows: int, _about: int) -> None:
        written.append(leads_in(database))
        assert seen(database, clock) == [], "while it is under way"

    import_leads(database, path, ImportOptions(), agent="ann", now=clock(), progress=look)
    assert written[-1] == ROWS
    assert len(seen(database, clock)) == 2 * ROWS + 12
    into, source = NewList("more", LeadKind.CONSUMER, "US", None), Source("f", "c", "ann", clock())
    for _ in range(3):  # the same tables can be made again: no connection kept them
        with staging(database, into, source) as stage:
            assert stage.weigh().imported == 0


def test_leads_that_came_in_stand_in_the_places_that_were_there_before(
    database: Database, clock: FrozenClock, path: Path, tmp_path: Path
) -> None:
    early = tmp_path / "early.csv"
    early.write_text("name,phone\nOld,2085559999\n", encoding="utf-8")
    import_leads(database, early, ImportOptions(), agent="ann", now=clock())
    import_leads(database, path, ImportOptions(), agent="ann", now=clock())
    with database.read() as connection:
        ((place_id, _),) = places_after(connection, 0)
        for table in (leads, numbers):
            stands = connection.execute(select(table.c.place_id, func.count()).group_by("place_id"))
            assert [tuple(row) for row in stands] == [(place_id, ROWS + 1)]


def test_a_person_added_while_a_list_comes_in_waits_for_nothing_and_is_not_doubled(
    database: Database, clock: FrozenClock, path: Path
) -> None:
    added = []

    def add(rows: int, _about: int) -> None:
        if rows == ROWS:
            person = NewPerson("Bo", ("2085550007",), "by hand")
            added.append(add_lead(database, person, "bo", clock()).lead_id)

    brought = import_leads(database, path, ImportOptions(), agent="ann", now=clock(), progress=add)
    assert (brought.imported, brought.duplicate_in_database) == (ROWS - 1, 1)
    with database.read() as connection:
        assert leads_with(connection, "+12085550007") == added


def test_a_registry_that_comes_in_meanwhile_bars_who_is_on_their_way_in(
    database: Database, clock: FrozenClock, path: Path, tmp_path: Path
) -> None:
    lists = Lists(database, clock, tmp_path)

    def load(rows: int, _about: int) -> None:
        if rows == ROWS:
            lists.load("208,5550007\n208,5555999\n")

    import_leads(database, path, ImportOptions(), agent="ann", now=clock(), progress=load)
    with database.read() as connection:
        barred = connection.execute(select(leads.c.name).where(leads.c.bar == "registry"))
        assert set(barred.scalars()) == {"Ann7", "Ann5999"}


def test_as_a_list_appears_postgresql_knows_how_large_its_tables_are(
    database: Database, clock: FrozenClock, path: Path
) -> None:
    """Else it would read whole tables for each key, until it looks at them a minute later."""
    import_leads(database, path, ImportOptions(), agent="ann", now=clock())
    if database.is_sqlite:  # which is never told, and goes by the indexes
        return
    with database.read() as connection:
        known = text("SELECT relname, reltuples FROM pg_class WHERE relname IN ('lead', 'number')")
        assert {row[0]: row[1] for row in connection.execute(known)} == {
            "lead": ROWS,
            "number": ROWS,
        }


def test_while_leads_are_published_those_that_are_barred_are_counted_by_themselves(
    database: Database, clock: FrozenClock, path: Path
) -> None:
    run: list[tuple[str, Any]] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _watch(_connection: object, _cursor: object, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith("SELECT count") and "bar IN" in statement:
            run.append((statement, values))

    import_leads(database, path, ImportOptions(), agent="ann", now=clock())
    event.remove(database.engine, "before_cursor_execute", _watch)
    ((statement, values),) = run
    if database.is_sqlite:  # the other one goes by what it knows of the table
        with database.read() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        assert "ix_lead_barred" in str(plan)


def test_an_import_that_two_people_undo_is_undone_once(
    address: str, database: Database, clock: FrozenClock, path: Path
) -> None:
    path.write_text("name,phone\nAda,2085550147\n", encoding="utf-8")
    import_leads(database, path, ImportOptions(), agent="ann", now=clock())
    other = open_database(address)
    counts: list[int] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _undo_first(_connection: object, _cursor: object, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT count") and not counts:
            counts.append(undo_import(other, 1, "bob", clock()).leads)

    with pytest.raises(BadInput, match="Import 1 was undone by somebody else"):
        undo_import(database, 1, "ann", clock())
    event.remove(database.engine, "before_cursor_execute", _undo_first)
    other.close()
    assert counts == [1]
    with database.read() as connection:
        actions = [entry.action for entry in latest_entries(connection, 10)]
    assert actions.count("import_undo") == 1
    assert leads_in(database) == 0
