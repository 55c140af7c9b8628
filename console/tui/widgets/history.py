"""Earlier attempts as content, newest first."""

from datetime import datetime
from zoneinfo import ZoneInfo

from textual.content import Content

from console.cards.lead import Introduced, PastAttempt
from console.view.lead.lead import introduced_line
from console.view.text.cleaning import clean, clean_lines
from console.view.text.clocks import both_clocks, day


def history_rows(
    history: tuple[PastAttempt, ...],
    now: datetime,
    here: str,
    introduced: Introduced | None = None,
) -> Content:
    """A row an attempt: the day, what came of it, who called, the note. The e-mail in its place."""
    zone = ZoneInfo(here)
    today = now.astimezone(zone).date()
    rows = []
    for past in history:
        if introduced is not None and introduced.at >= past.at:
            rows.append(_introduced_row(introduced, now, here))
            introduced = None
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
    if introduced is not None:
        rows.append(_introduced_row(introduced, now, here))
    return Content("\n").join(rows)


def hung_rows(rows: Content, width: int) -> list[Content]:
    """What is longer than a row goes on below the words, not below the day."""
    found = []
    for row in rows.split("\n"):
        first, *more = row.wrap(max(1, width))
        found.append(first)
        for line in more:
            found += [Content.assemble("        ", part) for part in line.wrap(max(1, width - 8))]
    return found


def history_whole(
    history: tuple[PastAttempt, ...],
    now: datetime,
    zone: str,
    here: str,
    introduced: Introduced | None = None,
) -> Content:
    """Each attempt in full: both clocks, who, what came of it, and the note as it was written."""
    rows = []
    for past in history:
        if introduced is not None and introduced.at >= past.at:
            rows.append(_introduced_row(introduced, now, here))
            introduced = None
        came_in = "they rang · " if past.is_inbound else ""
        row = Content.assemble(
            (both_clocks(past.at, now, zone, here), "$foreground-muted"),
            " · ",
            came_in,
            (clean(past.outcome), "$text-warning" if past.is_no else "bold"),
            f" · {clean(past.agent)}",
        )
        rows.append(row)
        rows += [Content(f"  {line}") for line in clean_lines(past.note).splitlines()]
    if introduced is not None:
        rows.append(_introduced_row(introduced, now, here))
    return Content("\n").join(rows)


def _introduced_row(introduced: Introduced, now: datetime, here: str) -> Content:
    told = introduced_line(introduced, now, here)
    return Content.assemble(
        told[0].upper(), told[1:], (f" · {clean(introduced.agent)}", "$foreground-muted")
    )
