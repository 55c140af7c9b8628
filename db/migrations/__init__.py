"""Alembic's migrations; `db.schema` runs them."""
