"""What supervisors tell agents, until each has read it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, bindparam, exists, insert, or_, select, text

from db.columns import Instant
from db.record import read_rows
from db.tables.calls import attempts
from db.tables.leads import leads
from db.tables.notices import NoticeRow, help_calls, notice_reads, notices

FOR_ALL = timedelta(days=1)
"""How long what everybody is told is told to whoever comes."""

FOR_ONE = timedelta(days=7)


class NoticeSeen(NoticeRow, frozen=True):
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
    """Tells an agent, or with None everybody. `text` names nobody, `lead_id` says who."""
    made = connection.execute(
        insert(notices)
        .values(at=now, author=author, agent=agent, text=text, lead_id=lead_id)
        .returning(notices.c.id)
    )
    return int(made.scalar_one())


_READ = text(
    "INSERT INTO notice_read (notice_id, agent, at) VALUES (:notice_id, :agent, :at)"
    " ON CONFLICT (notice_id, agent) DO NOTHING"
).bindparams(bindparam("at", type_=Instant))


@dataclass(frozen=True, slots=True)
class Glance:
    """Whether a claim is still an agent's, since when their call for help stands, and whether
    something is told."""

    is_held: bool
    help_since: datetime | None
    is_told: bool


def glance(
    connection: Connection, agent: str, claim: str, now: datetime, *, is_on_call: bool
) -> Glance:
    """In one statement: every screen asks every other second."""
    is_held = exists().where(
        leads.c.claim == claim, leads.c.held_by == agent, leads.c.held_until > now
    )
    if is_on_call:
        is_held = exists().where(attempts.c.claim == claim)
    since = (
        select(help_calls.c.at)
        .where(help_calls.c.agent == agent, help_calls.c.ended_at.is_(None))
        .scalar_subquery()
    )
    is_told = exists().where(_is_told(agent, now), ~_is_read(agent))
    return Glance(*connection.execute(select(is_held, since, is_told)).one())


def unread(connection: Connection, agent: str, now: datetime) -> tuple[NoticeSeen, ...]:
    """What the agent was told and has not read, oldest first."""
    return _seen(connection, agent, _is_told(agent, now), ~_is_read(agent))


def recent(connection: Connection, agent: str, now: datetime) -> tuple[NoticeSeen, ...]:
    """All that was told of late, read or not, and what the agent told others; newest first."""
    is_own = (notices.c.author == agent) & (notices.c.at > now - FOR_ALL)
    return _seen(connection, agent, or_(_is_told(agent, now), is_own))[::-1]


def mark_read(connection: Connection, agent: str, ids: Collection[int], now: datetime) -> None:
    """Safe to repeat, at two terminals at once too."""
    rows = [{"notice_id": one, "agent": agent, "at": now} for one in sorted(set(ids))]
    if rows:
        connection.execute(_READ, rows)


def readers(connection: Connection, notice_id: int) -> list[str]:
    """Who has read it."""
    wanted = select(notice_reads.c.agent).where(notice_reads.c.notice_id == notice_id)
    return sorted(connection.execute(wanted).scalars())


def _is_read(agent: str) -> ColumnElement[bool]:
    return exists().where(notice_reads.c.notice_id == notices.c.id, notice_reads.c.agent == agent)


def _is_told(agent: str, now: datetime) -> ColumnElement[bool]:
    is_mine = (notices.c.agent == agent) & (notices.c.at > now - FOR_ONE)
    is_for_all = notices.c.agent.is_(None) & (notices.c.at > now - FOR_ALL)
    return or_(is_mine, is_for_all & (notices.c.author != agent))


def _seen(
    connection: Connection, agent: str, *where: ColumnElement[bool]
) -> tuple[NoticeSeen, ...]:
    wanted = (
        select(notices, leads.c.name.label("lead_name"), _is_read(agent).label("is_read"))
        .join(leads, leads.c.id == notices.c.lead_id, isouter=True)
        .where(*where)
        .order_by(notices.c.id)
    )
    return tuple(read_rows(connection, NoticeSeen, wanted))
