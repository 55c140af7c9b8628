"""Note when people asked to be called, and count those who wait."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from sqlalchemy import bindparam, or_, select, update

from db.columns import Instant
from db.engine.database import Database
from db.tables.leads import leads, numbers

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


def put_inquiries(database: Database, inquiries: Iterable[tuple[str, datetime]]) -> None:
    """Note for each number (E.164) when its person asked, in short transactions.

    An earlier time never replaces a later one, so it can be repeated after a crash.
    """
    waiting = iter(sorted(inquiries))  # in the order of the index of numbers
    while some := [{"number": e164, "at": at} for e164, at in islice(waiting, AT_ONCE)]:
        with database.write() as connection:
            connection.execute(_ASKED, some)
        database.give_way()
