"""An agent's own work by week, their goals of the day, and the team's table of noes."""

from datetime import date, datetime, timedelta

from console.cards.agent_day import Goal, OwnWork, Week
from console.desk.seat import Seat
from console.rules.shift.pace import calls_an_hour
from db.columns import MICROSECOND
from db.engine.database import Connection
from db.floor.presence import count_along, who_counts
from db.reports import session_summaries
from db.reports.call_counts import tally
from db.reports.call_groups import CallFilter
from db.reports.groups import AGENT, ALL

BEFORE = 4
"""Weeks shown before this one."""


def own_work(seat: Seat, connection: Connection, now: datetime) -> OwnWork:
    """Return an agent's work by week. Also join or leave the table of noes, as the agent wishes.

    Needs a write block.
    """
    count_along(connection, seat.agent, now, is_on=seat.wishes.noes_table)
    today = now.astimezone(seat.day_zone).date()
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=weeks) for weeks in range(BEFORE, -1, -1)]
    weeks = tuple(_week(seat, connection, on, now) for on in mondays)
    return OwnWork(weeks, _goals(seat, connection, now), _noes(seat, connection, monday, now))


def _week(seat: Seat, connection: Connection, on: date, now: datetime) -> Week:
    until = min(_midnight(seat, on + timedelta(weeks=1)), now + timedelta(seconds=1))
    [counts] = tally(connection, ALL, CallFilter(_midnight(seat, on), until, seat.agent))
    pace = calls_an_hour(counts.dials, counts.worked * MICROSECOND)
    return Week(on, counts.dials, counts.conversations, counts.noes, counts.yeses, pace)


def _goals(seat: Seat, connection: Connection, now: datetime) -> tuple[Goal, ...]:
    wishes = seat.wishes
    if not (wishes.dial_goal or wishes.yes_goal):
        return ()
    until = now + timedelta(seconds=1)  # includes a call dialled in this very second
    today = session_summaries.tally(connection, seat.agent, seat.day_start(now), until)
    goals = (
        Goal("dials", today.dials, wishes.dial_goal),
        Goal("yeses", today.yeses, wishes.yes_goal),
    )
    return tuple(goal for goal in goals if goal.goal)


def _noes(
    seat: Seat, connection: Connection, monday: date, now: datetime
) -> tuple[tuple[str, int], ...]:
    agents = who_counts(connection) if seat.wishes.noes_table else []
    if len(agents) < 2:  # nobody to compare with
        return ()
    week = CallFilter(_midnight(seat, monday), now + timedelta(seconds=1))
    noes = {counts.key: counts.noes for counts in tally(connection, AGENT, week)}
    counted = [(agent, noes.get(agent, 0)) for agent in agents]
    return tuple(sorted(counted, key=lambda row: (-row[1], row[0])))


def _midnight(seat: Seat, on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=seat.day_zone)
