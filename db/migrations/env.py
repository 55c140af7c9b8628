"""Run by Alembic on the connection that `db.upgrade` hands over, inside its transaction."""

from typing import Literal

from alembic import context
from sqlalchemy.types import String, TypeDecorator

from db.columns import Instant
from db.tables.every import METADATA, tell_conditions


def _is_comparable(_object: object, name: str | None, *_: object) -> bool:
    """An index on an expression cannot be compared on SQLite; a test of the tables looks at it."""
    return name != "ix_lead_fresh"


def _write_plainly(what: str, made: object, _context: object) -> str | Literal[False]:
    """A new migration names no type of the code's but `Instant`: those may be gone one day."""
    if what != "type" or isinstance(made, Instant) or not isinstance(made, TypeDecorator):
        return False
    return "sa.String()" if isinstance(made.impl_instance, String) else False


tell_conditions()
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    include_object=_is_comparable,
    render_as_batch=False,
    render_item=_write_plainly,
)
context.run_migrations()
