"""Draw a session's summary: its figures, a skyline of its calls, and the sessions before it."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import dropwhile
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.agent_day import Summary
from console.cards.lead import CallResult
from console.cards.lead_context import MadeCall
from console.tui.call_view.day_column import ink_of, legend_pieces, strip_pieces
from console.tui.call_view.number_panel import flow
from console.tui.drawing.looks import Looks, fit_session, joined, styled
from console.tui.drawing.looks import Part as Piece
from console.tui.widgets.panels import (
    Panel,
    figure_rows,
    hairline,
    pad,
    pad_left,
    side_by_side,
    stack_panels,
)
from console.tui.widgets.text_widget import Drawn, in_rows, stack
from console.view.call.call import MACHINE, NOBODY, sign_of
from console.view.sessions.summary import (
    MEASURES,
    counts_line,
    details_line,
    goal_words,
    has_weeks_before,
    inside_lines,
    noes_words,
    proud_line,
    rang_line,
)
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, day
from console.view.text.counts import many
from console.view.text.styled import Part as StyledPart
from console.view.text.styled import styled_line

_HEIGHT = {
    CallResult.YES: 4,
    CallResult.CALLBACK: 3,
    CallResult.TALK: 2,
    CallResult.NO: 2,
    CallResult.NEVER_AGAIN: 2,
}
"""Floors of a call's column in the skyline; 1 for any other result."""

MIN_WIDE, MAX_MAIN = 110, 96
"""Page width from which columns stand beneath the skyline; the most cells of figures and rows."""

WITH_WEEKS, WEEKS_BESIDE = 34, 160
"""Page height from which the weeks have a table, and width from which it is beside the figures."""

GAP = 4
"""Cells between two columns."""

LEAST_BENEATH = 10
"""Rows that the columns keep beneath a higher skyline, if they have that much to show."""

PITCH, WIDE_PITCH, THICKEST = 5, 12, 6
"""The most cells from one call of a skyline to the next, on a wide page too; those of a column."""

FLOORS, WIDE_FLOORS = (5, 3, 2, 1), (3, 2, 1)
"""Rows of one floor of the skyline, on a wide page too. The first of these that fits is used."""

MOST_SQUARES = 4
"""The most squares of a call in the rows of the outcomes."""

ROOMY = 14
"""Page height from which figures are large."""


class Picture(NamedTuple):
    summary: Summary
    before: tuple[Summary, ...]
    """The agent's earlier sessions, newest first."""
    now: datetime
    here: str


class SummaryPicture(Drawn[Picture]):
    """Draw the figures, skyline and outcomes; on a wide page also the calls and last sessions.

    There the skyline goes across, and columns stand beneath it.
    """

    def draw(self, size: Size, value: Picture) -> Content:
        looks, width, height = self.looks, size.width - 2, size.height
        is_wide = size.width >= MIN_WIDE and value.summary.calls
        rows = (
            _wide_rows(value, width, height, looks)
            if is_wide
            else _main_rows(value, min(width, MAX_MAIN), height, looks)
        )
        return stack([row.pad_left(1) for row in rows[:height]])


def skyline(
    calls: Sequence[MadeCall],
    width: int,
    here: str,
    looks: Looks,
    floor: int = 1,
    most_pitch: int = PITCH,
) -> list[Content]:
    """Return the calls as columns, higher for better results, with the outcome's key on top.

    Each floor takes `floor` rows, and the key on top takes one. If there are more calls than
    cells, return rows with one cell per call instead.
    """
    ended = [call for call in calls if call.outcome and not call.is_inbound]
    if not ended or width < 8:
        return []
    pitch = min(most_pitch, width // len(ended))
    thick = min(THICKEST, max(1, pitch - 2))
    if pitch < 1:
        rows = [ended[start : start + width] for start in range(0, len(ended), width)]
        return [
            joined([(sign_of(call), ink_of(call.result, looks)) for call in row]) for row in rows
        ]
    count = (max(_HEIGHT.values()) - 1) * floor + 1
    lines: list[list[Piece]] = [[] for _ in range(count)]
    for call in ended:
        came = call.result
        ink = looks.good if came is CallResult.YES else ink_of(came, looks)
        height = (_HEIGHT.get(came, 1) - 1) * floor + 1
        column = [" "] * count
        if height == 1:
            column[-1] = sign_of(call) if sign_of(call) in {NOBODY, MACHINE} else NOBODY
        else:
            for row in range(height - 1):
                column[count - 1 - row] = "█"
            column[count - height] = sign_of(call)
        for row in range(count):
            is_key = height > 1 and row == count - height
            style = f"bold {ink}".strip() if is_key else _fill(came, ink, looks)
            cell = column[row]
            block = f"{cell:^{thick}}" if is_key else cell * thick
            lines[row].append((block, style if cell != " " else ""))
            lines[row].append((" " * (pitch - thick), ""))
    # Drop the floors above the highest column.
    while lines and all(not text.strip() for text, _ in lines[0]):
        lines.pop(0)
    return [*(joined(line) for line in lines), _times(ended, pitch, here, looks)]


def _fill(came: CallResult, ink: str, looks: Looks) -> str:
    """Return a column's color. Blocks may be lighter than text, because they are larger."""
    return {CallResult.YES: looks.fill_good, CallResult.NO: looks.fill_accent}.get(came, ink)


def _times(calls: Sequence[MadeCall], pitch: int, here: str, looks: Looks) -> Content:
    """Return the times of the first, the middle and the last call, under their columns."""
    text = ""
    for index in sorted({0, len(calls) // 2, len(calls) - 1}):
        start = index * pitch
        if index and start < cell_len(text) + 1:
            continue  # it would run into the time before it
        text += " " * (start - cell_len(text)) + clock(calls[index].at, here)
    return Content.styled(text, looks.muted)


def _main_rows(value: Picture, width: int, height: int, looks: Looks) -> list[Content]:
    summary = value.summary
    if not (summary.dials or summary.rang_in):
        return [Content(""), styled(counts_line(summary))]
    rows = [Content(""), *_figures(summary, width, height, looks), Content("")]
    proud_row = (
        [Content.styled(proud, f"bold {looks.good}")] if (proud := proud_line(summary)) else []
    )
    text = _facts(summary, width)
    own = [*_two_weeks(summary, looks), *_goal_rows(summary, width)]
    outcomes = _outcome_rows(summary, width, looks)
    free = height - len(rows) - len(proud_row) - len(text) - len(own) - 2
    # Take the highest skyline that leaves room for the outcomes. If none does, take the lowest and
    # put the outcomes into one line.
    room = free - len(outcomes) - 1
    skies = [skyline(summary.calls, width, value.here, looks, floor) for floor in FLOORS]
    sky = next((rows for rows in skies if len(rows) + 1 <= room), skies[-1])
    if len(sky) + 1 <= free + 2:  # it is worth more than the line of outcomes
        legend = [joined(legend_pieces(looks))] if len(sky) + 2 <= free else []
        rows += [*sky, *legend, Content("")]
        free -= len(sky) + len(legend) + 1
    rows += [*proud_row, *text]
    for part in (
        own,
        outcomes if len(outcomes) + 2 <= free else _outcome_line(summary, width, looks),
    ):
        rows += [Content(""), *part] if free > 0 and part else part
        free -= 1
    return rows


def _facts(summary: Summary, width: int) -> list[Content]:
    """Return the pace, the hours and who rang in rows, each part whole if it fits into a row."""
    pace = details_line(summary)
    lines = [styled_line(pace)] if pace else []
    lines += inside_lines(summary)
    if summary.rang_in:
        lines.append(rang_line(summary))
    rows = in_rows(map(styled, lines), " · ", width)
    return [line for row in rows for line in row.wrap(width)]


def _wide_rows(value: Picture, width: int, height: int, looks: Looks) -> list[Content]:
    """Return the figures, the skyline across, and beneath it endings and the last sessions."""
    summary = value.summary
    room = (width - GAP) // 2
    has_weeks = height >= WITH_WEEKS
    own = [*(_week_rows(value, looks) if has_weeks else []), *_goal_rows(summary, room)]
    weeks = Panel("Your weeks", own, 2)
    is_beside = width >= WEEKS_BESIDE and bool(weeks.rows)
    across = room if is_beside else width
    rows = [Content(""), *_figures(summary, across, height, looks), Content("")]
    if proud := proud_line(summary):
        rows.append(Content.styled(proud, f"bold {looks.good}"))
    rows += [*_facts(summary, across), *([] if has_weeks else _two_weeks(summary, looks))]
    if is_beside:
        table = stack_panels([weeks], room, len(weeks.rows) + 1, looks)
        top = side_by_side(stack(rows), stack([Content(""), table]), room + GAP)
        rows = top.split("\n", allow_blank=True)
    endings = [
        Panel("How they ended", _outcome_rows(summary, room, looks), 3),
        Panel("What is left open", _open_rows(summary, looks)) if is_beside else weeks,
    ]
    free = height - len(rows) - 4  # two empty rows, the title and the legend
    second = len(endings[1].rows)
    wanted = max(
        len(endings[0].rows) + 1 + (second + 2 if second else 0),
        3 * len(value.before) + 1 if value.before else 0,
    )
    beneath = max(len(endings[0].rows) + 1, min(LEAST_BENEATH, wanted))
    skies = [
        skyline(summary.calls, width, value.here, looks, floor, WIDE_PITCH) for floor in WIDE_FLOORS
    ]
    sky = next((rows for rows in skies if len(rows) + beneath <= free), skies[-1])
    title = hairline("Call by call · the higher, the better it ended", width, looks)
    rows += [Content(""), title, *sky, joined(legend_pieces(looks)), Content("")]
    left = max(1, height - len(rows))
    page = stack_panels(endings, room, left, looks)
    if value.before:
        before = stack_panels([_last_sessions(value, room, left, looks)], room, left, looks)
        page = side_by_side(page, before, room + GAP)
    return [*rows, *page.split("\n", allow_blank=True)]


def _open_rows(summary: Summary, looks: Looks) -> list[Content]:
    """Return what the session leaves for later, each with its count."""
    counts = [
        (summary.callbacks, "promised a call back"),
        (summary.given_back, "back on the list, to be planned again"),
        (summary.skips, "skipped: offered again after a rest"),
    ]
    return [
        Content.assemble((f"{count:>3}", "bold"), (f"  {text}", looks.muted))
        for count, text in counts
        if count
    ]


def _two_weeks(summary: Summary, looks: Looks) -> list[Content]:
    """Return a row for this week and one for the last, with each measure; nothing in a first."""
    if summary.own is None or not has_weeks_before(summary.own):
        return []
    *_, last, this = summary.own.weeks
    rows: list[list[Piece]] = [[("This week", looks.muted)], [("Last week", looks.muted)]]
    for name, count_of in MEASURES.items():
        counts = [f"{count_of(week):,}" for week in (this, last)]
        width = max(map(len, counts))
        for row, count, after in zip(rows, counts, (name, " " * len(name)), strict=True):
            row += [(f"   {count:>{width}}", "bold"), (f" {after}", looks.muted)]
    return [joined(row) for row in (rows if last.dials else rows[:1])]


def _goal_rows(summary: Summary, width: int) -> list[Content]:
    """Return the agent's goals and noes."""
    if summary.own is None:
        return []
    lines = (goal_words(summary.own), noes_words(summary.own, summary.agent))
    return [row for line in filter(None, lines) for row in Content(line).wrap(width)]


def _week_rows(value: Picture, looks: Looks) -> list[Content]:
    """Return a row for each measure, with a figure for each week from the first with a call on."""
    own = value.summary.own
    if own is None or not has_weeks_before(own):
        return []
    today = value.now.astimezone(ZoneInfo(value.here)).date()
    weeks = list(dropwhile(lambda week: not week.dials, own.weeks))
    heads = [*(day(week.on, today) for week in weeks[:-1]), "this week"]
    name = max(map(len, MEASURES)) + 2
    rows = [
        Content.styled(f"{'from':<{name}}" + "".join(f"{head:>12}" for head in heads), looks.muted)
    ]
    for label, count_of in MEASURES.items():
        figures: list[Piece] = [
            (pad_left(f"{count_of(week):,}" if week.dials else "–", 12), looks.muted)
            for week in weeks
        ]
        figures[-1] = (figures[-1][0], "bold")
        rows.append(joined([(pad(label, name), ""), *figures]))
    return rows


def _figures(summary: Summary, width: int, height: int, looks: Looks) -> list[Content]:
    """Return dials, talks, noes, yeses and calls an hour; in large digits if there is room."""
    ink = looks.good if summary.yeses else ""
    figures = [
        (f"{summary.dials}", "dial" if summary.dials == 1 else "dials", ""),
        (f"{summary.conversations}", "talk" if summary.conversations == 1 else "talks", ""),
        (f"{summary.noes}", "no" if summary.noes == 1 else "noes", looks.accent),
        (f"{summary.yeses}", "yes" if summary.yeses == 1 else "yeses", ink),
    ]
    if summary.per_hour is not None:
        figures.append((f"{summary.per_hour:.0f}", "an hour calling", ""))
    cell = width // len(figures)
    if height < ROOMY or cell < 4 * max(len(figure) for figure, _, _ in figures):
        parts: list[Piece] = []
        for figure, name, ink in figures:
            parts += [(figure, f"bold {ink}".strip()), (f" {name}   ", "")]
        return [joined(parts)]
    return figure_rows(figures, cell, looks.muted)


def _outcome_rows(summary: Summary, width: int, looks: Looks) -> list[Content]:
    """Return a row for each outcome: squares in proportion to its calls, the count."""
    counts = summary.outcomes
    most = max((count for _, count in counts), default=1)
    name = min(22, max((cell_len(clean(label)) for label, _ in counts), default=0))
    room = max(4, min(40, width - name - 10))
    rows = []
    for label, count in counts:
        # Rounded up (two negations), so that every outcome has a square.
        squares = count * min(MOST_SQUARES, room // most) or -(-count * room // most)
        came = next(
            (call.result for call in summary.calls if call.label == label), CallResult.NOTHING
        )
        ink = looks.good if came is CallResult.YES else ink_of(came, looks)
        rows.append(
            joined(
                [
                    (pad(clean(label), name), ""),
                    ("  ", ""),
                    ("■" * squares, ink),
                    (f" {count:,}", "bold"),
                ]
            )
        )
    return rows


def _outcome_line(summary: Summary, width: int, looks: Looks) -> list[Content]:
    """Return the outcomes as text, for a page without room for rows."""
    parts = [StyledPart(f"{clean(label)} {count:,}") for label, count in summary.outcomes]
    return flow(parts, width, 3, looks)


def _last_sessions(value: Picture, width: int, height: int, looks: Looks) -> Panel:
    """Return the last sessions as strips of calls; as many as fit."""
    shown = value.before[: max(1, height // 3)]
    title = "Your last sessions" if value.summary.own is not None else "Their sessions before"
    return Panel(title, _session_rows(value, shown, width, looks))


def _session_rows(
    value: Picture, shown: Sequence[Summary], width: int, looks: Looks
) -> list[Content]:
    zone = ZoneInfo(value.here)
    today = value.now.astimezone(zone).date()
    rows = []
    days = [_began(summary, today, zone) for summary in shown]
    margin = max(map(len, days)) + 2
    for summary, on in zip(shown, days, strict=True):
        calls = [call for call in summary.calls if call.outcome and not call.is_inbound]
        yes = pad_left(f"{summary.yeses} yes", 7)
        noes = pad_left(many(summary.noes, "no", "noes"), 9)
        room = width - margin - 7
        rows += [
            joined(
                [
                    (pad(on, margin), looks.muted),
                    (pad(fit_session(clean(summary.name), room), room), ""),
                    (yes, looks.good if summary.yeses else looks.muted),
                ]
            ),
            joined(
                [
                    *strip_pieces(calls[-(width - 10) :], looks),
                    (" " * max(0, width - 9 - min(len(calls), width - 10)), ""),
                    (noes, looks.muted),
                ]
            ),
            Content(""),
        ]
    return rows[:-1]


def _began(summary: Summary, today: date, zone: ZoneInfo) -> str:
    """Return the day of its start: `today` or `Tue 17 Nov`."""
    began = summary.started_at.astimezone(zone).date() if summary.started_at else today
    return "today" if began == today else f"{began:%a} {day(began, today)}"
