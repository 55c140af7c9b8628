"""The file is moved, deleted or replaced while it is open: nothing is acknowledged into nothing."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from console.desk import Desk
from db.engine.database import Database, DatabaseTrouble, open_database
from db.firm.settings import put, read_firm
from tests.conftest import FrozenClock
from tests.desk.driver import next_card
from tests.leads import add_lead

Taken = Callable[[Path], object]


def move(path: Path) -> None:
    path.rename(path.with_name("moved.db"))


def delete(path: Path) -> None:
    path.with_name("moved.db").hardlink_to(
        path
    )  # what SQLite still holds stays readable for the test
    path.unlink()


def replace(path: Path) -> None:
    """As a program that syncs files does it: a new file is written and renamed over the old."""
    path.with_name("moved.db").hardlink_to(path)
    path.with_name("other.db").replace(path)


@pytest.fixture
def file(tmp_path: Path, sqlite_template: Path) -> Path:
    path = tmp_path / "smiledial.db"
    shutil.copy(sqlite_template, path)
    return path


@pytest.fixture
def opened(file: Path) -> Iterator[Database]:
    database = open_database(str(file))
    yield database
    database.close()


@pytest.fixture
def other(file: Path, sqlite_template: Path) -> Path:
    """Another database of the same program, with a lead of its own and no log."""
    path = file.with_name("other.db")
    shutil.copy(sqlite_template, path)
    with closing(open_database(str(path))) as database:
        add_lead(database, "Somebody else", "(208) 555-0199")
    assert not path.with_name("other.db-wal").exists()
    return path


def names_in(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [name for (name,) in connection.execute("SELECT name FROM lead ORDER BY id")]


def outcomes_in(path: Path) -> list[str | None]:
    with closing(sqlite3.connect(path)) as connection:
        return [row for (row,) in connection.execute("SELECT outcome FROM attempt ORDER BY id")]


def checkpoint(database: Database) -> None:
    with database.read() as connection:
        driver = connection.connection
        connection.commit()
        driver.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.mark.parametrize("has_log", [False, True], ids=["no log", "log"])
@pytest.mark.parametrize(
    ("take", "says"),
    [
        (move, "moved or deleted while it was open"),
        (delete, "moved or deleted while it was open"),
        (replace, "Another file was put in the place of"),
    ],
)
@pytest.mark.usefixtures("other")
def test_an_outcome_is_refused_once_the_file_is_not_the_one_that_was_opened(
    opened: Database, clock: FrozenClock, file: Path, take: Taken, says: str, *, has_log: bool
) -> None:
    add_lead(opened, "Ada", "(208) 555-0101")
    desk = Desk(opened, clock, "ann")
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    if not has_log:
        checkpoint(opened)
    take(file)
    for _ in range(2):
        with pytest.raises(DatabaseTrouble, match=says) as trouble:
            desk.record(card.claim, "no")
    assert str(file) in str(trouble.value)
    assert "--db" in str(trouble.value) or "start again" in str(trouble.value)
    assert outcomes_in(file.with_name("moved.db")) == [None]
    assert file.exists() == (take is replace)


@pytest.mark.parametrize("is_told", [True, False], ids=["a key was pressed", "no key was pressed"])
@pytest.mark.usefixtures("other")
def test_the_log_of_a_file_that_was_replaced_goes_into_it_and_not_into_the_new_one(
    opened: Database, file: Path, *, is_told: bool
) -> None:
    add_lead(opened, "Ada", "(208) 555-0101")
    assert file.with_name("smiledial.db-wal").stat().st_size
    replace(file)
    if is_told:
        with pytest.raises(DatabaseTrouble):
            add_lead(opened, "Bo", "(208) 555-0102")
    else:
        opened.close()
    assert names_in(file) == ["Somebody else"]
    assert names_in(file.with_name("moved.db")) == ["Ada"]


def test_a_file_that_goes_during_a_write_takes_no_part_of_it(opened: Database, file: Path) -> None:
    with pytest.raises(DatabaseTrouble, match="moved or deleted"), opened.write() as connection:
        put(connection, "trade", "securities")
        move(file)
    moved = open_database(str(file.with_name("moved.db")))
    with closing(moved), moved.read() as connection:
        assert "trade" not in read_firm(connection)


@pytest.mark.usefixtures("other")
def test_a_second_connection_opens_neither_another_file_nor_a_new_one(
    opened: Database, file: Path
) -> None:
    with opened.read():
        replace(file)
        with pytest.raises(DatabaseTrouble, match="Another file"), opened.read():
            pass
        file.unlink()
        with pytest.raises(DatabaseTrouble, match="moved or deleted"), opened.read():
            pass
    assert not file.exists()


def test_the_same_key_records_the_outcome_once_the_file_is_back(
    opened: Database, clock: FrozenClock, file: Path
) -> None:
    add_lead(opened, "Ada", "(208) 555-0101")
    desk = Desk(opened, clock, "ann")
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    move(file)
    with pytest.raises(DatabaseTrouble):
        desk.record(card.claim, "no")
    file.with_name("moved.db").rename(file)
    desk.record(card.claim, "no")
    assert outcomes_in(file) == ["no"]
