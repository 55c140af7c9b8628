"""What nobody began goes back when its span is over, and is planned again; once, whoever looks."""

import json
from contextlib import closing
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from console.cards.waiting import SessionCard
from console.desk import Desk
from console.judging.place_openings import Openings
from console.lists.screening import remove_segment, save_segment
from console.rules.times.working_hours import read_hours
from db.audit.reader import latest_entries
from db.engine.database import Database, open_database
from db.enums import SessionStatus, VerdictKind
from db.tables.calls import attempts
from db.tables.leads import leads
from db.tables.sessions import session_leads
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import desk_for


def _fill(database: Database, count: int, area: str = "208", list_name: str = "Fair") -> None:
    for line in range(count):
        phone = f"({area}) 555-01{line:02}"
        add_lead(database, f"Lead {area}-{line:02}", phone, list_name=list_name)


def _standing(desk: Desk) -> list[SessionCard]:
    return [session for session in desk.sessions.all() if session.status is not SessionStatus.DONE]


def _is_over(session: SessionCard, now: datetime) -> bool:
    return session.span_closes_at is not None and session.span_closes_at <= now


def _all_back(desk: Desk, size: int = 25) -> int:
    gone = 0
    while part := desk.sessions.go_back(size):
        gone += part
    return gone


def test_what_nobody_began_is_planned_anew_for_the_next_day_and_the_log_holds_it(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 5)
    begun, *rest = desk.sessions.plan(size=2).sessions
    desk.sessions.start(begun.session_id)
    call(desk, "no_answer")
    desk.away.go(None)
    assert _all_back(desk) == 0  # their time is not over
    clock.advance(hours=18)
    assert _all_back(desk) == len(rest) == 2
    first, *new = _standing(desk)
    assert (first.session_id, first.status) == (begun.session_id, SessionStatus.PAUSED)
    [session] = new
    assert (session.size, session.left, session.position, session.of) == (3, 3, 1, 1)
    assert session.span_opens_at is not None
    assert clock() <= session.span_opens_at <= clock() + timedelta(hours=24)
    with database.read() as connection:
        values = {entry.action: json.loads(entry.detail) for entry in latest_entries(connection, 2)}
    assert values["plan_dissolve"] == {
        "count": 2,
        "sessions": sorted(row.session_id for row in rest),
    }
    assert values["plan"] == {"leads": 3, "sessions": [session.session_id] * 2}
    assert _all_back(desk) == 0


def test_it_is_planned_by_the_list_and_screening_of_its_plan_read_anew(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", occupation="dentist")
    add_lead(database, "Bo", "(208) 555-0102", occupation="dental nurse")
    add_lead(database, "Cy", "(208) 555-0103", list_name="Homes")
    save_segment(database, "teeth", "occupation ~ dent", "ann", clock())
    desk.sessions.plan(where="@teeth")
    desk.sessions.plan(list_name="Homes")
    save_segment(database, "teeth", "occupation = dentist", "ann", clock())
    add_lead(database, "Di", "(208) 555-0104", occupation="dentist")
    clock.advance(days=1)
    assert _all_back(desk) == 2
    assert sorted((session.size, session.list_name) for session in _standing(desk)) == [
        (1, "Fair"),
        (1, "Homes"),
    ]
    again = desk.sessions.replan().sessions  # of the same people: Di too, Bo not
    assert sorted((session.size, session.list_name) for session in again) == [
        (1, "Homes"),
        (2, "Fair"),
    ]


def test_sessions_whose_segment_is_gone_stand_and_hold_up_no_others(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", occupation="dentist")
    save_segment(database, "teeth", "occupation = dentist", "ann", clock())
    [stuck] = desk.sessions.plan(where="@teeth").sessions
    add_lead(database, "Bo", "(208) 555-0102")
    desk.sessions.plan()
    remove_segment(database, "teeth", "ann", clock())
    clock.advance(days=1)
    assert _all_back(desk) == 1
    late = [session.session_id for session in _standing(desk) if _is_over(session, clock())]
    assert late == [stuck.session_id]


def test_who_cannot_be_called_any_more_goes_back_to_the_list_alone(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 2)
    desk.sessions.plan()
    with database.write() as connection:
        later = clock() + timedelta(days=30)
        connection.execute(
            leads.update()
            .where(leads.c.name == "Lead 208-00")
            .values(due_at=later, due_reason="cool_down")
        )
    clock.advance(days=1)
    assert _all_back(desk) == 1
    assert [session.size for session in _standing(desk)] == [1]
    with database.write() as connection:
        connection.execute(leads.update().values(status="closed"))
    clock.advance(days=1)
    assert _all_back(desk) == 1
    assert _standing(desk) == []


def test_the_agents_hours_bound_the_new_spans(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 1)
    hours = read_hours("12-13", "America/New_York")
    desk.sessions.plan(hours=hours)
    clock.advance(hours=2)
    assert desk.sessions.go_back(hours=hours) == 1
    [session] = _standing(desk)
    assert session.span_opens_at == clock() + timedelta(hours=22)


@pytest.mark.long
def test_days_of_not_calling_leave_every_lead_in_one_session_in_which_all_can_be_called(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    areas = ("208", "503", "212", "808", "907", "312", "219")
    for area in areas:
        _fill(database, 4, area)
    desk.sessions.plan(size=6)
    for _ in range(24):
        clock.advance(hours=7)
        _all_back(desk, size=6)
        standing = _standing(desk)
        assert not any(_is_over(session, clock()) for session in standing)
        assert sum(session.size for session in standing) == 4 * len(areas)
        _assert_callable(database, standing)


def _assert_callable(database: Database, standing: list[SessionCard]) -> None:
    for session in standing:
        assert session.span_opens_at is not None
        assert session.span_closes_at is not None
        for at in (session.span_opens_at, session.span_closes_at - timedelta(seconds=1)):
            with database.read() as connection:
                openings = Openings()
                openings.update(connection, at)
                places = connection.execute(
                    select(leads.c.place_id)
                    .join(session_leads, session_leads.c.lead_id == leads.c.id)
                    .where(session_leads.c.session_id == session.session_id)
                ).scalars()
                matches = {openings.answer(place).kind for place in places}
            assert matches == {VerdictKind.CALL}


def test_two_desks_that_look_at_once_plan_nobody_twice_and_lose_nobody(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 60)
    desk.sessions.plan(size=2)
    clock.advance(days=1)
    address = database.engine.url.render_as_string(hide_password=False)
    both, gone = Barrier(2), list[int]()

    def look(agent: str) -> None:
        with closing(open_database(address)) as own:
            theirs = desk_for(own, clock, agent)
            both.wait()
            gone.append(_all_back(theirs, size=2))

    threads = [Thread(target=look, args=(name,)) for name in ("ann", "bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rest = _all_back(desk, size=2)
    assert sum(gone) + rest == 30
    assert [(session.size, session.left) for session in _standing(desk)] == [(2, 2)] * 30
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(session_leads)).scalar() == 60
        assert connection.execute(select(func.count()).select_from(attempts)).scalar() == 0
