"""Whom the free queue offers when it is screened: a list of those who fit, looked up now and then.

The agent's own screening narrows the firm's. Leads of a session were chosen when it was planned,
and callbacks are kept whoever they are to.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from console.desk.seat import ScreenedQueue, Seat
from console.firm.settings import QUEUE_WHERE
from console.trouble import BadInput
from db.claims.candidates import fitting
from db.conditions import Every
from db.engine.database import Connection, is_agent

MOST = 1_000
"""Leads on the list at a time: each claim reads it."""

GOOD_FOR = timedelta(minutes=5)
"""How long a list stands that had nobody left to call; leads come in meanwhile."""


def wanted(seat: Seat) -> tuple[str, ...]:
    """The screenings in force, the firm's first; none where everybody is offered."""
    of_firm = str(seat.openings.settings.get(QUEUE_WHERE, ""))
    return tuple(text for text in (of_firm, seat.screened_queue.own) if text)


def said(seat: Seat) -> str:
    return " and ".join(wanted(seat))


def said_to_nobody(seat: Seat, connection: Connection) -> str:
    """The same where nobody can be offered: a segment that is not there is the reason."""
    from console.lists.screening import segments_of

    if wanted(seat) and is_agent(connection):
        return f"{said(seat)}, for whom your login cannot look (a supervisor plans a session)"
    saved = segments_of(connection)
    return " and ".join(
        f"{text}, a segment that is not there"
        if text.startswith("@") and text[1:] not in saved
        else text
        for text in wanted(seat)
    )


def to_offer(seat: Seat) -> Sequence[int] | None:
    """The ids to claim from; None where everybody is offered."""
    texts = wanted(seat)
    if not texts:
        return None
    return seat.screened_queue.lead_ids if seat.screened_queue.of == texts else ()


def look(seat: Seat, now: datetime) -> bool:
    """Looks for those who fit when that may bring somebody new; returns whether it looked.

    Call it outside a write block: it may read every lead.
    """
    queue, texts = seat.screened_queue, wanted(seat)
    if not texts or not _is_worn(queue, texts, now):
        return False
    with seat.database.read() as connection:
        queue.lead_ids = _find(seat, connection, texts, now)
    queue.of = texts
    queue.is_whole = len(queue.lead_ids) < MOST
    queue.is_used = False
    queue.found_at = now
    return True


def put(seat: Seat, connection: Connection, text: str, now: datetime) -> None:
    """The agent's own screening. Raises BadInput for one that cannot be read."""
    if text:
        from console.lists.screening import read_where

        read_where(connection, text, now, seat.zone)
    seat.screened_queue.own = text


def _is_worn(queue: ScreenedQueue, texts: tuple[str, ...], now: datetime) -> bool:
    if queue.found_at is None or queue.of != texts:
        return True
    has_more = queue.is_used and not queue.is_whole
    return has_more or now - queue.found_at >= GOOD_FOR


def _find(
    seat: Seat, connection: Connection, texts: tuple[str, ...], now: datetime
) -> Sequence[int]:
    from console.lists.screening import read_where, sql_where

    try:
        read = tuple(read_where(connection, text, now, seat.zone) for text in texts)
    except BadInput:
        return ()  # a segment that is gone: nobody is known to fit it
    asked = sql_where(connection, Every(read))
    return fitting(connection, asked, seat.mine, seat.openings.open_places(), now, MOST)
