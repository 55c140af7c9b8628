"""Indexes for migrations."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


def partial_index(
    name: str,
    table: str,
    columns: Sequence[str | sa.TextClause],
    where: str,
    *,
    unique: bool = False,
) -> None:
    """Create an index of the rows that meet a condition."""
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition
    )
