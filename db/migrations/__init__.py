"""Alembic's migrations; `db.upgrade` runs them."""
