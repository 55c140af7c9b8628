"""Earlier attempts as content, newest first."""

from datetime import datetime
from zoneinfo import ZoneInfo

from textual.content import Content

from console.cards import PastAttempt
from console.tui.present import clean, day


def history_rows(history: tuple[PastAttempt, ...], now: datetime, here: str) -> Content:
    """A row an attempt: the day, what came of it, who called, the note."""
    zone = ZoneInfo(here)
    today = now.astimezone(zone).date()
    rows = []
    for past in history:
        came_in = "they rang · " if past.is_inbound else ""
        note = f" · {clean(past.note)}" if past.note else ""
        rows.append(
            Content.assemble(
                (f"{day(past.at.astimezone(zone).date(), today):>6}  ", "$foreground-muted"),
                came_in,
                (clean(past.outcome), "$text-warning" if past.is_no else ""),
                (f" · {clean(past.agent)}", "$foreground-muted"),
                note,
            )
        )
    return Content("\n").join(rows)
