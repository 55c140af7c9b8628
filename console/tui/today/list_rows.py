"""Draw how far the lists are: talked, tried, left and barred, as one bar for each list."""

import re
from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len
from textual.content import Content

from console.cards.today import DayShare, ListProgress
from console.tui.drawing.looks import Looks, Part, joined
from console.tui.widgets.panels import hairline, pad, pad_left
from console.view.floor.today import progress_sentences
from console.view.text.cleaning import clean
from console.view.text.counts import or_dot

MAX_NAME, MAX_BAR, MIN_BAR = 26, 60, 12

SOON = re.compile(r" runs out (today|tomorrow)\b")

WIDE_LEGEND = 40
"""Cells from which two blanks part the signs of the legend."""

MOST_LISTS = 8
"""Lists that are shown: the largest."""

COLUMNS = (("today", 7), ("tried", 7), ("yes", 7))
"""Columns after the bar, with their cells."""


def list_rows(
    lists: Sequence[ListProgress],
    of_day: Sequence[DayShare],
    today: date,
    width: int,
    looks: Looks,
) -> list[Content]:
    """Return a row for each list: leads, bar, today's dials, share tried, yeses of those called."""
    lines = [hairline("How far the lists are", width, looks)]
    if not lists:
        return [*lines, Content.styled("There is no list yet.", looks.muted)]
    dials = {row.name: row.figures.dials for row in of_day}
    shown = lists[:MOST_LISTS]
    room = width - sum(cells for _, cells in COLUMNS)
    size = max(len(f"{row.leads:,}") for row in shown) + 2
    longest = max(cell_len(clean(row.name)) for row in shown)
    name = min(MAX_NAME, longest, max(8, room - size - 2 - MIN_BAR))
    bar = min(MAX_BAR, room - name - size - 2)
    lines.append(
        joined(
            [
                *_legend(name + size + 2 + bar, looks),
                *((pad_left(head, cells), looks.muted) for head, cells in COLUMNS),
            ]
        )
    )
    for row in shown:
        tried = f"{100 * row.called / row.leads:.0f}%" if row.called else "new"
        # Somebody who rang in may have said yes without being called.
        yes = f"{100 * row.yeses / max(row.called, row.yeses):.1f}%" if row.yeses else "·"
        lines.append(
            joined(
                [
                    (pad(clean(row.name), name), looks.strong),
                    (pad_left(f"{row.leads:,}", size) + "  ", looks.muted),
                    *_bar(row, bar, looks),
                    (pad_left(or_dot(dials.get(row.name, 0)), 7), looks.text),
                    (pad_left(tried, 7), looks.strong),
                    (pad_left(yes, 7), looks.good if row.yeses else looks.muted),
                ]
            )
        )
    if len(lists) > len(shown):
        lines.append(Content.styled(f"… {len(lists) - len(shown):,} smaller lists", looks.muted))
    sentences = Content(" ").join(
        Content.styled(text, looks.warn if SOON.search(text) else looks.muted)
        for text in progress_sentences(lists, today)
    )
    return [*lines, *(sentences.wrap(width) if sentences.plain else [])]


def _legend(cells: int, looks: Looks) -> list[Part]:
    signs = [
        ("━", looks.strong, " talked"),
        ("─", looks.text, " tried"),
        ("·", looks.muted, " left"),
        ("/", looks.bad, " barred"),
    ]
    parts: list[Part] = []
    left = cells
    for sign, style, word in signs:
        gap = "" if not parts else "  " if cells >= WIDE_LEGEND else " "
        if len(gap + sign + word) > left:
            break
        parts += [(gap + sign, style), (word, looks.muted)]
        left -= len(gap + sign + word)
    return [*parts, (" " * left, "")]


def _bar(row: ListProgress, cells: int, looks: Looks) -> list[Part]:
    """Return the bar of a list. Each share above zero has a cell at least."""

    def scaled(count: int) -> int:
        return max(1, round(cells * count / row.leads)) if count else 0

    barred, talked = scaled(row.barred), scaled(row.talked)
    untouched = scaled(row.untouched)
    # What is left is tried without a talk. A lead that was called and then barred is drawn barred.
    talked = min(talked, cells - barred)
    untouched = min(untouched, cells - barred - talked)
    if not row.called:
        untouched = cells - barred
    tried = cells - barred - talked - untouched
    return [
        ("━" * talked, looks.strong),
        ("─" * tried, looks.text),
        ("·" * untouched, looks.muted),
        ("/" * barred, looks.bad),
    ]
