"""Agents call for help; each call stands until somebody answers it, or it is taken back."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, text, update

from db.columns import Instant
from db.record import read_row, read_rows
from db.tables.leads import leads
from db.tables.notices import HelpRow, help_calls


class HelpWanted(HelpRow, frozen=True):
    """A call for help with the name of the lead."""

    lead_name: str | None


_WANTED = select(help_calls, leads.c.name.label("lead_name")).join(
    leads, leads.c.id == help_calls.c.lead_id, isouter=True
)


def open_help_calls(connection: Connection) -> tuple[HelpWanted, ...]:
    """Those that stand, the oldest first."""
    wanted = _WANTED.where(help_calls.c.ended_at.is_(None)).order_by(help_calls.c.at)
    return tuple(read_rows(connection, HelpWanted, wanted))


def open_help_call(connection: Connection, agent: str) -> HelpWanted | None:
    wanted = _WANTED.where(help_calls.c.ended_at.is_(None), help_calls.c.agent == agent)
    return read_row(connection, HelpWanted, wanted)


_CALL = text(
    "INSERT INTO help_call (agent, at, lead_id, answered_by, answer)"
    " VALUES (:agent, :at, :lead_id, '', '') ON CONFLICT DO NOTHING RETURNING id"
).bindparams(bindparam("at", type_=Instant))


def call_for_help(
    connection: Connection, agent: str, lead_id: int | None, now: datetime
) -> int | None:
    """None where one of this agent's stands, made at another terminal this instant."""
    values = {"agent": agent, "at": now, "lead_id": lead_id}
    return connection.execute(_CALL, values).scalar()


_END_WITH_LEAD = text(
    "UPDATE help_call SET ended_at = :now"
    " WHERE agent = :agent AND lead_id = :lead_id AND ended_at IS NULL RETURNING id"
).bindparams(bindparam("now", type_=Instant))


def end_with_lead(connection: Connection, agent: str, lead_id: int, now: datetime) -> int | None:
    """Ends this agent's call for help made with that lead; None where none stands."""
    values = {"agent": agent, "lead_id": lead_id, "now": now}
    return connection.execute(_END_WITH_LEAD, values).scalar()


def end_help_call(
    connection: Connection, help_id: int, now: datetime, by: str = "", answer: str = ""
) -> bool:
    """Answered, or by "" taken back; False where somebody was quicker."""
    mine = (help_calls.c.id == help_id) & help_calls.c.ended_at.is_(None)
    ended = connection.execute(
        update(help_calls).where(mine).values(ended_at=now, answered_by=by, answer=answer)
    )
    return bool(ended.rowcount)
