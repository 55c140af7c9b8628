"""Read skips, callbacks, the calls of sessions, inquiries and appointments for reports."""

from collections import Counter
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Select, Subquery, and_, exists, func, select

from db.calls.callbacks import STANDING, count_by_agent
from db.calls.tallies import KINDS, OF_SESSIONS
from db.enums import AppointmentStatus, Direction, SkipKind
from db.firm.outcomes import effects_of_outcomes
from db.reports.call_counts import tally
from db.reports.call_groups import AGENT, CallFilter
from db.rows import read_rows
from db.sessions.records import were_begun
from db.tables.appointments import appointment_changes, appointments
from db.tables.calls import attempts, call_tallies, callbacks, skips
from db.tables.firm import outcomes
from db.tables.imports import import_batches
from db.tables.leads import lead_lists, leads
from db.tables.sessions import calling_sessions


class SkipCount(Struct, frozen=True):
    reason: str
    agent: str
    count: int


def count_skips(connection: Connection, since: datetime, until: datetime) -> list[SkipCount]:
    """Count the skips in [since, until) by reason and agent."""
    rows = connection.execute(
        select(skips.c.reason, skips.c.agent, func.count())
        .where(skips.c.at >= since, skips.c.at < until, skips.c.kind == SkipKind.SKIP)
        .group_by(skips.c.reason, skips.c.agent)
        .order_by(skips.c.reason, skips.c.agent)
    )
    return [SkipCount(*row) for row in rows]


class CallbackCounts(Struct, frozen=True):
    """Counts of callbacks by their agent, "" for anyone's.

    `made`, `kept` and `dropped` count a period. `standing` is the count at an instant, and
    `overdue` is a part of it. `made` are promises by the agent of the call, as in every report of
    calls; the others include the calls that appointments need.
    """

    made: Counter[str]
    kept: Counter[str]
    dropped: Counter[str]
    standing: Counter[str]
    overdue: Counter[str]


def count_callbacks(
    connection: Connection, since: datetime, until: datetime, now: datetime
) -> CallbackCounts:
    """Count the callbacks of [since, until), and those that stand now, by agent."""
    column = callbacks.c
    by_agent = tally(connection, AGENT, CallFilter(since, until))
    was_ended = and_(column.kept_at >= since, column.kept_at < until)
    return CallbackCounts(
        Counter({counts.key: counts.callbacks for counts in by_agent}),
        count_by_agent(connection, was_ended, column.dropped == ""),
        count_by_agent(connection, was_ended, column.dropped != ""),
        count_by_agent(connection, STANDING),
        count_by_agent(connection, STANDING, column.due_at <= now),
    )


class SessionTotals(Struct, frozen=True):
    """Sums of the calls of several sessions.

    `inbound` counts calls that came in; only `do_not_calls` includes their outcomes. The first
    session was started at `first_at`.
    """

    sessions: int
    agents: int
    dials: int
    inbound: int
    conversations: int
    noes: int
    yeses: int
    do_not_calls: int
    first_at: datetime | None = None


def totals_of_started(
    connection: Connection,
    agent: str | None,
    since: datetime | None,
    until: datetime | None,
    list_name: str | None,
) -> SessionTotals:
    """Add up every session that `db.sessions.records.started` returns without a limit."""
    sessions = (
        select(calling_sessions.c.id, calling_sessions.c.agent, calling_sessions.c.started_at)
        .join(lead_lists, lead_lists.c.id == calling_sessions.c.list_id, isouter=True)
        .where(*were_begun(agent, since, until, list_name))
        .subquery()
    )
    statement = select(
        func.count(), func.count(sessions.c.agent.distinct()), func.min(sessions.c.started_at)
    ).select_from(sessions)
    is_of_all = not (agent or since or until or list_name)
    calls = _calls_of_all(connection) if is_of_all else _calls_of_some(connection, sessions)
    effects = effects_of_outcomes(connection)
    sums: Counter[str] = Counter()
    for (direction, code), count in calls.items():
        names = effects.get(code, ())
        if direction == Direction.OUTBOUND:
            sums.update({"dials": count, **dict.fromkeys(names, count)})
        else:
            requests = {"do_not_calls": count} if "do_not_calls" in names else {}
            sums.update({"inbound": count, **requests})
    count, agents, first_at = connection.execute(statement).one()
    return SessionTotals(
        sessions=int(count),
        agents=int(agents),
        dials=sums["dials"],
        inbound=sums["inbound"],
        conversations=sums["conversations"],
        noes=sums["noes"],
        yeses=sums["yeses"],
        do_not_calls=sums["do_not_calls"],
        first_at=first_at,
    )


def _calls_of_some(connection: Connection, sessions: Subquery) -> Counter[tuple[str, str]]:
    table = call_tallies.c
    is_of_session = (table.kind == OF_SESSIONS.number) & (table.slot == 0)
    joined = call_tallies.join(sessions, is_of_session & (table.session_id == sessions.c.id))
    statement = select(table.direction, table.outcome, func.sum(table.calls)).select_from(joined)
    return _by_direction_and_outcome(connection, statement)


def _calls_of_all(connection: Connection) -> Counter[tuple[str, str]]:
    """Count all calls and subtract those without a session: that reads far fewer tallies."""
    table = call_tallies.c
    statement = select(table.direction, table.outcome, func.sum(table.calls))
    counts = _by_direction_and_outcome(connection, statement.where(table.kind == KINDS[0].number))
    of_none = (table.kind == OF_SESSIONS.number, table.slot == 0, table.session_id == 0)
    counts.subtract(_by_direction_and_outcome(connection, statement.where(*of_none)))
    return counts


def _by_direction_and_outcome(
    connection: Connection, statement: Select[Any]
) -> Counter[tuple[str, str]]:
    table = call_tallies.c
    rows = connection.execute(statement.group_by(table.direction, table.outcome))
    return Counter({(str(row[0]), row[1]): int(row[2]) for row in rows})


class InquiryFact(Struct, frozen=True):
    """An inquiry as the report counts it; None and "" for what has not happened."""

    inquired_at: datetime
    dialled_at: datetime | None
    reached_at: datetime | None
    agent: str
    list_name: str
    supplier: str


_SINCE = (
    attempts.c.lead_id == leads.c.id,
    attempts.c.dialled_at >= leads.c.inquired_at,
    attempts.c.direction == Direction.OUTBOUND,
)
_DIALLED_AT = select(func.min(attempts.c.dialled_at)).where(*_SINCE).scalar_subquery()
_REACHED_AT = (
    select(func.min(attempts.c.dialled_at))
    .join(outcomes, outcomes.c.code == attempts.c.outcome)
    .where(*_SINCE, outcomes.c.is_contact)
    .scalar_subquery()
)
_AGENT = (
    select(attempts.c.agent)
    .where(*_SINCE)
    .order_by(attempts.c.dialled_at, attempts.c.id)
    .limit(1)
    .scalar_subquery()
)


def read_inquiries(
    connection: Connection, since: datetime, until: datetime, agent: str = "", list_name: str = ""
) -> list[InquiryFact]:
    """Return the inquiries in [since, until), in order; an agent's are those they dialled first."""
    wanted = (
        select(
            leads.c.inquired_at,
            _DIALLED_AT.label("dialled_at"),
            _REACHED_AT.label("reached_at"),
            func.coalesce(_AGENT, "").label("agent"),
            lead_lists.c.name.label("list_name"),
            func.coalesce(import_batches.c.supplier, "").label("supplier"),
        )
        .join(lead_lists, lead_lists.c.id == leads.c.list_id)
        .outerjoin(import_batches, import_batches.c.id == leads.c.batch_id)
        # `list_id > 0` is true of every lead: it lets the databases use ix_lead_inquired.
        .where(leads.c.inquired_at >= since, leads.c.inquired_at < until, leads.c.list_id > 0)
        .order_by(leads.c.inquired_at, leads.c.id)
    )
    if agent:
        wanted = wanted.where(_AGENT.in_([agent]))
    if list_name:
        wanted = wanted.where(lead_lists.c.name == list_name)
    return list(read_rows(connection, InquiryFact, wanted))


class AppointmentFact(Struct, frozen=True):
    """An appointment as reports count it.

    `yes_call` is the first call from its beginning on that ended with a yes, if it was held.
    """

    id: int
    attempt_id: int
    lead_id: int
    vendor_id: str
    set_by: str
    with_whom: str
    set_at: datetime
    starts_at: datetime
    status: AppointmentStatus
    marked_by: str
    is_moved: bool
    yes_call: int | None
    list_name: str
    supplier: str


_MOVED = exists().where(
    appointment_changes.c.appointment_id == appointments.c.id, appointment_changes.c.what == "moved"
)
_YES_CALL = (
    select(func.min(attempts.c.id))
    .join(outcomes, outcomes.c.code == attempts.c.outcome)
    .where(
        attempts.c.lead_id == appointments.c.lead_id,
        attempts.c.dialled_at >= appointments.c.starts_at,
        outcomes.c.is_yes,
        appointments.c.status == AppointmentStatus.HELD,
    )
    .scalar_subquery()
)


def read_facts(
    connection: Connection, since: datetime, until: datetime, agent: str = "", list_name: str = ""
) -> list[AppointmentFact]:
    """Return the appointments that begin in [since, until), in order; an agent's are those set."""
    wanted = (
        select(
            appointments.c.id,
            appointments.c.attempt_id,
            appointments.c.lead_id,
            leads.c.vendor_id,
            appointments.c.set_by,
            appointments.c.with_whom,
            appointments.c.set_at,
            appointments.c.starts_at,
            appointments.c.status,
            appointments.c.marked_by,
            _MOVED.label("is_moved"),
            _YES_CALL.label("yes_call"),
            lead_lists.c.name.label("list_name"),
            func.coalesce(import_batches.c.supplier, "").label("supplier"),
        )
        .join(leads, leads.c.id == appointments.c.lead_id)
        .join(lead_lists, lead_lists.c.id == leads.c.list_id)
        .outerjoin(import_batches, import_batches.c.id == leads.c.batch_id)
        .where(appointments.c.starts_at >= since, appointments.c.starts_at < until)
        .order_by(appointments.c.starts_at, appointments.c.id)
    )
    if agent:
        wanted = wanted.where(appointments.c.set_by == agent)
    if list_name:
        wanted = wanted.where(lead_lists.c.name == list_name)
    return list(read_rows(connection, AppointmentFact, wanted))
