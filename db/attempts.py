"""Dials and their outcomes."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from db.enums import Direction
from db.tables import attempts, callbacks, leads, skips

AT_ONCE = 5
"""Calls of one agent that may overlap."""


def dials_of(connection: Connection, e164s: Sequence[str], since: datetime) -> tuple[datetime, ...]:
    """Every dial of these numbers since an instant, by any agent, oldest first."""
    rows = connection.execute(
        select(attempts.c.dialled_at)
        .where(
            attempts.c.e164.in_(e164s),
            attempts.c.dialled_at > since,
            attempts.c.direction == "outbound",
        )
        .order_by(attempts.c.dialled_at)
    )
    return tuple(rows.scalars())


def attempt_of(connection: Connection, claim: str) -> Row[Any] | None:
    """The dial made under a claim."""
    return connection.execute(select(attempts).where(attempts.c.claim == claim)).first()


def open_attempts(connection: Connection, agent: str) -> Sequence[Row[Any]]:
    """This agent's calls that have no outcome yet, the newest first.

    There are several while a call that came in waits beside the one that was under way.
    """
    return connection.execute(
        select(attempts)
        .where(attempts.c.agent == agent, attempts.c.outcome.is_(None))
        .order_by(attempts.c.dialled_at.desc(), attempts.c.id.desc())
    ).all()


def last_ended(connection: Connection, agent: str) -> Row[Any] | None:
    """The call whose outcome this agent recorded last: of two at once, the one that ended later."""
    newest = connection.execute(
        select(attempts)
        .where(attempts.c.agent == agent, attempts.c.outcome.is_not(None))
        .order_by(attempts.c.dialled_at.desc(), attempts.c.id.desc())
        .limit(AT_ONCE)
    ).all()
    return max(newest, key=lambda made: (made.ended_at, made.id), default=None)


def last_skip(connection: Connection, agent: str) -> Row[Any] | None:
    return connection.execute(
        select(skips).where(skips.c.agent == agent).order_by(skips.c.id.desc()).limit(1)
    ).first()


def add_attempt(connection: Connection, **values: Any) -> int:
    """Stores a dial and counts it on the lead; one that came in is no dial. Returns its id."""
    values["salt"] = secrets.token_hex(16)
    attempt_id = connection.execute(
        insert(attempts).values(note="", **values).returning(attempts.c.id)
    ).scalar_one()
    if values["direction"] == Direction.OUTBOUND:
        connection.execute(
            update(leads)
            .where(leads.c.id == values["lead_id"])
            .values(dials=leads.c.dials + 1, last_dialled_at=values["dialled_at"])
        )
    return int(attempt_id)


def remove(connection: Connection, attempt_id: int) -> None:
    """A call that was logged by mistake and has no outcome."""
    connection.execute(
        delete(attempts).where(attempts.c.id == attempt_id, attempts.c.outcome.is_(None))
    )


def set_outcome(connection: Connection, attempt_id: int, **values: Any) -> None:
    connection.execute(update(attempts).where(attempts.c.id == attempt_id).values(**values))


def set_line(
    connection: Connection,
    attempt_id: int,
    answered_at: datetime | None,
    line_ended_at: datetime | None,
    line_end: str | None,
) -> None:
    """What the softphone saw of the line; apart from the outcome, which an agent records."""
    values = {"answered_at": answered_at, "line_ended_at": line_ended_at, "line_end": line_end}
    connection.execute(update(attempts).where(attempts.c.id == attempt_id).values(**values))


def reopen(connection: Connection, attempt_id: int) -> None:
    """The dial waits for its outcome again."""
    set_outcome(connection, attempt_id, outcome=None, ended_at=None, note="", before=None)


def times_before(connection: Connection, lead_id: int, outcome: str) -> int:
    """How many calls to the lead ended with this outcome."""
    counted = select(func.count()).where(
        attempts.c.lead_id == lead_id, attempts.c.outcome == outcome
    )
    return int(connection.execute(counted).scalar_one())


def open_callback(connection: Connection, lead_id: int) -> Row[Any] | None:
    """The promise to ring this lead back that is still to be kept."""
    return connection.execute(
        select(callbacks).where(callbacks.c.lead_id == lead_id, callbacks.c.kept_at.is_(None))
    ).first()
