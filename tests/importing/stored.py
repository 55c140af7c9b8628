"""What the database holds after an import, and what the import said of it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, insert, select

from console.importing.result import Imported
from db.engine.database import Database
from db.tables.calls import attempts
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock


def table(database: Database, columns: Iterable[Any], order: Any) -> list[tuple[Any, ...]]:
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(order))]


def counts(brought: Imported) -> tuple[int, ...]:
    return (
        brought.rows,
        brought.imported,
        brought.updated,
        brought.duplicate_in_file,
        brought.duplicate_in_database,
        brought.rejected,
        brought.on_dnc,
    )


def count(database: Database, *tables: Any) -> list[int]:
    with database.read() as connection:
        return [
            int(connection.execute(select(func.count()).select_from(row)).scalar_one())
            for row in tables
        ]


def stored(database: Database, *columns: Any) -> list[tuple[Any, ...]]:
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(columns[0]))]


def record(database: Database, clock: FrozenClock, e164: str) -> None:
    """An attempt on the number's lead, a no, and a draft that was not sent."""
    with database.write() as connection:
        lead_id, number_id = connection.execute(
            select(numbers.c.lead_id, numbers.c.id).where(numbers.c.e164 == e164)
        ).one()
        connection.execute(
            insert(attempts).values(
                claim=e164,
                lead_id=lead_id,
                number_id=number_id,
                e164=e164,
                agent="ann",
                direction="outbound",
                dialled_at=clock(),
                outcome="no",
                note="said no",
                verdict={},
                tzdata="x",
                salt="y",
            )
        )
        connection.execute(
            leads.update().where(leads.c.id == lead_id).values(dials=1, noes=1, draft="half a note")
        )
