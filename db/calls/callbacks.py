"""Store and read callbacks (at most one standing for each lead) and skipped leads."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Update,
    and_,
    bindparam,
    delete,
    false,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from db.enums import SkipKind
from db.tables.calls import attempts, callbacks, skips
from db.tables.leads import leads

MANY = 100
"""The most due callbacks that are counted; from there on a screen says that there are many."""

STANDING = callbacks.c.kept_at.is_(None)

_KEEP = (
    update(callbacks)
    .where(callbacks.c.lead_id == bindparam("lead"), STANDING)
    .values(kept_at=bindparam("now"))
    .returning(callbacks.c.id)
)


class CallbackOfLead(Struct, frozen=True):
    """A standing callback and its lead; `note` is what the agent wrote when promising it."""

    id: int
    lead_id: int
    agent: str | None
    due_at: datetime
    made_at: datetime
    name: str
    title: str
    company: str
    held_by: str | None
    held_until: datetime | None
    owner: str
    note: str


def callback(
    connection: Connection, lead_id: int, agent: str | None, due_at: datetime, now: datetime
) -> None:
    """Store a callback; with `agent` None anyone may keep it."""
    connection.execute(
        insert(callbacks).values(
            lead_id=lead_id, agent=agent, due_at=due_at, made_at=now, dropped=""
        )
    )


def promised_by(connection: Connection, lead_id: int) -> str | None:
    """Return the agent of a lead's standing callback; None if it is anyone's or there is none."""
    wanted = select(callbacks.c.agent).where(callbacks.c.lead_id == lead_id, STANDING)
    return connection.execute(wanted).scalar_one_or_none()


def standing_due(connection: Connection, lead_id: int) -> datetime | None:
    """Return when the lead's standing callback is due, or None without one."""
    wanted = select(callbacks.c.due_at).where(callbacks.c.lead_id == lead_id, STANDING)
    return connection.execute(wanted).scalar_one_or_none()


def keep_callback(connection: Connection, lead_id: int, now: datetime) -> int | None:
    """Mark the lead's standing callback as kept; return its id, or None without one."""
    return connection.execute(_KEEP, {"lead": lead_id, "now": now}).scalar()


def drop_standing(connection: Connection, lead_id: int, why: str, now: datetime) -> int | None:
    """Drop the lead's standing callback; return its id, or None without one."""
    dropped = update(callbacks).where(callbacks.c.lead_id == lead_id, STANDING)
    wanted = dropped.values(kept_at=now, dropped=why).returning(callbacks.c.id)
    return connection.execute(wanted).scalar()


def forget_callback(connection: Connection, lead_id: int, spared: int | None) -> None:
    """Delete the lead's standing callback, unless its id is `spared` (it stood before the call)."""
    is_new = callbacks.c.id != spared if spared is not None else true()
    connection.execute(delete(callbacks).where(callbacks.c.lead_id == lead_id, STANDING, is_new))


def reopen_callback(connection: Connection, callback_id: int) -> None:
    """Make a kept or dropped callback standing again."""
    reopened = update(callbacks).where(callbacks.c.id == callback_id)
    connection.execute(reopened.values(kept_at=None, dropped=""))


def move_callback(connection: Connection, callback_id: int, due_at: datetime) -> None:
    """Move a standing callback to another time."""
    connection.execute(_standing(callback_id).values(due_at=due_at))


def give_callback(connection: Connection, callback_id: int, agent: str | None) -> None:
    """Give a standing callback to another agent; with None anyone may keep it."""
    connection.execute(_standing(callback_id).values(agent=agent))


def drop_callback(connection: Connection, callback_id: int, reason: str, now: datetime) -> None:
    """Drop a standing callback for a reason."""
    connection.execute(_standing(callback_id).values(kept_at=now, dropped=reason))


def wait_until(connection: Connection, lead_id: int, due_at: datetime) -> None:
    """Change the time until which the lead waits for its callback."""
    connection.execute(
        update(leads)
        .where(leads.c.id == lead_id, leads.c.due_reason == "callback")
        .values(due_at=due_at)
    )


def give_back(connection: Connection, lead_id: int, now: datetime) -> None:
    """Make a lead that waits for its callback callable now."""
    connection.execute(
        update(leads)
        .where(leads.c.id == lead_id, leads.c.due_reason == "callback")
        .values(due_at=now, due_reason="")
    )


def give_to_team(connection: Connection, lead_id: int) -> bool:
    """Let anyone keep the lead's callback; return False where none stands."""
    mine = update(callbacks).where(callbacks.c.lead_id == lead_id, STANDING)
    return bool(connection.execute(mine.values(agent=None)).rowcount)


def read_callback(connection: Connection, callback_id: int) -> CallbackOfLead | None:
    """Return a standing callback, or None."""
    return next(iter(_read(connection, _CALLBACKS.where(callbacks.c.id == callback_id))), None)


def standing_callbacks(
    connection: Connection,
    agent: str | None,
    released_at: datetime | None,
    limit: int | None,
    mine: Collection[str] | None = None,
) -> tuple[CallbackOfLead, ...]:
    """Return standing callbacks, earliest first: the agent's, and those that anyone may keep.

    Anyone may keep callbacks without an agent, and those due by `released_at`. If `agent` is None,
    only these are returned. If `released_at` is None, only the agent's are. If both are None, all
    are. `mine` limits them to leads of these owners.
    """
    wanted = _CALLBACKS.where(_whose(agent, released_at))
    if mine is not None:
        wanted = wanted.where(leads.c.owner.in_(mine))
    return _read(connection, wanted.order_by(callbacks.c.due_at, callbacks.c.id).limit(limit))


class NextDue(Struct, frozen=True):
    """The agent's own callback that is due next."""

    id: int
    lead_id: int
    name: str
    due_at: datetime


class DueCallbacks(Struct, frozen=True):
    """How many callbacks are due (at most `MANY`), and which is the next."""

    count: int
    next: NextDue | None


def due_callbacks(
    connection: Connection, agent: str, mine: Collection[str], released_at: datetime, now: datetime
) -> DueCallbacks:
    """Count the due callbacks that the agent may keep, and return the agent's own next one.

    `mine` lists the owners whose leads the agent is offered. If the lead was skipped and rests, its
    callback is not due before the rest ends.
    """
    values = {"whose": agent, "mine": list(mine), "released": released_at, "now": now}
    count, *next_due = connection.execute(_DUE, values).one()
    return DueCallbacks(count, None if next_due[0] is None else NextDue(*next_due))


def _read(connection: Connection, wanted: Executable) -> tuple[CallbackOfLead, ...]:
    return tuple(CallbackOfLead(*row) for row in connection.execute(wanted))


def _standing(callback_id: int) -> Update:
    return update(callbacks).where(callbacks.c.id == callback_id, STANDING)


def _whose(agent: str | None, released_at: datetime | None) -> ColumnElement[bool]:
    if agent is None and released_at is None:
        return true()
    mine = false() if agent is None else callbacks.c.agent == agent
    if released_at is None:
        return mine
    return or_(mine, callbacks.c.agent.is_(None), callbacks.c.due_at <= released_at)


_CALLBACKS = (
    select(
        callbacks.c.id,
        callbacks.c.lead_id,
        callbacks.c.agent,
        callbacks.c.due_at,
        callbacks.c.made_at,
        leads.c.name,
        leads.c.title,
        leads.c.company,
        leads.c.held_by,
        leads.c.held_until,
        leads.c.owner,
        func.coalesce(attempts.c.note, "").label("note"),
    )
    .join(leads, leads.c.id == callbacks.c.lead_id)
    .join(
        attempts,
        # An undone call keeps its end, which may be that of the call whose note is wanted.
        and_(
            attempts.c.lead_id == callbacks.c.lead_id,
            attempts.c.ended_at == callbacks.c.made_at,
            attempts.c.outcome.is_not(None),
        ),
        isouter=True,
    )
    .where(STANDING)
)
_next_due = (
    select(callbacks.c.id, callbacks.c.lead_id, leads.c.name, callbacks.c.due_at)
    .join(leads, leads.c.id == callbacks.c.lead_id)
    .where(STANDING, callbacks.c.agent == bindparam("whose"), callbacks.c.due_at > bindparam("now"))
    .order_by(callbacks.c.due_at)
    .limit(1)
    .subquery()
)
_IS_RESTING = and_(leads.c.due_at.is_not(None), leads.c.due_at > bindparam("now"))
_MAY_KEEP = or_(
    callbacks.c.agent == bindparam("whose"),
    callbacks.c.agent.is_(None),
    callbacks.c.due_at <= bindparam("released"),
)
_due = (
    select(callbacks.c.id)
    .join(leads, leads.c.id == callbacks.c.lead_id)
    .where(STANDING, callbacks.c.due_at <= bindparam("now"), _MAY_KEEP, ~_IS_RESTING)
    .where(leads.c.owner.in_(bindparam("mine", expanding=True)))
    .limit(MANY)
    .subquery()
)
_due_count = select(func.count().label("due")).select_from(_due).subquery()
_DUE = select(_due_count.c.due, _next_due).select_from(_due_count.outerjoin(_next_due, true()))


def add_skip(
    connection: Connection,
    *,
    lead_id: int,
    agent: str,
    session_id: int | None,
    at: datetime,
    reason: str,
    before: Mapping[str, object],
    kind: SkipKind = SkipKind.SKIP,
    words: str = "",
) -> int:
    """Store what an agent did about a lead without a call; return its id.

    `before` is the state that an undo restores.
    """
    added = insert(skips).values(
        lead_id=lead_id,
        agent=agent,
        session_id=session_id,
        at=at,
        reason=reason,
        before=before,
        kind=kind,
        words=words,
    )
    return int(connection.execute(added.returning(skips.c.id)).scalar_one())


def take_back_skip(connection: Connection, skip_id: int) -> None:
    """Delete a skip that was undone."""
    connection.execute(delete(skips).where(skips.c.id == skip_id))


def count_by_agent(connection: Connection, *where: ColumnElement[bool]) -> Counter[str]:
    """Count the callbacks that meet the conditions by their agent, "" for anyone's."""
    rows = connection.execute(
        select(callbacks.c.agent, func.count()).where(*where).group_by(callbacks.c.agent)
    )
    return Counter({row[0] or "": row[1] for row in rows})
