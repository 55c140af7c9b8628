"""Notices of supervisors to agents, and agents' calls for help."""

from collections.abc import Collection
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import (
    Connection,
    String,
    bindparam,
    exists,
    false,
    insert,
    or_,
    select,
    text,
    update,
)

from db.claims.candidates import INQUIRY_FRESH
from db.columns import Instant
from db.engine.changes import announce
from db.engine.database import is_agent
from db.firm.settings import REVISION
from db.rows import read_row, read_rows
from db.tables.calls import attempts
from db.tables.do_not_call import suppressions
from db.tables.firm import settings
from db.tables.leads import INQUIRING, leads
from db.tables.presence import HelpRow, NoticeRow, help_calls, notice_reads, notices

FOR_ALL = timedelta(days=1)
"""How long a notice to everybody is shown."""

FOR_ONE = timedelta(days=7)
"""How long a notice to one agent is shown."""


class NoticeForAgent(NoticeRow, frozen=True):
    """A notice with the name of the lead it is about, and whether the agent has read it."""

    lead_name: str | None
    is_read: bool


def add_notice(
    connection: Connection,
    author: str,
    agent: str | None,
    text: str,
    now: datetime,
    lead_id: int | None = None,
) -> int:
    """Add a notice to an agent, or with None to everybody; return its id.

    `text` names no person: `lead_id` says whom it is about.
    """
    added = connection.execute(
        insert(notices)
        .values(at=now, author=author, agent=agent, text=text, lead_id=lead_id)
        .returning(notices.c.id)
    )
    announce(connection)
    return int(added.scalar_one())


_READ = text(
    "INSERT INTO notice_read (notice_id, agent, at) VALUES (:notice_id, :agent, :at)"
    " ON CONFLICT (notice_id, agent) DO NOTHING"
).bindparams(bindparam("at", type_=Instant))


class Glance(Struct, frozen=True):
    """What a screen must know of other people's changes.

    Whether the agent holds the claim, when they called for help, whether notices are unread,
    whether the number is on the internal list, the firm's revision, and whether anybody at all
    waits who asked to be called. An agent's login is not told: it could not read who.
    """

    is_held: bool
    help_since: datetime | None
    has_unread: bool
    is_listed: bool
    revision: int
    has_inquiry: bool


_MINE = bindparam("whose", type_=String)
_IS_HELD = exists().where(
    leads.c.claim == bindparam("claim"),
    leads.c.held_by == _MINE,
    leads.c.held_until > bindparam("now"),
)
_IS_DIALLED = exists().where(attempts.c.claim == bindparam("claim"))
_HELP_SINCE = (
    select(help_calls.c.at)
    .where(help_calls.c.agent == _MINE, help_calls.c.ended_at.is_(None))
    .scalar_subquery()
)
_IS_READ = exists().where(notice_reads.c.notice_id == notices.c.id, notice_reads.c.agent == _MINE)
_IS_ADDRESSED = or_(
    (notices.c.agent == _MINE) & (notices.c.at > bindparam("for_one")),
    notices.c.agent.is_(None) & (notices.c.at > bindparam("for_all")) & (notices.c.author != _MINE),
)
_IS_OWN = (notices.c.author == _MINE) & (notices.c.at > bindparam("for_all"))
_IS_LISTED = exists().where(suppressions.c.e164 == bindparam("e164"))
_REVISION = select(settings.c.value).where(settings.c.name == REVISION).scalar_subquery()
# By ix_lead_inquiring. Whether one of them may be called now is for the claim's SQL to say.
_HAS_INQUIRY = (
    exists().select_from(leads).where(text(INQUIRING), leads.c.inquired_at > bindparam("fresh"))
)
_GLANCES = {
    (is_on_call, is_agents): select(
        is_held,
        _HELP_SINCE,
        exists().where(_IS_ADDRESSED, ~_IS_READ),
        _IS_LISTED,
        _REVISION,
        false() if is_agents else _HAS_INQUIRY,
    )
    for is_on_call, is_held in ((False, _IS_HELD), (True, _IS_DIALLED))
    for is_agents in (False, True)
}
_SEEN = (
    select(notices, leads.c.name.label("lead_name"), _IS_READ.label("is_read"))
    .join(leads, leads.c.id == notices.c.lead_id, isouter=True)
    .order_by(notices.c.id)
)
_UNREAD = _SEEN.where(_IS_ADDRESSED, ~_IS_READ)
_RECENT = _SEEN.where(or_(_IS_ADDRESSED, _IS_OWN))


def glance(
    connection: Connection, agent: str, claim: str, e164: str, now: datetime, *, is_on_call: bool
) -> Glance:
    """Return the facts that a screen looks up after a change, in one statement.

    During a call the agent keeps the claim that was dialled, even after the hold has expired.
    """
    values: dict[str, object] = {"claim": claim, "e164": e164, **_notice_values(agent, now)}
    if not is_on_call:
        values["now"] = now
    is_agents = is_agent(connection)
    if not is_agents:
        values["fresh"] = now - INQUIRY_FRESH
    is_held, help_since, has_unread, is_listed, revision, has_inquiry = connection.execute(
        _GLANCES[is_on_call, is_agents], values
    ).one()
    return Glance(is_held, help_since, has_unread, is_listed, int(revision or 0), bool(has_inquiry))


def unread(connection: Connection, agent: str, now: datetime) -> tuple[NoticeForAgent, ...]:
    """Return the agent's unread notices, oldest first."""
    return tuple(read_rows(connection, NoticeForAgent, _UNREAD, _notice_values(agent, now)))


def recent(connection: Connection, agent: str, now: datetime) -> tuple[NoticeForAgent, ...]:
    """Return recent notices to the agent, read or not, and the agent's own; newest first."""
    return tuple(read_rows(connection, NoticeForAgent, _RECENT, _notice_values(agent, now)))[::-1]


def mark_read(connection: Connection, agent: str, ids: Collection[int], now: datetime) -> None:
    """Mark notices as read; may be repeated."""
    # Sorted, so that two terminals of an agent insert in the same order and cannot deadlock.
    rows = [{"notice_id": id_, "agent": agent, "at": now} for id_ in sorted(set(ids))]
    if rows:
        connection.execute(_READ, rows)


def _notice_values(agent: str, now: datetime) -> dict[str, object]:
    return {"whose": agent, "for_one": now - FOR_ONE, "for_all": now - FOR_ALL}


class HelpWanted(HelpRow, frozen=True):
    """A call for help with the name of the lead; it stands until answered or taken back."""

    lead_name: str | None


_WANTED = select(help_calls, leads.c.name.label("lead_name")).join(
    leads, leads.c.id == help_calls.c.lead_id, isouter=True
)


def open_help_calls(connection: Connection) -> tuple[HelpWanted, ...]:
    """Return the standing calls for help, oldest first."""
    wanted = _WANTED.where(help_calls.c.ended_at.is_(None)).order_by(help_calls.c.at)
    return tuple(read_rows(connection, HelpWanted, wanted))


def open_help_call(connection: Connection, agent: str) -> HelpWanted | None:
    """Return the agent's standing call for help, or None."""
    wanted = _WANTED.where(help_calls.c.ended_at.is_(None), help_calls.c.agent == agent)
    return read_row(connection, HelpWanted, wanted)


_CALL = text(
    "INSERT INTO help_call (agent, at, lead_id, answered_by, answer)"
    " VALUES (:agent, :at, :lead_id, '', '') ON CONFLICT DO NOTHING RETURNING id"
).bindparams(bindparam("at", type_=Instant))


def call_for_help(
    connection: Connection, agent: str, lead_id: int | None, now: datetime
) -> int | None:
    """Store a call for help; return its id, or None if the agent already has one standing."""
    # A partial unique index allows one standing call for each agent: two terminals may race.
    values = {"agent": agent, "at": now, "lead_id": lead_id}
    return connection.execute(_CALL, values).scalar()


_END_WITH_LEAD = text(
    "UPDATE help_call SET ended_at = :now"
    " WHERE agent = :agent AND lead_id = :lead_id AND ended_at IS NULL RETURNING id"
).bindparams(bindparam("now", type_=Instant))


def end_with_lead(connection: Connection, agent: str, lead_id: int, now: datetime) -> int | None:
    """End the agent's call for help about a lead; return its id, or None without one."""
    values = {"agent": agent, "lead_id": lead_id, "now": now}
    return connection.execute(_END_WITH_LEAD, values).scalar()


def end_help_call(
    connection: Connection, help_id: int, now: datetime, by: str = "", answer: str = ""
) -> bool:
    """End a call for help, answered by somebody or taken back (`by` is "").

    Return False if somebody has ended it before.
    """
    mine = (help_calls.c.id == help_id) & help_calls.c.ended_at.is_(None)
    ended = connection.execute(
        update(help_calls).where(mine).values(ended_at=now, answered_by=by, answer=answer)
    )
    return bool(ended.rowcount)
