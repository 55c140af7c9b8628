"""Whatever is changed behind the program's back, `audit verify` names it."""

import re

import pytest

from db.audit.log import read_head
from db.audit.verification import check, goes_through, verify
from db.audit.verification_results import read_seal, seal_text
from db.engine.database import Database
from tests.proof.tampering import (
    BY_A_CLEVER_HAND,
    TAMPERINGS,
    Tampering,
    tampered,
    work_a_week,
)


@pytest.fixture
def week(database: Database) -> Database:
    work_a_week(database)
    return database


def test_a_week_of_calls_agrees_with_its_log(week: Database) -> None:
    with week.read() as connection:
        checked = check(connection)
    assert checked.fault is None
    assert not checked.not_covered
    assert checked.rows > 15


def test_every_way_of_tampering_is_named(week: Database) -> None:
    unseen = []
    for way in TAMPERINGS:
        with tampered(week, way) as connection:
            fault = verify(connection)
        if fault is None or not re.search(way.seen, fault.text):
            unseen.append((way.name, way.seen, fault))
    assert not unseen
    with week.read() as connection:
        assert verify(connection) is None


@pytest.mark.long
def test_what_differs_first_is_the_same_however_the_log_is_parted(week: Database) -> None:
    for way in TAMPERINGS:
        with tampered(week, way) as connection:
            whole = check(connection).fault
            parted = check(connection, length=7).fault
        assert parted == whole, way.name
    with week.read() as connection:
        assert check(connection, length=3) == check(connection)


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("changed", "seen"),
    [
        ("attempt SET note = {} WHERE id = 1", "attempt 1 is not as"),
        ("audit_entry SET agent = {} WHERE seq = 4", "entry 4 was altered"),
        ("audit_entry SET hash = {} WHERE seq = 4", "entry 4 was altered"),
        ("audit_entry SET agent = {}, proof = NULL WHERE seq = 4", "entry 4 was altered"),
    ],
)
def test_bytes_that_are_no_text_are_seen_as_a_change(
    week: Database, changed: str, seen: str
) -> None:
    with week.write() as connection:
        connection.exec_driver_sql("UPDATE " + changed.format("CAST(x'FF' AS TEXT)"))
    with week.read() as connection:
        assert seen in str(verify(connection))


@pytest.mark.parametrize("way", BY_A_CLEVER_HAND, ids=lambda way: way.name)
def test_a_log_that_was_cut_or_rewritten_whole_is_seen_by_a_seal(
    week: Database, way: Tampering
) -> None:
    with week.read() as connection:
        seal = read_seal(seal_text(read_head(connection)))
        assert goes_through(connection, seal) is None
    with tampered(week, way) as connection:
        fault = goes_through(connection, seal)
        assert check(connection, seal).fault == fault
    assert fault is not None
    assert re.search(way.seen, fault.text)


def test_the_next_look_goes_on_from_where_the_last_ended(week: Database) -> None:
    with week.read() as connection:
        whole = check(connection)
    with week.write() as connection:
        connection.exec_driver_sql("UPDATE setting SET value = '1' WHERE name = 'revision'")
    with week.read() as connection:
        more = check(connection, whole.head)
    assert (more.fault, more.entries, more.rows) == (None, 0, 0)
