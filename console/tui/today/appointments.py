"""Draw how many appointments of four weeks came: by days ahead, agent, list and supplier."""

from collections.abc import Iterator, Mapping, Sequence

from textual.content import Content

from console.supervision.reports.appointments import AppointmentCounts, AppointmentReport
from console.tui.drawing.looks import Looks, joined
from console.tui.widgets.panels import hairline, pad, pad_left
from console.view.lead.appointments import show_rate_words
from console.view.text.cleaning import clean

COUNTS = (("set", 6), ("held", 6), ("no-show", 9))
"""Columns after the name, with their cells."""

RATE, MIN_NAME, MAX_NAME = 17, 8, 26
"""Cells of a show rate with its interval, and of a name."""

MOST = 6
"""Agents, lists or suppliers that are shown: those with the most appointments."""

TITLES: Mapping[str, str] = {
    "ahead": "by days ahead",
    "agent": "by agent",
    "list": "by list",
    "supplier": "by supplier",
}
"""The groupings of the page, in order, each with its title."""


def came_rows(reports: Sequence[AppointmentReport], width: int, looks: Looks) -> list[Content]:
    """Return a row for each group, under a title for each grouping; none without appointments."""
    if not reports or not reports[0].total.set:
        return []
    room = width - sum(cells for _, cells in COUNTS) - RATE
    name = max(MIN_NAME, min(MAX_NAME, room))
    heads = "".join(pad_left(head, cells) for head, cells in COUNTS) + pad_left("came", RATE)
    title = hairline("Appointments of four weeks", width, looks)
    lines = [title, joined([(pad("", name) + heads, looks.muted)])]
    for report in reports:
        if len(report.rows) > 1:
            lines.append(Content.styled(TITLES[report.by], looks.muted))
            lines += _group_rows(report, name, looks)
    return [*lines, _row("all", reports[0].total, name, looks, looks.strong)]


def _group_rows(report: AppointmentReport, name: int, looks: Looks) -> Iterator[Content]:
    rows = list(report.rows.items())
    if report.by != "ahead":
        rows = sorted(rows, key=lambda row: row[1].set, reverse=True)
    for key, counts in rows[:MOST]:
        yield _row(key, counts, name, looks, looks.text)
    if len(rows) > MOST:
        more = f"… {len(rows) - MOST:,} more: smiledial report appointments --by {report.by}"
        yield Content.styled(more, looks.muted)


def _row(key: str, counts: AppointmentCounts, name: int, looks: Looks, style: str) -> Content:
    (_, booked), (_, held), (_, no_show) = COUNTS
    return joined(
        [
            (pad(f"  {clean(key)}" if key != "all" else key, name), style),
            (pad_left(f"{counts.set:,}", booked), looks.text),
            (pad_left(f"{counts.held:,}" if counts.held else "·", held), looks.good),
            (pad_left(f"{counts.no_show:,}" if counts.no_show else "·", no_show), looks.text),
            (pad_left(show_rate_words(counts.held, counts.no_show), RATE), looks.strong),
        ]
    )
