"""The results of calling sessions, of an agent's weeks, and the team's table of noes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from console.cards.agent_day import Goal, OwnWork, Summary, Week
from console.cards.lead_context import MadeCall
from console.desk.day.progress import MONTH
from console.desk.seat import Seat
from console.judging.lawful_hours import LawfulHours
from console.rules.shift.pace import TimedCall, calls_an_hour, longest_pause, longest_run, worked
from db.columns import MICROSECOND
from db.engine.database import Connection
from db.floor.presence import count_along, who_counts
from db.reports import session_summaries
from db.reports.call_counts import tally
from db.reports.call_groups import AGENT, ALL, CallFilter
from db.sessions import records

AT_ONCE = 500
"""Sessions whose calls are read together."""


def summaries_of(
    connection: Connection,
    now: datetime,
    limit: int | None,
    session_id: int | None = None,
    agent: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    list_name: str | None = None,
) -> tuple[Summary, ...]:
    """Return the results of started sessions, newest first.

    `since` and `until` bound their start. A `limit` of None returns all.
    """
    rows = records.started(
        connection,
        limit=limit,
        session_id=session_id,
        agent=agent,
        since=since,
        until=until,
        list_name=list_name,
    )
    agents = {row.agent for row in rows if row.agent is not None}
    rates = {agent: _noes_per_yes(connection, agent, now) for agent in agents}
    summaries: list[Summary] = []
    # The calls of all sessions at once would not fit into memory, nor their ids into one statement.
    for at in range(0, len(rows), AT_ONCE):
        summaries += _summaries(connection, rows[at : at + AT_ONCE], rates, now)
    return tuple(summaries)


def _summaries(
    connection: Connection,
    rows: Sequence[records.SessionOfList],
    rates: Mapping[str, float | None],
    now: datetime,
) -> Iterator[Summary]:
    ids = [row.id for row in rows]
    dials = session_summaries.dials_by_session(connection, ids)
    skips = session_summaries.skips_by_session(connection, ids)
    placed = {dial.place_id for of_session in dials.values() for dial in of_session}
    hours = LawfulHours(connection, placed)
    for row in rows:
        rate = rates.get(row.agent or "")
        yield _summary(row, dials[row.id], skips.get(row.id, 0), rate, hours, now)


def _noes_per_yes(connection: Connection, agent: str, now: datetime) -> float | None:
    month = session_summaries.tally(connection, agent, now - MONTH, now)
    return month.noes / month.yeses if month.yeses else None


def _summary(
    row: records.SessionOfList,
    calls: Sequence[session_summaries.DialFacts],
    skips: int,
    month: float | None,
    hours: LawfulHours,
    now: datetime,
) -> Summary:
    dials = [call for call in calls if not call.is_inbound]
    inbound = [call for call in calls if call.is_inbound]
    rang_in = Counter(call.label for call in inbound if call.label)
    noes = sum(dial.is_no for dial in dials)
    yeses = sum(dial.is_yes for dial in dials)
    minutes = _minutes(row, now)
    spans = [TimedCall(dial.at, dial.ended_at) for dial in dials]
    by_outcome = Counter(dial.outcome for dial in dials)
    return Summary(
        session_id=row.id,
        name=row.name,
        agent=row.agent or "",
        list_name=row.list_name or "",
        status=row.status,
        started_at=row.started_at,
        ended_at=row.ended_at,
        minutes=minutes,
        size=row.size,
        left=row.left,
        given_back=row.given_back,
        dials=len(dials),
        conversations=sum(dial.is_contact for dial in dials),
        noes=noes,
        yeses=yeses,
        callbacks=by_outcome["callback"],
        do_not_calls=sum(call.suppresses for call in calls),
        skips=skips,
        per_hour=calls_an_hour(len(spans), worked(spans)),
        noes_per_yes=noes / yeses if yeses else None,
        noes_per_yes_month=month,
        longest_pause=int(longest_pause(spans).total_seconds()),
        longest_run=longest_run(spans),
        outcomes=tuple(Counter(dial.label for dial in dials if dial.label).most_common()),
        inside_hours=sum(hours.are_kept(dial.place_id, dial.at, dial.verdict) for dial in dials),
        talked=sum(dial.talked for dial in dials),
        inbound=len(inbound),
        rang_in=tuple(rang_in.most_common()),
        calls=tuple(map(MadeCall.of, calls)),
    )


def _minutes(row: records.SessionOfList, now: datetime) -> int:
    """Return the minutes worked: from the start to the end, the pause or now, less earlier pauses.

    Both ends are cut to full minutes, so that the screen's `16:12 to 16:17` is always five.
    """
    if row.started_at is None:
        return 0
    until = row.ended_at or row.paused_at or now
    minutes = until.timestamp() // 60 - row.started_at.timestamp() // 60
    return max(0, int(minutes - row.paused_seconds // 60))


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
