"""Who comes first where places open, or rests until then: looked at, not claimed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, Connection, exists, or_, select

from db.enums import LeadStatus
from db.leads.published import in_sight
from db.tables.leads import leads
from db.tables.sessions import session_leads

PROBED = 40
"""Places looked into, each for a few leads by the index that the claim takes them by."""


def first_free(
    connection: Connection,
    place_ids: Iterable[int],
    mine: Sequence[str],
    opens_at: datetime,
    now: datetime,
    most: int,
) -> tuple[int, ...]:
    """Leads of the owners `mine`, in no session, that may be called from `opens_at`: in the order
    of the owners, and of each the best first.

    `place_ids` are those that open then; where nobody waits in them, who rests until then.
    """
    fresh = [
        (turn, -row[0], row[1])
        for place_id in islice(place_ids, PROBED)
        for turn, owner in enumerate(mine)
        for row in connection.execute(
            select(leads.c.priority, leads.c.id)
            .where(leads.c.place_id == place_id, leads.c.owner == owner)
            .where(leads.c.due_at.is_(None), *_free())
            .order_by(leads.c.priority.desc(), leads.c.id)
            .limit(most)
        )
    ]
    if fresh:
        return tuple(lead_id for _, _, lead_id in sorted(fresh)[:most])
    rested = connection.execute(
        select(leads.c.id)
        .where(
            leads.c.due_at > now,
            leads.c.due_at <= opens_at,
            leads.c.due_reason != "callback",
            leads.c.owner.in_(mine),
            *_free(),
        )
        .order_by(leads.c.due_at)
        .limit(most)
    )
    return tuple(rested.scalars())


def first_of_session(
    connection: Connection,
    session_id: int,
    place_ids: Iterable[int],
    mine: Sequence[str],
    opens_at: datetime,
    now: datetime,
    most: int,
) -> tuple[int, ...]:
    """The same of those who wait in a session, in its order."""
    rows = connection.execute(
        select(leads.c.id)
        .join(session_leads, session_leads.c.lead_id == leads.c.id)
        .where(
            session_leads.c.session_id == session_id,
            leads.c.status == LeadStatus.OPEN,
            leads.c.owner.in_(mine),
            or_(
                (leads.c.due_at > now) & (leads.c.due_at <= opens_at),
                leads.c.place_id.in_(list(place_ids))
                & or_(leads.c.due_at.is_(None), leads.c.due_at <= opens_at),
            ),
        )
        .order_by(session_leads.c.position)
        .limit(most)
    )
    return tuple(rows.scalars())


def _free() -> tuple[ColumnElement[bool], ...]:
    """Who stands in the claim's indexes: a hold that ran out is left to the claim to find."""
    return (
        ~leads.c.is_planned,
        leads.c.status == LeadStatus.OPEN,
        leads.c.held_until.is_(None),
        ~exists().where(session_leads.c.lead_id == leads.c.id),
        in_sight(),
    )
