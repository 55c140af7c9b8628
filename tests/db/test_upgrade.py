"""A database that is full of an earlier version's rows comes along whole.

fixtures/filled.tar.xz holds a firm's week in each version of the tables, written by the program of
that time, see scripts/fill_tables.py.
"""

import base64
import json
import signal
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from psycopg import Connection as Server
from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    delete,
    func,
    null,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from console.cards.lead import Card
from console.desk import Desk, NotNow, RefusedError
from console.maintenance.backup.backups import restore
from db.audit.verification import verify
from db.calls.attempts import hour_there
from db.calls.tallies import differing
from db.columns import EPOCH, MICROSECOND
from db.engine.database import Database, open_database
from db.schema import prepare
from db.tables.calls import attempts
from db.tables.leads import leads, numbers
from db.tables.sessions import session_leads
from db.upgrade import config_for, make_claim_next
from tests.conftest import FrozenClock, address_of
from tests.leads import add_lead

Row = dict[str, Any]
Held = dict[str, list[Row]]

ARCHIVE = Path(__file__).parent / "fixtures/filled.tar.xz"

with tarfile.open(ARCHIVE) as archive:
    VERSIONS = sorted(name.removesuffix(".jsonl") for name in archive.getnames())

EVERYDAY = [VERSIONS[0], VERSIONS[-2]]
"""The first version and the last before the newest."""


def _every(versions: list[str]) -> list[Any]:
    return [
        version if version in EVERYDAY else pytest.param(version, marks=pytest.mark.long)
        for version in versions
    ]


WITH_A_LOG_THAT_HOLDS = [version for version in VERSIONS if not "0014" <= version < "0021"]
"""The programs of these seven, of 26 November 2026, left a call's script out of its hash."""

MOVED: dict[tuple[str, str], tuple[str, str]] = {}
"""Where the values of a (table, column) are that a later migration took away."""

AFTER_THE_WEEK = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    address = str(tmp_path / "old.db")
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgres_server")
        server.execute("CREATE DATABASE old_tables")
        address = address_of(server, "old_tables")
    database = open_database(address)
    yield database
    database.close()
    if request.param == "postgresql":
        server.execute("DROP DATABASE old_tables WITH (FORCE)")


@pytest.fixture(params=EVERYDAY)
def old(request: pytest.FixtureRequest, empty: Database) -> Database:
    """A database filled by the program of an earlier version of the tables."""
    version: str = request.param
    with tarfile.open(ARCHIVE) as archive:
        file = archive.extractfile(f"{version}.jsonl")
        assert file is not None
        rows = [json.loads(line) for line in file.read().splitlines()]
    with empty.write() as connection:
        command.upgrade(config_for(connection), version)
        make_claim_next(connection)  # no later upgrade makes that of the newest tables
        _fill(connection, rows)
    return empty


def test_every_version_of_the_tables_is_in_the_archive() -> None:
    scripts = ScriptDirectory(str(files("db") / "migrations"))
    assert sorted(script.revision for script in scripts.walk_revisions()) == VERSIONS


@pytest.mark.long
@pytest.mark.parametrize("old", _every(VERSIONS), indirect=True)
def test_nothing_is_lost_when_a_database_is_upgraded_and_calling_goes_on(
    old: Database, request: pytest.FixtureRequest
) -> None:
    before = {table: rows for table, rows in _everything(old).items() if rows}
    assert len(before["attempt"]) > 10
    prepare(old)
    after = _everything(old)
    with old.read() as connection:
        assert differing(connection) == 0
    for table, rows in before.items():
        if table in {"audit_head", "call_tally"}:  # which goes on, which is counted again
            continue
        moved = [name for name in rows[0] if (table, name) in MOVED]
        for name in moved:
            into, column = MOVED[table, name]
            values = [row[column] for row in after[into]]
            assert all(row[name] in values for row in rows), f"{table}.{name}"
        there = after.get(table, [])
        for row in rows:
            stored = {name: value for name, value in row.items() if name not in moved}
            assert not stored or any(stored.items() <= item.items() for item in there), (
                table,
                stored,
            )
    if request.node.callspec.params["old"] in WITH_A_LOG_THAT_HOLDS:
        _verify_and_call(old)


def _verify_and_call(upgraded: Database) -> None:
    with upgraded.read() as connection:
        assert verify(connection) is None
    desk = Desk(upgraded, FrozenClock(AFTER_THE_WEEK), "cy", zone="America/New_York")
    card = desk.open()
    assert isinstance(card, Card)
    assert not isinstance(desk.dial(card.claim, card.phone.number_id), NotNow)
    desk.record(card.claim, "no", "after the upgrade")
    assert desk.lookup.look(card.lead_id).history[0].note == "after the upgrade"
    with upgraded.read() as connection:
        assert verify(connection) is None


@pytest.mark.long
def test_an_upgraded_database_is_as_if_the_new_program_had_written_it(old: Database) -> None:
    prepare(old)
    _check_hours_there(old)
    _end_the_open_call(old)
    _check_planned_marks(old)
    _check_lines(old)


def _check_hours_there(upgraded: Database) -> None:
    """The hours of earlier calls there come from their verdicts."""
    with upgraded.read() as connection:
        rows = connection.execute(select(attempts.c.verdict, attempts.c.hour_there)).all()
        assert rows
        assert differing(connection) == 0
    assert [row[1] for row in rows] == [row[0] and hour_there(row[0]) for row in rows]
    assert any(row[1] for row in rows)


def _end_the_open_call(upgraded: Database) -> None:
    desk = Desk(upgraded, FrozenClock(AFTER_THE_WEEK), "ann", zone="America/New_York")
    card = desk.open()
    assert isinstance(card, Card)
    assert card.attempt is not None
    desk.record(card.claim, "voicemail")
    assert desk.undo().lead_id == card.lead_id


def _check_planned_marks(upgraded: Database) -> None:
    """Leads that waited in a session are marked, and unmarked when they leave it."""

    def counts() -> tuple[int, int]:
        with upgraded.read() as connection:
            marked = select(func.count()).where(leads.c.is_planned)
            waiting = select(func.count()).where(session_leads.c.lead_id == leads.c.id)
            return connection.execute(marked).scalar_one(), connection.execute(waiting).scalar_one()

    marked, waiting = counts()
    assert marked == waiting > 0
    with upgraded.write() as connection:
        connection.execute(delete(session_leads))
    assert counts() == (0, 0)


def _check_lines(upgraded: Database) -> None:
    """The check was reworded in the text of a table that is full."""
    with upgraded.write() as connection:
        changed = connection.execute(update(numbers).values(line="voip"))
        assert changed.rowcount > 0
    with pytest.raises(IntegrityError), upgraded.write() as connection:
        connection.execute(update(numbers).values(line="smoke"))


KILLED = """
import os, signal, sys
from sqlalchemy import event
from db.engine.database import open_database
from db.schema import prepare
database = open_database(sys.argv[1])
left = int(sys.argv[2])
@event.listens_for(database.engine, "after_cursor_execute")
def _count(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
prepare(database)
"""


@pytest.mark.long
@pytest.mark.parametrize("old", VERSIONS[:1], indirect=True)
def test_an_upgrade_that_is_killed_half_way_has_changed_nothing(old: Database) -> None:
    before = _everything(old)
    statements, kills = 10, 0
    while True:
        program = [sys.executable, "-c", KILLED, old.where, str(statements)]
        ended = subprocess.run(program, check=False, timeout=120).returncode
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
        assert _everything(old) == before
        statements, kills = statements * 2, kills + 1
    assert kills >= 3
    with old.read() as connection:
        assert verify(connection) is None


def test_a_console_whose_tables_were_upgraded_meanwhile_ends_its_call_and_dials_nobody(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada")
    add_lead(database, "Bo", "(208) 555-0148")
    desk = Desk(database, clock, "ann", zone="America/New_York")
    card = desk.open()
    assert isinstance(card, Card)
    assert isinstance(desk.dial(card.claim, card.phone.number_id), Card)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_newer'"))
    desk.record(card.claim, "no", "not today")
    assert desk.lookup.look(card.lead_id).history[0].note == "not today"
    card = desk.next(card.claim)
    assert isinstance(card, Card)
    with pytest.raises(RefusedError, match="newer smiledial upgraded the tables: leave"):
        desk.dial(card.claim, card.phone.number_id)


@pytest.mark.long
@pytest.mark.parametrize("old", _every(WITH_A_LOG_THAT_HOLDS), indirect=True)
@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_a_backup_of_an_earlier_version_is_restored_into_this_one(
    old: Database, database: Database, tmp_path: Path
) -> None:
    held = {name: len(rows) for name, rows in _everything(old).items()}
    folder = tmp_path / "kept"
    folder.mkdir()
    path = Path(old.where)
    restored = restore(database, path, folder, "sue", AFTER_THE_WEEK, lambda *_: None)
    assert (restored.holds.leads, restored.holds.attempts) == (held["lead"], held["attempt"])
    with database.read() as connection:
        assert verify(connection) is None


def _fill(connection: Connection, lines: list[tuple[str, Row]]) -> None:
    """Puts the rows in the place of those that the migration brought."""
    tables = MetaData()
    tables.reflect(connection)
    for table in reversed(tables.sorted_tables):
        if table.name != "alembic_version":
            connection.execute(table.delete())
    for name, row in lines:
        table = tables.tables[name]
        values = {column: _typed(table.c[column], value) for column, value in row.items()}
        connection.execute(table.insert().values(values))
    if connection.dialect.name == "postgresql":
        for table in tables.sorted_tables:
            if "id" in table.c:
                next_id = f"pg_get_serial_sequence('{table.name}', 'id')"
                connection.execute(text(f"SELECT setval({next_id}, max(id)) FROM {table.name}"))


def _typed(column: Column[Any], value: Any) -> Any:
    """A value of the file, which is SQLite's, as the column takes it."""
    if value is None:
        return null()
    if isinstance(column.type, DateTime):
        return EPOCH + value * MICROSECOND
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    return value


def _everything(database: Database) -> Held:
    """All rows of all tables as they lie there, whatever the code says of them."""
    tables = MetaData()
    with database.read() as connection:
        tables.reflect(connection)
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in tables.sorted_tables
            if table.name != "alembic_version"
        }


def test_the_appointment_gets_the_first_capital_that_the_firm_has_left_free(
    empty: Database,
) -> None:
    with empty.write() as connection:
        command.upgrade(config_for(connection), "0031_changed_values")
        connection.execute(text("UPDATE outcome SET key = 'Y' WHERE code = 'yes'"))
        connection.execute(text("UPDATE outcome SET key = 'B' WHERE code = 'busy'"))
    prepare(empty)
    with empty.read() as connection:
        rows = connection.execute(text("SELECT code, key FROM outcome")).all()
    keys = {row.code: row.key for row in rows}
    assert (keys["yes"], keys["busy"], keys["appointment"]) == ("Y", "B", "E")
