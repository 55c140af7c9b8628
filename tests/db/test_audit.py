"""The audit log tells when any entry was altered or removed."""

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from db.audit import log
from db.audit.coverage import Changes
from db.audit.verification import verify
from db.engine.database import Database
from db.tables.audit import audit_entries
from tests.conftest import FrozenClock


@pytest.fixture
def chain(database: Database, clock: FrozenClock) -> Database:
    for number in range(5):
        with database.write() as connection:
            log.append(connection, clock.advance(seconds=1), "ann", "dial", {"lead": number})
    return database


def _fault(database: Database) -> int | None:
    with database.read() as connection:
        checked = verify(connection)
    return None if checked is None else checked.seq


def test_an_untouched_chain_holds(chain: Database) -> None:
    assert _fault(chain) is None


@pytest.mark.parametrize(
    "change",
    [{"agent": "bob"}, {"action": "outcome"}, {"detail": '{"lead":9}'}, {"hash": "0" * 64}],
)
def test_an_altered_entry_is_found(chain: Database, change: dict[str, str]) -> None:
    with chain.write() as connection:
        connection.execute(update(audit_entries).where(audit_entries.c.seq == 3).values(**change))
    assert _fault(chain) == 3


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_removed_entry_is_found(chain: Database, seq: int) -> None:
    with chain.write() as connection:
        connection.execute(delete(audit_entries).where(audit_entries.c.seq == seq))
    assert _fault(chain) == seq


def test_a_shifted_time_is_found(chain: Database, clock: FrozenClock) -> None:
    with chain.write() as connection:
        connection.execute(update(audit_entries).where(audit_entries.c.seq == 2).values(at=clock()))
    assert _fault(chain) == 2


def test_a_failed_transaction_leaves_no_entry(database: Database, clock: FrozenClock) -> None:
    with pytest.raises(RuntimeError), database.write() as connection:
        log.append(connection, clock(), "ann", "dial", {})
        raise RuntimeError
    assert _fault(database) is None


def test_a_personal_value_stands_in_the_chain_only_as_a_salted_hash() -> None:
    assert log.seal("salt", "+12085550147") != log.seal("pepper", "+12085550147")
    assert "5550147" not in log.seal("salt", "+12085550147")


def test_an_entry_of_several_lines_is_hashed_the_same_on_either_database(
    database: Database, clock: FrozenClock
) -> None:
    for agent, detail in (("ann\nbob", {}), ("ann", {"lead": 5, "number": 'x\ny"\\'})):
        with database.write() as connection:
            log.append(connection, clock(), agent, "dial", detail)
    assert _fault(database) is None


def test_what_goes_with_the_commit_is_there_whole_or_not_at_all(
    database: Database, clock: FrozenClock
) -> None:
    def append(then: str) -> None:
        with database.write() as connection:
            log.append_last(
                connection, clock(), "ann", "dial", {}, Changes({}),
                lambda: connection.exec_driver_sql(then),
            )  # fmt: skip

    append("UPDATE audit_head SET id = 1")
    with pytest.raises(IntegrityError):
        append("UPDATE audit_head SET id = 2")
    append("UPDATE audit_head SET id = 1")
    with database.read() as connection:
        assert log.count_entries(connection) == 2
    assert _fault(database) is None
