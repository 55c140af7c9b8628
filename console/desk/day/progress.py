"""An agent's day so far: what they did, at which pace, and what can be undone.

An outcome or a skip stores the state of its lead before it, for undo.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict, cast

from msgspec import Struct

from console.cards.agent_day import Progress
from console.cards.promises import NextCallback
from console.desk.cards.session_card import session_card
from console.rules.shift.pace import (
    HOUR,
    TimedCall,
    calls_an_hour,
    longest_run,
    rolling_since,
    worked,
)
from db.calls import attempts, callbacks
from db.columns import Document
from db.engine.database import Connection, is_agent, reads_only
from db.enums import LeadStatus, NumberStatus, SkipKind
from db.reports import session_summaries
from db.sessions import records


class LeadBefore(TypedDict):
    """The columns of the lead that an outcome or a skip changes, without `due_at`."""

    status: LeadStatus
    bar: str
    place_id: int
    due_reason: str
    noes: int
    draft: str


class NumbersBefore(TypedDict):
    """The states of a lead's numbers, by id."""

    lead_id: int
    numbers: dict[str, NumberStatus]


class Listed(TypedDict):
    """The changes made by one do-not-call request.

    `added` are the numbers it put on the internal list, `leads` the earlier states of these numbers
    for each lead that has them, `consents` the ids of the evidence it ended, `appointments` the
    columns of those that it cancelled, by id.
    """

    added: list[str]
    leads: list[NumbersBefore]
    consents: list[int]
    appointments: NotRequired[dict[str, dict[str, object]]]


class Before(TypedDict):
    """The state of a lead before an outcome or a skip, as JSON.

    `due_at` is an instant in ISO format, `promise` the id of an open callback, `session` the id of
    the lead's session and its position there, `appointments` the columns of the lead's standing
    appointment by its id.
    """

    lead: LeadBefore
    due_at: str | None
    numbers: dict[str, NumberStatus]
    promise: int | None
    session: tuple[int, int] | None
    listed: NotRequired[Listed]
    appointments: NotRequired[dict[str, dict[str, object]]]


def before_from(stored: Document) -> Before:
    """Return the state that was stored with an attempt or a skip."""
    return cast("Before", stored)


MONTH = timedelta(days=30)

LABELS = {
    SkipKind.SKIP: "Skip",
    SkipKind.REQUEST: "Never call again",
    SkipKind.DOUBT: "It means something else",
}
"""The labels of acts without a call that can be undone."""


class Month(Struct, frozen=True):
    """An agent's noes and yeses of the 30 days before `until`, the start of the day."""

    until: datetime
    noes: int
    yeses: int


class Undoable(Struct, frozen=True):
    """The last outcome or skip of an agent, if it can be undone.

    Either `attempt_id` or `skip_id` is set.
    """

    lead_id: int
    before: Before
    outcome: str
    label: str
    claim: str
    note: str
    attempt_id: int | None
    skip_id: int | None
    session_id: int | None


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
        can_undo=_label_of(last),
        is_agents_login=is_agent(connection),
        reads_only=reads_only(connection),
        callbacks_due=due.count,
        next_callback=None
        if callback is None
        else NextCallback(callback.id, callback.lead_id, callback.name, callback.due_at),
    )


def _last_skipped(last: attempts.LastWork) -> bool | None:
    """Return whether a skip is what can be undone: False for a call, None for nothing.

    Nothing can be undone once the agent has dialled again, or if the lead was erased. The outcome
    of an incoming call can be undone while the agent's other call goes on.
    """
    since, ended_at, skipped_at = last.under_way_since, last.ended_at, last.skipped_at
    if since is not None and (ended_at is None or since >= ended_at):
        return None
    if skipped_at is not None and (ended_at is None or skipped_at >= ended_at):
        return True if last.is_skip_undoable else None
    return False if last.is_call_undoable else None


def _label_of(last: attempts.LastWork) -> str:
    """Return the label of what can be undone, "" for nothing."""
    is_skip = _last_skipped(last)
    if is_skip and last.skip_kind is not None:
        return LABELS[last.skip_kind]
    return "" if is_skip is None else last.label or ""


def undoable(connection: Connection, agent: str) -> Undoable | None:
    """Return the outcome or skip that can be undone, with its stored state; None for nothing."""
    last = attempts.last_work(connection, agent)
    label, is_skip = _label_of(last), _last_skipped(last)
    skip = attempts.last_skip(connection, agent) if is_skip else None
    if skip is not None and skip.before is not None:
        before = before_from(skip.before)
        session_id = skip.session_id
        code = skip.kind.value
        return Undoable(skip.lead_id, before, code, label, "", "", None, skip.id, session_id)
    call = attempts.last_ended(connection, agent) if is_skip is False else None
    if call is None or call.before is None:
        return None
    return Undoable(
        call.lead_id,
        before_from(call.before),
        call.outcome,
        label,
        call.claim,
        call.note,
        call.id,
        None,
        call.session_id,
    )
