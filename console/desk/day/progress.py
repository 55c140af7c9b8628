"""An agent's day so far: what they did, at which pace, and what can be undone."""

from collections.abc import Collection
from datetime import datetime, timedelta

from msgspec import Struct

from console.cards.agent_day import Progress
from console.cards.promises import NextCallback
from console.desk.cards.session_card import session_card
from console.desk.undoable import undo_label
from console.rules.shift.pace import (
    HOUR,
    TimedCall,
    calls_an_hour,
    longest_run,
    rolling_since,
    worked,
)
from db.calls import attempts, callbacks
from db.engine.database import Connection, is_agent, reads_only
from db.reports import session_summaries
from db.sessions import records

MONTH = timedelta(days=30)


class Month(Struct, frozen=True):
    """An agent's noes and yeses of the 30 days before `until`, the start of the day."""

    until: datetime
    noes: int
    yeses: int


def month_of(connection: Connection, agent: str, until: datetime) -> Month:
    """Count the agent's noes and yeses of the 30 days before `until`."""
    tally = session_summaries.tally(connection, agent, until - MONTH, until)
    return Month(until, tally.noes, tally.yeses)


def progress_of(
    connection: Connection,
    agent: str,
    mine: Collection[str],
    month: Month,
    no_goal: int,
    released_at: datetime,
    now: datetime,
) -> Progress:
    """Return an agent's day since `month.until`. `mine`: the owners whose callbacks count."""
    # The pace of the last hour also needs calls from before midnight.
    rows = session_summaries.calls_since(connection, agent, min(month.until, now - HOUR))
    calls = [TimedCall(row.dialled_at, row.ended_at) for row in rows if row.is_dial]
    of_today = [call for call in calls if call.dialled_at >= month.until]
    until = now + timedelta(seconds=1)  # includes a call dialled in this very second
    today = [row for row in rows if month.until <= row.dialled_at < until]
    noes = sum(row.is_no for row in today)
    yeses = month.yeses + sum(row.is_yes for row in today)
    session = records.active_session(connection, agent)
    last = attempts.last_work(connection, agent)
    due = callbacks.due_callbacks(connection, agent, mine, released_at, now)
    callback = due.next
    return Progress(
        session=None if session is None else session_card(session),
        noes=noes,
        no_goal=no_goal,
        dials=sum(row.is_dial for row in today),
        yeses=yeses - month.yeses,
        per_hour=calls_an_hour(len(of_today), worked(of_today)),
        noes_per_yes=(month.noes + noes) / yeses if yeses else None,
        last_dial_at=of_today[-1].dialled_at if of_today else None,
        last_end_at=of_today[-1].ended_at if of_today else None,
        longest_run=longest_run(of_today),
        rolling_since=rolling_since(calls, now),
        can_undo=undo_label(last),
        is_agents_login=is_agent(connection),
        reads_only=reads_only(connection),
        callbacks_due=due.count,
        next_callback=None
        if callback is None
        else NextCallback(callback.id, callback.lead_id, callback.name, callback.due_at),
    )
