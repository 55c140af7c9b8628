"""Which calls a supervisor is shown as complaints, and how they are found."""

from console.do_not_call.dial_report import calls_made
from console.firm.outcomes import change
from console.supervision.floor.today import read_today
from db.engine.database import Database
from db.reports.call_records import complaints_between
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.desk.test_query_plans import statements_of
from tests.leads import add_lead
from tests.tui.driver import HERE, desk_for


def test_a_no_that_asks_for_words_is_no_complaint(database: Database, clock: FrozenClock) -> None:
    for line in range(3):
        add_lead(database, f"Lead {line}", f"(208) 555-014{line}", priority=9 - line)
    desk = desk_for(database, clock)
    call(desk, "no")
    change(database, "no", {"needs": "words"}, {}, "boss", clock())
    call(desk, "no", "too dear")
    call(desk, "complaint", "stop it")
    assert [row.words for row in read_today(database, HERE, clock()).complaints] == ["stop it"]
    (complaint,) = calls_made(database, None, None, "")["complaints"]
    assert (complaint["name"], complaint["note"]) == ("Lead 2", "stop it")


def test_complaints_are_found_by_an_index_of_their_own(
    database: Database, clock: FrozenClock
) -> None:
    with statements_of(database) as run, database.read() as connection:
        complaints_between(connection, clock(), None, "")
    desk = desk_for(database, clock)
    with statements_of(database) as latest:
        desk.sessions.complaints()
    for asked in (run, latest):
        statement = next(question for question in asked if "attempt" in question)
        with database.write() as connection:
            if not database.is_sqlite:
                connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
            plan = connection.exec_driver_sql(explain + statement, asked[statement]).all()
        assert "ix_attempt_complaint" in str(plan)
