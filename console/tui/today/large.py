"""Draw the day's extra parts on a large terminal: large totals, best hours, promised callbacks."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from console.cards.callbacks import CallbackCard
from console.cards.today import AgentToday, ReachHours, Today
from console.rules.shift.best_hours import Rate
from console.tui.call_view.number_panel import big
from console.tui.drawing.contrast import HEAT
from console.tui.drawing.looks import Looks, Part, joined
from console.tui.widgets.panels import hairline, pad, pad_left
from console.view.floor.today import promise_trouble, soon_words, total_parts
from console.view.sessions.reach_hours import (
    DAYS,
    EXACT,
    STEPS,
    best_lines,
    scale_of,
    standout_hours,
    step_of,
)
from console.view.text.cleaning import clean
from console.view.text.clocks import moment

WIDTH, HEIGHT = 120, 50
"""Columns and rows of a large terminal, at the least."""

MAX_LARGE, MAX_BAR = 28, 22
"""Cells from one large figure to the next, and of the bar under it."""

Hour = tuple[int, int]
"""A weekday (Monday is 0) and an hour."""

MAX_CALLBACKS = 60
"""Callbacks to read: more than any usual terminal has rows for."""

CELL = 5
"""Cells of an hour in the heat map."""


def beside_parts(
    now: int, before: int, most: int, cells: int, looks: Looks, ink: str = ""
) -> list[Part]:
    """Return a bar on the scale of `most`, with a mark at the earlier count: `━━━━━┃━━`."""

    def scaled(count: int) -> int:
        # At least one cell, so that a single call shows.
        return max(1, round(cells * count / most)) if count and most else 0

    filled, mark = scaled(now), scaled(before)
    glyphs: list[Part] = [("━", ink or looks.fill_accent)] * filled + [(" ", "")] * (cells - filled)
    if mark and cells:
        glyphs[mark - 1] = ("┃", looks.text)
    return glyphs


def beside_bar(now: int, before: int, most: int, cells: int, looks: Looks) -> Content:
    return joined(beside_parts(now, before, most, cells, looks))


def large_totals(today: Today, width: int, looks: Looks) -> list[Content]:
    """Return each figure in large digits over its name.

    On a compared day, add the difference and a bar of both days.
    """
    parts = total_parts(today)
    column = min(MAX_LARGE, width // len(parts))
    rows: list[list[Part]] = [[], [], [], [], []]
    now, before = today.figures, today.day_before
    pairs = (
        (now.dials, before.dials),
        (now.talks, before.talks),
        (round(now.reach or 0), round(before.reach or 0)),
        (now.noes, before.noes),
        (now.yeses, before.yeses),
        (round(now.per_hour or 0), round(before.per_hour or 0)),
    )
    for (count, name, difference), (current, previous) in zip(parts, pairs, strict=True):
        for row, line in zip(rows, big(count or "–"), strict=False):
            row.append((pad(line, column), looks.strong))
        style = looks.good if difference.startswith("+") else looks.warn
        style = style if difference[:1] in {"+", "−"} else looks.muted
        text = f" {difference}" if difference else ""
        rows[3] += [(name, looks.muted), (pad(text, column - len(name)), style)]
        cells = min(MAX_BAR, column - 2)
        rows[4] += beside_parts(current, previous, max(current, previous), cells, looks)
        rows[4].append((" " * (column - cells), ""))
    return [joined(row) for row in (rows if today.is_compared else rows[:4])]


def heat_rows(when: ReachHours, today: Today, width: int, looks: Looks) -> list[Content]:
    """Return the heat map: a row per weekday, a cell per hour, the percentage answered."""
    lines = [hairline("When people answer · of a hundred dials, on their clock", width, looks)]
    if not when.cells:
        return [*lines, *(Content.styled(line, looks.muted) for line in best_lines(when))]
    hours = list(when.hours)[: (width - 6 - CELL) // CELL]
    most, stands_out = scale_of(when.cells.values()), standout_hours(when)
    heads = "".join(f"{hour:02}".center(CELL) for hour in hours)
    lines.append(Content.styled(f"      {heads}{'all':>{CELL}}", looks.muted))
    for day in when.weekdays:
        is_today = day == today.on.weekday()
        name = (f"{'►' if is_today else ' '} {DAYS[day]} ", looks.strong if is_today else "")
        cells = [_heat(when.of(day, hour), most, looks, stands_out, (day, hour)) for hour in hours]
        lines.append(joined([name, *cells, (f"{when.of(day).share:>{CELL - 1}.0f}%", looks.muted)]))
    best = Content.styled("\n".join(best_lines(when)), looks.muted)
    return [*lines, _legend(most, looks, is_coloured=bool(stands_out)), *best.wrap(width)]


def _heat(rate: Rate, most: float, looks: Looks, stands_out: Collection[Hour], hour: Hour) -> Part:
    """Return an hour's cell: its percentage, on a color (or after a bar) that shows its rank.

    Colors and bars appear only if some hours stand out. Hours with too few dials are dim.
    """
    if not rate.dials:
        return ("·".center(CELL), looks.faint)
    share, step = f"{rate.share:.0f}", step_of(rate, most)
    weight = looks.strong if hour in stands_out else looks.text
    if rate.margin > EXACT:
        return (share.center(CELL), looks.muted)
    if stands_out and looks.grounds:
        return (share.center(CELL), f"{weight} {_ground(step)}".strip())
    return ((f"{STEPS[step]}{share}" if stands_out else share).center(CELL), weight)


def _ground(step: int) -> str:
    return f"$on-heat-{HEAT[step]} on $accent {HEAT[step]}%"


def _legend(most: float, looks: Looks, *, is_coloured: bool) -> Content:
    """Return the legend: the lowest percentage of each color."""
    parts: list[Part] = [("      ", "")]
    if is_coloured and looks.grounds:
        lowest = [most * step / len(STEPS) for step in range(len(STEPS))]
        parts += [
            (f"{'' if step else '<'}{lowest[max(1, step)]:.0f}".center(4), _ground(step))
            for step in range(len(STEPS))
        ]
    return joined([*parts, ("  " * is_coloured + "dim: too few dials", looks.muted)])


def promised_rows(
    callbacks: Sequence[CallbackCard],
    agents: Iterable[AgentToday],
    now: datetime,
    here: str,
    width: int,
    looks: Looks,
    rows: int,
) -> list[Content]:
    """Return the next callbacks in at most `rows` rows, each with the time left or its problem."""
    lines = [hairline("Promised callbacks", width, looks)]
    if not callbacks:
        return [*lines, Content.styled("None is due.", looks.muted)]
    room = max(1, rows - 1)
    left_out = len(callbacks) - (room - 1) if len(callbacks) > room else 0
    is_all = len(callbacks) < MAX_CALLBACKS
    callbacks = callbacks[: len(callbacks) - left_out]
    at_work = {row.agent: row for row in agents}
    times = [moment(callback.due_at, now, here) for callback in callbacks]
    whose = [clean(callback.agent or "anyone") for callback in callbacks]
    names = [clean(callback.name) for callback in callbacks]
    problems = [promise_trouble(callback, at_work, now) for callback in callbacks]
    ends = [
        f"! {problem}" if problem else soon_words(callback, now)
        for callback, problem in zip(callbacks, problems, strict=True)
    ]
    first, second = (min(18, max(map(cell_len, texts))) for texts in (times, whose))
    last = max(map(cell_len, ends))
    room = width - first - second - last - 4
    name = max(8, min(room, max(map(cell_len, names))))
    headline = max(0, room - name - 2)
    for index, end in enumerate(ends):
        lines.append(
            joined(
                [
                    (pad(times[index], first) + "  ", looks.clock),
                    (pad(whose[index], second) + "  ", looks.text),
                    (pad(names[index], name) + "  ", looks.strong),
                    (pad(clean(callbacks[index].headline), headline), looks.muted),
                    (pad_left(end, last), looks.warn if problems[index] else looks.muted),
                ]
            )
        )
    if left_out:
        text = f"… {left_out:,} more" if is_all else f"… {left_out:,} more, and others later"
        lines.append(Content.styled(text, looks.muted))
    return lines
