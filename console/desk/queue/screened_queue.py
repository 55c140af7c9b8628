"""The free queue under a screening: a list of matching leads, which is read again now and then.

The agent's own screening narrows the firm's. Neither applies to the leads of a session, which were
chosen when it was planned, nor to callbacks.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from console.desk.seat import ScreenedQueue, Seat
from console.firm.settings import QUEUE_WHERE
from console.trouble import BadInput
from db.claims.candidates import fitting
from db.conditions import Every
from db.engine.database import Connection

MAX_LEADS = 1_000
"""Leads on the list. Each claim reads all of it."""

GOOD_FOR = timedelta(minutes=5)
"""How long the list is used. Leads may be imported meanwhile."""


def screenings(seat: Seat) -> tuple[str, ...]:
    """Return the screenings in force, the firm's first; none where all leads are offered."""
    of_firm = str(seat.openings.settings.get(QUEUE_WHERE, ""))
    return tuple(text for text in (of_firm, seat.screened_queue.own) if text)


def describe(seat: Seat) -> str:
    """Return the screenings in force as one text, "" for none."""
    return " and ".join(screenings(seat))


def offered_ids(seat: Seat) -> Sequence[int] | None:
    """Return the ids of the leads to claim from; None where all are offered."""
    texts = screenings(seat)
    if not texts:
        return None
    return seat.screened_queue.lead_ids if seat.screened_queue.of == texts else ()


def refresh(seat: Seat, now: datetime) -> bool:
    """Read the list again if that may bring new leads; return whether it was read.

    Call it outside a write block, since it may read every lead.
    """
    queue, texts = seat.screened_queue, screenings(seat)
    if not texts or not _is_outdated(queue, texts, now):
        return False
    with seat.database.read() as connection:
        queue.lead_ids = _matching_ids(seat, connection, texts, now)
    queue.of = texts
    queue.is_whole = len(queue.lead_ids) < MAX_LEADS
    queue.is_used = False
    queue.read_at = now
    return True


def _is_outdated(queue: ScreenedQueue, texts: tuple[str, ...], now: datetime) -> bool:
    if queue.read_at is None or queue.of != texts:
        return True
    # The list was full, and some of its leads were claimed: others may now have room on it.
    has_room = queue.is_used and not queue.is_whole
    return has_room or now - queue.read_at >= GOOD_FOR


def _matching_ids(
    seat: Seat, connection: Connection, texts: tuple[str, ...], now: datetime
) -> Sequence[int]:
    from console.lists.screening import read_where, sql_where  # late: few queues are screened

    try:
        conditions = tuple(read_where(connection, text, now, seat.zone) for text in texts)
    except BadInput:
        return ()  # the segment was deleted, so that no lead is known to match it
    where = sql_where(connection, Every(conditions))
    return fitting(connection, where, seat.mine, seat.openings.open_places(), now, MAX_LEADS)
