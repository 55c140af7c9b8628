"""The simulated floor: a day as it might be, and reports that add up to what was done on it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from console.cards.today import AgentState
from console.demo.floor.building import build_floor, compared_days, floor_time, whole_week
from console.demo.floor.people import AGENTS, ZONE
from console.supervision.floor.today import read_today
from db.audit.verification import verify
from db.engine.database import Database
from db.tables.audit import audit_entries
from db.tables.calls import attempts, skips
from db.tables.sessions import calling_sessions
from tests.demo_floor.fixture import FLOOR_TIME, WorkedFloor

YES, NO = {"yes"}, {"no", "hung_up", "do_not_call"}


def _stored(database: Database, *columns: str) -> Counter[tuple[object, ...]]:
    with database.read() as connection:
        chosen = [attempts.c[name] for name in columns]
        rows = connection.execute(select(*chosen, func.count()).group_by(*chosen))
        return Counter({tuple(row[:-1]): row[-1] for row in rows})


def test_what_was_done_is_what_is_stored(floor: WorkedFloor) -> None:
    done = Counter((one.agent, one.outcome or None) for one in floor.done.calls)
    assert _stored(floor.database, "agent", "outcome") == done
    with floor.database.read() as connection:
        kept = connection.execute(select(func.count()).select_from(skips)).scalar_one()
        refused = connection.execute(
            select(func.count()).where(audit_entries.c.action == "dial_refused")
        ).scalar_one()
        assert verify(connection) is None
    assert (kept, refused) == (len(floor.done.skips), len(floor.done.refusals))


def test_today_is_what_a_hand_counts(floor: WorkedFloor) -> None:
    today = read_today(floor.database, ZONE, floor.clock())
    on = floor.done.days[-1]
    for one in today.agents:
        mine = floor.calls(on, one.agent)
        assert one.figures.dials == len(mine)
        assert one.figures.yeses >= sum(call.outcome in YES for call in mine)
        before = floor.calls(floor.done.days[-2], one.agent, so_far=True)
        assert one.before.dials == len(before)
    assert today.figures.dials == len(floor.calls(on))
    week_ago = floor.calls(on - timedelta(days=7), so_far=True)
    assert today.week_before.dials == len(week_ago)


def test_a_day_on_it_has_all_that_a_supervisor_looks_for(floor: WorkedFloor) -> None:
    today = read_today(floor.database, ZONE, floor.clock())
    assert [one.agent for one in today.agents] == [one.name for one in AGENTS]
    states = {one.agent: one.state for one in today.agents}
    assert states["farid"] is AgentState.PAUSED
    assert states["hugo"] is AgentState.IDLE
    assert states["jonas"] is AgentState.NOT_BEGUN
    assert states["ines"] is AgentState.ON_CALL
    assert len(today.complaints) == 1
    assert today.refusals
    assert today.outside_hours == 0
    outcomes = {one.outcome for one in floor.done.calls}
    assert {"callback", "do_not_call", "wrong_number", "voicemail", "yes", "no"} <= outcomes
    assert any(one.is_inbound for one in floor.done.calls)


def test_some_work_sessions_and_others_the_free_queue(floor: WorkedFloor) -> None:
    in_sessions = {one.agent for one in floor.done.calls if one.session_id is not None}
    assert in_sessions == {one.name for one in AGENTS if one.in_sessions}
    with floor.database.read() as connection:
        rows = connection.execute(
            select(calling_sessions.c.status, func.count()).group_by(calling_sessions.c.status)
        )
        counted = {status.value: count for status, count in rows}
    assert counted["done"] > len(AGENTS)
    assert counted["paused"] == 1
    assert counted["active"] >= 3


def test_somebody_is_on_a_call_whatever_the_dice_say(database: Database) -> None:
    done = build_floor(database, FLOOR_TIME, [FLOOR_TIME.date()], leads=200, pace=0.2, seed=1)
    assert [one.agent for one in done.calls if not one.outcome]
    today = read_today(database, ZONE, FLOOR_TIME)
    assert AgentState.ON_CALL in {one.state for one in today.agents}


@pytest.mark.parametrize(
    ("now", "at"),
    [
        (datetime(2026, 11, 19, 21, 41, tzinfo=UTC), datetime(2026, 11, 19, 21, 40, tzinfo=UTC)),
        (datetime(2026, 11, 19, 21, 39, tzinfo=UTC), datetime(2026, 11, 17, 21, 40, tzinfo=UTC)),
        (datetime(2026, 11, 23, 3, 0, tzinfo=UTC), datetime(2026, 11, 20, 21, 40, tzinfo=UTC)),
        (datetime(2026, 7, 6, 12, 0, tzinfo=UTC), datetime(2026, 7, 2, 20, 40, tzinfo=UTC)),
        (datetime(2026, 11, 24, 3, 0, tzinfo=UTC), datetime(2026, 11, 20, 21, 40, tzinfo=UTC)),
        (datetime(2026, 11, 27, 4, 0, tzinfo=UTC), datetime(2026, 11, 25, 21, 40, tzinfo=UTC)),
        (datetime(2026, 12, 4, 3, 0, tzinfo=UTC), datetime(2026, 12, 2, 21, 40, tzinfo=UTC)),
    ],
)
def test_it_is_looked_at_on_the_last_afternoon_when_everybody_worked_and_had_the_day_before(
    now: datetime, at: datetime
) -> None:
    assert floor_time(now) == at


def test_its_days_are_working_days_and_end_today() -> None:
    at = datetime(2026, 11, 16, 21, 40, tzinfo=UTC)
    week = whole_week(at)
    assert [day.day for day in week] == [9, 10, 11, 12, 13, 16]
    assert compared_days(at) == [date(2026, 11, 9), date(2026, 11, 15), date(2026, 11, 16)]
