"""The simulated floor: a lawful week of calls, and a day with all that a supervisor looks for."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import case, func, select

from console.cards.lead import Card
from console.cards.today import AgentState, AtWork
from console.demo.floor.floor_setup import (
    Appointments,
    FloorClock,
    build_floor,
    build_four_weeks,
    compared_days,
    earlier_days,
    floor_time,
    going_on,
)
from console.demo.floor.people import AGENTS, ZONE
from console.desk import Desk
from console.do_not_call.dial_report import calls_made
from console.supervision.firm.permit_page import read_permits
from console.supervision.floor.board import read_board
from console.supervision.floor.today import read_today
from console.supervision.floor.wall import read_wall
from console.supervision.reports.appointments import report_appointments
from console.supervision.reports.calls import ReportScope
from console.wiring import open_prepared
from db.audit.verification import verify
from db.calls.tallies import differing
from db.engine.database import Database
from db.enums import AppointmentStatus, LeadStatus
from db.tables.audit import audit_entries
from db.tables.leads import lead_lists, leads
from db.tables.sessions import calling_sessions
from tests.demo.fixture import FLOOR_TIME, Call, Work, WorkedFloor, read_work
from tests.leads import add_lead

YES = {"yes"}
OPENS, CLOSES = 8, 21
"""The hours of the federal rule, on the clock of the person called."""


def test_nobody_is_called_outside_the_hours_there(worked_floor: WorkedFloor) -> None:
    hours = {call.dialled_at.astimezone(ZoneInfo(call.zone)).hour for call in worked_floor.calls()}
    assert OPENS <= min(hours) < max(hours) < CLOSES
    for day in {call.dialled_at.astimezone(ZoneInfo(ZONE)).date() for call in worked_floor.calls()}:
        assert read_today(worked_floor.database, ZONE, worked_floor.clock(), day).outside_hours == 0


def test_no_agent_and_no_number_is_in_two_calls_at_once(worked_floor: WorkedFloor) -> None:
    calls: dict[str, list[Call]] = defaultdict(list)
    for call in worked_floor.work.calls:
        calls[call.agent].append(call)
        calls[call.e164].append(call)
    for row in calls.values():
        for first, second in pairwise(row):
            assert first.ended_at is not None
            assert first.ended_at <= second.dialled_at


def test_who_asked_not_to_be_called_is_not_called_again(worked_floor: WorkedFloor) -> None:
    asked: set[str] = set()
    for call in worked_floor.work.calls:
        assert call.is_inbound or call.e164 not in asked
        if call.outcome in {"do_not_call", "complaint"}:
            asked.add(call.e164)
    assert asked


def test_the_log_vouches_for_every_call(worked_floor: WorkedFloor) -> None:
    with worked_floor.database.read() as connection:
        assert verify(connection) is None
        rows = connection.execute(
            select(audit_entries.c.action, func.count()).group_by(audit_entries.c.action)
        )
        entries = {action: count for action, count in rows}  # noqa: C416 - as in db.floor.status
    assert entries["dial"] == len(worked_floor.calls())
    assert entries["outcome"] == sum(bool(call.outcome) for call in worked_floor.work.calls)
    assert entries["skip"] == len(worked_floor.work.skip_reasons)


@pytest.mark.long
def test_the_same_seed_gives_the_same_week_on_both_databases(
    sqlite_floor: tuple[Path, Work], postgres_floor: Work
) -> None:
    assert sqlite_floor[1] == postgres_floor


def test_today_is_what_a_hand_counts(worked_floor: WorkedFloor) -> None:
    today = read_today(worked_floor.database, ZONE, worked_floor.clock())
    on = FLOOR_TIME.date()
    for agent in today.agents:
        mine = worked_floor.calls(on, agent.agent)
        assert agent.figures.dials == len(mine)
        assert agent.figures.yeses >= sum(call.outcome in YES for call in mine)
        before = worked_floor.calls(on - timedelta(days=1), agent.agent, so_far=True)
        assert agent.before.dials == len(before)
    assert today.figures.dials == len(worked_floor.calls(on))
    week_ago = worked_floor.calls(on - timedelta(days=7), so_far=True)
    assert today.week_before.dials == len(week_ago)


def test_the_wall_says_what_the_supervisors_page_says(worked_floor: WorkedFloor) -> None:
    today = read_today(worked_floor.database, ZONE, worked_floor.clock())
    wall = read_wall(worked_floor.database, ZONE, worked_floor.clock())
    assert (wall.figures, wall.compared) == (today.figures, today.compared)
    rows = [(row.agent, row.state, row.figures) for row in today.agents]
    assert [(row.agent, row.state, row.figures) for row in wall.agents] == rows
    dials = {quarter: figures.dials for quarter, figures in wall.quarters}
    for quarter in range(96):
        by_agent = (row.quarters[quarter : quarter + 1] for row in today.agents)
        assert dials.get(quarter, 0) == sum(map(sum, by_agent)), quarter
    assert sum(figures.yeses for _, figures in wall.quarters) == today.figures.yeses
    yeses = [call for call in worked_floor.calls(FLOOR_TIME.date()) if call.outcome in YES]
    assert wall.last_yes is not None
    assert wall.last_yes.at >= yeses[-1].dialled_at
    assert wall.last_yes.list_name


def test_a_day_on_it_has_all_that_a_supervisor_looks_for(worked_floor: WorkedFloor) -> None:
    today = read_today(worked_floor.database, ZONE, worked_floor.clock())
    assert [agent.agent for agent in today.agents] == [agent.name for agent in AGENTS]
    states = {agent.agent: agent.state for agent in today.agents}
    assert states["farid"] is AgentState.PAUSED
    assert states["hugo"] is AgentState.IDLE
    assert states["jonas"] is AgentState.NOT_BEGUN
    assert states["ines"] is AgentState.ON_CALL
    assert len(today.complaints) == 1
    assert today.refusals
    outcomes = {call.outcome for call in worked_floor.work.calls}
    assert {"callback", "do_not_call", "wrong_number", "voicemail", "yes", "no"} <= outcomes
    assert any(call.is_inbound for call in worked_floor.work.calls)


def test_some_work_sessions_and_others_the_free_queue(worked_floor: WorkedFloor) -> None:
    in_sessions = {call.agent for call in worked_floor.work.calls if call.session_id is not None}
    assert in_sessions == {agent.name for agent in AGENTS if agent.in_sessions}
    with worked_floor.database.read() as connection:
        rows = connection.execute(
            select(calling_sessions.c.status, func.count()).group_by(calling_sessions.c.status)
        )
        counted = {status.value: count for status, count in rows}
    assert counted["done"] > len(AGENTS)
    assert counted["paused"] == 1
    assert counted["active"] >= 3


@pytest.mark.long
def test_the_floor_goes_on_from_where_it_was_looked_at(database: Database) -> None:
    days = [FLOOR_TIME.date()]
    simulation = build_floor(database, FLOOR_TIME, days, leads=200, pace=0.2, seed=1)
    before = read_work(database).calls
    assert "ines" in {call.agent for call in before if not call.outcome}
    today = read_today(database, ZONE, FLOOR_TIME)
    assert AgentState.ON_CALL in {agent.state for agent in today.agents}
    now = FLOOR_TIME
    supervisor = Desk(database, lambda: now, "sam", zone=ZONE)
    while not _reads_a_lead(read_board(database, ZONE, now).at_work["amara"]):
        now += timedelta(seconds=5)
        simulation.run_until(now)
    supervisor.board.hand_back("amara", "Wrong list.")
    supervisor.board.block("ben", "A talk first.")
    simulation.run_until(now + timedelta(minutes=30))
    supervisor.board.unblock("ben")
    simulation.run_until(now + timedelta(hours=6))
    after = read_work(database).calls
    assert all(call.outcome for call in after)
    goes_on = {call.agent for call in after if call.dialled_at > now + timedelta(minutes=30)}
    assert {"amara", "ben", "chloe", "elena"} <= goes_on, "one act of a supervisor stops nobody"
    assert len(after) > len(before)


def _reads_a_lead(work: AtWork) -> bool:
    return work.lead_id != 0 and work.runs_since is None


@pytest.mark.long
def test_earlier_days_are_written_in_the_order_of_time(tmp_path: Path) -> None:
    database = open_prepared(str(tmp_path / "floor.db"), is_kept=False)
    earlier = earlier_days(FLOOR_TIME)[-3:]
    build_floor(database, FLOOR_TIME, [FLOOR_TIME.date()], 400, pace=0.1, earlier=earlier)
    document = calls_made(database, None, None, "")
    assert sum(row["count"] for row in document["dials"]) > 100
    assert document["uncleared"] == []
    with database.read() as connection:
        assert differing(connection) == 0
    database.close()


@pytest.mark.long
def test_four_weeks_lie_behind_the_floor_that_is_shown(tmp_path: Path) -> None:
    database = open_prepared(str(tmp_path / "floor.db"), is_kept=False)
    simulation = build_four_weeks(database, FLOOR_TIME, lambda _done, _total: None)
    work = read_work(database)
    days = {call.dialled_at.astimezone(ZoneInfo(ZONE)).date() for call in work.calls}
    assert days == {*earlier_days(FLOOR_TIME), FLOOR_TIME.date()}
    for day in days:
        assert read_today(database, ZONE, FLOOR_TIME, day).outside_hours == 0
    with database.read() as connection:
        assert verify(connection) is None, "the log vouches for the calls that were written at once"
        assert differing(connection) == 0
        shares = {row.name: row for row in connection.execute(_LISTS)}
    assert calls_made(database, None, None, "")["uncleared_count"] == 0
    on = FLOOR_TIME.date()
    scope = ReportScope(on - timedelta(weeks=4), on + timedelta(days=10), ZONE)
    report = report_appointments(database, scope, "agent", FLOOR_TIME)
    assert report.total.held > report.total.no_show > 0
    assert report.total.unmarked > 0
    assert report.total.to_come > 0
    assert report.total.cancelled > 0
    assert len(report.rows) >= 8
    permits = read_permits(database, on).lines
    assert {"missing", "ends_soon", "held", "exempt"} <= {line.status for line in permits}
    assert shares["Fair visitors"].tried > 0.9
    assert shares["Old customers"].barred > 0.3
    calls = defaultdict(list)
    for call in work.calls:
        calls[call.agent].append(call)
    for row in calls.values():
        assert all(
            first.ended_at <= second.dialled_at for first, second in pairwise(row) if first.ended_at
        )

    now = FLOOR_TIME + timedelta(minutes=30)
    with going_on(simulation, lambda: now):
        pass  # leaving waits until the agents have acted
    assert len(read_work(database).calls) > len(work.calls)
    today = read_today(database, ZONE, now)
    database.close()
    stopped = [row.agent for row in today.agents if row.state is AgentState.IDLE]
    assert stopped == ["hugo"]


_LISTS = (
    select(
        lead_lists.c.name,
        func.avg(case((leads.c.dials > 0, 1.0), else_=0.0)).label("tried"),
        func.avg(case((leads.c.status == LeadStatus.BARRED, 1.0), else_=0.0)).label("barred"),
    )
    .join(leads, leads.c.list_id == lead_lists.c.id)
    .group_by(lead_lists.c.name)
)


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


def test_a_day_is_compared_with_the_day_before_and_a_week_before() -> None:
    at = datetime(2026, 11, 16, 21, 40, tzinfo=UTC)
    assert compared_days(at) == [date(2026, 11, 9), date(2026, 11, 15), date(2026, 11, 16)]


def test_an_appointment_that_somebody_cancelled_is_left_as_it_is(database: Database) -> None:
    clock = FloorClock(FLOOR_TIME)
    desk = Desk(database, clock, AGENTS[0].name, zone=ZONE)
    for number in range(8):
        add_lead(database, f"Ada {number}", f"(312) 555-010{number}")
    for _ in range(8):
        card = desk.next()
        assert isinstance(card, Card)
        desk.dial(card.claim, card.phone.number_id)
        clock.at += timedelta(minutes=2)
        desk.record(card.claim, "yes")
    book = Appointments(database, clock, seed=1)
    book.agree(FLOOR_TIME.date())
    agreed = desk.appointments.all()
    for row in agreed:
        desk.appointments.cancel(row.appointment_id, "Asked for no calls.")
    book.mark_until(FLOOR_TIME + timedelta(days=20))
    assert agreed
    assert {row.status for row in desk.appointments.all()} == {AppointmentStatus.CANCELLED}
