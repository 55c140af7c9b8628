"""Count waiting leads by place and reason, and find the first that can be called later."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import islice

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
)

from db.enums import LeadStatus
from db.tables.calls import callbacks
from db.tables.leads import in_sight, is_unheld, leads
from db.tables.sessions import session_leads


class Pile(Struct, frozen=True):
    """Leads that share a place and a state.

    `waits_for` is "" for leads that can be called as soon as their place is open. Otherwise it is a
    reason code: cool_down, cap, callback, held, or the reason of a bar. `earliest_at` is when the
    first of the leads stops waiting. `owner` is the owner of open leads, "" for no owner.
    """

    place_id: int | None
    waits_for: str
    count: int
    earliest_at: datetime | None = None
    owner: str = ""


# A literal, written exactly as in the condition of the index on leads never called. SQLite cannot
# match a bound value with that condition, and would read every lead (25 seconds for ten million).
_OPEN: ColumnElement[LeadStatus] = literal_column(f"'{LeadStatus.OPEN}'")

_IS_OPEN = leads.c.status == LeadStatus.OPEN

_NEVER_CALLED = (
    leads.c.status == _OPEN,
    leads.c.due_at.is_(None),
    leads.c.held_until.is_(None),
    in_sight(leads.c.place_id),
)
_RESTING = (
    _IS_OPEN,
    leads.c.due_at.is_not(None),
    leads.c.due_reason != "callback",
    leads.c.held_until.is_(None),
)
_PROMISED = (callbacks.c.kept_at.is_(None), _IS_OPEN, leads.c.held_until.is_(None))
"""Conditions on leads joined with their callbacks."""

OWNED = "owned"
"""The reason that an agent sees for leads that belong to somebody else."""


def seen_by(piles: Iterable[Pile], owners: Collection[str]) -> list[Pile]:
    """Return the piles for an agent who is offered leads of these owners; the others are `OWNED`.

    Leads that are barred for everybody keep their reason.
    """
    return [
        pile
        if pile.owner in owners
        or (pile.waits_for and pile.earliest_at is None)  # barred for everybody
        else Pile(None, OWNED, pile.count, owner=pile.owner)
        for pile in piles
    ]


def piles(connection: Connection, now: datetime) -> list[Pile]:
    """Count each open or barred lead once, with index scans."""
    # Taking out an import closes its leads first, so the counts of open leads need no condition on
    # `bar`. That condition made PostgreSQL read the whole table instead of an index a fifth as big.
    return [
        *_ready(connection, now),
        *_resting(connection, now),
        *_promised(connection, now),
        *_piles_where(connection, _IS_OPEN & leads.c.held_until.is_not(None), now),
        *_barred(connection),
    ]


def open_by_place(connection: Connection) -> dict[int, int]:
    """Count the open leads in each place, whether they wait or not."""
    is_open, is_free = leads.c.status == _OPEN, leads.c.held_until.is_(None)
    rested = (is_open, is_free, leads.c.due_at.is_not(None), in_sight(leads.c.place_id))
    held = (is_open, leads.c.held_until.is_not(None), in_sight(leads.c.place_id))
    counts: dict[int, int] = {}
    for conditions in (_NEVER_CALLED, rested, held):
        rows = select(leads.c.place_id, func.count()).where(*conditions)
        for place_id, count in connection.execute(rows.group_by(leads.c.place_id)):
            counts[place_id] = counts.get(place_id, 0) + count
    return counts


def session_piles(connection: Connection, session_id: int, now: datetime) -> list[Pile]:
    """Count the leads that wait in one session."""
    waiting = select(session_leads.c.lead_id).where(session_leads.c.session_id == session_id)
    return _piles_where(connection, leads.c.id.in_(waiting), now)


def piles_of(connection: Connection, lead_ids: Collection[int], now: datetime) -> list[Pile]:
    """Count these leads; meant for a thousand or so."""
    return _piles_where(connection, leads.c.id.in_(lead_ids), now)


def lead_of_pile(connection: Connection, pile: Pile) -> int | None:
    """Return the id of any lead of the pile that is barred or was never called, or None."""
    where: tuple[ColumnElement[bool], ...] = (*_NEVER_CALLED, leads.c.place_id == pile.place_id)
    if pile.waits_for:
        where = (leads.c.status == LeadStatus.BARRED, leads.c.bar == pile.waits_for, in_sight())
    lead_id: int | None = connection.execute(select(leads.c.id).where(*where).limit(1)).scalar()
    return lead_id


def barred_leads(connection: Connection, code: str, most: int) -> Sequence[int]:
    """Return the ids of at most so many leads that are barred for this reason."""
    where = (leads.c.status == LeadStatus.BARRED, leads.c.bar == code, in_sight())
    return connection.execute(select(leads.c.id).where(*where).limit(most)).scalars().all()


def _piles_where(connection: Connection, where: ColumnElement[bool], now: datetime) -> list[Pile]:
    is_held = ~is_unheld(now)
    waits = and_(leads.c.due_at.is_not(None), leads.c.due_at > now)
    state = case(
        (leads.c.status == LeadStatus.BARRED, leads.c.bar),
        (leads.c.status == LeadStatus.CLOSED, literal("lead_closed")),
        (is_held, literal("held")),
        (waits, leads.c.due_reason),
        else_=literal(""),
    )
    earliest = func.min(case((is_held, leads.c.held_until), (waits, leads.c.due_at)))
    # Group by the label. Repeating the expression would send its values as other parameters;
    # PostgreSQL would then see another expression and refuse the column as not grouped.
    rows = connection.execute(
        select(leads.c.place_id, state.label("pile"), func.count(), earliest, leads.c.owner)
        .where(where)
        .group_by(leads.c.place_id, "pile", leads.c.owner)
    )
    return [Pile(*row) for row in rows]


def unplanned_piles(
    connection: Connection, where: Sequence[ColumnElement[bool]], agent: str, now: datetime
) -> list[Pile]:
    """Count the open and barred leads among these that the agent can't put into a plan now."""
    is_held = (leads.c.held_until > now) & (leads.c.held_by != agent)
    is_free = is_unheld(now) | (leads.c.held_by == agent)
    is_promised = leads.c.due_reason == "callback"
    is_resting = leads.c.due_at.is_not(None) & ~is_promised & (leads.c.due_at > now) & is_free
    states = (
        (literal("held"), leads.c.held_until, leads.c.held_by.is_not(None) & is_held),
        (leads.c.due_reason, leads.c.due_at, is_resting),
    )
    counts = []
    for code, at, condition in states:
        rows = connection.execute(
            select(code, func.count(), func.min(at))
            .where(_IS_OPEN, condition, *where)
            .group_by(code)
        )
        counts += [Pile(None, str(row[0]), row[1], row[2]) for row in rows if row[1]]
    promised, due_at = connection.execute(
        select(func.count(), func.min(callbacks.c.due_at))
        .join(leads, leads.c.id == callbacks.c.lead_id)
        .where(callbacks.c.kept_at.is_(None), _IS_OPEN, is_free, is_promised, *where)
    ).one()
    if promised:
        counts.append(Pile(None, "callback", promised, due_at))
    return counts + _barred(connection, where)


def _ready(connection: Connection, now: datetime) -> list[Pile]:
    keys = (leads.c.place_id, leads.c.owner)
    statement = select(*keys, func.count()).group_by(*keys)
    promised = statement.join(callbacks, callbacks.c.lead_id == leads.c.id)
    counts: dict[tuple[int, str], int] = {}
    for ready in (
        statement.where(*_NEVER_CALLED),
        statement.where(*_RESTING, leads.c.due_at <= now),
        promised.where(*_PROMISED, callbacks.c.due_at <= now, leads.c.due_at <= now),
    ):
        for place_id, owner, count in connection.execute(ready):
            counts[place_id, owner] = counts.get((place_id, owner), 0) + count
    return [Pile(place_id, "", count, None, owner) for (place_id, owner), count in counts.items()]


def _resting(connection: Connection, now: datetime) -> list[Pile]:
    rows = connection.execute(
        select(leads.c.due_reason, func.count(), func.min(leads.c.due_at), leads.c.owner)
        .where(*_RESTING, leads.c.due_at > now)
        .group_by(leads.c.due_reason, leads.c.owner)
    )
    return [Pile(None, *row) for row in rows]


def _promised(connection: Connection, now: datetime) -> list[Pile]:
    rows = connection.execute(
        select(func.count(), func.min(leads.c.due_at), leads.c.owner)
        .join(leads, leads.c.id == callbacks.c.lead_id)
        .where(*_PROMISED, leads.c.due_at > now)
        .group_by(leads.c.owner)
    )
    return [Pile(None, "callback", *row) for row in rows]


def _barred(connection: Connection, where: Sequence[ColumnElement[bool]] = ()) -> list[Pile]:
    rows = connection.execute(
        select(leads.c.bar, func.count())
        .where(leads.c.status == LeadStatus.BARRED, in_sight(), *where)
        .group_by(leads.c.bar)
    )
    return [Pile(None, bar, count) for bar, count in rows]


PROBED = 40
"""How many places `first_free` searches; in each it reads a few leads by the claim's index."""


def first_free(
    connection: Connection,
    place_ids: Iterable[int],
    owners: Sequence[str],
    opens_at: datetime,
    now: datetime,
    most: int,
) -> tuple[int, ...]:
    """Return the ids of the first `most` leads that may be called from `opens_at`; claim none.

    Leads in a session are left out. The result follows the order of `owners`, then priority.
    `place_ids` are the places that open then. If no uncalled lead waits in them, the result is the
    leads whose rest ends by then, earliest first.
    """
    never_called = [
        (turn, -row[0], row[1])
        for place_id in islice(place_ids, PROBED)
        for turn, owner in enumerate(owners)
        for row in connection.execute(
            select(leads.c.priority, leads.c.id)
            .where(leads.c.place_id == place_id, leads.c.owner == owner)
            .where(leads.c.due_at.is_(None), *_claimable())
            .order_by(leads.c.priority.desc(), leads.c.id)
            .limit(most)
        )
    ]
    if never_called:
        return tuple(lead_id for _, _, lead_id in sorted(never_called)[:most])
    resting = connection.execute(
        select(leads.c.id)
        .where(
            leads.c.due_at > now,
            leads.c.due_at <= opens_at,
            leads.c.due_reason != "callback",
            leads.c.owner.in_(owners),
            *_claimable(),
        )
        .order_by(leads.c.due_at)
        .limit(most)
    )
    return tuple(resting.scalars())


def waiting_in_session(
    connection: Connection, session_id: int, open_places: Sequence[int], *, by_priority: bool
) -> list[int]:
    """Return the leads that wait in a session, in the order in which they are claimed.

    `open_places` come best first; leads of other places follow them.
    """
    rows = connection.execute(
        select(leads.c.id, leads.c.place_id, leads.c.priority)
        .join(session_leads, session_leads.c.lead_id == leads.c.id)
        .where(session_leads.c.session_id == session_id)
        .order_by(session_leads.c.position)
    )
    ranks = {place_id: rank for rank, place_id in enumerate(open_places)}

    turns = []
    for at, (lead_id, place_id, priority) in enumerate(rows):
        rank = ranks.get(place_id, len(ranks))
        turns.append(((-priority, rank) if by_priority else (rank, -priority), at, lead_id))
    return [lead_id for _, _, lead_id in sorted(turns)]


def first_of_session(
    connection: Connection,
    session_id: int,
    place_ids: Iterable[int],
    owners: Sequence[str],
    opens_at: datetime,
    now: datetime,
    most: int,
) -> tuple[int, ...]:
    """Return the first leads of a session that may be called from `opens_at`, in its order."""
    rows = connection.execute(
        select(leads.c.id)
        .join(session_leads, session_leads.c.lead_id == leads.c.id)
        .where(
            session_leads.c.session_id == session_id,
            leads.c.status == LeadStatus.OPEN,
            leads.c.owner.in_(owners),
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


def _claimable() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of the claim's indexes; leads with an expired hold are left out."""
    return (
        ~leads.c.is_planned,
        leads.c.status == LeadStatus.OPEN,
        leads.c.held_until.is_(None),
        ~exists().where(session_leads.c.lead_id == leads.c.id),
        in_sight(),
    )
