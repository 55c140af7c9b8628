"""The SELECTs by which the claim looks for the next lead, one id for each source."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BindParameter, Connection, and_, bindparam, case, or_, select

from db.enums import LeadStatus
from db.leads.screening import Where
from db.sessions.free_leads import of_owners, of_the_plan
from db.tables.leads import leads

# True where nobody holds another lead with one of its numbers. The LIMIT keeps PostgreSQL from
# turning the EXISTS into a join, which would read every number that anybody holds.
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
"""`mine` are the owners the agent calls for; "" are the leads that belong to nobody."""

# The list is probed once for each place and owner, in the given order, until a probe finds a lead.
# - fresh reads ix_lead_fresh and rested ix_lead_due. Both are partial indexes without held leads,
#   and `is_planned` keeps the leads of sessions in a part of their own once they are marked.
# - lapsed reads ix_lead_lapsing: leads whose hold ran out. `place_id + 0` keeps SQLite from
#   choosing an index on the place, which would read all leads of the place instead.
# - Each branch sorts and stops at one row by itself; the outer ORDER BY compares three rows.
# - The LIMIT 1000000 keeps PostgreSQL from folding the probes into the outer query, where each
#   would run twice: for its value and for IS NOT NULL.
# - due_at is NULL for a lead never called, so NULLS LAST puts rested leads first within a priority.
_FROM_LIST = f"""
    SELECT pick.id FROM (
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
        ) AS id
        FROM $PLACES_OF_MINE AS place LIMIT 1000000
    ) AS pick WHERE pick.id IS NOT NULL LIMIT 1
"""

# A few leads known by their ids: those of a session, or those of the free queue that fit a
# screening. They are joined by primary key, so sorting them costs little.
_SOME = f"""
    FROM $MEMBERS AS member
    JOIN lead ON lead.id = member.lead_id
    JOIN $RANKED_IDS AS place ON place.id = lead.place_id
    WHERE $ARE_MEANT AND {_THEIRS} AND lead.status = 'open' AND {_IS_DUE} AND {_FREE}
    ORDER BY place.rank, lead.priority DESC, member.position
"""

# A callback may be kept on any open number of the person. The places are a set here, without an
# order, so that a backlog of callbacks costs one look at each. The numbers are matched with
# `callback.lead_id` instead of `lead.id`: the same rows, but SQLite then reads the lead only where
# a number may ring.
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

# An agent's own callbacks come first. Those of others follow when they name no agent, or when they
# have been overdue since `released_at`.
_FROM_CALLBACKS = f"""
    SELECT either.id FROM (
        SELECT * FROM ({_MINE}) AS mine UNION ALL SELECT * FROM ({_ANYONES}) AS anyones
    ) AS either ORDER BY either.turn LIMIT 1
"""

# `lead.place_id` is the place of the first open number. The last sources find leads whose own
# place is closed while the place of another number is open.
_OTHER_NUMBER = "number.position > 0 AND number.status = 'open'"

# No index knows which of these leads are due, and most are not. So each place is read for 50
# numbers only (by ix_number_other), beginning at the lead `from_lead`, which the caller varies.
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
    ORDER BY place.rank, lead.priority DESC, member.position
"""
_FROM_SOME = f"SELECT lead.id {_SOME} LIMIT 1"
_FROM_SOME_BY_OTHER_NUMBER = f"SELECT lead.id {_SOME_BY_OTHER_NUMBER} LIMIT 1"


def _of_session(pick: str) -> str:
    """Fill a SELECT of a few leads with those of the agent's session."""
    meant = "member.session_id = :session_id"
    return pick.replace("$MEMBERS", "session_lead").replace("$ARE_MEANT", meant)


def _of_offered(pick: str) -> str:
    """Fill a SELECT of a few leads with the offered ones, less those planned since."""
    return pick.replace("$MEMBERS", "$OFFERED").replace("$ARE_MEANT", _UNPLANNED)


PICKS = {
    "list": _FROM_LIST,
    "session": _of_session(_FROM_SOME),
    "offered": _of_offered(_FROM_SOME),
    "callbacks": _FROM_CALLBACKS,
    "list_by_other_number": _FROM_LIST_BY_OTHER_NUMBER,
    "session_by_other_number": _of_session(_FROM_SOME_BY_OTHER_NUMBER),
    "offered_by_other_number": _of_offered(_FROM_SOME_BY_OTHER_NUMBER),
    "lead": f"SELECT lead.id FROM lead WHERE lead.id = :lead_id AND {_FREE} $SKIP_LOCKED",
}

COMING = {
    "session": _of_session(f"SELECT lead.id, lead.name, place.id {_SOME} LIMIT :limit"),
    "session_by_other_number": _of_session(
        f"SELECT lead.id, lead.name, place.id {_SOME_BY_OTHER_NUMBER} LIMIT :limit"
    ),
}
"""The leads of a session in the order of the claim, each with the place that brings it."""


def fitting(
    connection: Connection,
    where: Where,
    mine: Collection[str],
    open_places: Collection[int],
    now: datetime,
    most: int,
) -> list[int]:
    """Return at most `most` open leads of the owners `mine`, in no session, that fit a screening.

    Those that may be claimed now come first, then by priority. A screening may ask anything of a
    lead, so no index serves it: all leads are read once, outside the claim's transaction, and the
    claim takes the result by primary key.
    """
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
