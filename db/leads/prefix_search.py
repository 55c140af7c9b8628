"""Leads found by how a number of theirs begins: a stretch of the index of numbers."""

from collections.abc import Sequence

from sqlalchemy import Connection, select, text

from db.engine.database import is_agent
from db.leads.published import in_sight
from db.tables.leads import numbers

AT_MOST = 200
"""Numbers of one beginning that are looked at."""

NINES = "9" * 15
"""After a beginning: no number that begins so comes later, however a database orders words."""

_FIND_BEGUN = text("SELECT find_begun(CAST(:starts AS text[]), :limit)")


def begun_so(connection: Connection, starts: Sequence[str], limit: int) -> dict[int, str]:
    """Leads with the number that fits, those of the first numbers first."""
    if is_agent(connection):
        told = {"starts": list(starts), "limit": limit}
        ids = connection.execute(_FIND_BEGUN, told).scalar() or []
        rows = select(numbers.c.lead_id, numbers.c.e164).where(numbers.c.lead_id.in_(ids))
        found = [tuple(row) for row in connection.execute(rows)]
    else:
        found = [pair for start in starts for pair in _beginning(connection, start)]
    fitting: dict[int, str] = {}
    for lead_id, e164 in found:
        if e164.startswith(tuple(starts)):
            fitting.setdefault(lead_id, e164)
    return dict(list(fitting.items())[:limit])


def _beginning(connection: Connection, start: str) -> list[tuple[int, str]]:
    columns = (numbers.c.lead_id, numbers.c.e164, numbers.c.place_id)
    first = select(*columns).where(numbers.c.e164.between(start, start + NINES))
    part = first.order_by(numbers.c.e164).limit(AT_MOST).subquery()
    wanted = select(part.c.lead_id, part.c.e164).where(in_sight(part.c.place_id))
    return [(row.lead_id, row.e164) for row in connection.execute(wanted)]
