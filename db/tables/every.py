"""All tables, for modules that create, compare or copy them."""

from sqlalchemy import MetaData, text
from sqlmodel import SQLModel

from db.tables import (  # noqa: F401 - importing a file adds its tables to the metadata
    appointments,
    audit,
    calls,
    do_not_call,
    firm,
    hooks,
    imports,
    leads,
    presence,
    sequences,
    sessions,
)

METADATA: MetaData = SQLModel.metadata
"""The metadata of all tables, complete because of the imports above."""


def tell_conditions() -> None:
    """Set the conditions of the partial indexes for both dialects, to create or compare them.

    If the indexes were defined with them, SQLAlchemy would import both dialects before the first
    lead is shown.
    """
    for table in METADATA.tables.values():
        for index in table.indexes:
            if "where" in index.info:
                condition = text(index.info["where"])
                index.dialect_kwargs["sqlite_where"] = condition
                index.dialect_kwargs["postgresql_where"] = condition
