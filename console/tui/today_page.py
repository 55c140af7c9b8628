"""The day of the firm drawn: what is wrong, what it brought, a row an agent."""

from datetime import timedelta

from textual.content import Content

from console.cards.board import Board
from console.cards.today import AgentToday, Figures, Today
from console.tui.fitting import fit
from console.tui.styled import STYLES, styled
from console.view.board_words import board_lines
from console.view.cleaning import clean
from console.view.clocks import stopwatch
from console.view.said import Role
from console.view.today_words import (
    SIGNS,
    alert_lines,
    away_words,
    beside_last_week,
    hour_heads,
    more,
    percent,
    rate,
    state_words,
    strips_of,
    total_parts,
    wrap_up,
)

WIDE = 120
"""Cells from which a quarter of an hour has a cell, and pace its columns."""

SHORT_STRIP, LONG_STRIP = 18, 44

Target = tuple[str, str]
"""What a key of the board is about: ("agent", the name) or ("help", the name of who calls)."""


class TodayPage:
    """`content`, and the line on which each of what can be chosen stands."""

    def __init__(
        self, today: Today, width: int, board: Board | None = None, chosen: Target | None = None
    ) -> None:
        self.lines: dict[Target, int] = {}
        self._rows: list[Content] = []
        self._chosen = chosen
        self._blocked = board.blocks if board is not None else {}
        if board is not None:
            for target, line in board_lines(board, today.zone):
                self._add(styled(line), target)
        for line in alert_lines(today):
            self._add(styled(line))
        self._add(Content(""))
        self._add(_totals(today, width))
        if told := beside_last_week(today):
            self._add(Content.styled(told, "$foreground-muted"))
        if today.agents:
            self._add(Content(""))
            self._add(_head(today, width))
            strips = strips_of(today.agents, *_strip_size(width))
            for one in today.agents:
                strip, is_blocked = strips[one.agent], one.agent in self._blocked
                row = _row(today, one, width, strip, is_blocked=is_blocked)
                self._add(row, ("agent", one.agent))
            self._add(_all(today, width))
        if told := away_words(today.agents):
            self._add(Content.styled(told, "$foreground-muted"))
        self.content = Content("\n").join(self._rows)

    def _add(self, row: Content, target: Target | None = None) -> None:
        if target is not None:
            self.lines[target] = len(self._rows)
            if target == self._chosen:
                row = Content.assemble(row[:1], "▸", row[2:]).stylize("on $primary 15%")
        self._rows.append(row)


def today_page(today: Today, width: int) -> Content:
    """A day without its board."""
    return TodayPage(today, width).content


def _totals(today: Today, width: int) -> Content:
    parts: list[Content] = []
    told = total_parts(today)
    for count, name, beside in told if width >= WIDE else told[:-1]:
        style = "$text-success" if beside.startswith("+") else "$text-warning"
        style = style if beside[:1] in "+−" else "$foreground-muted"
        parts.append(
            Content.assemble((count, "bold"), (f" {name} ", "$foreground-muted"), (beside, style))
        )
    return Content("   ").join(parts)


def _strip_size(width: int) -> tuple[int, int]:
    """Cells of the strip, and the quarters in each."""
    return (LONG_STRIP, 1) if width >= WIDE else (SHORT_STRIP, 2)


def _head(today: Today, width: int) -> Content:
    cells, a_cell = _strip_size(width)
    hours = hour_heads(today.agents, cells, a_cell)
    text = f"  {'agent':<9}{'':<16}{hours:<{cells}} "
    text += f"{'dials':>6}{'±':>6}{'reach':>6}{'noes':>5}{'yes':>5}"
    if width >= WIDE:
        text += f"{'an hour':>9}{'wrap-up':>9}{'gap':>9}{'skips':>7}{'late':>6}"
    return Content.styled(text, "$foreground-muted")


def _row(today: Today, one: AgentToday, width: int, strip: str, *, is_blocked: bool) -> Content:
    cells, _ = _strip_size(width)
    sign, role = SIGNS[one.state]
    state = state_words(one, today.at)
    if is_blocked:
        sign, role, state = "■", Role.BAD, "blocked"
    gap = stopwatch(timedelta(seconds=one.longest_gap)) if one.longest_gap else ""
    pace = f"{gap:>9}{_or_dot(one.skips):>7}{_or_dot(one.callbacks_overdue):>6}"
    return Content.assemble(
        (f"{sign} ", STYLES[role]),
        _cell(one.agent, 9).stylize("bold"),
        _cell(state, 16).stylize(STYLES[role]),
        (f"{strip:<{cells}} ", "$accent"),
        *_counts(one.figures, one.before),
        *((_rates(one.figures), pace) if width >= WIDE else ()),
    )


def _all(today: Today, width: int) -> Content:
    cells, _ = _strip_size(width)
    return Content.assemble(
        f"  {'all':<9}{'':<16}{'':<{cells}} ",
        *_counts(today.figures, today.day_before),
        *((_rates(today.figures),) if width >= WIDE else ()),
    ).stylize("bold")


def _counts(figures: Figures, before: Figures) -> tuple[Content, ...]:
    beside = more(figures.dials, before.dials)
    style = "$text-success" if beside.startswith("+") else "$text-warning"
    return (
        Content.styled(f"{figures.dials:>6,}", "bold"),
        Content.styled(f"{beside:>6}", style if beside != "=" else "$foreground-muted"),
        Content(f"{percent(figures.reach):>6}{_or_dot(figures.noes):>5}"),
        Content.styled(f"{_or_dot(figures.yeses):>5}", "$text-success" if figures.yeses else ""),
    )


def _rates(figures: Figures) -> str:
    return f"{rate(figures.per_hour):>9}{wrap_up(figures):>9}"


def _or_dot(count: int) -> str:
    return f"{count:,}" if count else "·"


def _cell(text: str, width: int) -> Content:
    shown = Content(fit(clean(text), width - 1))
    return shown.pad_right(width - shown.cell_length)
