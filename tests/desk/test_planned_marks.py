"""The mark of those who wait in sessions: a claim passes them over unread, and it hides nobody."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, text, update

from console.desk import Desk
from console.desk.sessions.planning import first_part, mark
from console.do_not_call.erasure import erase
from db.claims.candidates import Queue
from db.claims.claim import claim_next, peek_next, release
from db.engine.database import Database
from db.leads.session_marks import Unmarked
from db.lists import catalogue
from db.lists.owners import give_leads
from db.sessions import planning
from db.tables.leads import leads, places
from db.tables.sessions import session_leads
from tests.conftest import FrozenClock
from tests.db.entries_read import entries_read
from tests.desk.driver import call, next_card
from tests.leads import add_lead, add_many

LEASE = timedelta(minutes=15)


def _marked(database: Database) -> set[int]:
    with database.read() as connection:
        return set(connection.execute(select(leads.c.id).where(leads.c.is_planned)).scalars())


def _waiting(database: Database) -> set[int]:
    with database.read() as connection:
        return set(connection.execute(select(session_leads.c.lead_id)).scalars())


def _unmark(database: Database) -> None:
    with database.write() as connection:
        connection.execute(update(leads).values(is_planned=False))


def _queue(connection: Connection, clock: FrozenClock) -> Queue:
    return Queue(list(connection.execute(select(places.c.id)).scalars()), None, clock() - LEASE)


def _offered(database: Database, clock: FrozenClock, *, is_kept: bool = False) -> int | None:
    """Whom a claim without a session takes, as a look finds too; it is let go again."""
    with database.write() as connection:
        queue = _queue(connection, clock)
        seen = peek_next(connection, "zoe", queue, clock())
        hold = claim_next(connection, "zoe", queue, clock(), clock() + LEASE)
        if hold is not None and not is_kept:
            release(connection, hold.claim)
    assert seen == (hold and hold.lead_id)
    return seen


def _fill(database: Database, count: int) -> list[int]:
    return [add_lead(database, f"Lead {n}", f"(208) 555-01{n:02}") for n in range(count)]


def test_who_is_planned_is_marked_and_offered_to_nobody_without_a_session(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    ids = _fill(database, 5)
    desk.sessions.plan(size=2)
    assert _marked(database) == _waiting(database) == set(ids)
    assert _offered(database, clock) is None
    new = add_lead(database, "New", "(208) 555-0190")
    assert _offered(database, clock) == new
    with database.write() as connection:
        connection.execute(update(leads).values(due_at=clock(), due_reason="cool_down"))
    assert _offered(database, clock) == new


def test_where_marks_are_missing_the_planned_are_passed_over_all_the_same(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 3)
    desk.sessions.plan(size=2)
    _unmark(database)
    assert _offered(database, clock) is None
    new = add_lead(database, "New", "(208) 555-0190")
    assert _offered(database, clock) == new


def test_what_an_earlier_marking_left_undone_the_next_plan_marks(
    desk: Desk, database: Database
) -> None:
    _fill(database, 6)
    _, second, *_ = desk.sessions.plan(size=2).sessions
    desk.sessions.start(second.session_id)
    _unmark(database)
    desk.sessions.plan()
    assert _marked(database) == _waiting(database)
    assert len(_marked(database)) == 6


def test_a_large_plan_is_marked_a_part_at_a_time(desk: Desk, database: Database) -> None:
    _fill(database, 6)
    sessions = desk.sessions.plan(size=2).sessions
    _unmark(database)
    large = [Unmarked(row.session_id, 30_000) for row in sessions]
    mark(database, first_part(large))
    assert len(_marked(database)) == 4
    mark(database, first_part(large[2:]))
    assert _marked(database) == _waiting(database)
    assert not desk.sessions.mark_some()


def _record(desk: Desk, _database: Database, _clock: FrozenClock) -> None:
    desk.sessions.start(desk.sessions.all()[0].session_id)
    call(desk, "no")


def _skip(desk: Desk, _database: Database, _clock: FrozenClock) -> None:
    desk.sessions.start(desk.sessions.all()[0].session_id)
    desk.skip(next_card(desk).claim, "not now")


def _end(desk: Desk, _database: Database, _clock: FrozenClock) -> None:
    desk.sessions.start(desk.sessions.all()[0].session_id)
    desk.sessions.end()


def _dissolve(_desk: Desk, database: Database, _clock: FrozenClock) -> None:
    with database.write() as connection:
        row = planning.unstarted(connection, None)[0]
        assert planning.dissolve(connection, [row.id]) == 1


def _go_back(desk: Desk, _database: Database, clock: FrozenClock) -> None:
    clock.advance(days=1)
    assert desk.sessions.go_back()


def _replan(desk: Desk, _database: Database, _clock: FrozenClock) -> None:
    desk.sessions.replan(size=3)


def _retire(_desk: Desk, database: Database, clock: FrozenClock) -> None:
    with database.write() as connection:
        assert catalogue.retire(connection, 1, clock()) == 5


def _erase(_desk: Desk, database: Database, clock: FrozenClock) -> None:
    assert erase(database, "+12085550101", "by letter", "sue", clock()).leads


def _give(_desk: Desk, database: Database, _clock: FrozenClock) -> None:
    with database.write() as connection:
        give_leads(connection, [1, 2], "bob")


def _delete(_desk: Desk, database: Database, _clock: FrozenClock) -> None:
    """By somebody's own SQL."""
    with database.write() as connection:
        connection.execute(text("DELETE FROM session_lead WHERE lead_id < 3"))


ACTS: tuple[Callable[[Desk, Database, FrozenClock], None], ...] = (
    *(_record, _skip, _end, _dissolve, _go_back, _replan, _retire, _erase, _give, _delete),
)


@pytest.mark.parametrize("act", ACTS)
def test_whatever_takes_a_lead_out_of_its_session_takes_the_mark_away(
    desk: Desk,
    database: Database,
    clock: FrozenClock,
    act: Callable[[Desk, Database, FrozenClock], None],
) -> None:
    _fill(database, 5)
    desk.sessions.plan(size=2)
    before = _waiting(database)
    act(desk, database, clock)
    assert _marked(database) == _waiting(database)
    assert _waiting(database) < before or act in {_go_back, _replan}


def test_leads_that_are_given_back_are_offered_at_once(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 4)
    begun = desk.sessions.plan(size=2).sessions[0]
    with database.read() as connection:
        theirs = select(session_leads.c.lead_id).where(
            session_leads.c.session_id == begun.session_id
        )
        values = set(connection.execute(theirs).scalars())
    desk.sessions.start(begun.session_id)
    desk.sessions.end()
    assert {_offered(database, clock, is_kept=True) for _ in values} == values
    assert _offered(database, clock) is None


def test_an_undo_puts_a_lead_back_into_its_session_where_nobody_else_is_offered_it(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 2)
    desk.sessions.start(desk.sessions.plan(size=2).sessions[0].session_id)
    call(desk, "no")
    desk.undo()
    assert _marked(database) < _waiting(database)
    assert _offered(database, clock) is None


def _looked_at(database: Database, clock: FrozenClock) -> int:
    """What a claim that finds nobody reads: rows and entries, or steps of SQLite."""
    with database.write() as connection:
        queue = _queue(connection, clock)
        driver: object = connection.connection.dbapi_connection
        steps = 0

        def step() -> int:
            nonlocal steps
            steps += 1
            return 0

        before = 0 if database.is_sqlite else entries_read(connection)
        if isinstance(driver, sqlite3.Connection):
            driver.set_progress_handler(step, 1)
        assert claim_next(connection, "zoe", queue, clock(), clock() + LEASE) is None
        if isinstance(driver, sqlite3.Connection):
            driver.set_progress_handler(None, 0)
            return steps
        return entries_read(connection) - before


@pytest.mark.parametrize("are_rested", [False, True])
@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_the_first_claim_after_a_plan_does_not_come_across_what_moved(
    desk: Desk, database: Database, clock: FrozenClock, *, are_rested: bool
) -> None:
    add_many(database, 3000, 4)
    if are_rested:
        with database.write() as connection:
            connection.execute(update(leads).values(due_at=clock(), due_reason="cool_down"))
        _clear_away(database)
    desk.sessions.plan()
    assert _looked_at(database, clock) < 1000


def _clear_away(database: Database) -> None:
    """What PostgreSQL still has of the leads as they were before they were marked."""
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            plain = connection.execution_options(isolation_level="AUTOCOMMIT")
            plain.execute(text("VACUUM lead"))


@pytest.mark.parametrize("are_rested", [False, True])
def test_a_claim_that_finds_nobody_reads_none_of_those_who_are_planned(
    desk: Desk, database: Database, clock: FrozenClock, *, are_rested: bool
) -> None:
    add_many(database, 3000, 4)
    if are_rested:
        with database.write() as connection:
            connection.execute(update(leads).values(due_at=clock(), due_reason="cool_down"))
    desk.sessions.plan()
    assert len(_marked(database)) == 3000
    _clear_away(database)
    read = _looked_at(database, clock)
    _unmark(database)
    assert _looked_at(database, clock) > 3000
    assert read < 60 if not database.is_sqlite else read < 2000
