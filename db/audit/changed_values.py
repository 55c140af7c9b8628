"""Keep what an edit of a lead changed, so that a supervisor can read it until the erasure.

The chain has only hashes. Each value is hashed with a salt that stands beside it, in a table that
erasing a person empties (`db.tables.audit.ChangedValue`).
"""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select

from db.audit.log import seal
from db.engine.database import is_agent
from db.sql import parts_of
from db.tables.audit import audit_entries, changed_values

NUMBER = "number"
"""The field of a change of a lead's number."""


class Changed(Struct, frozen=True):
    """A field of a lead and its values before and after; "" where it had none."""

    field: str
    before: str
    after: str


class Edit:
    """The changes of one entry: first their hashes for the entry, then the values beside it."""

    def __init__(self, changes: Sequence[Changed]) -> None:
        self._changes = changes
        self._salt = secrets.token_hex(16)

    def detail(self) -> dict[str, dict[str, str]]:
        """Return the hashes for the detail of the entry, as `before` and `after` by field."""
        return {
            "before": {row.field: self._seal(row.field, row.before) for row in self._changes},
            "after": {row.field: self._seal(row.field, row.after) for row in self._changes},
        }

    def store(self, connection: Connection, seq: int, lead_id: int) -> None:
        """Store the values of entry `seq`, in its transaction."""
        rows = [
            {
                "seq": seq,
                "lead_id": lead_id,
                "field": row.field,
                "before": row.before,
                "after": row.after,
                "salt": self._salt,
            }
            for row in self._changes
        ]
        if rows:
            # Without RETURNING, for which PostgreSQL wants the right to read: agents have none.
            connection.execute(insert(changed_values).inline(), rows)

    def _seal(self, field: str, value: str) -> str:
        return seal(self._salt, f"{field}={value}")


def read_changes(connection: Connection, seqs: Collection[int]) -> dict[int, tuple[Changed, ...]]:
    """Return the changes of these entries by their number. An agent's login reads none."""
    if is_agent(connection):
        return {}
    by_seq: dict[int, list[Changed]] = {}
    wanted, columns = sorted(seqs), changed_values.c
    for chunk in parts_of(wanted):
        rows = select(columns.seq, columns.field, columns.before, columns.after).where(
            columns.seq.in_(chunk)
        )
        for seq, *values in connection.execute(rows.order_by(columns.id)):
            by_seq.setdefault(seq, []).append(Changed(*values))
    return {seq: tuple(changes) for seq, changes in by_seq.items()}


def count_changes(connection: Connection, lead_ids: Collection[int], e164s: Collection[str]) -> int:
    """Count the values of these leads, and of these numbers wherever they once stood."""
    counted = select(func.count()).select_from(changed_values).where(_about(lead_ids, e164s))
    return connection.execute(counted).scalar_one()


def forget_changes(
    connection: Connection, lead_ids: Collection[int], e164s: Collection[str]
) -> int:
    """Delete the same values as `count_changes` counts; return their number."""
    return connection.execute(delete(changed_values).where(_about(lead_ids, e164s))).rowcount


def _about(lead_ids: Collection[int], e164s: Collection[str]) -> ColumnElement[bool]:
    column = changed_values.c
    is_of_number = or_(column.before.in_(e164s), column.after.in_(e164s))
    return or_(column.lead_id.in_(lead_ids), and_(column.field == NUMBER, is_of_number))


def find_false_value(connection: Connection) -> tuple[int, str] | None:
    """Return entry and field of the first value that has not the entry's hash, or None."""
    entry, value = audit_entries.c, changed_values.c
    joined = changed_values.outerjoin(audit_entries, entry.seq == value.seq)
    rows = select(value.seq, value.field, value.before, value.after, value.salt, entry.detail)
    for row in connection.execute(rows.select_from(joined).order_by(value.seq, value.id)):
        hashes = _hashes(row.detail)
        for when, text in (("before", row.before), ("after", row.after)):
            if hashes.get(when, {}).get(row.field) != seal(row.salt, f"{row.field}={text}"):
                return row.seq, row.field
    return None


def _hashes(detail: str | None) -> dict[str, Mapping[str, object]]:
    try:
        document = json.loads(detail or "{}")
    except ValueError:
        return {}
    if not isinstance(document, dict):
        return {}
    return {when: held for when, held in document.items() if isinstance(held, dict)}
