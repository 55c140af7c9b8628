"""Where the claim looks for the next lead: one SELECT of one id for each source."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BindParameter, Connection, and_, bindparam, case, or_, select

from db.enums import LeadStatus
from db.leads.screening import Where
from db.sessions.free_leads import of_owners, of_the_plan
from db.tables.leads import leads

# Nobody holds another lead with one of its numbers. The LIMIT keeps PostgreSQL from joining: it
# would read every number that anybody holds.
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
"""Nobody is offered another's lead: `mine` are the owners the agent calls for, "" for nobody's."""

# One probe a place and owner, in the order given, ended by the first that finds a lead. Who is held
# stands in neither of the first two indexes, in which those who wait in a session stand apart once
# they are marked; the third finds whose hold has run out. The LIMIT on the inner list keeps
# PostgreSQL from folding the probes into the outer query and running them twice.
_FROM_LIST = f"""
    SELECT found.id FROM (
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
    ) AS found WHERE found.id IS NOT NULL LIMIT 1
"""

# Few leads that are known by their ids: those of a session, or those of the free queue that fit.
_SOME = f"""
    FROM $MEMBERS AS member
    JOIN lead ON lead.id = member.lead_id
    JOIN $RANKED_IDS AS place ON place.id = lead.place_id
    WHERE $ARE_MEANT AND {_THEIRS} AND lead.status = 'open' AND {_IS_DUE} AND {_FREE}
    ORDER BY place.rank, lead.priority DESC, member.position
"""

# Any open number of the person may keep a callback. The places are a set here and no order, so
# that a backlog of callbacks costs a look at each and no more. The numbers are asked for by the
# callback, not by the lead: the same ones, and SQLite reads the lead only where one may ring.
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

# An agent's own callbacks come first; those of others only when nobody else is to keep them, or
# when they are overdue since `released_at`.
_FROM_CALLBACKS = f"""
    SELECT either.id FROM (
        SELECT * FROM ({_MINE}) AS mine UNION ALL SELECT * FROM ({_ANYONES}) AS anyones
    ) AS either ORDER BY either.turn LIMIT 1
"""

# The leads above stand in the place of their first open number. Last come those whose place is
# closed while that of another number is open.
_OTHER_NUMBER = "number.position > 0 AND number.status = 'open'"

# Nearly all of them rest, or are due by their first number anyhow, and no index knows which: each
# place gives a few, from the lead on that the caller names.
_FROM_LIST_BY_OTHER_NUMBER = f"""
    SELECT found.id FROM (
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
    ) AS found WHERE found.id IS NOT NULL LIMIT 1
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
    meant = "member.session_id = :session_id"
    return pick.replace("$MEMBERS", "session_lead").replace("$ARE_MEANT", meant)


def _of_offered(pick: str) -> str:
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
"""The leads of a session that the claim takes one after the other, and the place of each."""


# The leads of the free queue that fit a screening: found once, then claimed by their ids.
#
# A screening may ask anything of a lead, and no index knows what few of millions fit. So all leads
# are read once for it, in a transaction that holds nobody up, and the claim goes by primary key.


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
