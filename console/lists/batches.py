"""Imports and lists after the event: undo one, retire a list and take it up again."""

from dataclasses import dataclass
from datetime import datetime

from console.rules.text import clean_line
from console.trouble import BadInput
from db import audit, lists
from db.batches import lock_batch, read_batch, remove_batch, worked_in
from db.engine import Connection, Database
from db.lists import ListRow, find_list

SHOWN = 10
"""Leads named when an undo is refused."""


@dataclass(frozen=True, slots=True)
class Undone:
    """`updated` leads were there before the import: they stay, as it left them."""

    leads: int
    updated: int
    list_name: str


def undo_import(database: Database, batch_id: int, agent: str, now: datetime) -> Undone:
    """Takes an import out again, whole.

    Raises BadInput, and changes nothing, once one of its leads was called, written to or passed
    over, or is on an agent's screen.
    """
    with database.write() as connection:
        batch = read_batch(connection, batch_id)
        if batch is None:
            raise BadInput(f"There is no import {batch_id}: smiledial imports list shows them.")
        lock_batch(connection, batch_id)
        count, first = worked_in(connection, batch_id, now, SHOWN)
        if count:
            named = ", ".join(f"{row.name} ({row.id})" for row in first)
            more = f" and {count - len(first):,} more" if count > len(first) else ""
            raise BadInput(
                f"Import {batch_id} cannot be undone: {count:,} of its leads were called, passed "
                f"over or are on a screen: {named}{more}. Retire the list instead: "
                f"smiledial lists retire “{batch.list_name}”."
            )
        removed = remove_batch(connection, batch_id)
        detail = {"batch": batch_id, "checksum": batch.checksum, "leads": removed}
        audit.append(connection, now, agent, "import_undo", detail)
    return Undone(removed, batch.updated, batch.list_name)


def retire_list(database: Database, name: str, agent: str, now: datetime) -> int:
    """The list's leads leave the queue and all sessions, and stay in the database.

    Returns how many. Raises BadInput.
    """
    with database.write() as connection:
        found = _list(connection, name)
        if found.retired_at is not None:
            raise BadInput(f"The list “{clean_line(name)}” is retired already.")
        count = lists.retire(connection, found.id, now)
        detail = {"list": found.id, "leads": count}
        audit.append(connection, now, agent, "list_retire", detail)
    return count


def resume_list(database: Database, name: str, agent: str, now: datetime) -> int:
    """Takes a retired list up again; returns how many leads came back. Raises BadInput."""
    with database.write() as connection:
        found = _list(connection, name)
        if found.retired_at is None:
            raise BadInput(f"The list “{clean_line(name)}” is not retired.")
        count = lists.resume(connection, found.id)
        detail = {"list": found.id, "leads": count}
        audit.append(connection, now, agent, "list_resume", detail)
    return count


def _list(connection: Connection, name: str) -> ListRow:
    found = find_list(connection, name)
    if found is None:
        raise BadInput(f"There is no list “{clean_line(name)}”: smiledial lists shows them.")
    return found
