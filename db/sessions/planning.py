"""Store planned sessions, and delete those that nobody has started."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, case, delete, func, select, update

from db.columns import Instant
from db.enums import SessionStatus
from db.leads import session_marks
from db.sql import add_many, new_ids
from db.tables.leads import lead_lists
from db.tables.sessions import calling_sessions, session_leads


class Asked(Struct, frozen=True):
    """Which leads a plan is for: those of one list or of all, limited by a screening if any.

    `screening` is an expression or @SEGMENT as the user wrote it, "" for none.
    """

    list_name: str | None = None
    screening: str = ""


class NewSession(Struct, frozen=True):
    """A session to be stored, with its leads in calling order.

    It is number `position` of the `of` sessions in the plan. `best` is the start and end of its
    best hours. All its leads belong to `owner`, or to nobody ("").
    """

    name: str
    list_id: int | None
    position: int
    of: int
    lead_ids: Sequence[int]
    span_opens_at: datetime
    span_closes_at: datetime
    best: tuple[datetime | None, datetime | None] = (None, None)
    owner: str = ""


class Unstarted(Struct, frozen=True):
    """A planned session that nobody has started, and the number of its leads."""

    id: int
    size: int


class Over(Unstarted, frozen=True):
    """An unstarted session whose hours have passed, and what its plan was for."""

    asked: Asked


_COLUMNS = (
    *("id", "name", "list_id", "position", "size"),
    *("span_opens_at", "span_closes_at", "planned_at", "screening", "owner"),
    *("best_opens_at", "best_closes_at"),
)
_MEMBERS = ("lead_id", "session_id", "position")
_of_list = case((calling_sessions.c.is_of_list, lead_lists.c.name))

# Pass all leads in one JSON parameter: executemany with a million rows takes twice as long.
_FILL = """
    INSERT OR IGNORE INTO session_lead (session_id, position, lead_id)
    SELECT ? + session.key, lead.key, lead.value
    FROM json_each(?) AS session CROSS JOIN json_each(session.value) AS lead
"""

_INSERT_MISSING = f"""
    INSERT INTO session_lead ({", ".join(_MEMBERS)})
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::integer[]) ON CONFLICT DO NOTHING
"""


def add_sessions(
    connection: Connection,
    planned: Sequence[NewSession],
    asked: Asked,
    lists: Collection[int],
    now: datetime,
) -> list[int]:
    """Store the sessions of a plan; return their ids, in order. `lists` are the existing lists.

    A lead that another plan took meanwhile stays there, so a session can even be stored empty. A
    lead that was deleted with its import keeps its position, which the claim skips.
    """
    stored = cache(lambda at: Instant().process_bind_param(at, connection.dialect))
    planned_at = stored(now)
    ids = new_ids(connection, "calling_session", len(planned))
    rows = (
        (
            *(session_id, new.name, new.list_id if new.list_id in lists else None),
            *(new.position, len(new.lead_ids)),
            *(stored(new.span_opens_at), stored(new.span_closes_at), planned_at, asked.screening),
            new.owner,
            *map(stored, new.best),
        )
        for session_id, new in zip(ids, planned, strict=True)
    )
    same: dict[str, str | int | None] = {
        "of": planned[0].of,
        "status": SessionStatus.PLANNED.value,
        "paused_seconds": 0,
        "given_back": 0,
        "is_of_list": asked.list_name is not None,
    }
    add_many(connection, "calling_session", _COLUMNS, rows, same)
    if _fill(connection, ids, planned) < sum(len(new.lead_ids) for new in planned):
        count = select(func.count()).where(session_leads.c.session_id == calling_sessions.c.id)
        connection.execute(
            update(calling_sessions)
            .where(calling_sessions.c.id.in_(ids))
            .values(size=count.scalar_subquery())
        )
    return list(ids)


def _fill(connection: Connection, ids: Sequence[int], planned: Sequence[NewSession]) -> int:
    """Store the leads of the sessions; return how many were stored."""
    if connection.dialect.name == "sqlite":
        members = str([list(new.lead_ids) for new in planned])  # a list of integers is JSON
        return connection.exec_driver_sql(_FILL, (ids[0], members)).rowcount
    rows = [
        (lead_id, session_id, position)
        for session_id, new in zip(ids, planned, strict=True)
        for position, lead_id in enumerate(new.lead_ids)
    ]
    driver: Any = connection.dialect.dbapi
    # COPY has no ON CONFLICT, and its error would abort the whole transaction without a savepoint.
    try:
        with connection.begin_nested():
            add_many(connection, "session_lead", _MEMBERS, rows)
    except driver.IntegrityError:  # another plan has taken some of the leads meanwhile
        return _copy_missing(connection, rows)
    return len(rows)


def _copy_missing(connection: Connection, rows: Sequence[tuple[int, int, int]]) -> int:
    """Store the leads that are in no session yet; return how many were stored."""
    # Not through a temporary table: an agent's login may not create one.
    columns = [list(column) for column in zip(*rows, strict=True)]
    return connection.exec_driver_sql(_INSERT_MISSING, tuple(columns)).rowcount


def unstarted(connection: Connection, list_name: str | None) -> list[Unstarted]:
    """Return the planned sessions that nobody has started, of one list or of all."""
    table = calling_sessions.c
    wanted = select(table.id, table.size).where(*_is_unstarted(list_name)).order_by(table.id)
    return [Unstarted(row.id, row.size) for row in connection.execute(wanted)]


def is_any_over(connection: Connection, now: datetime) -> bool:
    """Return whether the hours of any unstarted session have passed."""
    table = calling_sessions.c
    wanted = select(table.id).where(*_is_unstarted(None), table.span_closes_at <= now).limit(1)
    return connection.execute(wanted).first() is not None


def over(connection: Connection, now: datetime) -> list[Over]:
    """Return the unstarted sessions whose hours have passed."""
    table = calling_sessions.c
    wanted = (
        select(table.id, table.size, _of_list, table.screening)
        .join(lead_lists, lead_lists.c.id == table.list_id, isouter=True)
        .where(*_is_unstarted(None), table.span_closes_at <= now)
        .order_by(table.id)
    )
    return [Over(row[0], row[1], Asked(row[2], row[3])) for row in connection.execute(wanted)]


def asked_for(connection: Connection, list_name: str | None) -> list[Asked]:
    """Return which leads the plans of unstarted sessions were for, in the order of the plans."""
    table = calling_sessions.c
    wanted = (
        select(_of_list, table.screening)
        .join(lead_lists, lead_lists.c.id == table.list_id, isouter=True)
        .where(*_is_unstarted(list_name), lead_lists.c.id.is_not(None) | ~table.is_of_list)
        .group_by(_of_list, table.screening)
        .order_by(func.min(table.id))
    )
    return [Asked(row[0], row[1]) for row in connection.execute(wanted)]


def _is_unstarted(list_name: str | None) -> list[ColumnElement[bool]]:
    table = calling_sessions.c
    are = [table.status == SessionStatus.PLANNED, table.started_at.is_(None)]
    if list_name is not None:
        named = select(lead_lists.c.id).where(lead_lists.c.name == list_name)
        are.append(table.list_id == named.scalar_subquery())
    return are


def dissolve(connection: Connection, ids: Collection[int]) -> int:
    """Delete the sessions that are still unstarted; return how many were deleted."""
    still = _still(connection, ids, skip_locked=False)
    session_marks.lock(connection, _in_these(still))
    return _delete(connection, still)


def dissolve_all(connection: Connection, ids: Collection[int]) -> bool:
    """Delete all of the sessions or none; return whether they were deleted.

    None is deleted if one was started or deleted, or if another transaction has locked a session or
    one of its leads.
    """
    still = _still(connection, ids, skip_locked=True)
    if len(still) < len(ids) or not session_marks.lock(connection, _in_these(ids), waits=False):
        return False
    return _delete(connection, still) > 0


def _still(connection: Connection, ids: Collection[int], *, skip_locked: bool) -> list[int]:
    """Lock the sessions that are still unstarted; return their ids."""
    table = calling_sessions.c
    wanted = select(table.id).where(table.id.in_(ids), *_is_unstarted(None))
    return list(connection.execute(wanted.with_for_update(skip_locked=skip_locked)).scalars())


def _in_these(ids: Collection[int]) -> ColumnElement[bool]:
    return session_leads.c.session_id.in_(ids)


def _delete(connection: Connection, ids: Collection[int]) -> int:
    connection.execute(delete(session_leads).where(_in_these(ids)))
    connection.execute(delete(calling_sessions).where(calling_sessions.c.id.in_(ids)))
    return len(ids)
