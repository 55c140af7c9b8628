"""What the triggers of an agent's views are made of: what may change, and the writing of it."""

from collections.abc import Sequence

from sqlalchemy import JSON, Table

from db.calls.tallies import AMOUNTS, KEY, KINDS, counted
from db.tables.every import METADATA
from db.team.agent_acts import refuse


def changed(columns: Sequence[str], row: str = "NEW") -> str:
    """What is compared of a row: all but these columns."""
    named = ", ".join(f"'{one}'" for one in columns)
    return f"(to_jsonb({row}) - ARRAY[{named}]::text[])"


def only(columns: Sequence[str], words: str = "only a supervisor changes that") -> str:
    return refuse(f"{changed(columns)} <> {changed(columns, 'OLD')}", words)


def update(table: str, columns: Sequence[str], key: str = "id") -> str:
    """Sets what this statement changes, and leaves the rest as it is by now."""
    types = {one.name: one.type for one in _table(table).columns}

    def compared(name: str) -> str:
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
    """Adds what the call that is `OLD_ID` counts, or, with "-", takes it off."""
    named = ", ".join((*KEY, *AMOUNTS, "attempt_id"))
    told = ", ".join((*KEY, *(f"{sign}{one}" for one in AMOUNTS), "OLD_ID"))
    rows = " UNION ALL ".join(counted("postgresql", kind, "OLD_ID") for kind in KINDS)
    return f"INSERT INTO desk.counted ({named}) SELECT {told} FROM ({rows}) AS these"
