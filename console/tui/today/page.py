"""Draw the top of the day's page: alerts, the firm's totals and a row for each agent."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content

from console.cards.today import AgentState, AgentToday, Board, Figures, Today
from console.rules.shift.session_name_parts import shorter_names
from console.tui.drawing.looks import COLOURS, STYLES, Looks, fit_session, joined
from console.tui.today.alerts import alert_row, alert_rows
from console.tui.today.large import beside_parts, large_totals
from console.tui.widgets.panels import hairline, pad
from console.tui.widgets.rows import MARK
from console.view.floor.board import board_lines
from console.view.floor.today import (
    compared_day,
    dials_difference,
    hour_heads,
    hours_of,
    hours_worked,
    line_of_totals,
    percent,
    rate,
    sign_of,
    state_words,
    strips_of,
    working_agents,
    wrap_up,
)
from console.view.text.cleaning import clean
from console.view.text.clocks import length_words
from console.view.text.counts import or_dot
from console.view.text.styled import Role

CURSOR, NAME, MAX_NAME, STATE, COUNTS = 2, 9, 24, 17, 27
DIALS, DIFFERENCE, REACH, NOES, YES = 5, 5, 6, 6, 5
"""Cells of a row's parts, each with the blank after it; a list's row has the same counts."""

PACE = (
    ("talks", 7),
    ("an hour", 9),
    ("wrap-up", 9),
    ("longest gap", 13),
    ("skips", 7),
    ("overdue", 9),
    ("doubts", 8),
)
"""Columns after the counts with their cells."""

FIRST_PACE, USUAL_PACE = 2, 4
"""How many of `PACE` come before the bar and the session get room, and how many of them always
have a figure: the others are left out if nobody has one."""

SHORT_STRIP, LONG_STRIP = 18, 44
"""Cells of the strip of hours: a cell is half an hour if short, a quarter if long."""

TWO_HOURS = 8
"""A long strip grows by this many quarters. Smaller steps would often move the next columns."""

MIN_SESSION, MAX_SESSION = 16, 38
MIN_BAR, MAX_BAR = 12, 24
"""Fewest and most cells of the session's name and of the dials' bar."""

TITLED = "─ "
"""How the row of a title begins."""

LEAST_SECTION = 4
"""The fewest rows of a section, with its title, that are worth showing if it is cut."""

Target = tuple[str, str]
"""A row the cursor can be on: ("agent", name), or ("help", name of the agent who asks for it)."""


class Columns(Struct, frozen=True):
    """The columns that a row has room for; widths are in cells."""

    name: int
    strip: int
    quarters: int
    """Quarters of an hour in a cell of the strip: 1 or 2."""
    pace: Sequence[int]
    """The places of the columns of `PACE`."""
    session: int = 0
    """0: no room."""
    bar: int = 0
    """0: no room, or nothing to compare with."""

    @property
    def left(self) -> int:
        """Cells before the counts."""
        return CURSOR + 2 + self.name + STATE + self.session + self.strip + 1


def columns_of(agents: Sequence[AgentToday], width: int, *, is_compared: bool) -> Columns:
    """Divide `width` cells among the columns.

    Talks and the pace get room first, then a bar if the day is compared with another, sessions,
    quarter hours in the strip, and the rest of `PACE`. Names and bars share what is left.
    """
    room = width - (CURSOR + 2 + NAME + STATE + SHORT_STRIP + 1 + COUNTS)
    is_full = False

    def takes(cells: int) -> bool:
        """Take the cells if they are left. Otherwise nothing later gets any.

        A column would vanish on a wider terminal, if a larger one before it got the room there.
        """
        nonlocal room, is_full
        is_full = is_full or cells > room
        room -= 0 if is_full else cells
        return not is_full

    counts = zip(*map(_pace_counts, agents), strict=True)
    counted = [at for at, column in enumerate(counts, USUAL_PACE) if any(column)]
    pace = [at for at in range(FIRST_PACE) if takes(PACE[at][1])]
    bar = MIN_BAR if is_compared and takes(MIN_BAR + 2) else 0
    names = [clean(row.session) for row in agents if row.session]
    wanted = max((cell_len(name) + 2 for name in names), default=0)
    least = max((cell_len([*shorter_names(name)][-1]) + 2 for name in names), default=0)
    session = min(wanted, max(MIN_SESSION, least))
    session = session if session and takes(session) else 0
    begins, ends = hours_worked(agents)
    # Two negations round the division up to whole steps of two hours.
    needed = max(2 * SHORT_STRIP, -(-(ends - begins) // TWO_HOURS) * TWO_HOURS)
    longer = min(LONG_STRIP, needed) - SHORT_STRIP
    strip, quarters = (SHORT_STRIP + longer, 1) if takes(longer) else (SHORT_STRIP, 2)
    pace += [at for at in (*range(FIRST_PACE, USUAL_PACE), *counted) if takes(PACE[at][1])]
    longest = max((cell_len(clean(row.agent)) + 1 for row in agents), default=NAME)
    name = max(NAME, min(longest, MAX_NAME, NAME + room))
    room -= name - NAME
    if bar:
        more = min(room, MAX_BAR - bar)
        bar, room = bar + more, room - more
    if session:
        session = min(wanted, MAX_SESSION, session + room)
    return Columns(name, strip, quarters, pace, session, bar)


class TodayPage:
    """The day's page: its `content`, and in `lines` the line number of each target."""

    def __init__(
        self,
        today: Today,
        width: int,
        board: Board | None = None,
        chosen: Target | None = None,
        looks: Looks = COLOURS,
        *,
        is_large: bool = False,
        rows: int = 0,
    ) -> None:
        """Draw the day with its alerts and the cursor (`chosen`); `board` has calls for help too.

        `is_large`: there is room for large figures. `rows`: those of a small screen, for which the
        alerts are shortened as far as necessary; 0 for as many as they take.
        """
        self.lines: dict[Target, int] = {}
        self.starts = [0]
        """The first row of each page."""
        self._rows: list[Content] = []
        self._chosen = chosen
        self._looks, self._width = looks, width
        self._blocked = board.blocks if board is not None else {}
        if board is not None:
            for target, line in board_lines(board, today.zone):
                self._add(alert_row(line, width - CURSOR, looks), target)
        # Whoever needs attention first; the others keep their order.
        agents = sorted(
            working_agents(today.agents), key=lambda row: row.state is not AgentState.IDLE
        )
        totals = large_totals(today, width, looks) if is_large else [_totals(today, width)]
        table = len(agents) + 2 if agents else 0
        room = rows - len(self._rows) - len(totals) - table if rows else 0
        alerts, self._folded = alert_rows(today, width, room, looks)
        self._rows += alerts
        left = room - len(alerts) if rows else 2
        self._gap = [Content("")] if left > 1 else []
        self._rows += [*self._gap, *totals]
        if agents:
            self._rows += [Content("")] if left > 0 else []
            columns = columns_of(agents, width, is_compared=today.is_compared)
            self._rows.append(_head(today, agents, columns))
            strips = strips_of(agents, columns.strip, columns.quarters)
            most = max(max(row.figures.dials, row.before.dials) for row in agents)
            for row in agents:
                strip, is_blocked = strips[row.agent], row.agent in self._blocked
                counts = (row.figures.dials, row.before.dials if today.is_compared else 0)
                bar = joined(beside_parts(*counts, most, columns.bar, looks, looks.muted))
                drawn = _agent_row(today, row, columns, strip, bar, is_blocked=is_blocked)
                self._add(drawn, ("agent", row.agent))
            self._rows.append(_total_row(today, columns))

    @property
    def height(self) -> int:
        """Rows so far, with the gap before the end."""
        return len(self._rows) + 1

    def end_with(self, rows: Sequence[Content], screen: int, *, is_one_column: bool) -> None:
        """Add the rows at the bottom, after a gap, and divide them into pages of `screen` rows.

        A page begins with the first section that is cut at the foot of the page before, where it
        isn't shown if that were hardly any of it.
        """
        if self._folded:
            warnings = [hairline("Warnings", self._width, self._looks), *self._folded]
            rows = [*warnings, Content(""), *rows]
        self._rows += [Content(""), *rows] if rows else []
        start = 0
        while (end := start + screen) < len(self._rows):
            # A section that begins after the blank row at the foot isn't cut, but is the next.
            cut = [ends for ends in self._sections() if start < ends[0] <= end + 1 < ends[1]]
            at = cut[0][0] if cut else end - 1
            if cut and 0 < end - at < LEAST_SECTION:
                self._rows[at:at] = [Content("")] * (end - at)
                at = end
            elif not is_one_column:
                # The last page has as many whole sections as it has room for.
                least = len(self._rows) - screen
                at = min((top for top, _ in self._sections() if least <= top <= at), default=at)
            start = at
            self.starts.append(start)
        self._rows += [Content("")] * (start + screen - len(self._rows))

    def _sections(self) -> list[tuple[int, int]]:
        """Return the first row of each titled section and the row after its last."""
        titles = [line for line, row in enumerate(self._rows) if row.plain.startswith(TITLED)]
        return list(pairwise([*titles, len(self._rows)]))

    @property
    def content(self) -> Content:
        return Content("\n").join(self._rows)

    def _add(self, row: Content, target: Target) -> None:
        """Add a row that the cursor can go to."""
        self.lines[target] = len(self._rows)
        if target == self._chosen:
            self._rows.append(with_cursor(row, self._looks))
        else:
            self._rows.append(row.pad_left(CURSOR))


def with_cursor(row: Content, looks: Looks) -> Content:
    """Return a row of text with the mark of a selected row."""
    ground = "on $primary 15%" if looks.grounds else "underline"
    return Content.assemble((MARK, "$text-accent"), row).stylize(f"bold {ground}")


def _totals(today: Today, width: int) -> Content:
    """Return the firm's figures in one row, as many as fit."""
    row = Content("")
    for count, name, beside in line_of_totals(today):
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
    hours = hour_heads(agents, columns.strip, columns.quarters)
    session = f"{'session' if columns.session else '':<{columns.session}}"
    state = "hours" if today.is_over else ""
    text = f"{' ' * CURSOR}  {'agent':<{columns.name}}{state:<{STATE}}{session}"
    text += f"{hours:<{columns.strip}} {'dials':>{DIALS}}"
    text += f"{'±' if today.is_compared else '':>{DIFFERENCE}}"
    if columns.bar:
        beside = f"┃ {compared_day(today)}" if today.is_compared else ""
        text += f"  {beside:<{columns.bar}}"
    text += f"{'reach':>{REACH}}{'noes':>{NOES}}{'yes':>{YES}}"
    text += _pace([name for name, _ in PACE], columns)
    return Content.styled(text, "$foreground-muted")


def _agent_row(
    today: Today,
    row: AgentToday,
    columns: Columns,
    strip: str,
    bar: Content,
    *,
    is_blocked: bool,
) -> Content:
    sign, role = sign_of(row, today.at)
    state = hours_of(row) if today.is_over else state_words(row, today.at)
    if is_blocked:
        sign, role, state = "■", Role.BAD, "blocked"
    gap = length_words(timedelta(seconds=row.longest_gap)) if row.longest_gap else ""
    pace = [*_rates(row.figures), gap, *map(or_dot, _pace_counts(row))]
    return Content.assemble(
        (f"{sign} ", STYLES[role]),
        _cell(row.agent, columns.name).stylize("bold"),
        _cell(state, STATE).stylize(STYLES[role]),
        _cell(fit_session(clean(row.session), columns.session - 1), columns.session).stylize(
            "$foreground-muted"
        ),
        *_strip(today, row, strip, columns),
        *_counts(today, row.figures, row.before, columns, bar),
        _pace(pace, columns),
    )


def _strip(today: Today, row: AgentToday, strip: str, columns: Columns) -> tuple[Content, ...]:
    """Return the strip of dials in grey, with the present quarter of an hour lit."""
    is_now = (
        bool(row.quarters) and not today.is_over and len(row.quarters) == hours_worked([row])[1]
    )
    past, now = (strip[:-1], strip[-1:]) if is_now else (strip, "")
    return (
        Content.styled(past, "$foreground-muted"),
        Content.styled(now, "$text-accent"),
        Content(" " * (columns.strip + 1 - len(strip))),
    )


def _total_row(today: Today, columns: Columns) -> Content:
    return Content.assemble(
        f"{' ' * CURSOR}{'  all':<{columns.left - CURSOR}}",
        *_counts(today, today.figures, today.compared, columns, Content(" " * columns.bar)),
        _pace(_rates(today.figures), columns),
    ).stylize("bold")


def _pace_counts(row: AgentToday) -> tuple[int, int, int]:
    return row.skips, row.callbacks_overdue, row.doubts


def _pace(values: Sequence[str], columns: Columns) -> str:
    """Return the values of `PACE`, as far as there are any, each right-aligned in its column."""
    shown = [at for at in columns.pace if at < len(values)]
    return "".join(f"{values[at]:>{PACE[at][1]}}" for at in shown)


def _counts(
    today: Today, figures: Figures, before: Figures, columns: Columns, bar: Content
) -> tuple[Content, ...]:
    beside = dials_difference(today, figures, before)
    style = "$text-success" if beside.startswith("+") else "$text-warning"
    return (
        Content.styled(f"{figures.dials:>{DIALS},}", "bold"),
        Content.styled(f"{beside:>{DIFFERENCE}}", style if beside != "=" else "$foreground-muted"),
        Content.assemble("  ", bar) if columns.bar else Content(""),
        Content(f"{percent(figures.reach):>{REACH}}"),
        Content.styled(f"{or_dot(figures.noes):>{NOES}}", "$text-accent" if figures.noes else ""),
        Content.styled(f"{or_dot(figures.yeses):>{YES}}", "$text-success" if figures.yeses else ""),
    )


def _rates(figures: Figures) -> tuple[str, str, str]:
    return (or_dot(figures.talks), rate(figures.per_hour), wrap_up(figures))


def _cell(text: str, width: int) -> Content:
    if not width:
        return Content("")
    return Content(pad(clean(text), width - 1) + " ")
