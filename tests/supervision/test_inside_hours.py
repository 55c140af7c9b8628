"""Whether calls were inside their hours is worked out anew: a stored word does nothing to it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from console.do_not_call.erasure import erase
from console.supervision.firm.settings import put_setting
from console.supervision.floor.today import read_today
from db.engine.database import Database
from db.tables.calls import attempts
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import HERE, desk_for


@pytest.fixture
def session_id(database: Database, clock: FrozenClock) -> int:
    """Ann has called three people in Boise at ten in the morning there, in one session."""
    for line in range(3):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}")
    ann = desk_for(database, clock)
    planned = ann.sessions.plan().sessions[0].session_id
    ann.sessions.start(planned)
    for _ in range(3):
        call(ann, "no")
        clock.advance(minutes=3)
    return planned


def outside(database: Database, clock: FrozenClock, session_id: int) -> tuple[int, int]:
    """By the day of the firm, and by the session's summary."""
    today = read_today(database, HERE, clock())
    summary = desk_for(database, clock).sessions.summary(session_id)
    return today.outside_hours, summary.dials - summary.inside_hours


def test_a_call_made_in_the_night_there_shows_whatever_is_stored(
    database: Database, clock: FrozenClock, session_id: int
) -> None:
    assert outside(database, clock, session_id) == (0, 0)
    with database.write() as connection:
        [first, *_] = connection.execute(attempts.select().order_by(attempts.c.id)).all()
        connection.execute(
            update(attempts)
            .where(attempts.c.id == first.id)
            .values(dialled_at=first.dialled_at - timedelta(hours=4))
        )
    assert outside(database, clock, session_id) == (1, 1)


def test_a_word_that_was_changed_makes_no_call_unlawful(
    database: Database, clock: FrozenClock, session_id: int
) -> None:
    with database.write() as connection:
        connection.execute(update(attempts).values(verdict={"verdict": "wait"}))
    assert outside(database, clock, session_id) == (0, 0)


def test_the_firm_s_own_later_hours_make_no_call_unlawful(
    database: Database, clock: FrozenClock, session_id: int
) -> None:
    put_setting(database, "courtesy_opens", "12:00", "sue", clock())
    desk_for(database, clock).board.stop("US-ID", "storm")
    assert outside(database, clock, session_id) == (0, 0)


def test_of_who_was_erased_the_stored_word_has_to_do(
    database: Database, clock: FrozenClock, session_id: int
) -> None:
    erase(database, "+12085550100", "asked", "sue", clock())
    assert outside(database, clock, session_id) == (0, 0)
