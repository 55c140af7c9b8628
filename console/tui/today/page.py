"""The day of the firm drawn: what is wrong, what it brought, a row an agent."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content

from console.cards.today import AgentToday, Board, Figures, Today
from console.tui.drawing.looks import COLOURS, STYLES, Looks, fit, styled
from console.tui.today.large import beside_bar, large_totals
from console.tui.widgets.text_widget import one_row
from console.view.floor.alerts import other_lines, standing_lines
from console.view.floor.board import board_lines
from console.view.floor.today import (
    SIGNS,
    day_before,
    dials_difference,
    hour_heads,
    hours_worked,
    length_words,
    percent,
    rate,
    state_words,
    strips_of,
    total_parts,
    working_agents,
    wrap_up,
)
from console.view.text.cleaning import clean
from console.view.text.styled import Part, Role, StyledLine

CURSOR, NAME, LONGEST_NAME, STATE, COUNTS = 2, 9, 24, 17, 28
"""Cells of a row's parts, each with the blank that parts it from the next."""

PACE = (("an hour", 8), ("wrap-up", 8), ("longest gap", 12), ("skips", 6), ("overdue", 8))
"""What a row tells beside its counts, in the order in which there is room for it."""

SHORT_STRIP, LONG_STRIP = 18, 44
"""Cells of half an hour, and at most so many of a quarter."""

TWO_HOURS = 8
"""Quarters by which a long strip grows, so that the columns behind it keep their place."""

LEAST_SESSION, LONGEST_SESSION = 16, 38
LEAST_BAR, LONGEST_BAR = 12, 32
"""Cells from which there is room for the session and for a bar of the dials, and the most."""

CHIP, GAP = 15, 1
"""Cells of the word of an alert, and before what is told of it."""

CHIPS = {
    Role.BAD: "error",
    Role.STOPPED: "error",
    Role.WARNING: "warning",
    Role.GOOD: "success",
}
"""The theme's colour under the word of an alert."""

Target = tuple[str, str]
"""What a key of the board is about: ("agent", the name) or ("help", the name of who calls)."""


class Columns(Struct, frozen=True):
    """What a row has room for: cells of a name and of the strip, quarters in a cell, of `PACE`.

    `session` and `bar` are cells too, 0 where there is no room for one.
    """

    name: int
    cells: int
    a_cell: int
    pace: int
    session: int = 0
    bar: int = 0

    @property
    def left(self) -> int:
        """Cells before the counts."""
        return CURSOR + 2 + self.name + STATE + self.session + self.cells + 1

    @property
    def counted(self) -> int:
        """Cells until the counts end, where no bar parts them."""
        return self.left + COUNTS


def columns_of(agents: Sequence[AgentToday], width: int, *, is_compared: bool) -> Columns:
    """Columns of pace come first, then quarters in place of half-hours, then whole names, sessions
    and, where there is something to compare with, bars."""
    room = width - (CURSOR + 2 + NAME + STATE + SHORT_STRIP + 1 + COUNTS)
    pace = 0
    while pace < len(PACE) and PACE[pace][1] <= room:
        room -= PACE[pace][1]
        pace += 1
    cells, a_cell = SHORT_STRIP, 2
    if room >= SHORT_STRIP and pace == len(PACE):
        begins, ends = hours_worked(agents)
        needed = max(2 * SHORT_STRIP, -(-(ends - begins) // TWO_HOURS) * TWO_HOURS)
        cells, a_cell = min(LONG_STRIP, needed, SHORT_STRIP + room), 1
        room -= cells - SHORT_STRIP
    longest = max((cell_len(clean(one.agent)) + 1 for one in agents), default=NAME)
    name = max(NAME, min(longest, LONGEST_NAME, NAME + max(0, room)))
    room -= name - NAME
    wanted = max((cell_len(clean(one.session)) + 2 for one in agents if one.session), default=0)
    session = min(wanted, LONGEST_SESSION, room) if room >= LEAST_SESSION else 0
    room -= session
    bar = min(LONGEST_BAR, room - 2) if is_compared and room - 2 >= LEAST_BAR else 0
    return Columns(name, cells, a_cell, pace, session, bar)


class TodayPage:
    """`content`, and the line on which each of what can be chosen stands."""

    def __init__(
        self,
        today: Today,
        width: int,
        board: Board | None = None,
        chosen: Target | None = None,
        looks: Looks = COLOURS,
        *,
        is_large: bool = False,
        is_close: bool = False,
    ) -> None:
        """`is_large`: there is room for large figures, `is_close`: none for a blank row."""
        self.lines: dict[Target, int] = {}
        self._rows: list[Content] = []
        self._chosen = chosen
        self._looks = looks
        self._is_board = board is not None
        self._blocked = board.blocks if board is not None else {}
        if board is not None:
            for target, line in board_lines(board, today.zone):
                self._add(_alert(line, width - CURSOR, looks), target)
        self._rows += [_alert(line, width, looks) for line in standing_lines(today)]
        for line in other_lines(today):
            self._rows += styled(line).wrap(width)
        self._gap = gap = [] if is_close else [Content("")]
        self._rows += gap
        self._rows += large_totals(today, width, looks) if is_large else [_totals(today, width)]
        agents = working_agents(today.agents)
        if agents:
            self._rows += gap
            columns = columns_of(agents, width, is_compared=today.is_compared)
            self._rows.append(_head(today, agents, columns))
            strips = strips_of(agents, columns.cells, columns.a_cell)
            most = max(max(one.figures.dials, one.before.dials) for one in agents)
            for one in agents:
                strip, is_blocked = strips[one.agent], one.agent in self._blocked
                counts = (one.figures.dials, one.before.dials if today.is_compared else 0)
                bar = beside_bar(*counts, most, columns.bar, looks) if columns.bar else Content("")
                row = _row(today, one, columns, strip, bar, is_blocked=is_blocked)
                self._add(row, ("agent", one.agent))
            self._rows.append(_all(today, columns))

    @property
    def height(self) -> int:
        """Rows, with the gap before what ends it."""
        return len(self._rows) + len(self._gap)

    def end_with(self, rows: Sequence[Content]) -> None:
        self._rows += [*self._gap, *rows] if rows else []

    @property
    def content(self) -> Content:
        return Content("\n").join(self._rows)

    def _add(self, row: Content, target: Target) -> None:
        """On a day that is over nothing can be chosen."""
        if self._is_board:
            self.lines[target] = len(self._rows)
        if target == self._chosen and self._is_board:
            chosen = Content.assemble(("► ", "$text-accent"), row)
            ground = "on $primary 15%" if self._looks.grounds else "underline"
            self._rows.append(chosen.stylize(f"bold {ground}"))
        else:
            self._rows.append(row.pad_left(CURSOR))


def today_page(today: Today, width: int) -> Content:
    """A day without its board."""
    return TodayPage(today, width).content


def _alert(line: StyledLine, width: int, looks: Looks) -> Content:
    """One row: its word on a ground, where it says that something is so."""
    word, *told = line
    if not told:
        return styled(line).pad_left(CHIP + GAP - 2)
    chip = Content.styled(f" {word.text}".ljust(CHIP), looks.chip(CHIPS[word.role]))
    rest = styled((Part(told[0].text.lstrip(), told[0].role), *told[1:]))
    return one_row(Content.assemble(chip, " " * GAP, rest), width)


def _totals(today: Today, width: int) -> Content:
    """As many as one row has room for."""
    row = Content("")
    for count, name, beside in total_parts(today):
        style = "$text-success" if beside.startswith("+") else "$text-warning"
        style = style if beside[:1] in "+−" else "$foreground-muted"
        part = Content.assemble(
            ("   " if row.plain else "", ""),
            (count, "bold"),
            (f" {name} ", "$foreground-muted"),
            (beside, style),
        )
        if row.cell_length + part.cell_length > width:
            break
        row = Content.assemble(row, part)
    return row


def _head(today: Today, agents: Sequence[AgentToday], columns: Columns) -> Content:
    hours = hour_heads(agents, columns.cells, columns.a_cell)
    session = f"{'session' if columns.session else '':<{columns.session}}"
    text = (
        f"{' ' * CURSOR}  {'agent':<{columns.name}}{'':<{STATE}}{session}{hours:<{columns.cells}} "
    )
    text += f"{'dials':>6}{'±' if today.is_compared else '':>6}"
    if columns.bar:
        beside = f"┃ {day_before(today)}" if today.is_compared else ""
        text += f"  {beside:<{columns.bar}}"
    text += f"{'reach':>6}{'noes':>5}{'yes':>5}"
    text += "".join(f"{name:>{cells}}" for name, cells in PACE[: columns.pace])
    return Content.styled(text, "$foreground-muted")


def _row(
    today: Today,
    one: AgentToday,
    columns: Columns,
    strip: str,
    bar: Content,
    *,
    is_blocked: bool,
) -> Content:
    sign, role = SIGNS[one.state]
    state = state_words(one, today.at)
    if is_blocked:
        sign, role, state = "■", Role.BAD, "blocked"
    gap = length_words(timedelta(seconds=one.longest_gap)) if one.longest_gap else ""
    pace = [*_rates(one.figures), gap, _or_dot(one.skips), _or_dot(one.callbacks_overdue)]
    return Content.assemble(
        (f"{sign} ", STYLES[role]),
        _cell(one.agent, columns.name).stylize("bold"),
        _cell(state, STATE).stylize(STYLES[role]),
        _cell(one.session, columns.session).stylize("$foreground-muted"),
        (f"{strip:<{columns.cells}} ", "$accent"),
        *_counts(today, one.figures, one.before, columns, bar),
        _pace(pace, columns),
    )


def _all(today: Today, columns: Columns) -> Content:
    return Content.assemble(
        f"{' ' * CURSOR}{'  all':<{columns.left - CURSOR}}",
        *_counts(today, today.figures, today.day_before, columns, Content(" " * columns.bar)),
        _pace(_rates(today.figures), columns),
    ).stylize("bold")


def _pace(told: Iterable[str], columns: Columns) -> str:
    """Each under its head in `PACE`."""
    shown = zip(told, PACE[: columns.pace], strict=False)
    return "".join(f"{one:>{cells}}" for one, (_, cells) in shown)


def _counts(
    today: Today, figures: Figures, before: Figures, columns: Columns, bar: Content
) -> tuple[Content, ...]:
    beside = dials_difference(today, figures, before)
    style = "$text-success" if beside.startswith("+") else "$text-warning"
    return (
        Content.styled(f"{figures.dials:>6,}", "bold"),
        Content.styled(f"{beside:>6}", style if beside != "=" else "$foreground-muted"),
        Content.assemble("  ", bar) if columns.bar else Content(""),
        Content(f"{percent(figures.reach):>6}{_or_dot(figures.noes):>5}"),
        Content.styled(f"{_or_dot(figures.yeses):>5}", "$text-success" if figures.yeses else ""),
    )


def _rates(figures: Figures) -> tuple[str, str]:
    return (rate(figures.per_hour), wrap_up(figures))


def _or_dot(count: int) -> str:
    return f"{count:,}" if count else "·"


def _cell(text: str, width: int) -> Content:
    if not width:
        return Content("")
    shown = Content(fit(clean(text), width - 1))
    return shown.pad_right(width - shown.cell_length)
