"""A hold that is kept for longer, in as few statements as a database allows: each dial asks it."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, text

from db.claims.claim import Hold
from db.columns import Instant

_LEAD = """
    UPDATE lead SET held_until = :until WHERE claim = :claim AND held_until > :now RETURNING id
"""
_NUMBERS = "UPDATE held_number SET held_until = :until WHERE claim = :claim"
_INSTANTS = (bindparam("until", type_=Instant), bindparam("now", type_=Instant))
_ON_SQLITE = text(_LEAD).bindparams(*_INSTANTS), text(_NUMBERS).bindparams(_INSTANTS[0])
_ON_POSTGRESQL = text(f"""
    WITH held AS ({_LEAD}), theirs AS ({_NUMBERS} AND EXISTS (SELECT FROM held))
    SELECT id FROM held
""").bindparams(*_INSTANTS)


def hold_on_to(connection: Connection, claim: str, now: datetime, until: datetime) -> Hold | None:
    """None when the hold has run out and somebody else may have the lead."""
    asked = {"claim": claim, "now": now, "until": until}
    if connection.dialect.name == "postgresql":
        lead_id = connection.execute(_ON_POSTGRESQL, asked).scalar()
        return None if lead_id is None else Hold(lead_id, claim, until)
    lead, numbers = _ON_SQLITE
    lead_id = connection.execute(lead, asked).scalar()
    if lead_id is None:
        return None
    connection.execute(numbers, {"claim": claim, "until": until})
    return Hold(lead_id, claim, until)
