"""Draw who came to appointments, and what is promised in the next days, beside the promises."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from textual.content import Content
from textual.geometry import Size

from console.cards.promises import AppointmentCard, CallbackCard
from console.rules.shift.appointments import STANDING
from console.supervision.reports.appointments import AppointmentReport
from console.tui.call_view.number_panel import big
from console.tui.callbacks.table import Item
from console.tui.drawing.looks import Looks, Part, joined
from console.tui.widgets.panels import Panel, pad, pad_left, stack_panels
from console.view.lead.appointments import FEW, show_rate
from console.view.text.clocks import hour_head
from db.enums import AppointmentStatus

WIDTH = 60
"""Cells of the column; `screens.tcss` has the same number."""

TAKEN = WIDTH + 2
"""Cells that the column takes from the table, with the gap."""

WITH_CAME, WIDEST = 150, 190
"""Cells of a page from which those who came have a column beside it, and the most of such a page;
`screens.tcss` has the second, too."""

AROUND = 8
"""Rows above and below the column."""

BELOW = 12
"""Rows of the next days below the detail; `screens.tcss` has the same number."""

UNDER = 40
"""Rows around the list where the detail and the next days stand below it."""

DAYS = 8
"""The days of the picture: this week and a day."""

FIRST, LAST = 8, 24
"""The hours of a day in the picture, a cell for each half hour."""

DAY_HEAD = 8
"""Cells of `Tue  1  `."""

NAME, COUNT = 15, 10


def came_column(
    report: AppointmentReport | None,
    items: Sequence[Item],
    now: datetime,
    here: str,
    size: Size,
    looks: Looks,
) -> Content:
    """Return the column; without an appointment in four weeks, or rows, only the coming days.

    Where the column is wide, a half hour of the days takes several cells.
    """
    half_hours = (LAST - FIRST) * 2
    cell = max(1, (size.width - DAY_HEAD) // half_hours)
    panels = [Panel("The next days", _day_rows(items, now, here, cell, looks), DAYS)]
    if report is not None and report.total.set and size.height > 2 * DAYS:
        standing = sum(
            isinstance(item, AppointmentCard) and item.status in STANDING and item.starts_at > now
            for item in items
        )
        due = report.total.held + report.total.no_show
        figures = _figures(report, standing, looks)
        came = [Content(""), *figures, Content(""), *_ahead_rows(report, looks)]
        panels.insert(0, Panel(f"Do they come? · {due:,} in four weeks", came, 5))
    return stack_panels(panels, max(WIDTH, size.width), size.height, looks)


def _figures(report: AppointmentReport, standing: int, looks: Looks) -> list[Content]:
    """Return held and missed appointments in large digits, those to come, and the share held."""
    total = report.total
    figures = [
        (f"{total.held}", "held", looks.good),
        (f"{total.no_show}", "no-show", looks.accent),
        (f"{standing}", "to come", looks.clock),
    ]
    if total.held + total.no_show >= FEW:
        figures.append((show_rate(total.held, total.no_show).rstrip("%"), "came", ""))
    cell = WIDTH // 4
    rows = [
        joined([(pad(big(figure)[row], cell), f"bold {ink}".strip()) for figure, _, ink in figures])
        for row in range(3)
    ]
    if len(figures) > 3:  # the last is a share
        rows[-1] = Content.assemble(rows[-1].rstrip(), (" %", looks.muted))
    return [*rows, joined([(pad(name, cell), looks.muted) for _, name, _ in figures])]


def _ahead_rows(report: AppointmentReport, looks: Looks) -> list[Content]:
    """Return a bar for each group of days ahead: how many of those that were due came."""
    length = WIDTH - NAME - COUNT
    rows = []
    for name, counts in report.rows.items():
        due = counts.held + counts.no_show
        if not due:
            continue
        came = round(length * counts.held / due)
        rows.append(
            joined(
                [
                    (pad(name, NAME), looks.muted),
                    ("━" * came, looks.fill_good),
                    ("─" * (length - came), looks.faint),
                    (pad_left(f"{counts.held} of {due}", COUNT), ""),
                ]
            )
        )
    return rows


def _day_rows(
    items: Sequence[Item], now: datetime, here: str, cell: int, looks: Looks
) -> list[Content]:
    """Return a row for each of the next days, with a sign for each promise.

    A half hour takes `cell` cells.
    """
    zone = ZoneInfo(here)
    local = now.astimezone(zone)
    heads = "".join(f"{hour_head(hour).strip():<{4 * cell}}" for hour in range(FIRST, LAST, 2))
    rows = [Content.styled(" " * DAY_HEAD + heads.rstrip(), looks.muted)]
    cells = (LAST - FIRST) * 2
    has_several = False
    for count in range(DAYS):
        day = local.date() + timedelta(days=count)
        signs: list[Part] = [("·", looks.faint)] * cells
        if not count and 0 <= (at := _cell_of(local)) < cells:
            signs[at] = ("┃", f"bold {looks.accent}")
        counts = Counter[int]()
        for item in items:
            (sign, style), at_utc = _sign_of(item, looks)
            if at_utc is None or at_utc.astimezone(zone).date() != day:
                continue
            # An earlier hour than the picture has stands at its beginning.
            at = max(0, _cell_of(at_utc.astimezone(zone)))
            counts[at] += 1
            signs[at] = (sign if counts[at] == 1 else str(min(9, counts[at])), style)
        has_several = has_several or max(counts.values(), default=0) > 1
        style = "bold" if not count else looks.muted
        apart = [(f"{sign:<{cell}}", ink) for sign, ink in signs]
        rows.append(joined([(f"{day:%a} {day.day:>2}  ", style), *apart]))
    legend = [("◆ ", looks.clock), ("stands  ", looks.muted), ("● ", looks.good)]
    legend += [("held  ", looks.muted), ("! ", looks.warn), ("no-show  ", looks.muted)]
    rows.append(joined([*legend, ("c ", looks.clock), ("call back", looks.muted)]))
    several = Content.styled("A digit: so many in that half hour", looks.muted)
    return [*rows, several] if has_several else rows


def _cell_of(local: datetime) -> int:
    return (local.hour - FIRST) * 2 + local.minute // 30


def _sign_of(item: Item, looks: Looks) -> tuple[Part, datetime | None]:
    """Return the sign of a promise, and its time; None for a yes, which has none."""
    if isinstance(item, CallbackCard):
        return ("c", looks.clock), item.due_at
    if not isinstance(item, AppointmentCard):
        return ("", ""), None
    if item.status in STANDING:
        return ("◆", looks.clock), item.starts_at
    if item.status is AppointmentStatus.HELD:
        return ("●", looks.good), item.starts_at
    sign = "!" if item.status is AppointmentStatus.NO_SHOW else "×"
    return (sign, looks.warn), item.starts_at
