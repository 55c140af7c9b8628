"""Draw how the day's calls ended and the dials by list."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from msgspec.structs import replace
from rich.cells import cell_len
from textual.content import Content

from console.cards.lead import CallResult
from console.cards.today import AgentCall, DayShare, Figures, Today
from console.tui.call_view.day_column import ink_of
from console.tui.drawing.looks import Looks, joined
from console.tui.today.large import beside_parts
from console.tui.today.page import COUNTS
from console.tui.widgets.panels import hairline, pad, pad_left
from console.view.floor.today import (
    compared_day,
    difference,
    hours_worked,
    percent,
    sum_sentences,
)
from console.view.text.cleaning import clean
from console.view.text.clocks import hour_head
from console.view.text.counts import or_dot

BESIDE = 110
"""Page width from which outcomes and lists stand side by side."""

GAP, MAX_COLUMN, MAX_BAR, MIN_BAR = 2, 97, 60, 12
"""Cells between the two columns, of a column, and of a bar in it."""

MAX_NAME = 26
"""Cells of a name before a bar."""

MOST_GAP = 3
"""The most blank rows between two parts of a page that has rows to spare."""


def side_by_side(left: Sequence[Content], right: Sequence[Content], column: int) -> list[Content]:
    """Return rows with `left` in the first column and `right` in the second."""
    return [
        Content.assemble(first.pad_right(column + GAP - first.cell_length), second)
        for first, second in zip_longest(left, right, fillvalue=Content(""))
    ]


def with_gaps(parts: Iterable[Sequence[Content]], gap: Sequence[Content]) -> list[Content]:
    """Return the parts below each other, with `gap` between two of them."""
    rows: list[Content] = []
    for part in filter(None, parts):
        rows += [*(gap if rows else ()), *part]
    return rows


def spread(parts: Iterable[Sequence[Content]], room: int) -> list[Content]:
    """Return the parts below each other, with gaps that use `room` rows, none of them wide."""
    shown = list(filter(None, parts))
    spare = room - sum(map(len, shown))
    gap = max(1, min(MOST_GAP, spare // max(1, len(shown) - 1)))
    return with_gaps(shown, [Content("")] * gap)


def column_beside(width: int) -> int:
    """Return the cells of each of the two columns."""
    return min(MAX_COLUMN, (width - GAP) // 2)


def ending_rows(rows: Sequence[DayShare], today: Today, width: int, looks: Looks) -> list[Content]:
    """Return a row for each outcome, in its color: `n No ━━━━━━━┃━━ 111 −25`.

    The mark is the count of the day before at this time.
    """
    if not rows:
        return []
    beside = f" · ┃ {compared_day(today)}" if today.is_compared else ""
    lines = _share_rows(
        f"How calls ended{beside}", rows, width, looks, is_compared=today.is_compared
    )
    sums = "\n".join(sum_sentences(rows))
    return [*lines, *(Content.styled(sums, looks.muted).wrap(width) if sums else [])]


def _share_rows(
    title: str, rows: Sequence[DayShare], width: int, looks: Looks, *, is_compared: bool
) -> list[Content]:
    """Return the title and a row for each share: key, name, bar, calls and the difference."""
    most = max(max(row.figures.calls, row.before) for row in rows)
    name = min(MAX_NAME, max(cell_len(clean(row.name)) for row in rows))
    bar = max(1, min(MAX_BAR, width - name - 4 - 13))
    lines = [hairline(title, width, looks)]
    for row in rows:
        calls, before = row.figures.calls, row.before if is_compared else 0
        ink = looks.good if row.result is CallResult.YES else ink_of(row.result, looks)
        lines.append(
            joined(
                [
                    (f"{row.key or ' '} ", f"bold {ink}"),
                    (pad(clean(row.name), name), looks.text),
                    ("  ", ""),
                    *beside_parts(calls, before, most, bar, looks, ink or looks.text),
                    (f"{or_dot(calls):>7}", looks.strong),
                    (f"{difference(calls, row.before):>6}" if is_compared else "", looks.muted),
                ]
            )
        )
    return lines


def agent_sums(
    calls: Sequence[AgentCall],
    quarters: Sequence[int],
    today: Today,
    endings: Sequence[DayShare],
    width: int,
    looks: Looks,
) -> list[Content]:
    """Return an agent's calls by outcome and by hour, each beside the mean of the agents.

    `endings` are those of the whole day.
    """
    team = sum(bool(row.figures.calls) for row in today.agents) or 1
    own = Counter(call.outcome for call in calls)
    shares = [
        replace(row, figures=Figures(dials=own[row.name]), before=round(row.figures.calls / team))
        for row in endings
    ]
    shares = [share for share in shares if share.figures.calls or share.before]
    first, end = hours_worked(today.agents)
    hours = [
        DayShare(
            hour_head(hour),
            Figures(dials=sum(quarters[4 * hour : 4 * hour + 4])),
            round(sum(sum(row.quarters[4 * hour : 4 * hour + 4]) for row in today.agents) / team),
        )
        for hour in range(first // 4, -(-end // 4))
    ]
    column = column_beside(width)
    tables = [
        _share_rows(f"{title} · ┃ mean of the team", rows, column, looks, is_compared=True)
        for title, rows in (("How the calls ended", shares), ("Dials by hour", hours))
        if rows
    ]
    return side_by_side(tables[0], tables[1], column) if tables[1:] else []


def day_lists(rows: Sequence[DayShare], today: Today, width: int, looks: Looks) -> list[Content]:
    """Return a row for each list with its dials of the day."""
    if not rows:
        return []
    room, longest = max(8, width - COUNTS), max(cell_len(clean(row.name)) for row in rows) + 2
    bar = min(MAX_BAR, room - longest - 2) if room - longest - 2 >= MIN_BAR else 0
    name = room - bar - 2 if bar else room
    most = max(max(row.figures.dials, row.before) for row in rows)
    head = f"{'dials':>5}{'±' if today.is_compared else '':>5}{'reach':>6}{'noes':>6}{'yes':>5}"
    beside = f" · ┃ {compared_day(today)}" if today.is_compared and bar else ""
    title = hairline(f"Lists{beside}", room - 1, looks)
    lines = [Content.assemble(title.pad_right(room - title.cell_length), (head, looks.muted))]
    for row in rows:
        figures, before = row.figures, row.before if today.is_compared else 0
        change = difference(figures.dials, row.before) if today.is_compared else ""
        lines.append(
            joined(
                [
                    (pad(clean(row.name), name), looks.text),
                    *(
                        beside_parts(figures.dials, before, most, bar, looks, looks.muted)
                        if bar
                        else ()
                    ),
                    ("  " if bar else "", ""),
                    (pad_left(or_dot(figures.dials), 5), looks.strong),
                    (pad_left(change, 5), looks.muted),
                    (pad_left(percent(figures.reach), 6), looks.text),
                    (pad_left(or_dot(figures.noes), 6), looks.text),
                    (pad_left(or_dot(figures.yeses), 5), looks.good if figures.yeses else ""),
                ]
            )
        )
    return lines
