"""Draw earlier calls of a lead, newest first."""

from datetime import datetime
from zoneinfo import ZoneInfo

from textual.content import Content

from console.cards.lead import Introduced
from console.view.lead.lead import introduced_line
from console.view.text.cleaning import clean, clean_lines
from console.view.text.clocks import both_clocks, day
from console.view.text.styled import capitalized
from db.leads.records import PastAttempt


def history_rows(
    history: tuple[PastAttempt, ...], now: datetime, here: str, introduced: Introduced | None = None
) -> Content:
    """Return a row for each call: the day, the outcome, the agent, the note.

    The introduction by e-mail (`introduced`) has a row too, at its place in time.
    """
    rows = []
    for past in history:
        if introduced is not None and introduced.at >= past.at:
            rows.append(_introduced_row(introduced, now, here))
            introduced = None
        rows.append(history_row(past, now, here))
    if introduced is not None:
        rows.append(_introduced_row(introduced, now, here))
    return Content("\n").join(rows)


def history_row(past: PastAttempt, now: datetime, here: str, name: str = "") -> Content:
    """Return a call: the day, the `name` if it is given, the outcome, the agent, the note."""
    zone = ZoneInfo(here)
    on, today = past.at.astimezone(zone).date(), now.astimezone(zone).date()
    came_in = "they rang · " if past.is_inbound else ""
    note = f" · {clean(past.note)}" if past.note else ""
    return Content.assemble(
        (f"{day(on, today):>6}  ", "$foreground-muted"),
        name,
        came_in,
        (clean(past.outcome), "$text-warning" if past.is_no else ""),
        (f" · {clean(past.agent)}", "$foreground-muted"),
        note,
    )


def hung_rows(rows: Content, width: int) -> list[Content]:
    """Wrap the rows of `history_rows` with a hanging indent, so that the days stand alone."""
    lines = []
    for row in rows.split("\n"):
        first, *others = row.wrap(max(1, width))
        lines.append(first)
        for line in others:
            lines += [Content.assemble("        ", part) for part in line.wrap(max(1, width - 8))]
    return lines


def history_whole(
    history: tuple[PastAttempt, ...],
    now: datetime,
    zone: str,
    here: str,
    introduced: Introduced | None = None,
) -> Content:
    """Return each call in full: the time in both zones, outcome, agent, and the note's lines."""
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
    text = introduced_line(introduced, now, here)
    return Content.assemble(
        capitalized(text), (f" · {clean(introduced.agent)}", "$foreground-muted")
    )
