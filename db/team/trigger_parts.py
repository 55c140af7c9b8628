"""Pieces of SQL for the triggers of the agents' views: limit the changed columns, then write."""

from collections.abc import Sequence

from sqlalchemy import JSON, Table

from db.calls.tallies import AMOUNTS, KEY, KINDS, counted
from db.tables.every import METADATA
from db.team.agent_acts import refuse


def changed(columns: Sequence[str], row: str = "NEW") -> str:
    """Return the SQL of a row as JSON without these columns, to compare old and new rows."""
    named = ", ".join(f"'{one}'" for one in columns)
    return f"(to_jsonb({row}) - ARRAY[{named}]::text[])"


def only(columns: Sequence[str], words: str = "only a supervisor changes that") -> str:
    return refuse(f"{changed(columns)} <> {changed(columns, 'OLD')}", words)


def update(table: str, columns: Sequence[str], key: str = "id") -> str:
    """Return the UPDATE that writes only values which the statement changes.

    Other columns keep their current value, which may be newer than the one in OLD.
    """
    types = {one.name: one.type for one in _table(table).columns}

    def compared(name: str) -> str:
        # PostgreSQL has no equality operator for json, so compare its text.
        return f"{name}::text" if isinstance(types[name], JSON) else name

    sets = ", ".join(
        f"{one} = CASE WHEN NEW.{compared(one)} IS DISTINCT FROM OLD.{compared(one)}"
        f" THEN NEW.{one} ELSE t.{one} END"
        for one in columns
    )
    return f"UPDATE {table} AS t SET {sets} WHERE t.{key} = OLD.{key};"


def insert(table: str) -> str:
    names = [one.name for one in _table(table).columns]
    quoted = ", ".join(f'"{one}"' for one in names)
    values = ", ".join(f'NEW."{one}"' for one in names)
    return f"INSERT INTO {table} ({quoted}) VALUES ({values});"


def _table(name: str) -> Table:
    return METADATA.tables[name]


def count(sign: str) -> str:
    """Return the INSERT that adds the counts of the call `OLD_ID`, or subtracts them with "-"."""
    named = ", ".join((*KEY, *AMOUNTS, "attempt_id"))
    told = ", ".join((*KEY, *(f"{sign}{one}" for one in AMOUNTS), "OLD_ID"))
    rows = " UNION ALL ".join(counted("postgresql", kind, "OLD_ID") for kind in KINDS)
    return f"INSERT INTO desk.counted ({named}) SELECT {told} FROM ({rows}) AS these"
