"""A password in the address of a database, and a person's data in an error: shown nowhere."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from console.__main__ import _without_values
from db.engine.database import Database, open_database
from tests.cli.shell import CommandLine

ADDRESSES = [
    "postgresql://ann:secret@127.0.0.1:1/none",
    "postgresql://127.0.0.1:1/none?user=ann&password=secret",
    "postgresql:/ann:secret@127.0.0.1/none",
    "postgres//ann:secret@127.0.0.1/none",
    "://ann:secret@127.0.0.1/none",
    "mysql://ann:secret@127.0.0.1/none",
    "postgresql://ann:secret@127.0.0.1:port/none",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("command", ["why", "doctor"])
def test_a_password_in_the_address_is_in_no_answer(
    unprepared: CommandLine, address: str, command: str
) -> None:
    answer = unprepared.bare("--db", address, command)
    assert answer.status == 4, answer
    assert "secret" not in answer.out + answer.err


def test_a_password_on_the_command_line_is_taken_with_a_warning(unprepared: CommandLine) -> None:
    answer = unprepared.bare("--db", ADDRESSES[0], "why")
    assert "can be read by everyone" in answer.err
    assert "can be read" not in unprepared.bare("--db", unprepared.db, "why").err


def test_where_a_database_is_says_no_password() -> None:
    for address in ADDRESSES[:2]:
        database = open_database(address)
        assert "secret" not in database.where
        database.close()


def test_an_error_of_the_database_says_nothing_of_a_person(database: Database) -> None:
    doubled = text("INSERT INTO setting (name, value) VALUES (:name, :value)")
    values = {"name": "Ada Byron", "value": '"2085550147"'}
    with pytest.raises(IntegrityError) as error, database.write() as connection:
        connection.execute(doubled, values)
        connection.execute(doubled, values)
    message = _without_values(str(error.value))
    assert "Ada" not in message
    assert "2085550147" not in message


def test_a_log_of_trouble_leaves_out_the_lines_that_tell_of_a_row() -> None:
    trace = (
        "psycopg.errors.UniqueViolation: double\nDETAIL:  Key (name)=(Ada)\nCONTEXT:  COPY Ada\n"
    )
    assert _without_values(trace) == "psycopg.errors.UniqueViolation: double\n"
