"""Store which events receivers took, and when: the proof that a hook delivered them."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, insert, select, update

from db.rows import read_rows
from db.tables.hooks import DeliveryRow, hook_deliveries


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
    """Empty what receivers answered about these leads: it may repeat what they were sent."""
    table = hook_deliveries
    connection.execute(update(table).where(table.c.lead_id.in_(lead_ids)).values(answer=""))
