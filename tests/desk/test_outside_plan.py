"""What stands outside the plan, and which leads of it have lost their hours since."""

from datetime import timedelta

import pytest

from console.desk import Desk
from console.rules.times.working_hours import read_hours
from db.engine.database import Database
from db.firm.settings import bump_revision, put
from tests.conftest import FrozenClock
from tests.leads import add_lead


@pytest.fixture
def planned(desk: Desk, database: Database) -> int:
    """A session of three leads in two places, all of Idaho, for the next hour."""
    add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Bo", "(208) 555-0102")
    add_lead(database, "Cy", "(208) 555-0103", postal_code="83702")
    [session] = desk.sessions.plan(hours=read_hours("9-13", "America/New_York")).sessions
    return session.session_id


def _close(database: Database, opens: str | None = None, closes: str | None = None) -> None:
    """The firm's own hours in Idaho from now on."""
    rule = {"jurisdiction": "US-ID", "day_class": "*", "opens": opens, "closes": closes}
    with database.write() as connection:
        bump_revision(connection)
        put(connection, "rules", [rule])


def _lost(desk: Desk) -> dict[int, int]:
    return dict(desk.sessions.outlook(desk.sessions.all()).lost)


def test_leads_whose_hours_a_rule_took_since_are_lost_to_their_session(
    desk: Desk, database: Database, planned: int
) -> None:
    assert _lost(desk) == {}
    _close(database)
    assert _lost(desk) == {planned: 3}


def test_a_session_that_still_has_a_minute_of_its_span_has_lost_nobody(
    desk: Desk, database: Database, planned: int
) -> None:
    session = desk.sessions.read(planned)
    assert session is not None
    assert session.span_closes_at is not None
    last = session.span_closes_at - timedelta(hours=8, minutes=1)  # on the later of its two clocks
    _close(database, f"{last:%H:%M}", "23:00")
    assert _lost(desk) == {}
    _close(database, f"{last + timedelta(minutes=1):%H:%M}", "23:00")
    assert _lost(desk) == {planned: 3}


def test_hours_that_end_as_the_session_begins_are_none_of_it(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    desk.sessions.plan(hours=read_hours("14-17", "America/New_York"))  # from noon in Boise
    _close(database, "06:00", "12:01")
    assert _lost(desk) == {}
    _close(database, "06:00", "12:00")
    assert sum(_lost(desk).values()) == 1


def test_a_session_begun_whose_time_is_over_has_the_next_in_which_all_left_may_be_called(
    desk: Desk, clock: FrozenClock, planned: int
) -> None:
    desk.sessions.start(planned)
    clock.advance(hours=16)
    [shown] = desk.sessions.all()
    opens_at, closes_at = shown.span_opens_at, shown.span_closes_at
    assert opens_at is not None
    assert closes_at is not None
    second, matches = timedelta(seconds=1), []
    for clock.at in (opens_at - second, opens_at, closes_at - second, closes_at):
        matches.append(desk.queue.why().callable)
    assert matches[0] < matches[1] == matches[2] == 3 > matches[3]


def test_a_paused_session_is_not_offered_as_open_once_its_time_is_over(
    desk: Desk, database: Database, clock: FrozenClock, planned: int
) -> None:
    desk.sessions.start(planned)
    add_lead(database, "Di", "(208) 555-0104")
    [other] = desk.sessions.plan().sessions
    desk.sessions.start(other.session_id)
    desk.sessions.end()
    clock.advance(hours=16)
    offered = desk.next_session()
    assert offered is not None
    assert offered.session_id == planned
    assert offered.span_opens_at is not None
    assert offered.span_opens_at > clock()


def test_nobody_is_lost_to_a_session_whose_span_is_over(
    desk: Desk, database: Database, clock: FrozenClock, planned: int
) -> None:
    session = desk.sessions.read(planned)
    assert session is not None
    assert session.span_closes_at is not None
    _close(database)
    clock.at = session.span_closes_at - timedelta(seconds=1)
    assert _lost(desk) == {planned: 3}
    clock.at = session.span_closes_at
    assert _lost(desk) == {}


def test_who_may_be_called_without_a_plan_is_counted_and_who_may_not_is_told(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Bo", "(208) 555-0102")
    add_lead(database, "Kai", "(800) 555-0101", region="")
    outlook = desk.sessions.outlook(())
    assert outlook.free == 2
    assert [(reason.code, reason.count) for reason in outlook.unplaced] == [("no_zone", 1)]
