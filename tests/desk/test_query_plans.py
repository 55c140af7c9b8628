"""No keypress reads the whole list: every statement of a call goes through an index."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from console.desk import Desk
from console.do_not_call.erasure import erase
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_many

GROWING = ("lead", "number")


@contextmanager
def statements_of(database: Database) -> Iterator[dict[str, Any]]:
    """What is asked within, with the values."""
    run: dict[str, Any] = {}

    @event.listens_for(database.engine, "before_cursor_execute")
    def _watch(_connection: object, _cursor: object, statement: str, values: Any, *_: Any) -> None:
        run[statement] = values

    yield run
    event.remove(database.engine, "before_cursor_execute", _watch)


def assert_none_reads_a_whole_table(database: Database, run: dict[str, Any]) -> None:
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    with database.write() as connection:
        for statement, values in run.items():
            if not statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
                continue
            plan = str(connection.exec_driver_sql(explain + statement, values).all())
            for table in GROWING:
                assert not re.search(rf"SCAN {table}\b", plan), (statement, plan)
                assert not re.search(rf"Seq Scan on {table}\b", plan), (statement, plan)


def test_no_statement_of_a_call_reads_a_whole_table(desk: Desk, database: Database) -> None:
    add_many(database, 4000, 8)
    desk.sessions.start(desk.sessions.plan(size=25).sessions[0].session_id)
    with statements_of(database) as run:
        call(desk, "do_not_call", "no thank you")
        desk.undo()
        desk.record(next_card(desk).claim, "no")
        card = next_card(desk)
        desk.refresh(card.claim)
        desk.save_draft(card.claim, "a note")
        desk.skip(card.claim, "not now")
        desk.leave(next_card(desk).claim)
        desk.progress()
    assert_none_reads_a_whole_table(database, run)


def test_erasing_a_person_reads_nobody_else(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_many(database, 4000, 8)
    number = next_card(desk).phone.e164
    desk.leave(next_card(desk).claim)
    with statements_of(database) as run:
        assert erase(database, number, "by letter", "sue", clock()).leads
    assert_none_reads_a_whole_table(database, run)


def test_who_may_be_called_is_counted_in_an_index_and_no_lead_is_read(
    desk: Desk, database: Database
) -> None:
    add_many(database, 4000, 8)
    with statements_of(database) as run:
        assert desk.queue.why().callable == 4000
    [fresh] = [row for row in run if "due_at IS NULL" in row and "count(" in row]

    with database.write() as connection:
        if database.is_sqlite:
            steps = connection.exec_driver_sql("EXPLAIN " + fresh, run[fresh]).all()
            where = "SELECT rootpage FROM sqlite_master WHERE name = 'lead'"
            root = connection.exec_driver_sql(where).scalar_one()
            [table] = [step[2] for step in steps if step[1] == "OpenRead" and step[3] == root]
            assert not [step for step in steps if step[1] == "Column" and step[2] == table]
            return
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # for a small table it is best
        plan = str(connection.exec_driver_sql("EXPLAIN " + fresh, run[fresh]).all())
    assert "Index Only Scan using ix_lead_fresh" in plan
