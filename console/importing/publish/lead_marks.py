"""The marks of leads, after an import: what lists and the law of a day say of them."""

from datetime import datetime

from console.do_not_call.patterns import close_all_named
from console.firm.settings import firm_from
from console.judging.county_marks import mark_counties
from console.judging.lead_marks import mark_registered
from console.judging.list_marks import mark_lists
from console.rules.law.firm_rules import named_lists
from db.engine.database import Database
from db.firm.settings import marks_owed, pay_marks, read_firm, read_revision


def bring_marks_up_to_date(
    database: Database, revision: int, now: datetime, *, known_changed: bool
) -> None:
    """Where known leads were changed, or a list came in since: its marks are put on all.

    What is owed from before, by an import that died, is done with it.
    """
    with database.read() as connection:
        owed = marks_owed(connection)
        is_changed = read_revision(connection) != revision
        firm = firm_from(read_firm(connection))
    if (owed or is_changed or known_changed) and named_lists(firm.rules):
        mark_lists(database, firm.rules)
    if is_changed and firm.emergencies:
        mark_counties(database, now)
    if owed or is_changed or known_changed:
        mark_registered(database, now)
        close_all_named(database)
        with database.write() as connection:
            pay_marks(connection, owed)
