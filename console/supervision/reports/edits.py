"""Read what edits changed, before and after: fields of a lead, or a setting of the firm.

The log has the values of settings. Those of a person stand beside it until the person is erased
(`db.audit.changed_values`), and an agent's login of a team reads none.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from console.lists.lead_edits import IMPERSONAL
from db.audit.changed_values import Changed, read_changes
from db.audit.reader import Entry, Wanted, every_entry, latest_entries
from db.engine.database import Connection, Database

OF_LEADS = ("lead_edit", "number_mend", "number_add")
MOST = 20
"""Entries of each action that the page of a lead shows."""


class PastEdit(Struct, frozen=True):
    """An entry of the log, with the values that it changed."""

    seq: int
    at: datetime
    agent: str
    changes: tuple[Changed, ...]


def lead_edits(database: Database, lead_id: int) -> tuple[PastEdit, ...]:
    """Return the edits of a lead, newest first; none for an agent's login."""
    with database.read() as connection:
        edits = [
            edit
            for action in OF_LEADS
            for edit in _with_changes(
                connection, latest_entries(connection, MOST, Wanted(action=action, lead_id=lead_id))
            )
        ]
    return tuple(sorted(edits, key=lambda edit: -edit.seq))


def setting_edits(connection: Connection, name: str) -> tuple[PastEdit, ...]:
    """Return the changes of a setting of the firm, newest first."""
    entries = every_entry(connection, Wanted(action="setting"))
    named = [entry for entry in entries if json.loads(entry.detail)["name"] == name]
    return tuple(_with_changes(connection, named))[::-1]


def _with_changes(connection: Connection, entries: Iterable[Entry]) -> Iterator[PastEdit]:
    """Yield the entries with their values, without those of which nothing is stored any more."""
    listed = list(entries)
    stored = read_changes(connection, [entry.seq for entry in listed])
    for entry in listed:
        if changes := changes_of(entry, stored.get(entry.seq, ())):
            yield PastEdit(entry.seq, entry.at, entry.agent, tuple(changes))


def changes_of(entry: Entry, stored: Sequence[Changed]) -> list[Changed]:
    """Return what an entry changed, by field: a lead's values, or those of a setting.

    `stored` are the personal values beside the log. What is no longer stored was erased.
    """
    detail = json.loads(entry.detail)
    if entry.action == "setting":
        before = detail.get("before")
        return [Changed(detail["name"], "" if before is None else str(before), detail["value"])]
    if not isinstance(detail.get("before"), dict):
        return []
    plain = [
        Changed(name, str(before), str(detail["after"][name]))
        for name, before in detail["before"].items()
        if name in IMPERSONAL
    ]
    return [*stored, *plain]
