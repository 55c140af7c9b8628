"""How an agent's own day goes: what they did, at which pace, and what can be taken back of it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from msgspec import Struct

from console.cards.agent_day import Progress
from console.cards.callbacks import NextCallback
from console.desk.cards.session_card import session_card
from console.desk.day.stored_state import Before, before_from
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

SKIP = "Skip"
"""The label of what is undone where a lead was passed over."""


class Month(Struct, frozen=True):
    """An agent's noes and yeses of the 30 days before `until`, the start of the day."""

    until: datetime
    noes: int
    yeses: int


class Undoable(Struct, frozen=True):
    """The last thing an agent did that can be taken back: an outcome, or a skip."""

    lead_id: int
    before: Before
    outcome: str
    label: str
    claim: str
    note: str
    attempt_id: int | None
    skip_id: int
    session_id: int | None


def month_of(connection: Connection, agent: str, until: datetime) -> Month:
    found = session_summaries.tally(connection, agent, until - MONTH, until)
    return Month(until, found.noes, found.yeses)


def progress_of(
    connection: Connection,
    agent: str,
    mine: Collection[str],
    month: Month,
    no_goal: int,
    released_at: datetime,
    now: datetime,
) -> Progress:
    """An agent's day since `month.until`, how it goes, and what was promised to whom they are
    offered: the leads of the owners `mine`."""
    found = session_summaries.calls_since(connection, agent, min(month.until, now - HOUR))
    calls = [TimedCall(one.dialled_at, one.ended_at) for one in found if one.is_dial]
    of_today = [call for call in calls if call.dialled_at >= month.until]
    until = now + timedelta(seconds=1)
    today = [one for one in found if month.until <= one.dialled_at < until]
    noes = sum(one.is_no for one in today)
    yeses = month.yeses + sum(one.is_yes for one in today)
    session = records.active_session(connection, agent)
    last = attempts.last_work(connection, agent)
    due = callbacks.due_callbacks(connection, agent, mine, released_at, now)
    promised = due.next
    return Progress(
        session=None if session is None else session_card(session),
        noes=noes,
        no_goal=no_goal,
        dials=sum(one.is_dial for one in today),
        yeses=yeses - month.yeses,
        per_hour=calls_an_hour(len(of_today), worked(of_today)),
        noes_per_yes=(month.noes + noes) / yeses if yeses else None,
        last_dial_at=of_today[-1].dialled_at if of_today else None,
        last_end_at=of_today[-1].ended_at if of_today else None,
        longest_run=longest_run(of_today),
        rolling_since=rolling_since(calls, now),
        can_undo=_label_of(last),
        is_agents_login=is_agent(connection),
        reads_only=reads_only(connection),
        callbacks_due=due.count,
        next_callback=None
        if promised is None
        else NextCallback(promised.id, promised.lead_id, promised.name, promised.due_at),
    )


def _is_skip_last(last: attempts.LastWork) -> bool | None:
    """Whether a skip is what can be undone, or a call; None when the agent has dialled since, did
    nothing yet, or the person was erased.

    What a call that came in brought can be undone while the call beside it goes on.
    """
    since, ended_at, skipped_at = last.under_way_since, last.ended_at, last.skipped_at
    if since is not None and (ended_at is None or since >= ended_at):
        return None
    if skipped_at is not None and (ended_at is None or skipped_at >= ended_at):
        return True if last.is_skip_undoable else None
    return False if last.is_call_undoable else None


def _label_of(last: attempts.LastWork) -> str:
    is_skip = _is_skip_last(last)
    return "" if is_skip is None else SKIP if is_skip else last.label or ""


def undoable(connection: Connection, agent: str) -> Undoable | None:
    """What can be undone, whole."""
    last = attempts.last_work(connection, agent)
    label, is_skip = _label_of(last), _is_skip_last(last)
    skip = attempts.last_skip(connection, agent) if is_skip else None
    if skip is not None and skip.before is not None:
        before = before_from(skip.before)
        session_id = skip.session_id
        return Undoable(skip.lead_id, before, "skip", label, "", "", None, skip.id, session_id)
    made = attempts.last_ended(connection, agent) if is_skip is False else None
    if made is None or made.before is None:
        return None
    return Undoable(
        made.lead_id,
        before_from(made.before),
        made.outcome,
        label,
        made.claim,
        made.note,
        made.id,
        0,
        made.session_id,
    )
