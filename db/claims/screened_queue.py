"""The leads of the free queue that fit a screening: found once, then claimed by their ids.

A screening may ask anything of a lead, and no index knows what few of millions fit. So all leads
are read once for it, in a transaction that holds nobody up, and the claim goes by primary key.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BindParameter, Connection, and_, bindparam, case, or_, select

from db.enums import LeadStatus
from db.leads.screening import Where
from db.sessions.free_leads import of_owners, of_the_plan
from db.tables.leads import leads


def fitting(
    connection: Connection,
    where: Where,
    mine: Collection[str],
    open_places: Collection[int],
    now: datetime,
    most: int,
) -> list[int]:
    """Open leads of the owners `mine`, in no session, that fit: those that may be claimed now
    first, then by priority."""
    ids: BindParameter[list[int]] = bindparam(
        "ids", list(open_places), expanding=True, literal_execute=True, unique=True
    )
    is_due = or_(leads.c.due_at.is_(None), leads.c.due_at <= now)
    turn = case((and_(is_due, leads.c.place_id.in_(ids)), 0), else_=1)
    wanted = (
        select(leads.c.id)
        .where(leads.c.status == LeadStatus.OPEN, *of_the_plan([where, *of_owners(mine)]))
        .order_by(turn, leads.c.priority.desc(), leads.c.id)
        .limit(most)
    )
    return list(connection.execute(wanted).scalars())
