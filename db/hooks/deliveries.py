"""Store which events receivers took, and when: the proof that a hook delivered them."""

import re
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, insert, select, update

from db.rows import read_rows
from db.tables.hooks import DeliveryRow, hook_deliveries, hook_letters, hooks

_STATE = re.compile(r"[a-z_.]+ (?:sent|waits|dead)\b")
"""An event and its state, before the answer: see `console.hooks.event_states`."""


def put_deliveries(connection: Connection, rows: Sequence[DeliveryRow]) -> None:
    """Add deliveries. An event that was sent twice has two rows, by their times."""
    for row in rows:
        values = {name: getattr(row, name) for name in row.__struct_fields__}
        connection.execute(insert(hook_deliveries).values(**values))


def deliveries_of(connection: Connection, seqs: Collection[int]) -> tuple[DeliveryRow, ...]:
    """Return the deliveries of some entries of the log, oldest first."""
    table = hook_deliveries
    wanted = select(table).where(table.c.seq.in_(seqs)).order_by(table.c.seq, table.c.at)
    return tuple(read_rows(connection, DeliveryRow, wanted))


def erase_answers(connection: Connection, lead_ids: Collection[int]) -> None:
    """Empty what receivers answered about these leads: it may repeat what they were sent.

    A letter keeps which of its events were sent and which are dead. The last answer that a hook
    shows may be about anybody, so it is emptied too; the words of a stopped hook are our own.
    """
    table = hook_deliveries
    connection.execute(update(table).where(table.c.lead_id.in_(lead_ids)).values(answer=""))
    letters = hook_letters
    wanted = select(letters.c.hook_id, letters.c.seq, letters.c.error)
    wanted = wanted.where(letters.c.lead_id.in_(lead_ids), letters.c.error != "")
    for row in connection.execute(wanted).all():
        matches = map(_STATE.match, row.error.split("\n"))
        states = "\n".join(match[0] for match in matches if match)
        this = (letters.c.hook_id == row.hook_id) & (letters.c.seq == row.seq)
        connection.execute(update(letters).where(this).values(error=states))
    if lead_ids:
        is_answer = (hooks.c.status != "stopped") & (hooks.c.error != "")
        connection.execute(update(hooks).where(is_answer).values(error=""))
