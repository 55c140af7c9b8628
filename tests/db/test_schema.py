"""The tables that migrations make are the tables that the code expects."""

import hashlib
import re
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError

import db.migrations
from db.engine.database import Database, DatabaseTrouble, open_database
from db.schema import VERSIONS, prepare
from db.tables.calls import attempts
from db.tables.every import METADATA
from db.tables.firm import outcomes
from db.tables.imports import import_batches
from db.tables.leads import leads, numbers
from db.upgrade import config_for
from tests.leads import PLANTED_AT, add_lead

FIRST_TABLES = "59bb35efe5506067c410417b461c61df4009126bc9e02c46298ba2cbb9768285"
"""The SHA-256 of migration 0001 and of the outcomes that it brings."""


def test_the_migrations_are_those_the_code_expects() -> None:
    folder = ScriptDirectory(str(Path(db.migrations.__file__).parent))
    assert tuple(revision.revision for revision in folder.walk_revisions())[::-1] == VERSIONS


def test_the_first_tables_are_frozen() -> None:
    """There are databases with these tables: a change to their migration would never reach them."""
    folder = Path(db.__file__).parent
    lines = [
        (folder / name).read_text(encoding="utf-8")  # newlines as they are here, whatever git made
        for name in ("migrations/versions/0001_the_first_tables.py", "tables/first_outcomes.py")
    ]
    assert hashlib.sha256("".join(lines).encode()).hexdigest() == FIRST_TABLES, (
        "migration 0001 is frozen: take your change to it back and write a new migration, "
        "see CONTRIBUTING.md"
    )


def test_a_change_to_the_tables_has_its_migration(database: Database) -> None:
    """What `alembic check` looks for: something that the next migration would have to do."""
    with database.write() as connection:
        command.check(config_for(connection))


def test_every_check_and_index_of_the_code_is_in_the_database(database: Database) -> None:
    with database.read() as connection:
        inspected = inspect(connection)
        for table in METADATA.tables.values():
            checks = {check["name"] for check in inspected.get_check_constraints(table.name)}
            wanted = {
                constraint.name
                for constraint in table.constraints
                if constraint.__visit_name__ == "check_constraint"
            }
            assert wanted <= checks, table.name
        assert _index_sql(database).count("priority DESC") == 1


def test_every_partial_index_holds_the_rows_that_the_code_says(database: Database) -> None:
    with database.read() as connection:
        inspected = inspect(connection)
        for table in METADATA.tables.values():
            wanted = {
                index.name: index.info["where"] for index in table.indexes if "where" in index.info
            }
            matches = {
                index["name"]: str(condition)
                for index in inspected.get_indexes(table.name)
                for option, condition in index.get("dialect_options", {}).items()
                if option.endswith("_where")
            }
            assert matches.keys() == wanted.keys(), table.name
            assert not database.is_sqlite or matches == wanted


def test_preparing_twice_changes_nothing(database: Database) -> None:
    with database.read() as connection:
        before = connection.execute(select(outcomes)).all()
    prepare(database)
    with database.read() as connection:
        assert connection.execute(select(outcomes)).all() == before != []


def test_a_database_of_a_newer_version_is_refused_and_left_alone(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTrouble, match="newer smiledial"):
        prepare(database)


@pytest.mark.parametrize("version", ["0001", "0001_deadbeef", "0002_other"])
def test_a_database_of_tables_that_were_never_released_is_refused(
    database: Database, version: str
) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    with pytest.raises(DatabaseTrouble, match="another unreleased smiledial"):
        prepare(database)


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    database = open_database(str(path))
    with pytest.raises(DatabaseTrouble, match="another program"):
        prepare(database)
    database.close()


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (leads, {"status": "asleep"}),
        (leads, {"kind": "robot"}),
        (leads, {"held_by": "ann", "held_until": None}),
        (numbers, {"line": "carrier pigeon"}),
        (numbers, {"status": "dusty"}),
    ],
)
def test_the_database_refuses_words_it_does_not_know(
    database: Database, table: object, values: dict[str, object]
) -> None:
    add_lead(database)
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(update(table).values(**values))  # type: ignore[arg-type]


def test_no_dial_is_stored_without_its_verdict(database: Database) -> None:
    lead_id = add_lead(database)
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(
            insert(attempts).values(
                claim="c",
                lead_id=lead_id,
                e164="+12085550147",
                agent="ann",
                direction="outbound",
                dialled_at=PLANTED_AT,
                note="",
                tzdata="2026.6",
                salt="s",
                verdict=None,
            )
        )


def test_the_counts_of_an_import_must_add_up(database: Database) -> None:
    add_lead(database)
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(
            insert(import_batches).values(
                list_id=1,
                file="f",
                checksum="c",
                source="",
                agent="ann",
                at=PLANTED_AT,
                rows=3,
                imported=1,
                updated=0,
                duplicate_in_file=0,
                duplicate_in_database=0,
                rejected=1,
                on_dnc=0,
            )
        )


def _index_sql(database: Database) -> str:
    wanted = (
        "SELECT sql FROM sqlite_master WHERE name = 'ix_lead_fresh'"
        if database.is_sqlite
        else "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_lead_fresh'"
    )
    with database.read() as connection:
        matches = str(connection.execute(text(wanted)).scalar())
    return re.sub(r"\s+", " ", matches)
