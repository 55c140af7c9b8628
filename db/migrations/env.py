"""Run by Alembic on the connection that `db.schema` hands over, inside its transaction."""

from alembic import context
from sqlmodel import SQLModel

import db.tables

db.tables.tell_conditions()
connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=False)
context.run_migrations()
