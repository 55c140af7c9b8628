"""What a softphone saw of a call, kept with its attempt by the agent who made it."""

from datetime import date, timedelta

from sqlalchemy import func, select

from console.desk import Desk
from console.supervision.reports.calls import ReportScope, report
from db.engine.database import Database
from db.tables.audit import audit_entries
from db.tables.calls import attempts
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead


def test_the_times_of_the_line_may_come_before_the_outcome_or_after_it(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    claim = call(desk, "no").claim
    answered_at = clock()
    ended_at = clock.advance(seconds=83)
    desk.lines.keep(claim, answered_at)
    desk.lines.keep(claim, answered_at, ended_at, "they hung up")
    with database.read() as connection:
        row = connection.execute(select(attempts)).one()
    assert (row.outcome, row.line_ended_at - row.answered_at) == ("no", timedelta(seconds=83))
    day = date(2026, 11, 18)
    result = report(database, "agent", ReportScope(day, day, "America/New_York"))
    assert (result.total.counts.talked, result.rows[0].counts.talked) == (83_000_000,) * 2


def test_the_same_times_told_again_change_nothing(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    claim = call(desk, "no").claim
    for _ in range(3):
        desk.lines.keep(claim, None, clock(), "486 Busy Here")
    with database.read() as connection:
        ends = select(func.count()).where(audit_entries.c.action == "line_end")
        assert connection.execute(ends).scalar() == 1


def test_nobody_else_tells_the_times_of_a_call(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    claim = call(desk, "no").claim
    other = Desk(database, clock, "bob")
    other.lines.keep(claim, clock(), clock(), "they hung up")
    other.lines.keep("no such claim", clock(), clock(), "they hung up")
    with database.read() as connection:
        assert connection.execute(select(attempts.c.answered_at)).scalar() is None


def test_undoing_an_outcome_leaves_what_the_line_did(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    desk.lines.keep(call(desk, "no").claim, None, clock(), "486 Busy Here")
    desk.undo()
    with database.read() as connection:
        row = connection.execute(select(attempts)).one()
    assert (row.outcome, row.line_end) == (None, "486 Busy Here")
