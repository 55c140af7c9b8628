"""Marking who is planned while others leave their sessions: on PostgreSQL, at the same time."""

from collections.abc import Callable
from contextlib import closing
from threading import Event, Thread

import pytest
from sqlalchemy import delete, select, update

from console.cards.waiting import SessionCard
from console.desk import Desk
from console.desk.sessions.planning import mark_left
from db.claims.claim import finish
from db.engine.database import Database, open_database
from db.leads.session_marks import mark as mark_now
from db.sessions import changes, planning
from db.tables.leads import leads
from db.tables.sessions import session_leads
from tests.conftest import FrozenClock
from tests.leads import add_lead, add_many
from tests.waiting import wait_until_so_many_wait

pytestmark = pytest.mark.parametrize("address", ["postgresql"], indirect=True)


@pytest.fixture
def session(desk: Desk, database: Database) -> SessionCard:
    """A plan of three that nobody has marked yet."""
    for n in range(3):
        add_lead(database, f"Lead {n}", f"(208) 555-01{n:02}")
    [session] = desk.sessions.plan().sessions
    with database.write() as connection:
        connection.execute(update(leads).values(is_planned=False))
    return session


def _marked(database: Database) -> set[int]:
    with database.read() as connection:
        return set(connection.execute(select(leads.c.id).where(leads.c.is_planned)).scalars())


def _waiting(database: Database) -> set[int]:
    with database.read() as connection:
        return set(connection.execute(select(session_leads.c.lead_id)).scalars())


class Beside:
    """An act in another thread, from now on."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act
        self._failed: list[BaseException] = []
        self._thread = Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._act()
        except BaseException as error:
            self._failed.append(error)

    def ends(self) -> None:
        self._thread.join()
        assert not self._failed


def _end(database: Database, session: SessionCard, clock: FrozenClock) -> None:
    with database.write() as connection:
        changes.end(connection, session.session_id, clock())


def test_who_leaves_while_being_marked_is_unmarked_in_the_end(
    database: Database, session: SessionCard
) -> None:
    def leave() -> None:
        """As no code of ours does: the rows first, and no lock of the leads before."""
        with database.write() as connection:
            connection.execute(delete(session_leads))

    with database.write() as marking:
        mark_now(marking, [session.session_id])
        leaving = Beside(leave)
        wait_until_so_many_wait(database, 1)
    leaving.ends()
    assert _waiting(database) == _marked(database) == set()


@pytest.mark.usefixtures("session")
def test_who_is_leaving_is_not_waited_for_and_not_marked(database: Database) -> None:
    with database.write() as leaving:
        first = session_leads.c.position == 0
        gone = delete(session_leads).where(first).returning(session_leads.c.lead_id)
        [lead_id] = leaving.execute(gone).scalars()
        mark_left(database)
        assert len(_marked(database)) == 2
    assert _marked(database) == _waiting(database)
    assert lead_id not in _marked(database)


@pytest.mark.usefixtures("session")
def test_a_lead_that_somebody_is_changing_is_not_waited_for_and_marked_with_the_next_plan(
    database: Database,
) -> None:
    with database.write() as calling:
        calling.execute(update(leads).where(leads.c.id == 1).values(draft="half a thought"))
        mark_left(database)
        assert _marked(database) == {2, 3}
    mark_left(database)
    assert _marked(database) == {1, 2, 3}


@pytest.mark.parametrize("how", ["end", "dissolve"])
def test_an_outcome_and_the_end_of_the_session_wait_for_each_other_and_not_for_ever(
    database: Database, session: SessionCard, clock: FrozenClock, how: str
) -> None:
    def end() -> None:
        if how == "end":
            _end(database, session, clock)
            return
        with database.write() as connection:
            planning.dissolve(connection, [session.session_id])

    with database.write() as recording:
        finish(recording, 2, "none", noes=1)
        ending = Beside(end)
        wait_until_so_many_wait(database, 1)
        assert changes.drop(recording, 2)
    ending.ends()
    assert _waiting(database) == _marked(database) == set()


def test_what_goes_back_by_itself_waits_for_nobody(
    database: Database, session: SessionCard
) -> None:
    with database.write() as recording:
        finish(recording, 2, "none", noes=1)
        with database.write() as connection:
            assert not planning.dissolve_all(connection, [session.session_id])
    with database.write() as connection:
        assert planning.dissolve_all(connection, [session.session_id])


@pytest.mark.long
def test_nobody_is_marked_who_waits_in_no_session_however_often_both_are_done_at_once(
    desk: Desk, database: Database, address: str
) -> None:
    add_many(database, 300, 4)
    stop = Event()

    def keep_marking() -> None:
        with closing(open_database(address)) as own:
            while not stop.is_set():
                mark_left(own)

    marking = Beside(keep_marking)
    try:
        for turn in range(4):
            desk.sessions.plan(size=5)
            for lead_id in sorted(_waiting(database), key=lambda one: one * 37 % 300):
                with database.write() as connection:
                    if turn % 2:  # as an outcome does; a skip does not
                        finish(connection, lead_id, "none", noes=turn)
                    changes.drop(connection, lead_id)
            assert not _marked(database)
    finally:
        stop.set()
        marking.ends()
