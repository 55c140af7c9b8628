"""No keypress reads the whole list: every statement of a call goes through an index."""

import re
from typing import Any

from sqlalchemy import event

from console.desk import Desk
from db.engine import Database
from tests.desk.driver import call, next_card
from tests.leads import add_many

GROWING = ("lead", "number")


def test_no_statement_of_a_call_reads_a_whole_table(desk: Desk, database: Database) -> None:
    add_many(database, 4000, 8)
    desk.sessions.start(desk.sessions.plan(size=25).sessions[0].session_id)
    run: dict[str, Any] = {}

    @event.listens_for(database.engine, "before_cursor_execute")
    def _watch(_connection: object, _cursor: object, statement: str, values: Any, *_: Any) -> None:
        run[statement] = values

    call(desk, "do_not_call", "no thank you")
    desk.undo()
    desk.record(next_card(desk).claim, "no")
    card = next_card(desk)
    desk.refresh(card.claim)
    desk.save_draft(card.claim, "a note")
    desk.skip(card.claim, "not now")
    desk.leave(next_card(desk).claim)
    desk.progress()
    event.remove(database.engine, "before_cursor_execute", _watch)

    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    with database.write() as connection:
        for statement, values in run.items():
            if not statement.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
                continue
            plan = str(connection.exec_driver_sql(explain + statement, values).all())
            for table in GROWING:
                assert not re.search(rf"SCAN {table}\b", plan), (statement, plan)
                assert not re.search(rf"Seq Scan on {table}\b", plan), (statement, plan)
