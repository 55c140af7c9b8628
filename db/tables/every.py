"""All tables, for those who make them, compare them or copy them: nobody else."""

from sqlalchemy import MetaData, text
from sqlmodel import SQLModel

from db.tables import (  # noqa: F401 - importing one tells the metadata of its tables
    audit,
    calls,
    do_not_call,
    firm,
    imports,
    leads,
    lists,
    notices,
    presence,
    sessions,
)

METADATA: MetaData = SQLModel.metadata
"""Whole by the imports above."""


def tell_conditions() -> None:
    """Tells both dialects the conditions of the partial indexes, for who makes or compares them.

    Told with each index, they would load the drivers of both before the first lead is shown.
    """
    for table in METADATA.tables.values():
        for index in table.indexes:
            if "where" in index.info:
                condition = text(index.info["where"])
                index.dialect_kwargs["sqlite_where"] = condition
                index.dialect_kwargs["postgresql_where"] = condition
