"""Show what edits changed, a line for each field."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from console.rules.phone.number_plan import show_phone
from console.supervision.reports.edits import PastEdit
from console.view.text.cleaning import clean
from console.view.text.clocks import day, time_words
from db.audit.changed_values import NUMBER, Changed


def edit_lines(edits: Iterable[PastEdit], now: datetime, here: str) -> Iterator[str]:
    """Yield `14 Oct 09:00, sue: email ada@old.example → ada@new.example`, newest first."""
    zone = ZoneInfo(here)
    today = now.astimezone(zone).date()
    for edit in edits:
        at = edit.at.astimezone(zone)
        when = f"{day(at.date(), today)} {time_words(at)}, {clean(edit.agent)}"
        yield from (f"{when}: {change_words(change)}" for change in edit.changes)


def change_words(change: Changed) -> str:
    """Return `email nothing → ada@new.example`."""
    before, after = (
        show_phone(value) if value and change.field == NUMBER else clean(value) or "nothing"
        for value in (change.before, change.after)
    )
    return f"{change.field.replace('_', ' ')} {before} → {after}"
