"""Read who asked to be called, and when they were first dialled and reached, for reports."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, func, select

from db.enums import Direction
from db.rows import read_rows
from db.tables.calls import attempts
from db.tables.firm import outcomes
from db.tables.imports import import_batches
from db.tables.leads import leads
from db.tables.lists import lead_lists


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
