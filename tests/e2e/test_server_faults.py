"""What happens to the server in the middle of a call: the card stays, and Enter tries again."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from psycopg import Connection, IsolationLevel
from psycopg.errors import DiskFull, OperationalError
from sqlalchemy import text

from console.desk import Desk
from db.engine.database import Database, DatabaseTrouble, open_database
from db.engine.postgres import SOON
from tests.conftest import FrozenClock
from tests.e2e.calling import NOTHING_LOST, calling, dial, end, fill, is_another, outcomes
from tests.e2e.terminal import Terminal
from tests.server import server


@pytest.mark.long
def test_a_server_that_was_restarted_is_found_again_by_the_same_key(
    clock: FrozenClock, tmp_path: Path
) -> None:
    with server() as ours:
        fill(ours.address())
        with calling(ours.address(), clock, tmp_path) as (console, _):
            end(console, dial(console))
            lead = dial(console)
            ours.end()
            console.press("n")
            assert lead in console.wait_for(NOTHING_LOST), "the card stays"
            ours.begin()
            console.press("\r")
            console.wait_for(partial(is_another, lead))
            end(console, dial(console))
        assert outcomes(ours.address()) == ["no"] * 3


@pytest.mark.long
def test_a_server_that_stands_still_is_waited_for_and_told_of_and_nothing_is_done_twice(
    clock: FrozenClock, tmp_path: Path
) -> None:
    with server() as ours:
        fill(ours.address())
        with calling(ours.address(), clock, tmp_path) as (console, _):
            end(console, dial(console))
            lead = dial(console)
            with ours.frozen():
                console.press("n")
                assert lead in console.wait_for("The database is slow"), "the card stays"
                console.press("n")  # once more, in vain
            console.wait_for(partial(is_another, lead))
            end(console, dial(console))
        assert outcomes(ours.address()) == ["no"] * 3


@pytest.mark.long
def test_who_was_not_let_in_waits_longer_at_the_next_try() -> None:
    """A server with a queue takes in turn whoever came, those that gave up too."""
    with server() as ours, ThreadPoolExecutor(1) as crew:
        fill(ours.address())
        with closing(open_database(ours.address())) as database:
            with ours.frozen():
                with pytest.raises(DatabaseTrouble):
                    _ask(database)
                again = crew.submit(_ask, database)
                with pytest.raises(TimeoutError):
                    again.result(timeout=SOON + 2)
            assert again.result() == 1


def _ask(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(text("SELECT 1")).scalar_one())


@pytest.mark.long
@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_statement_that_was_cancelled_is_tried_again(
    address: str, clock: FrozenClock, tmp_path: Path
) -> None:
    fill(address)
    waits = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with (
        calling(address, clock, tmp_path) as (console, _),
        Connection.connect(address) as other,
        Connection.connect(address, autocommit=True) as owner,
    ):
        lead = dial(console)
        other.execute("LOCK TABLE audit_entry IN EXCLUSIVE MODE")
        console.press("n")
        console.wait_for("The database is slow")
        rows = owner.execute(waits).fetchall()
        assert rows
        for (pid,) in rows:
            owner.execute("SELECT pg_cancel_backend(%s)", (pid,))
        # The rows are painted one after the other: the sentence may come before the name.
        screen = console.wait_for(lambda text: NOTHING_LOST in text and lead in text)
        assert "was told to stop this" in " ".join(screen.split())
        other.rollback()
        console.press("\r")
        console.wait_for(partial(is_another, lead))
    assert outcomes(address) == ["no"]


@pytest.mark.root
def test_a_full_disk_on_the_server_is_told_and_the_call_is_recorded_when_there_is_room(
    clock: FrozenClock, tmp_path: Path
) -> None:
    with server() as ours, _small_disk(ours.folder / "small", "16m") as disk:
        shutil.chown(disk, ours.user or -1)
        with Connection.connect(ours.address(), autocommit=True) as owner:
            owner.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
            owner.execute("CREATE DATABASE calls TABLESPACE small")
        fill(ours.address("calls"))
        with calling(ours.address("calls"), clock, tmp_path) as (console, _):
            end(console, dial(console))
            lead = dial(console)
            ballast = _fill_up(disk)
            with (
                Connection.connect(ours.address("calls"), autocommit=True) as owner,
                Connection.connect(ours.address("calls")) as reader,
            ):
                _use_up_the_pages(owner, reader)
                console.press("n")
                sentence = console.wait_for(NOTHING_LOST)
            assert lead in sentence, "the card stays"
            assert "the disk is full" in " ".join(sentence.split())
            ballast.unlink()
            console.press("\r")
            console.wait_for(partial(is_another, lead))
        assert outcomes(ours.address("calls")) == ["no"] * 2


@pytest.mark.root
def test_a_full_disk_of_the_servers_log_stops_it_and_nothing_acknowledged_is_lost(
    clock: FrozenClock, tmp_path: Path
) -> None:
    """PostgreSQL goes down where its log cannot grow; somebody makes room and starts it."""
    with server() as ours, _small_disk(ours.folder / "small", "80m") as disk:
        log = ours.data / "pg_wal"
        ours.end("fast")
        shutil.copytree(log, disk / "pg_wal")
        shutil.rmtree(log)
        log.symlink_to(disk / "pg_wal")
        for row in (disk, *disk.rglob("*")):
            shutil.chown(row, ours.user or -1)
        ours.begin()
        fill(ours.address())
        with calling(ours.address(), clock, tmp_path) as (console, _):
            end(console, dial(console))
            lead = dial(console)
            ballast = _fill_up(disk)
            with (
                Connection.connect(ours.address(), autocommit=True) as owner,
                pytest.raises(OperationalError),
            ):
                while True:
                    owner.execute("SELECT pg_switch_wal(), txid_current()")
            console.press("n")
            assert lead in console.wait_for(NOTHING_LOST), "the card stays"
            ballast.unlink()
            if (ours.data / "postmaster.pid").exists():
                ours.end()
            ours.begin()
            console.press("\r")
            console.wait_for(partial(is_another, lead))
        assert outcomes(ours.address()) == ["no"] * 2


@contextmanager
def _small_disk(folder: Path, size: str) -> Iterator[Path]:
    folder.mkdir()
    _do("mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "small", str(folder))
    try:
        yield folder
    finally:
        _do("umount", "-l", str(folder))


def _do(*command: str) -> None:
    subprocess.run(command, check=True)


def _fill_up(disk: Path) -> Path:
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(bytes(4096))
    return ballast


def _use_up_the_pages(owner: Connection, reader: Connection) -> None:
    """The room in the leads' pages goes too, as long as the reader may need what was there."""
    reader.isolation_level = IsolationLevel.REPEATABLE_READ
    reader.execute("SELECT count(*) FROM lead")
    with pytest.raises(DiskFull):
        while True:
            owner.execute("UPDATE lead SET priority = priority WHERE id = 1")


@pytest.mark.root
def test_a_server_that_the_network_has_lost_is_given_up_in_half_a_minute(
    clock: FrozenClock, tmp_path: Path
) -> None:
    name = f"smiledial-{os.getpid()}"
    _do("ip", "netns", "add", name)
    line = ("ip", "-n", name, "link", "set", "lo")
    inside = ("ip", "netns", "exec", name)
    try:
        _do(*line, "up")
        with server(*inside) as ours:
            fill(ours.beside())
            with calling(ours.address(), clock, tmp_path, *inside) as (console, _):
                end(console, dial(console))
                lead = dial(console)
                _do(*line, "down")
                console.press("n")
                assert lead in console.wait_for(NOTHING_LOST), "the card stays"
                assert console.raw.count(b"The database is slow") > 1, "it is said all the while"
                _do(*line, "up")
                console.press("\r")
                console.wait_for(partial(is_another, lead))
            assert outcomes(ours.beside()) == ["no"] * 2
    finally:
        _do("ip", "netns", "del", name)


@pytest.mark.long
def test_an_agent_whose_laptop_slept_for_an_hour_is_told_that_the_lead_has_gone(
    address: str, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    fill(address)
    with calling(address, clock, tmp_path) as (console, at):
        lead = dial(console)
        _sleep(console, at, clock, database)
        console.wait_for("ON CALL")
        end(console, lead)  # the outcome of a call that was made counts, however late
        [held] = re.findall(r"CALL +Enter +(Lead \d\d)", console.text)
        _sleep(console, at, clock, database, meanwhile=Desk(database, clock, "bob").open)
        console.wait_for(lambda text: "Here is the next." in " ".join(text.split()))
        console.wait_for(partial(is_another, held))
        end(console, dial(console))
    assert outcomes(address) == ["no"] * 2


def _is_somebody_writing(database: Database) -> bool:
    if database.is_sqlite:
        with closing(sqlite3.connect(database.where, timeout=0)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
        return False
    others = (
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND state <> 'idle')"
    )
    with database.read() as connection:
        return bool(connection.exec_driver_sql(others).scalar_one())


def _sleep(
    console: Terminal,
    at: Path,
    clock: FrozenClock,
    database: Database,
    meanwhile: Callable[[], object] = object,
) -> None:
    """The lid is closed for an hour, while nothing is being written."""
    os.kill(console.child, signal.SIGSTOP)
    console.wait_until_it_stops()
    while _is_somebody_writing(database):
        console.go_on()
        console.read_for(0.1)
        os.kill(console.child, signal.SIGSTOP)
        console.wait_until_it_stops()
    clock.advance(hours=1)
    meanwhile()
    at.write_text(clock().isoformat(), encoding="ascii")
    console.go_on()
