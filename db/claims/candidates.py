"""SELECT statements for the next lead to claim: of callbacks, of a session, of free leads."""

import json
import secrets
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from msgspec import Struct
from sqlalchemy import (
    Connection,
    TextClause,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
)

from db.columns import Instant
from db.enums import LeadStatus
from db.leads.screening import Where
from db.sessions.free_leads import of_owners, of_the_plan
from db.sql import fill
from db.tables.leads import leads, literal_ids

FIRST_PLACES = 64
"""How many open places the claim searches first; a second search covers the others."""

INQUIRY_FRESH = timedelta(days=3)
"""How long an inquiry comes before other leads: over a weekend, and no longer."""

# `owner <> ''` is the condition of the partial index ix_lead_owner: without it SQLite reads all.
_OWNS = "SELECT 1 FROM lead WHERE owner = :owner AND owner <> '' AND status = 'open' LIMIT 1"
_WAITING = """
    SELECT EXISTS (SELECT 1 FROM callback WHERE kept_at IS NULL AND due_at <= :now),
        EXISTS (
            SELECT 1 FROM lead WHERE status = 'open' AND due_at IS NULL
              AND inquired_at IS NOT NULL AND inquired_at > :fresh_since
        )
"""

# True if no unexpired hold covers any of the lead's numbers. The LIMIT keeps PostgreSQL from
# turning the EXISTS into a join, which would read every held number.
_PHONES_FREE = """
    NOT EXISTS (
        SELECT 1 FROM number JOIN held_number ON held_number.e164 = number.e164
        WHERE number.lead_id = lead.id AND held_number.held_until > :now LIMIT 1 OFFSET 0
    )
"""
_FREE = f"(lead.held_until IS NULL OR lead.held_until <= :now) AND {_PHONES_FREE}"
_UNPLANNED = "NOT EXISTS (SELECT 1 FROM session_lead WHERE lead_id = lead.id LIMIT 1 OFFSET 0)"
_UNMARKED = "lead.is_planned = false"
_IS_DUE = "(lead.due_at IS NULL OR lead.due_at <= :now) AND lead.due_reason <> 'callback'"

_THEIRS = "lead.owner IN $MINE"
"""`mine` lists the owners whose leads the agent may call; "" stands for leads without an owner."""

# The list is probed once for each place and owner, in the given order, until a probe finds a lead.
# - fresh reads ix_lead_fresh and rested ix_lead_due. Both are partial indexes without held leads.
#   `is_planned` lets the scan pass over the leads of sessions once they are marked.
# - lapsed reads ix_lead_lapsing: leads whose hold has expired. `place_id + 0` keeps SQLite from
#   choosing an index on the place, which would read all leads of the place instead.
# - Each branch sorts and stops at one row by itself; the outer ORDER BY compares three rows.
# - The LIMIT 1000000 keeps PostgreSQL from folding the probes into the outer query, where each
#   would run twice: for its value and for IS NOT NULL.
# - rested takes the lead that has waited longest, whatever its priority: its index has no priority,
#   and with one a claim would read all leads of higher priority that are not due yet.
# - due_at is NULL for a lead never called, so NULLS LAST puts rested leads first within a priority.
_BEST_OF_PLACES = f"""
    SELECT pick.id, pick.rank FROM (
        SELECT (
            SELECT either.id FROM (
                SELECT * FROM (
                    SELECT lead.id, lead.priority, lead.due_at FROM lead
                    WHERE lead.place_id = place.id AND lead.owner = place.owner
                      AND lead.status = 'open'
                      AND lead.due_at IS NULL AND lead.held_until IS NULL AND {_UNMARKED}
                      AND {_UNPLANNED} AND {_PHONES_FREE}
                    ORDER BY lead.priority DESC, lead.id LIMIT 1
                ) AS fresh
                UNION ALL
                SELECT * FROM (
                    SELECT lead.id, lead.priority, lead.due_at FROM lead
                    WHERE lead.place_id = place.id AND lead.owner = place.owner
                      AND lead.status = 'open'
                      AND lead.due_at IS NOT NULL AND lead.due_reason <> 'callback'
                      AND lead.due_at <= :now AND lead.held_until IS NULL AND {_UNMARKED}
                      AND {_UNPLANNED} AND {_PHONES_FREE}
                    ORDER BY lead.due_at LIMIT 1
                ) AS rested
                UNION ALL
                SELECT * FROM (
                    SELECT lead.id, lead.priority, lead.due_at FROM lead
                    WHERE lead.held_until <= :now AND lead.status = 'open'
                      AND lead.place_id + 0 = place.id AND lead.owner = place.owner AND {_IS_DUE}
                      AND {_UNPLANNED} AND {_PHONES_FREE}
                    ORDER BY lead.priority DESC, lead.due_at NULLS LAST, lead.id LIMIT 1
                ) AS lapsed
            ) AS either ORDER BY either.priority DESC, either.due_at NULLS LAST, either.id LIMIT 1
        ) AS id, place.rank
        FROM $PLACES_OF_MINE AS place LIMIT 1000000
    ) AS pick WHERE pick.id IS NOT NULL
"""
_FROM_LIST = f"SELECT best.id FROM ({_BEST_OF_PLACES} LIMIT 1) AS best"

# Where priority precedes the closing hours, the best lead of every open place is compared.
_FROM_LIST_BY_PRIORITY = f"""
    SELECT best.id FROM ({_BEST_OF_PLACES}) AS best JOIN lead ON lead.id = best.id
    ORDER BY lead.priority DESC, best.rank LIMIT 1
"""

# A short list of lead ids: a session's leads, or unplanned leads that match a screening. They are
# joined by primary key, so sorting them costs little.
_SOME = f"""
    FROM $MEMBERS AS member
    JOIN lead ON lead.id = member.lead_id
    JOIN $RANKED_IDS AS place ON place.id = lead.place_id
    WHERE $ARE_MEANT AND {_THEIRS} AND lead.status = 'open' AND {_IS_DUE} AND {_FREE}
    ORDER BY $FIRST
"""

# The agent may keep a callback by calling any of the lead's open numbers. The open places are a set
# here, without an order, so that even a backlog reads each due callback once. The numbers are
# matched with `callback.lead_id` instead of `lead.id`: the same rows, but SQLite then reads the
# lead only if one of its numbers may be called.
_PROMISED = f"""
    SELECT lead.id, $TURN AS turn FROM callback JOIN lead ON lead.id = callback.lead_id
    WHERE callback.kept_at IS NULL AND callback.due_at <= :now AND $WHOSE AND {_THEIRS}
      AND lead.status = 'open' AND (lead.due_at IS NULL OR lead.due_at <= :now)
      AND EXISTS (
        SELECT 1 FROM number WHERE number.lead_id = callback.lead_id AND number.status = 'open'
          AND number.place_id IN (SELECT place.id FROM $ORDERED_IDS AS place)
      )
      AND {_FREE}
    ORDER BY callback.due_at LIMIT 1
"""
_MINE = _PROMISED.replace("$TURN", "0").replace("$WHOSE", "callback.agent = :agent")
_ANYONES = _PROMISED.replace("$TURN", "1").replace(
    "$WHOSE", "(callback.agent IS NULL OR callback.due_at <= :released_at)"
)

# The agent's own callbacks come first. Then come callbacks without an agent, and callbacks of other
# agents that were due by `released_at`.
_FROM_CALLBACKS = f"""
    SELECT either.id FROM (
        SELECT * FROM ({_MINE}) AS mine UNION ALL SELECT * FROM ({_ANYONES}) AS anyones
    ) AS either ORDER BY either.turn LIMIT 1
"""

# `lead.place_id` is the place of the lead's first open number. The sources named "by other number"
# find leads whose first place is closed while the place of another number is open.
_OTHER_NUMBER = "number.position > 0 AND number.status = 'open'"

NEWEST_INQUIRIES = 100
"""How many inquiries a claim looks at. A whole list of them must not slow down every claim."""

# People who asked to be called, the newest first: whoever has just sent a form is still at the
# phone. The inner SELECT reads ix_lead_inquiring.
_FROM_INQUIRIES = f"""
    SELECT lead.id FROM (
        SELECT id, inquired_at FROM lead
        WHERE status = 'open' AND due_at IS NULL AND inquired_at IS NOT NULL
          AND inquired_at > :fresh_since
        ORDER BY inquired_at DESC LIMIT {NEWEST_INQUIRIES}
    ) AS newest JOIN lead ON lead.id = newest.id
    WHERE lead.status = 'open' AND {_THEIRS}
      AND EXISTS (
        SELECT 1 FROM number WHERE number.lead_id = newest.id AND number.status = 'open'
          AND number.place_id IN (SELECT place.id FROM $ORDERED_IDS AS place)
      )
      AND {_FREE}
    ORDER BY newest.inquired_at DESC LIMIT 1
"""

# No index on numbers contains the lead's due time, and most of these leads are not due. So the
# query reads only 50 numbers of each place (ix_number_other), beginning with the lead id
# `from_lead`, which the caller varies.
_FROM_LIST_BY_OTHER_NUMBER = f"""
    SELECT pick.id FROM (
        SELECT (
            SELECT lead.id FROM (
                SELECT number.lead_id FROM number
                WHERE number.place_id = place.id AND {_OTHER_NUMBER}
                  AND number.lead_id >= :from_lead
                ORDER BY number.lead_id LIMIT 50
            ) AS other JOIN lead ON lead.id = other.lead_id
            WHERE lead.status = 'open' AND {_THEIRS} AND {_IS_DUE}
              AND {_UNPLANNED} AND {_FREE}
            LIMIT 1
        ) AS id
        FROM $ORDERED_IDS AS place LIMIT 1000000
    ) AS pick WHERE pick.id IS NOT NULL LIMIT 1
"""

_SOME_BY_OTHER_NUMBER = f"""
    FROM $MEMBERS AS member
    JOIN lead ON lead.id = member.lead_id
    JOIN number ON number.lead_id = lead.id
    JOIN $RANKED_IDS AS place ON place.id = number.place_id
    WHERE $ARE_MEANT AND {_THEIRS} AND lead.status = 'open' AND {_IS_DUE}
      AND {_OTHER_NUMBER} AND {_FREE}
    ORDER BY $FIRST
"""
_FROM_SOME = f"SELECT lead.id {_SOME} LIMIT 1"
_FROM_SOME_BY_OTHER_NUMBER = f"SELECT lead.id {_SOME_BY_OTHER_NUMBER} LIMIT 1"


def _of_session(pick: str) -> str:
    """Return the SELECT restricted to the leads of the agent's session."""
    meant = "member.session_id = :session_id"
    return pick.replace("$MEMBERS", "session_lead").replace("$ARE_MEANT", meant)


def _of_offered(pick: str) -> str:
    """Return the SELECT restricted to offered leads that no session has taken since."""
    return pick.replace("$MEMBERS", "$OFFERED").replace("$ARE_MEANT", _UNPLANNED)


_BY_CLOSING = "place.rank, lead.priority DESC, member.position"
_BY_PRIORITY = "lead.priority DESC, place.rank, member.position"

_PICKS = {
    "list": _FROM_LIST,
    "session": _of_session(_FROM_SOME),
    "offered": _of_offered(_FROM_SOME),
    "callbacks": _FROM_CALLBACKS,
    "inquiries": _FROM_INQUIRIES,
    "list_by_other_number": _FROM_LIST_BY_OTHER_NUMBER,
    "session_by_other_number": _of_session(_FROM_SOME_BY_OTHER_NUMBER),
    "offered_by_other_number": _of_offered(_FROM_SOME_BY_OTHER_NUMBER),
    "lead": f"SELECT lead.id FROM lead WHERE lead.id = :lead_id AND {_FREE} $SKIP_LOCKED",
}
_COMING = {
    "session": _of_session(f"SELECT lead.id, lead.name, place.id {_SOME} LIMIT :limit"),
    "session_by_other_number": _of_session(
        f"SELECT lead.id, lead.name, place.id {_SOME_BY_OTHER_NUMBER} LIMIT :limit"
    ),
}


def _ordered(picks: dict[str, str], first: str) -> dict[str, str]:
    return {source: pick.replace("$FIRST", first) for source, pick in picks.items()}


PICKS = {
    False: _ordered(_PICKS, _BY_CLOSING),
    True: _ordered({**_PICKS, "list": _FROM_LIST_BY_PRIORITY}, _BY_PRIORITY),
}
"""The SELECT of each source, by whether priority precedes the closing hours (`queue_first`)."""

COMING = {False: _ordered(_COMING, _BY_CLOSING), True: _ordered(_COMING, _BY_PRIORITY)}
"""SELECTs of a session's leads in claim order, each with the place of the number to call."""


def fitting(
    connection: Connection,
    where: Where,
    mine: Collection[str],
    open_places: Collection[int],
    now: datetime,
    most: int,
) -> list[int]:
    """Return the ids of up to `most` open leads of the owners `mine` that match a screening.

    Leads in a session are left out. Claimable leads come first, then those of higher priority. A
    screening can filter by any field, so no index helps. All leads are read once, outside the
    claim's transaction; the claim then finds the returned leads by primary key.
    """
    is_due = or_(leads.c.due_at.is_(None), leads.c.due_at <= now)
    turn = case((and_(is_due, leads.c.place_id.in_(literal_ids(open_places))), 0), else_=1)
    wanted = (
        select(leads.c.id)
        .where(leads.c.status == LeadStatus.OPEN, *of_the_plan([where, *of_owners(mine)]))
        .order_by(turn, leads.c.priority.desc(), leads.c.id)
        .limit(most)
    )
    return list(connection.execute(wanted).scalars())


class Queue(Struct, frozen=True):
    """What an agent may claim: leads in the open places (best first) or of the active session.

    Anyone may claim a callback of another agent that was due by `released_at`. Without a session,
    `offered` limits the claim to these lead ids; None allows all. `mine` lists the owners whose
    leads the agent is offered, in the order in which each place is searched. "" stands for leads
    without an owner. `by_priority`: a higher priority precedes places that close sooner. The
    claim_next() of PostgreSQL reads that setting of the firm itself.
    """

    places: Sequence[int]
    session_id: int | None
    released_at: datetime
    offered: Sequence[int] | None = None
    mine: Sequence[str] = ("",)
    by_priority: bool = False


def search_order(
    connection: Connection, queue: Queue, now: datetime
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the sources of `PICKS` in search order, each with its own parameters."""
    everywhere = json.dumps(queue.places)
    fresh = {"fresh_since": now - INQUIRY_FRESH}
    # Usually neither waits: these probes of two indexes spare joins over all places.
    waiting = clause_of(connection.dialect.name, _WAITING)
    is_due, is_inquiring = connection.execute(waiting, {"now": now, **fresh}).one()
    if is_due:
        yield "callbacks", {"places": everywhere}
    if is_inquiring:
        yield "inquiries", {"places": everywhere, **fresh}
    if queue.session_id is not None:
        yield "session", {"places": everywhere}
        yield "session_by_other_number", {"places": everywhere}
        return
    if queue.offered is not None:
        values: dict[str, object] = {
            "places": everywhere,
            "offered": json.dumps(list(queue.offered)),
        }
        yield "offered", values
        yield "offered_by_other_number", values
        return
    mine = json.dumps(_owners_with_leads(connection, queue.mine))
    # Search in two steps, since the lead is nearly always in one of the first places. By priority
    # it may be in any.
    first_places = queue.places if queue.by_priority else queue.places[:FIRST_PLACES]
    yield "list", {"places": json.dumps(first_places), "mine": mine}
    if len(queue.places) > len(first_places):
        yield "list", {"places": json.dumps(queue.places[FIRST_PLACES:]), "mine": mine}
    last = connection.execute(select(func.max(leads.c.id))).scalar() or 0
    # Start at the first lead, then at a random one: the first 50 numbers of each place may all
    # belong to leads that are not due.
    for first in (0, secrets.randbelow(last + 1)):
        yield "list_by_other_number", {"places": everywhere, "from_lead": first}


def _owners_with_leads(connection: Connection, owners: Sequence[str]) -> list[str]:
    """Return the owners that have open leads: any other owner would cost a probe in each place.

    On PostgreSQL claim_next() does this itself, so all owners are returned.
    """
    if connection.dialect.name != "sqlite":
        return list(owners)
    statement = clause_of("sqlite", _OWNS)
    return [
        owner
        for owner in owners
        if not owner or connection.execute(statement, {"owner": owner}).first() is not None
    ]


@lru_cache(maxsize=32)
def clause_of(dialect: str, template: str) -> TextClause:
    """Return the template as SQL of this dialect with typed times; cached by dialect and text."""
    statement = fill(template, dialect)
    clause = text(statement)
    names = [
        name for name in ("now", "until", "released_at", "fresh_since") if f":{name}" in statement
    ]
    return clause.bindparams(*(bindparam(name, type_=Instant) for name in names))
