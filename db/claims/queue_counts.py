"""Counting the open work in sets: what waits, in which place, for what."""

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
from db.leads.published import in_sight
from db.tables.calls import callbacks
from db.tables.leads import leads
from db.tables.sessions import session_leads


class Pile(Struct, frozen=True):
    """Leads that share a place and a state.

    `waits_for` is "" for leads that only their place keeps waiting, else a reason code
    (cool_down, cap, callback, held, or what bars them). `earliest_at` is when the first is due.
    `owner` is whose they are, where they are open: "" is nobody.
    """

    place_id: int | None
    waits_for: str
    count: int
    earliest_at: datetime | None = None
    owner: str = ""


_OPEN: ColumnElement[LeadStatus] = literal_column(f"'{LeadStatus.OPEN}'")
"""As the index of those never called has it, word for word: of a bound value SQLite does not see
that it is the same, and looks every lead up (ten million in 25 seconds)."""

_FRESH = (
    leads.c.status == _OPEN,
    leads.c.due_at.is_(None),
    leads.c.held_until.is_(None),
    in_sight(leads.c.place_id),
)
"""Those that were never called."""

OWNED = "owned"
"""What the leads of others wait for, as an agent sees them: their owner."""


def seen_by(found: Iterable[Pile], mine: Collection[str]) -> list[Pile]:
    """The same to an agent who is offered the leads of the owners `mine`."""
    return [
        one
        if one.owner in mine or (one.waits_for and one.earliest_at is None)  # barred for everybody
        else Pile(None, OWNED, one.count, owner=one.owner)
        for one in found
    ]


def piles(connection: Connection, now: datetime) -> list[Pile]:
    """All open and barred leads, each counted once, by their indexes.

    None of them is being taken out again, for that closes a lead first: to ask its `bar` all the
    same made PostgreSQL read the whole table and not an index of a fifth of it.
    """
    is_open = leads.c.status == LeadStatus.OPEN
    return [
        *_ready(connection, now),
        *_resting(connection, now),
        *_promised(connection, now),
        *_piles_where(connection, is_open & leads.c.held_until.is_not(None), now),
        *_barred(connection),
    ]


def open_by_place(connection: Connection) -> dict[int, int]:
    """How many open leads there are in each place, whatever they wait for."""
    is_open, is_free = leads.c.status == _OPEN, leads.c.held_until.is_(None)
    rested = (is_open, is_free, leads.c.due_at.is_not(None), in_sight(leads.c.place_id))
    held = (is_open, leads.c.held_until.is_not(None), in_sight(leads.c.place_id))
    counts: dict[int, int] = {}
    for some in (_FRESH, rested, held):
        rows = select(leads.c.place_id, func.count()).where(*some).group_by(leads.c.place_id)
        for place_id, count in connection.execute(rows):
            counts[place_id] = counts.get(place_id, 0) + count
    return counts


def session_piles(connection: Connection, session_id: int, now: datetime) -> list[Pile]:
    """The same for the leads that wait in one session."""
    waiting = select(session_leads.c.lead_id).where(session_leads.c.session_id == session_id)
    return _piles_where(connection, leads.c.id.in_(waiting), now)


def piles_of(connection: Connection, lead_ids: Collection[int], now: datetime) -> list[Pile]:
    """The same for a thousand leads or so."""
    return _piles_where(connection, leads.c.id.in_(lead_ids), now)


def one_of(connection: Connection, pile: Pile) -> int | None:
    """The id of any of its leads, which are barred or were never called; None where none was."""
    are: tuple[ColumnElement[bool], ...] = (*_FRESH, leads.c.place_id == pile.place_id)
    if pile.waits_for:
        are = (leads.c.status == LeadStatus.BARRED, leads.c.bar == pile.waits_for, in_sight())
    found: int | None = connection.execute(select(leads.c.id).where(*are).limit(1)).scalar()
    return found


def _piles_where(
    connection: Connection, are_meant: ColumnElement[bool], now: datetime
) -> list[Pile]:
    is_held = and_(leads.c.held_until.is_not(None), leads.c.held_until > now)
    waits = and_(leads.c.due_at.is_not(None), leads.c.due_at > now)
    state = case(
        (leads.c.status == LeadStatus.BARRED, leads.c.bar),
        (leads.c.status == LeadStatus.CLOSED, literal("lead_closed")),
        (is_held, literal("held")),
        (waits, leads.c.due_reason),
        else_=literal(""),
    )
    earliest = func.min(case((is_held, leads.c.held_until), (waits, leads.c.due_at)))
    rows = connection.execute(
        select(leads.c.place_id, state.label("pile"), func.count(), earliest, leads.c.owner)
        .where(are_meant)
        .group_by(leads.c.place_id, "pile", leads.c.owner)
    )
    return [Pile(*row) for row in rows]


def unplanned_piles(
    connection: Connection, where: Sequence[ColumnElement[bool]], agent: str, now: datetime
) -> list[Pile]:
    """The open and barred leads among these that no plan of the agent's can take now."""
    is_open = leads.c.status == LeadStatus.OPEN
    is_held = (leads.c.held_until > now) & (leads.c.held_by != agent)
    is_free = (
        leads.c.held_until.is_(None) | (leads.c.held_until <= now) | (leads.c.held_by == agent)
    )
    is_promised = leads.c.due_reason == "callback"
    asked = (
        (literal("held"), leads.c.held_until, is_open & leads.c.held_by.is_not(None) & is_held),
        (
            leads.c.due_reason,
            leads.c.due_at,
            is_open & leads.c.due_at.is_not(None) & ~is_promised & (leads.c.due_at > now) & is_free,
        ),
    )
    found = []
    for code, at, are in asked:
        rows = connection.execute(
            select(code, func.count(), func.min(at)).where(are, *where).group_by(code)
        )
        found += [Pile(None, str(row[0]), row[1], row[2]) for row in rows if row[1]]
    promised, due_at = connection.execute(
        select(func.count(), func.min(callbacks.c.due_at))
        .join(leads, leads.c.id == callbacks.c.lead_id)
        .where(callbacks.c.kept_at.is_(None), is_open, is_free, is_promised, *where)
    ).one()
    if promised:
        found.append(Pile(None, "callback", promised, due_at))
    return found + _barred(connection, where)


def _ready(connection: Connection, now: datetime) -> list[Pile]:
    fresh = (
        select(leads.c.place_id, leads.c.owner, func.count())
        .where(*_FRESH)
        .group_by(leads.c.place_id, leads.c.owner)
    )
    rested = (
        select(leads.c.place_id, leads.c.owner, func.count())
        .where(
            leads.c.status == LeadStatus.OPEN,
            leads.c.due_at.is_not(None),
            leads.c.due_reason != "callback",
            leads.c.due_at <= now,
            leads.c.held_until.is_(None),
        )
        .group_by(leads.c.place_id, leads.c.owner)
    )
    due = (
        select(leads.c.place_id, leads.c.owner, func.count())
        .join(callbacks, callbacks.c.lead_id == leads.c.id)
        .where(
            callbacks.c.kept_at.is_(None),
            callbacks.c.due_at <= now,
            leads.c.due_at <= now,
            leads.c.status == LeadStatus.OPEN,
            leads.c.held_until.is_(None),
        )
        .group_by(leads.c.place_id, leads.c.owner)
    )
    counts: dict[tuple[int, str], int] = {}
    for statement in (fresh, rested, due):
        for place_id, owner, count in connection.execute(statement):
            counts[place_id, owner] = counts.get((place_id, owner), 0) + count
    return [Pile(place_id, "", count, None, owner) for (place_id, owner), count in counts.items()]


def _resting(connection: Connection, now: datetime) -> list[Pile]:
    rows = connection.execute(
        select(leads.c.due_reason, func.count(), func.min(leads.c.due_at), leads.c.owner)
        .where(
            leads.c.status == LeadStatus.OPEN,
            leads.c.due_at.is_not(None),
            leads.c.due_reason != "callback",
            leads.c.due_at > now,
            leads.c.held_until.is_(None),
        )
        .group_by(leads.c.due_reason, leads.c.owner)
    )
    return [Pile(None, *row) for row in rows]


def _promised(connection: Connection, now: datetime) -> list[Pile]:
    rows = connection.execute(
        select(func.count(), func.min(leads.c.due_at), leads.c.owner)
        .join(leads, leads.c.id == callbacks.c.lead_id)
        .where(
            callbacks.c.kept_at.is_(None),
            leads.c.due_at > now,
            leads.c.status == LeadStatus.OPEN,
            leads.c.held_until.is_(None),
        )
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


# Who comes first where places open, or rests until then: looked at, not claimed.


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
