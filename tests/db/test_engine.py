"""Opening, transacting, and what is said when the database cannot be used."""

import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from db.engine.database import Database, DatabaseTrouble, open_database
from db.engine.postgres import do_last
from db.firm.settings import put, read_firm, read_revision
from db.schema import prepare
from db.tables.calls import callbacks
from tests.leads import PLANTED_AT, add_lead


def test_a_write_block_that_fails_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as connection:
        put(connection, "trade", "securities")
        raise RuntimeError
    with database.read() as connection:
        assert "trade" not in read_firm(connection)


def test_every_setting_that_is_put_counts_the_revision(database: Database) -> None:
    with database.write() as connection:
        before = read_revision(connection)
        put(connection, "trade", "securities")
        assert read_revision(connection) == before + 1


def test_an_instant_is_the_same_on_the_way_out(database: Database) -> None:
    lead_id = add_lead(database)
    at = datetime(2026, 11, 1, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-7)))
    with database.write() as connection:
        connection.execute(
            insert(callbacks).values(lead_id=lead_id, due_at=at, made_at=PLANTED_AT, dropped="")
        )
    with database.read() as connection:
        value = connection.execute(select(callbacks.c.due_at)).scalar_one()
        later = select(func.count()).where(callbacks.c.due_at > at - timedelta(microseconds=1))
        assert connection.execute(later).scalar() == 1
    assert value == at
    assert value.tzinfo is UTC


def test_an_instant_without_an_offset_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 1)  # noqa: DTZ001
    with pytest.raises(StatementError, match="offset"), database.write() as connection:
        connection.execute(select(callbacks).where(callbacks.c.due_at == naive))


def test_writers_wait_for_each_other(database: Database) -> None:
    def add(count: int) -> None:
        for _ in range(count):
            with database.write() as connection:
                stored = read_firm(connection).get("counter", 0)
                assert isinstance(stored, int)
                put(connection, "counter", stored + 1)

    if not database.is_sqlite:
        return
    writers = [threading.Thread(target=add, args=(20,)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with database.read() as connection:
        assert read_firm(connection)["counter"] == 80


def test_a_connection_that_died_while_it_lay_idle_is_replaced(database: Database) -> None:
    if database.is_sqlite:
        return
    idle = Database(database.url, idle=0.0)
    with idle.read() as connection:
        ours = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with database.write() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:ours, 5000)"), {"ours": ours})
    with idle.write() as connection:
        put(connection, "trade", "securities")
    idle.close()
    with database.read() as connection:
        assert read_firm(connection)["trade"] == "securities"


IN_THE_MIDDLE = """
import sys
from db.engine.database import open_database
with open_database(sys.argv[1]).write() as connection:
    ours = connection.connection.driver_connection
    with ours.pipeline():
        ours.execute("SELECT 1 / 0")
        raise SystemExit(7)
"""


def test_what_a_driver_has_to_say_of_what_was_stopped_is_not_written_on_the_terminal(
    address: str,
) -> None:
    if not address.startswith("postgresql"):
        return
    stopped = subprocess.run(
        [sys.executable, "-c", IN_THE_MIDDLE, address], capture_output=True, text=True, check=False
    )
    assert (stopped.returncode, stopped.stderr) == (7, "")


def test_a_sqlite_file_is_for_its_owner_only_and_durable(tmp_path: Path) -> None:
    path = tmp_path / "mine.db"
    database = open_database(str(path))
    prepare(database)
    with database.read() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
        rights = {row.name: stat.S_IMODE(row.stat().st_mode) for row in tmp_path.iterdir()}
    database.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert rights == {"mine.db": 0o600, "mine.db-wal": 0o600, "mine.db-shm": 0o600}


def test_a_sqlite_file_that_is_thrown_away_never_waits_for_the_disk(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "demo.db"), is_kept=False)
    prepare(database)
    with database.jot() as connection:  # on the one connection in the pool
        put(connection, "trade", "securities")
    with database.read() as connection:
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 0
    database.close()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "is a folder"),
        ("missing/here.db", "does not exist"),
        ("note.txt", "not a Smile & Dial database"),
        ("mysql://host/name", "not a database Smile & Dial can use"),
        ("post gres://", "cannot be read"),
        (
            "postgresql://ann:secret@127.0.0.1:1/none",
            r"^[Cc]onnection .*Check that the server runs.*\(postgresql://ann:\*\*\*@127.0.0.1:1/none\)$",
        ),
    ],
)
def test_a_database_that_cannot_be_used_is_told_in_a_sentence(
    tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "note.txt").write_text("not a database at all, but long enough to be read" * 40)
    address = name if "://" in name else str(tmp_path / name)
    with pytest.raises(DatabaseTrouble, match=said) as trouble:
        database = open_database(address)
        try:
            prepare(database)
        finally:
            database.close()
    assert "secret" not in str(trouble.value)
    assert "Traceback" not in str(trouble.value)


def test_a_full_disk_is_told_in_a_sentence_and_nothing_is_kept(tmp_path: Path) -> None:
    database = open_database(str(tmp_path / "small.db"))
    prepare(database)
    with pytest.raises(DatabaseTrouble, match="the disk is full"), database.write() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        put(connection, "trade", "securities" * 10_000)
    with database.read() as connection:
        assert "trade" not in read_firm(connection)
    database.close()


def test_a_read_leaves_the_statements_that_were_prepared_to_the_next(database: Database) -> None:
    """The driver's own end of a read has the server forget them all."""
    if database.is_sqlite:
        return
    for _ in range(7):
        with database.read() as connection:
            read_firm(connection)
    with database.read() as connection:
        prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE :asked")
        assert connection.execute(prepared, {"asked": "%FROM setting%"}).scalar_one() == 1


def test_a_connection_of_its_own_is_closed_when_its_commit_fails(database: Database) -> None:
    """The pool no longer closes it: it would lie open until the garbage is collected."""
    with database.own_connection() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        with pytest.raises(DBAPIError), database.transaction(connection):
            do_last(connection, lambda: connection.execute(text("INSERT INTO lead DEFAULT VALUES")))
    with pytest.raises(database.engine.dialect.loaded_dbapi.Error):
        driver.cursor()


def test_a_connection_that_is_at_work_when_its_database_closes_is_closed_afterwards(
    database: Database,
) -> None:
    with database.read() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        read_firm(connection)
        database.close()
        read_firm(connection)
    with pytest.raises(database.engine.dialect.loaded_dbapi.Error):
        driver.cursor()
