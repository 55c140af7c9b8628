"""What reports count beside calls: skips, callbacks, and where the leads of each list stand."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, case, func, literal, select

from db.calls.callbacks import STANDING
from db.enums import LeadStatus
from db.leads.published import in_sight
from db.lists.catalogue import LeadCounts, sums_of_leads
from db.tables.calls import callbacks, skips
from db.tables.leads import leads
from db.tables.lists import lead_lists


class SkipsFor(Struct, frozen=True):
    reason: str
    agent: str
    count: int


def skips_for(connection: Connection, since: datetime, until: datetime) -> list[SkipsFor]:
    """The skips in [since, until) by reason and agent."""
    rows = connection.execute(
        select(skips.c.reason, skips.c.agent, func.count())
        .where(skips.c.at >= since, skips.c.at < until)
        .group_by(skips.c.reason, skips.c.agent)
        .order_by(skips.c.reason, skips.c.agent)
    )
    return [SkipsFor(*row) for row in rows]


class CallbackCounts(Struct, frozen=True):
    """By whose callbacks they are, "" for anyone's. `made`, `kept` and `dropped` in some days;
    those that stand, and of them the `overdue`, at an instant."""

    made: Counter[str]
    kept: Counter[str]
    dropped: Counter[str]
    standing: Counter[str]
    overdue: Counter[str]


def callback_counts(
    connection: Connection, since: datetime, until: datetime, now: datetime
) -> CallbackCounts:
    chosen = callbacks.c
    was_ended = and_(chosen.kept_at >= since, chosen.kept_at < until)
    return CallbackCounts(
        _callbacks(connection, chosen.made_at >= since, chosen.made_at < until),
        _callbacks(connection, was_ended, chosen.dropped == ""),
        _callbacks(connection, was_ended, chosen.dropped != ""),
        _callbacks(connection, STANDING),
        _callbacks(connection, STANDING, chosen.due_at <= now),
    )


def _callbacks(connection: Connection, *where: ColumnElement[bool]) -> Counter[str]:
    rows = connection.execute(
        select(callbacks.c.agent, func.count()).where(*where).group_by(callbacks.c.agent)
    )
    return Counter({row[0] or "": row[1] for row in rows})


class ListPile(Struct, frozen=True):
    """Leads of an import of a list that share a place and a state: "closed", "barred", "waits" for
    a time or another agent, or "open", which only their place may keep waiting."""

    list_id: int
    list_name: str
    batch_id: int | None
    place_id: int
    state: str
    counts: LeadCounts


def list_piles(connection: Connection, now: datetime, list_name: str = "") -> Iterator[ListPile]:
    """Every lead once; those of an import under way are not there yet."""
    waits = leads.c.due_at.is_not(None) & (leads.c.due_at > now)
    is_held = leads.c.held_until.is_not(None) & (leads.c.held_until > now)
    state = case(
        (leads.c.status == LeadStatus.BARRED, literal("barred")),
        (leads.c.status == LeadStatus.CLOSED, literal("closed")),
        (waits | is_held, literal("waits")),
        else_=literal("open"),
    ).label("state")
    of = (leads.c.list_id, leads.c.batch_id, leads.c.place_id)
    wanted = select(*of, state, *sums_of_leads())
    named = select(lead_lists.c.id, lead_lists.c.name).where(lead_lists.c.hidden_at.is_(None))
    if list_name:
        named = named.where(lead_lists.c.name == list_name)
    names = {row.id: row.name for row in connection.execute(named)}
    wanted = wanted.where(in_sight(), leads.c.list_id.in_(names))
    for row in connection.execute(wanted.group_by(*of, "state")):
        list_id, batch_id, place_id, said, *sums = row
        counts = LeadCounts(*map(int, sums))
        yield ListPile(list_id, names[list_id], batch_id, place_id, said, counts)
