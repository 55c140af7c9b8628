"""Changes to leads that are there already: decided when an import is published, done after it.

So many leads cannot be changed in one moment, and agents are not to wait for them. What is to be
done is written down with the import, out of sight; once it is published it is done a few leads at
a time, each time with the entry that asked for it taken off. What dies is gone on with.
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
from db.sql.bulk import add_many
from db.sql.dialects import fill
from db.tables.imports import import_batches, pending_changes
from db.tables.leads import numbers

AT_ONCE = 500
"""Leads changed in one transaction."""

DROPPED_AT_ONCE = 2000

PLACE = "place"

_LINE, *_SAID = LEAD_COLUMNS

_HELD_ELSEWHERE = f"""
INSERT INTO pending_change (batch_id, does, e164, "row")
SELECT DISTINCT CAST(:batch_id AS BIGINT), '{PLACE}', s.e164, ''
FROM staged_consent s $JOIN number n ON n.e164 = s.e164 $JOIN lead ON lead.id = n.lead_id
WHERE lead.batch_id IS NULL OR lead.batch_id <> :batch_id
"""
"""Numbers of which evidence came that leads from elsewhere have too."""


class Done(Struct, frozen=True):
    """How many entries were taken off; `to_place` are numbers whose place is to be found anew, of
    one lead where its id stands beside."""

    count: int
    to_place: Sequence[tuple[str, int | None]] = ()


def write_change(rows: Rows, row: int, facts: Mapping[int, str]) -> str:
    """A row of the file as it lies here: what it says, and its numbers with their places' facts."""
    line, *values = rows.of_row(row)
    said = zip(_SAID, values, strict=True)
    numbers = [(*said, facts[place]) for *said, place in rows.numbers_of(row)]
    return json.dumps(
        {
            _LINE: line,
            "lead": {name: value for name, value in said if value != DEFAULTS.get(name)},
            "numbers": numbers,
        },
        ensure_ascii=False,
    )


def put_changes(
    connection: Connection, batch_id: int, on: OnDuplicate, changes: Sequence[tuple[int, str]]
) -> None:
    """Writes down (lead, row)s. Call it inside a write block."""
    same = {"batch_id": batch_id, "does": on.value, "e164": ""}
    add_many(connection, "pending_change", ("lead_id", '"row"'), changes, same)


def put_places(connection: Connection, batch_id: int) -> None:
    """Writes down the numbers whose evidence the import brought and that other leads have too."""
    statement = text(fill(_HELD_ELSEWHERE, connection.dialect.name))
    connection.execute(statement, {"batch_id": batch_id})


def drop_some(connection: Connection, batch_id: int) -> bool:
    """Takes off a part of what a batch that goes has written down; False once nothing is left."""
    mine = select(pending_changes.c.id).where(pending_changes.c.batch_id == batch_id)
    some = pending_changes.c.id.in_(mine.limit(DROPPED_AT_ONCE))
    return connection.execute(delete(pending_changes).where(some)).rowcount == DROPPED_AT_ONCE


def count_pending(connection: Connection, batch_id: int | None = None) -> int:
    """How many entries of published imports are left, or of one of them."""
    wanted = select(func.count()).select_from(pending_changes).where(_is_published())
    if batch_id is not None:
        wanted = wanted.where(pending_changes.c.batch_id == batch_id)
    return int(connection.execute(wanted).scalar_one())


def apply_some(connection: Connection, join: Join, batch_id: int | None = None) -> Done:
    """Does the next few of what published imports have left, or one of them.

    Call it inside a write block on a connection of its own: it makes temporary tables. A lead
    without a number, whose person was erased meanwhile, stays as it is.
    """
    wanted = select(pending_changes).where(_is_published()).order_by(pending_changes.c.id)
    if batch_id is not None:
        wanted = wanted.where(pending_changes.c.batch_id == batch_id)
    entries = connection.execute(wanted.limit(AT_ONCE)).all()
    if not entries:
        return Done(0)
    first = entries[0]
    alike = [one for one in entries if (one.does, one.batch_id) == (first.does, first.batch_id)]
    if first.does != PLACE:  # a lead's rows have their order: the later ones wait
        alike = list({one.lead_id: one for one in reversed(alike)}.values())
    ids = [one.id for one in alike]
    connection.execute(delete(pending_changes).where(pending_changes.c.id.in_(ids)))
    if first.does == PLACE:
        return Done(len(alike), [(one.e164, None) for one in alike])
    changes = {one.lead_id: json.loads(one.row) for one in alike}
    there = select(numbers.c.lead_id).where(numbers.c.lead_id.in_(changes)).distinct()
    known = sorted(connection.execute(there).scalars())
    _stage(connection, {lead_id: changes[lead_id] for lead_id in known})
    return Done(len(alike), change_known(connection, OnDuplicate(first.does), join))


def _stage(connection: Connection, changes: Mapping[int, Mapping[str, Any]]) -> None:  # from JSON
    """Puts the rows where `change_known` finds them."""
    for statement in TABLES.split(";"):
        connection.exec_driver_sql(statement)
    facts = {number[-1] for change in changes.values() for number in change["numbers"]}
    place_ids = place_ids_of(connection, facts, None)
    leads = [
        (change[_LINE], *({**DEFAULTS, **change["lead"]}[name] for name in _SAID))
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
