"""What a session brought, as a picture: beside its figures the calls and the sessions before."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.lead_context import MadeCall
from console.cards.summary import Summary
from console.tui.call_view.day_column import ink_of, strip_pieces
from console.tui.call_view.number_panel import big, flow
from console.tui.drawing.looks import Looks, fit_session, joined, styled
from console.tui.drawing.looks import Part as Piece
from console.tui.widgets.panels import Panel, pad, pad_left, side_by_side, stack_panels
from console.tui.widgets.text_widget import Drawn, stack
from console.view.call.call import MACHINE, NOBODY, CallResult, result_of, sign_of
from console.view.sessions.agent_weeks import goal_words, noes_words, week_parts
from console.view.sessions.summary import (
    counts_line,
    details_line,
    inside_lines,
    proud_line,
    rang_line,
)
from console.view.text.cleaning import clean
from console.view.text.clocks import day, stopwatch
from console.view.text.counts import many
from console.view.text.styled import Part as StyledPart
from console.view.text.styled import styled_line

# The calls of a session as a skyline: a column a call, as high as it went, its key on top.


_HEIGHT = {
    CallResult.YES: 4,
    CallResult.CALLBACK: 3,
    CallResult.TALK: 2,
    CallResult.NO: 2,
    CallResult.NEVER_AGAIN: 2,
}


def skyline(
    calls: Sequence[MadeCall], width: int, here: str, looks: Looks, floor: int = 1
) -> list[Content]:
    """Columns that part where there is room; a strip of one cell a call where there is none.

    A floor of a column is so many rows high, its key one.
    """
    ended = [call for call in calls if call.outcome and not call.is_inbound]
    if not ended or width < 8:
        return []
    pitch = min(5, width // len(ended))
    thick = max(1, pitch - 2)
    if pitch < 1:
        rows = [ended[at : at + width] for at in range(0, len(ended), width)]
        return [
            joined([(sign_of(one), ink_of(result_of(one), looks)) for one in row]) for row in rows
        ]
    count = (max(_HEIGHT.values()) - 1) * floor + 1
    lines: list[list[Piece]] = [[] for _ in range(count)]
    for call in ended:
        came = result_of(call)
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
    while lines and all(not text.strip() for text, _ in lines[0]):
        lines.pop(0)
    return [*(joined(line) for line in lines), _times(ended, pitch, here, looks)]


def _fill(came: CallResult, ink: str, looks: Looks) -> str:
    """Blocks may be lighter than text: they are larger."""
    return {CallResult.YES: looks.fill_good, CallResult.NO: looks.fill_accent}.get(came, ink)


def _times(calls: Sequence[MadeCall], pitch: int, here: str, looks: Looks) -> Content:
    """When the first, the middle and the last call began."""
    zone = ZoneInfo(here)
    text = ""
    for place in sorted({0, len(calls) // 2, len(calls) - 1}):
        at = place * pitch
        told = f"{calls[place].at.astimezone(zone):%H:%M}"
        if place and at < cell_len(text) + 1:
            continue
        text += " " * (at - cell_len(text)) + told
    return Content.styled(text, looks.muted)


WIDE, MAIN, WIDEST = 110, 70, 96
"""Cells from which a column stands beside the figures, and those that they take themselves."""

VERY_WIDE = 158
"""Cells from which there are two: the calls, then the last sessions."""

BESIDE, GAP = 60, 3
"""Cells of a column beside them at the most, and before it."""

FLOORS = (5, 3, 2, 1)
"""Rows of a floor of the skyline, the highest that has room."""

ROOMY = 14
"""Rows from which figures are large."""


class Picture(NamedTuple):
    summary: Summary
    before: tuple[Summary, ...]
    """The same agent's sessions before it, newest first."""
    now: datetime
    here: str


class SummaryPicture(Drawn[Picture]):
    """Figures, the skyline of the calls, one proud line, the endings; beside them the last ones."""

    def draw(self, size: Size, value: Picture) -> Content:
        looks, height = self.looks, size.height
        most = 2 if size.width >= VERY_WIDE else 1 if size.width >= WIDE else 0
        columns = [
            *([_last_sessions] if value.before else []),
            *([_call_by_call] if value.summary.calls else []),
        ][:most]
        main = MAIN if columns else min(size.width - 2, WIDEST)
        shown = stack([row.pad_left(1) for row in _main_rows(value, main, height, looks)[:height]])
        left = size.width - 2 - main - GAP * len(columns)
        room = min(BESIDE, left // max(1, len(columns)))
        for place, column in enumerate(reversed(columns)):
            panel = column(value, room, height, looks)
            beside = stack_panels([panel], room, height, looks)
            shown = side_by_side(shown, beside, 1 + main + GAP + place * (room + GAP))
        return shown


def _main_rows(value: Picture, width: int, height: int, looks: Looks) -> list[Content]:
    summary = value.summary
    if not (summary.dials or summary.rang_in):
        return [Content(""), styled(counts_line(summary))]
    rows = [Content(""), *_figures(summary, width, height, looks), Content("")]
    proud_row = (
        [Content.styled(proud, f"bold {looks.good}")] if (proud := proud_line(summary)) else []
    )
    pace = details_line(summary)
    lines = [styled_line(pace)] if pace else []
    told = [line for row in (*lines, *inside_lines(summary)) for line in styled(row).wrap(width)]
    if summary.rang_in:
        told.append(styled(rang_line(summary)))
    told += _own(summary, width)
    endings = _endings(summary, width, looks)
    rest = height - len(rows) - len(proud_row) - len(told) - 2
    room = rest - len(endings) - 1
    skies = [skyline(summary.calls, width, value.here, looks, floor) for floor in FLOORS]
    sky = next((one for one in skies if len(one) + 1 <= room), skies[-1])
    if len(sky) + 1 <= rest:
        rows += [*sky, Content("")]
        rest -= len(sky) + 1
    rows += [*proud_row, *told]
    if len(endings) + 1 <= rest:
        return [*rows, Content(""), *endings]
    return [*rows, *_endings_in_a_line(summary, width, looks)]


def _own(summary: Summary, width: int) -> list[Content]:
    """The agent's weeks, goals and table of noes; nothing in the first week without wishes."""
    if summary.own is None:
        return []
    rows: list[Content] = []
    for part in map(styled, week_parts(summary.own)):
        if not rows:
            rows.append(Content.assemble("Your weeks   ", part))
        elif rows[-1].cell_length + 2 + part.cell_length <= width:
            rows[-1] = Content.assemble(rows[-1], "  ", part)
        else:
            rows.append(part)
    lines = (goal_words(summary.own), noes_words(summary.own, summary.agent))
    return [*rows, *(row for line in filter(None, lines) for row in Content(line).wrap(width))]


def _figures(summary: Summary, width: int, height: int, looks: Looks) -> list[Content]:
    """Dials, talks, noes, yeses, calls an hour; large where there is room."""
    figures = [
        (f"{summary.dials}", "dial" if summary.dials == 1 else "dials", ""),
        (f"{summary.conversations}", "talk" if summary.conversations == 1 else "talks", ""),
        (f"{summary.noes}", "no" if summary.noes == 1 else "noes", looks.accent),
        (f"{summary.yeses}", "yes", looks.good if summary.yeses else ""),
    ]
    if summary.per_hour is not None:
        figures.append((f"{summary.per_hour:.0f}", "an hour", ""))
    cell = width // len(figures)
    if height < ROOMY or cell < 3 * max(len(figure) for figure, _, _ in figures) + 1:
        parts: list[Piece] = []
        for figure, name, ink in figures:
            parts += [(figure, f"bold {ink}".strip()), (f" {name}   ", "")]
        return [joined(parts)]
    large = [big(figure) for figure, _, _ in figures]
    rows = [
        joined(
            [
                (pad(lines[row], cell), f"bold {ink}".strip())
                for lines, (_, _, ink) in zip(large, figures, strict=True)
            ]
        )
        for row in range(3)
    ]
    return [*rows, joined([(pad(name, cell), looks.muted) for _, name, _ in figures])]


def _endings(summary: Summary, width: int, looks: Looks) -> list[Content]:
    """A square a call, the count at its end."""
    counts = summary.outcomes
    most = max((count for _, count in counts), default=1)
    name = min(22, max((cell_len(clean(label)) for label, _ in counts), default=0))
    room = max(4, min(40, width - name - 10))
    rows = []
    for label, count in counts:
        squares = count if most <= room else -(-count * room // most)
        came = next(
            (result_of(one) for one in summary.calls if one.label == label), CallResult.NOTHING
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


def _endings_in_a_line(summary: Summary, width: int, looks: Looks) -> list[Content]:
    """The same in words, where there is no room for rows."""
    parts = [StyledPart(f"{clean(label)} {count:,}") for label, count in summary.outcomes]
    return flow(parts, width, 3, looks)


def _call_by_call(value: Picture, width: int, height: int, looks: Looks) -> Panel:
    """When each began, how it ended, and the pause before the next; the last that fit."""
    zone = ZoneInfo(value.here)
    calls = [one for one in value.summary.calls if one.outcome and not one.is_inbound]
    nexts: list[MadeCall | None] = [*calls[1:], None]
    rows = []
    for call, after in [*zip(calls, nexts, strict=True)][1 - height :]:
        came = result_of(call)
        told = stopwatch(after.at - (call.ended_at or call.at)) if after is not None else ""
        rows.append(
            joined(
                [
                    (f"{call.at.astimezone(zone):%H:%M}  ", looks.muted),
                    (sign_of(call), ink_of(came, looks)),
                    ("  ", ""),
                    (pad(clean(call.label), width - 18), "" if call.is_contact else looks.muted),
                    (pad_left(told, 8), looks.muted),
                ]
            )
        )
    return Panel("Call by call · pause after it", rows)


def _last_sessions(value: Picture, width: int, height: int, looks: Looks) -> Panel:
    """Each session as a strip, so that days can be held against each other; as many as fit."""
    shown = (value.summary, *value.before)[: max(1, height // 3)]
    return Panel("Beside your last sessions", _session_rows(value, shown, width, looks))


def _session_rows(
    value: Picture, shown: Sequence[Summary], width: int, looks: Looks
) -> list[Content]:
    zone = ZoneInfo(value.here)
    today = value.now.astimezone(zone).date()
    rows = []
    days = [_began(summary, today, zone) for summary in shown]
    margin = max(map(len, days)) + 2
    for summary, on in zip(shown, days, strict=True):
        calls = [one for one in summary.calls if one.outcome and not one.is_inbound]
        is_this = summary is value.summary
        yes = pad_left(f"{summary.yeses} yes", 7)
        noes = pad_left(many(summary.noes, "no", "noes"), 9)
        room = width - margin - 9
        rows += [
            joined(
                [
                    ("► " if is_this else "  ", looks.accent),
                    (pad(on, margin), looks.muted),
                    (pad(fit_session(clean(summary.name), room), room), "bold" if is_this else ""),
                    (yes, looks.good if summary.yeses else looks.muted),
                ]
            ),
            joined(
                [
                    ("  ", ""),
                    *strip_pieces(calls[-(width - 12) :], looks),
                    (" " * max(0, width - 11 - min(len(calls), width - 12)), ""),
                    (noes, looks.muted),
                ]
            ),
            Content(""),
        ]
    return rows[:-1]


def _began(summary: Summary, today: date, zone: ZoneInfo) -> str:
    """`today`, `Tue 17 Nov`."""
    began = summary.started_at.astimezone(zone).date() if summary.started_at else today
    return "today" if began == today else f"{began:%a} {day(began, today)}"
