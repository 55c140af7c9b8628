"""Run by Alembic on the connection that `db.schema` hands over, inside its transaction."""

from alembic import context
from sqlmodel import SQLModel

import db.tables


def _is_comparable(_object: object, name: str | None, *_: object) -> bool:
    """An index on an expression cannot be compared on SQLite; a test of the tables looks at it."""
    return name != "ix_lead_fresh"


db.tables.tell_conditions()
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    include_object=_is_comparable,
    render_as_batch=False,
)
context.run_migrations()
