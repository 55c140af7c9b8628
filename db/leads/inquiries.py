"""Note when people asked to be called, and count those who wait."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, bindparam, func, or_, select, update

from db.columns import Instant
from db.engine.database import Database
from db.enums import LeadStatus
from db.tables.leads import is_unheld, leads, numbers

AT_ONCE = 500
"""Inquiries noted in one transaction."""

# By number and not by lead: a person who is here already asked again. `bindparam` names differ from
# the columns', because SQLAlchemy would take them for new values.
_ASKED = (
    update(leads)
    .where(
        leads.c.id.in_(
            select(numbers.c.lead_id).where(
                numbers.c.e164 == bindparam("number"), numbers.c.position == 0
            )
        ),
        or_(leads.c.inquired_at.is_(None), leads.c.inquired_at < bindparam("at", type_=Instant)),
    )
    .values(inquired_at=bindparam("at", type_=Instant))
)


def count_waiting(
    connection: Connection, since: datetime, now: datetime
) -> tuple[int, datetime | None]:
    """Count the people who asked after `since` and were not called, and return the earliest time.

    Those whom an agent has on the screen do not count.
    """
    waiting = select(func.count(), func.min(leads.c.inquired_at)).where(
        leads.c.status == LeadStatus.OPEN,
        leads.c.due_at.is_(None),
        leads.c.inquired_at.is_not(None),
        leads.c.inquired_at > since,
        is_unheld(now),
    )
    count, oldest_at = connection.execute(waiting).one()
    return count, oldest_at


def put_inquiries(database: Database, inquiries: Iterable[tuple[str, datetime]]) -> None:
    """Note for each number (E.164) when its person asked, in short transactions.

    An earlier time never replaces a later one, so it can be repeated after a crash.
    """
    waiting = iter(sorted(inquiries))  # in the order of the index of numbers
    while some := [{"number": e164, "at": at} for e164, at in islice(waiting, AT_ONCE)]:
        with database.write() as connection:
            connection.execute(_ASKED, some)
        database.give_way()
