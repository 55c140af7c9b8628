"""A supervisor's day once more: its calls by how they ended, its dials by list."""

from datetime import datetime, timedelta

from console.cards.today import Brought, Figures, Today, TodayParts
from console.supervision.floor.today import as_far, figures_of
from console.supervision.reports.axes import names_of
from console.supervision.reports.calls import midnight
from db.engine.database import Connection, Database
from db.reports.call_counts import tally
from db.reports.call_filter import Calls


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

    def counted(one: Figures) -> int:
        return one.calls if by == "outcome" else one.dials

    def read(since: datetime, until: datetime) -> dict[str, Figures]:
        return {one.key: figures_of(one) for one in tally(connection, by, Calls(since, until))}

    now = read(since, today.at)
    before = {key: counted(one) for key, one in read(*day_before).items()}
    names = names_of(connection, by)
    keys = {key for key, one in now.items() if counted(one) or one.talks}
    keys |= {key for key, count in before.items() if count}
    rows = (
        Brought(names.get(key, key), now.get(key, Figures()), before.get(key, 0)) for key in keys
    )
    return tuple(sorted(rows, key=lambda one: (-counted(one.figures), -one.before, one.name)))
