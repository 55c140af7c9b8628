"""A supervisor's day once more: its dials by how they ended, and by list."""

from datetime import timedelta

from console.cards.today import Brought, Figures, Today, TodayParts
from console.supervision.report_axes import names_of
from console.supervision.reporting import midnight
from console.supervision.today import as_far, figures_of
from db.call_counts import tally
from db.calls_asked import Calls
from db.engine import Connection, Database


def read_parts(database: Database, today: Today) -> TodayParts:
    """Of the same hours as `today`; the day before as far as that."""
    with database.read() as connection:
        return TodayParts(
            on=today.on,
            endings=_by(connection, "outcome", today),
            lists=_by(connection, "list", today),
        )


def _by(connection: Connection, by: str, today: Today) -> tuple[Brought, ...]:
    since = midnight(today.on, today.zone)
    day_before = as_far(today.on - timedelta(days=1), today.zone, today.at - since)
    now = {one.key: figures_of(one) for one in tally(connection, by, Calls(since, today.at))}
    before = {one.key: one.dials for one in tally(connection, by, Calls(*day_before))}
    names = names_of(connection, by)
    keys = {key for key, one in now.items() if one.dials or (by == "list" and one.talks)}
    keys |= {key for key, dials in before.items() if dials}
    rows = (
        Brought(names.get(key, key), now.get(key, Figures()), before.get(key, 0)) for key in keys
    )
    return tuple(sorted(rows, key=lambda one: (-one.figures.dials, -one.before, one.name)))
