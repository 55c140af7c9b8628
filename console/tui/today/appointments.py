"""Draw what came of a day's promises, and how many appointments of four weeks came, by group."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest

from textual.content import Content

from console.cards.promises import AppointmentCard
from console.cards.today import Today
from console.supervision.reports.appointments import AppointmentCounts, AppointmentReport
from console.tui.drawing.looks import Looks, joined
from console.tui.widgets.panels import hairline, pad, pad_left
from console.view.lead.appointments import show_rate_words, status_words
from console.view.text.cleaning import clean
from console.view.text.clocks import clock
from console.view.text.counts import many, or_dot
from db.enums import AppointmentStatus

COUNTS = (("set", 4), ("held", 6), ("no-show", 8))
"""Columns after the name, with their cells."""

RATE, MIN_NAME, MAX_NAME = 14, 12, 26
"""Cells of a show rate with its interval, and of a name."""

GAP = 2
"""Cells between two columns of groups."""

MOST, MOST_OF_PAST = 6, 12
"""Agents, lists or suppliers that are shown, on a day that is over too: those with the most."""

TIME, WHOSE, STATUS = 8, 10, 15
"""Cells of an appointment's time, of who keeps it, and of its status."""

TITLES: Mapping[str, str] = {
    "ahead": "by days ahead",
    "agent": "by agent",
    "list": "by list",
    "supplier": "by supplier",
}
"""The groupings of the page, in order, each with its title."""


def kept_rows(
    cards: Sequence[AppointmentCard], today: Today, now: datetime, width: int, looks: Looks
) -> list[Content]:
    """Return what came of a past day's appointments, and the callbacks made on it."""
    inks = {AppointmentStatus.HELD: looks.good, AppointmentStatus.CANCELLED: looks.muted}
    name = min(MAX_NAME, (width - TIME - WHOSE - STATUS) // 2)
    rows = [
        joined(
            [
                (pad(clock(card.starts_at, today.zone), TIME), looks.clock),
                (pad(clean(card.with_whom), WHOSE), looks.text),
                (pad(clean(card.name), name), looks.strong),
                (pad(clean(card.headline), width - TIME - WHOSE - STATUS - name), looks.muted),
                (pad_left(status_words(card, now), STATUS), inks.get(card.status, looks.warn)),
            ]
        )
        for card in cards
    ]
    keepers = [(clean(row.agent), row.callbacks_kept) for row in today.agents if row.callbacks_kept]
    if keepers:
        total = many(sum(count for _, count in keepers), "promised callback")
        whose = ", ".join(f"{agent} {count}" for agent, count in keepers)
        rows += Content.styled(f"{total} made: {whose}.", looks.text).wrap(width)
    return [hairline("What came of the promises for that day", width, looks), *rows] if rows else []


def came_rows(
    reports: Sequence[AppointmentReport], width: int, looks: Looks, most: int = MOST
) -> list[Content]:
    """Return a row for each group, under a title for each grouping; none without appointments.

    The groups stand in two columns if they fit beside each other, with at most `most` rows each.
    """
    if not reports or not reports[0].total.set:
        return []
    title = hairline("Appointments of four weeks", width, looks)
    counts = sum(cells for _, cells in COUNTS) + RATE
    is_wide = width >= 2 * (MIN_NAME + counts) + GAP
    column = (width - GAP) // 2 if is_wide else width
    name = max(MIN_NAME, min(MAX_NAME, column - counts))
    heads = "".join(pad_left(head, cells) for head, cells in COUNTS) + pad_left("came", RATE)
    groups = [
        list(_group_rows(report, name, looks, most)) for report in reports if len(report.rows) > 1
    ]
    groups.append([_row("all", reports[0].total, name, looks, looks.strong)])
    # The first column is the longer one; it has at least one group.
    lengths = [sum(map(len, groups[:cut])) for cut in range(len(groups) + 1)]
    cut = next(cut for cut, rows in enumerate(lengths) if 2 * rows >= lengths[-1])
    columns = [groups[:cut], groups[cut:]] if is_wide and groups[cut:] else [groups]
    drawn = [
        [
            Content.styled(pad("", name) + heads, looks.muted),
            *(row for rows in some for row in rows),
        ]
        for some in columns
    ]
    return [
        title,
        *(
            Content.assemble(*(row.pad_right(column + GAP - row.cell_length) for row in rows))
            for rows in zip_longest(*drawn, fillvalue=Content(""))
        ),
    ]


def _group_rows(report: AppointmentReport, name: int, looks: Looks, most: int) -> Iterator[Content]:
    yield Content.styled(TITLES[report.by], looks.muted)
    rows = list(report.rows.items())
    if report.by != "ahead":
        rows = sorted(rows, key=lambda row: row[1].set, reverse=True)
    for key, counts in rows[:most]:
        yield _row(key, counts, name, looks, looks.text)
    if len(rows) > most:
        yield Content.styled(f"  … {len(rows) - most:,} more", looks.muted)


def _row(key: str, counts: AppointmentCounts, name: int, looks: Looks, style: str) -> Content:
    (_, booked), (_, held), (_, no_show) = COUNTS
    return joined(
        [
            (pad(f"  {clean(key)}" if key != "all" else key, name), style),
            (pad_left(f"{counts.set:,}", booked), looks.text),
            (pad_left(or_dot(counts.held), held), looks.good),
            (pad_left(or_dot(counts.no_show), no_show), looks.text),
            (pad_left(show_rate_words(counts.held, counts.no_show), RATE), looks.strong),
        ]
    )
