"""Change leads that existed before an import: decide at publishing, and apply afterwards.

Changing so many leads in one transaction would make agents wait. So the import stores its changes
as rows of `pending_change`, which take effect once it is published. Then it applies them for a few
leads at a time, and each transaction deletes the entries that it applied. If the import dies, the
next one continues.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Exists, delete, exists, func, select, text

from db.enums import OnDuplicate
from db.imports.known_rows import TABLES, Join, change_known
from db.imports.staged_rows import DEFAULTS, LEAD_COLUMNS, Rows
from db.places.stored import place_ids_of
from db.sql import add_many, fill
from db.tables.imports import import_batches, pending_changes
from db.tables.leads import numbers

AT_ONCE = 500
"""Leads changed in one transaction."""

DROPPED_AT_ONCE = 2000

PLACE = "place"
"""The `does` of an entry that only asks to find a number's place again."""

_LINE, *_FIELDS = LEAD_COLUMNS

_HELD_ELSEWHERE = f"""
INSERT INTO pending_change (batch_id, does, e164, "row")
SELECT DISTINCT CAST(:batch_id AS BIGINT), '{PLACE}', s.e164, ''
FROM staged_consent s $JOIN number n ON n.e164 = s.e164 $JOIN lead ON lead.id = n.lead_id
WHERE lead.batch_id IS NULL OR lead.batch_id <> :batch_id
"""
"""Numbers with new evidence that also belong to leads of other imports."""


class Done(Struct, frozen=True):
    """How many entries were applied and deleted.

    `to_place` are (number, lead id) whose place must be found again; None means all leads with it.
    """

    count: int
    to_place: Sequence[tuple[str, int | None]] = ()


def write_change(rows: Rows, row: int, facts: Mapping[int, str]) -> str:
    """Return a row as JSON for its entry: its fields, and its numbers with their places' facts."""
    line, *values = rows.of_row(row)
    fields = zip(_FIELDS, values, strict=True)
    numbers = [(*parts, facts[place]) for *parts, place in rows.numbers_of(row)]
    return json.dumps(
        {
            _LINE: line,
            "lead": {name: value for name, value in fields if value != DEFAULTS.get(name)},
            "numbers": numbers,
        },
        ensure_ascii=False,
    )


def put_changes(
    connection: Connection, batch_id: int, on: OnDuplicate, changes: Sequence[tuple[int, str]]
) -> None:
    """Store entries from (lead id, JSON of `write_change`). Call it inside a write block."""
    same = {"batch_id": batch_id, "does": on.value, "e164": ""}
    add_many(connection, "pending_change", ("lead_id", '"row"'), changes, same)


def put_places(connection: Connection, batch_id: int) -> None:
    """Store entries for numbers with new evidence that also belong to leads of other imports."""
    statement = text(fill(_HELD_ELSEWHERE, connection.dialect.name))
    connection.execute(statement, {"batch_id": batch_id})


def drop_some(connection: Connection, batch_id: int) -> bool:
    """Delete some entries of a batch that is being removed; return whether more may be left."""
    mine = select(pending_changes.c.id).where(pending_changes.c.batch_id == batch_id)
    some = pending_changes.c.id.in_(mine.limit(DROPPED_AT_ONCE))
    return connection.execute(delete(pending_changes).where(some)).rowcount == DROPPED_AT_ONCE


def count_pending(connection: Connection, batch_id: int | None = None) -> int:
    """Count the pending entries of all published imports, or of one."""
    wanted = select(func.count()).select_from(pending_changes).where(_is_published())
    if batch_id is not None:
        wanted = wanted.where(pending_changes.c.batch_id == batch_id)
    return int(connection.execute(wanted).scalar_one())


def apply_some(connection: Connection, join: Join, batch_id: int | None = None) -> Done:
    """Apply the next few entries of published imports, or of one.

    Call it inside a write block on a connection of its own, because it creates temporary tables.
    """
    wanted = select(pending_changes).where(_is_published()).order_by(pending_changes.c.id)
    if batch_id is not None:
        wanted = wanted.where(pending_changes.c.batch_id == batch_id)
    entries = connection.execute(wanted.limit(AT_ONCE)).all()
    if not entries:
        return Done(0)
    first = entries[0]
    same = (first.does, first.batch_id)
    alike = [entry for entry in entries if (entry.does, entry.batch_id) == same]
    if first.does != PLACE:
        # Take only the first entry of each lead: several rows of one lead must be applied in order.
        # Going backwards, the dictionary keeps the first one.
        alike = list({entry.lead_id: entry for entry in reversed(alike)}.values())
    ids = [entry.id for entry in alike]
    connection.execute(delete(pending_changes).where(pending_changes.c.id.in_(ids)))
    if first.does == PLACE:
        return Done(len(alike), [(entry.e164, None) for entry in alike])
    changes = {entry.lead_id: json.loads(entry.row) for entry in alike}
    # If a lead has no number, the person was erased in the meantime: leave it as it is.
    there = select(numbers.c.lead_id).where(numbers.c.lead_id.in_(changes)).distinct()
    known = sorted(connection.execute(there).scalars())
    _stage(connection, {lead_id: changes[lead_id] for lead_id in known})
    return Done(len(alike), change_known(connection, OnDuplicate(first.does), join))


def _stage(connection: Connection, changes: Mapping[int, Mapping[str, Any]]) -> None:  # from JSON
    """Put the rows into the temporary tables that `change_known` reads."""
    for statement in TABLES.split(";"):
        connection.exec_driver_sql(statement)
    facts = {number[-1] for change in changes.values() for number in change["numbers"]}
    place_ids = place_ids_of(connection, facts, None)
    leads = [
        (change[_LINE], *({**DEFAULTS, **change["lead"]}[name] for name in _FIELDS))
        for change in changes.values()
    ]
    staged = [
        (change[_LINE], position, *parts, place_ids[stands])
        for change in changes.values()
        for position, (*parts, stands) in enumerate(change["numbers"])
    ]
    lines = [(lead_id, change[_LINE]) for lead_id, change in changes.items()]
    columns = ("line", "position", "e164", "extension", "label", "type", "status", "place_id")
    add_many(connection, "staged_lead", LEAD_COLUMNS, leads)
    add_many(connection, "staged_number", columns, staged)
    add_many(connection, "staged_change", ("lead_id", "line"), lines)


def _is_published() -> Exists:
    batch = import_batches.c.id == pending_changes.c.batch_id
    return exists().where(batch, import_batches.c.hidden_at.is_(None))
