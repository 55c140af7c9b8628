"""Read, add and change the firm's outcomes. They are never deleted, since calls refer to them."""

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, func, insert, select, update

from db.rows import read_rows
from db.tables.firm import outcomes


class OutcomeRow(Struct, frozen=True):
    """An outcome and its effects (see `db.tables.firm.Outcome`).

    `key` is "" for a retired outcome. `rest_minutes` is None if it sets no rest of its own.
    """

    code: str
    label: str
    key: str
    is_contact: bool
    is_no: bool
    is_yes: bool
    closes_lead: bool
    closes_number: str
    closes_after: int | None
    rest_minutes: int | None
    suppresses: bool
    suppresses_person: bool
    needs: str


_ALL_OUTCOMES = select(
    *(outcomes.c[name] for name in OutcomeRow.__struct_fields__ if name != "key"),
    func.coalesce(outcomes.c.key, "").label("key"),
).order_by(outcomes.c.position, outcomes.c.code)


def all_outcomes(connection: Connection) -> tuple[OutcomeRow, ...]:
    """Return the firm's outcomes in the order in which they are offered, retired ones too."""
    return tuple(read_rows(connection, OutcomeRow, _ALL_OUTCOMES))


def add_outcome(connection: Connection, row: OutcomeRow) -> None:
    """Add an outcome after the others."""
    last = connection.execute(select(func.coalesce(func.max(outcomes.c.position), -1))).scalar_one()
    connection.execute(insert(outcomes).values(**_columns(row), position=int(last) + 1))


def change_outcome(connection: Connection, row: OutcomeRow) -> None:
    """Store an outcome under its code."""
    connection.execute(update(outcomes).where(outcomes.c.code == row.code).values(**_columns(row)))


def lock_outcomes(connection: Connection) -> None:
    """Lock all outcomes, so that one supervisor at a time reads and changes them."""
    connection.execute(select(outcomes.c.code).order_by(outcomes.c.code).with_for_update()).all()


def _columns(row: OutcomeRow) -> dict[str, object]:
    return {**asdict(row), "key": row.key or None}


def effects_of_outcomes(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return which counts of a `Tally` each outcome adds to, by its code."""
    effects = {}
    for row in connection.execute(_EFFECTS):
        counts = {
            "conversations": row.is_contact,
            "noes": row.is_no,
            "yeses": row.is_yes,
            "callbacks": row.needs == "callback",
            "do_not_calls": row.suppresses,
        }
        effects[row.code] = tuple(name for name, is_counted in counts.items() if is_counted)
    return effects


_EFFECTS = select(
    outcomes.c.code,
    outcomes.c.is_contact,
    outcomes.c.is_no,
    outcomes.c.is_yes,
    outcomes.c.needs,
    outcomes.c.suppresses,
)
