"""A supervisor's day where there is room: large totals, when people answer, who is promised."""

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
"""Cells and rows of a terminal from which there is such room."""

LARGE, LONGEST_BAR = 28, 22
"""Cells from one large figure to the next, and of the bar under it, at the most."""

Hour = tuple[int, int]
"""A weekday and an hour of it."""

MOST_SHOWN = 60
"""Callbacks that are read for it: no terminal of which we know has more rows for them."""

CELL = 5
"""Cells of an hour of the map."""


def beside_parts(now: int, before: int, most: int, cells: int, looks: Looks) -> list[Part]:
    """`━━━━━┃━━`: a bar on the scale of `most`, with a mark where the day before had come."""

    def until(count: int) -> int:
        return max(1, round(cells * count / most)) if count and most else 0

    filled, mark = until(now), until(before)
    glyphs: list[Part] = [("━", looks.fill_accent)] * filled + [(" ", "")] * (cells - filled)
    if mark and cells:
        glyphs[mark - 1] = ("┃", looks.text)
    return glyphs


def beside_bar(now: int, before: int, most: int, cells: int, looks: Looks) -> Content:
    return joined(beside_parts(now, before, most, cells, looks))


def large_totals(today: Today, width: int, looks: Looks) -> list[Content]:
    """Each figure large; under it its name and, where there is something to compare with, what it
    is beside that, and a bar of both."""
    parts = total_parts(today)
    column = min(LARGE, width // len(parts))
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
    for (count, name, beside), (mine, theirs) in zip(parts, pairs, strict=True):
        for row, line in zip(rows, big(count or "–"), strict=False):
            row.append((pad(line, column), looks.strong))
        style = looks.good if beside.startswith("+") else looks.warn
        told = f" {beside}" if beside else ""
        rows[3] += [
            (name, looks.muted),
            (pad(told, column - len(name)), style if beside[:1] in {"+", "−"} else looks.muted),
        ]
        cells = min(LONGEST_BAR, column - 2)
        rows[4] += beside_parts(mine, theirs, max(mine, theirs), cells, looks)
        rows[4].append((" " * (column - cells), ""))
    return [joined(row) for row in (rows if today.is_compared else rows[:4])]


def heat_rows(when: ReachHours, today: Today, width: int, looks: Looks) -> list[Content]:
    """A row a weekday and a cell an hour: how many of a hundred dials reached a person."""
    shown = [hairline("When people answer · of a hundred dials, on their clock", width, looks)]
    if not when.cells:
        return [*shown, *(Content.styled(line, looks.muted) for line in best_lines(when))]
    hours = list(when.hours)[: (width - 6 - CELL) // CELL]
    most, stands_out = scale_of(when.cells.values()), standout_hours(when)
    heads = "".join(f"{hour:02}".center(CELL) for hour in hours)
    shown.append(Content.styled(f"      {heads}{'all':>{CELL}}", looks.muted))
    for day in when.weekdays:
        is_today = day == today.on.weekday()
        name = (f"{'►' if is_today else ' '} {DAYS[day]} ", looks.strong if is_today else "")
        cells = [_heat(when.of(day, hour), most, looks, stands_out, (day, hour)) for hour in hours]
        shown.append(joined([name, *cells, (f"{when.of(day).share:>{CELL - 1}.0f}%", looks.muted)]))
    told = Content.styled("\n".join(best_lines(when)), looks.muted)
    return [*shown, _legend(most, looks, is_coloured=bool(stands_out)), *told.wrap(width)]


def _heat(rate: Rate, most: float, looks: Looks, stands_out: Collection[Hour], hour: Hour) -> Part:
    """The share, and where any hours stand out, how high it is: by its ground, or a step before."""
    if not rate.dials:
        return ("·".center(CELL), looks.faint)
    share, step = f"{rate.share:.0f}", step_of(rate, most)
    weight = looks.strong if hour in stands_out else looks.text
    if rate.give > EXACT:
        return (share.center(CELL), looks.muted)
    if stands_out and looks.grounds:
        return (share.center(CELL), f"{weight} {_ground(step)}".strip())
    return ((f"{STEPS[step]}{share}" if stands_out else share).center(CELL), weight)


def _ground(step: int) -> str:
    return f"$on-heat-{HEAT[step]} on $accent {HEAT[step]}%"


def _legend(most: float, looks: Looks, *, is_coloured: bool) -> Content:
    """From how many of a hundred each ground is; what is dim says too little."""
    told: list[Part] = [("      ", "")]
    if is_coloured and looks.grounds:
        least = [most * step / len(STEPS) for step in range(len(STEPS))]
        told += [
            (f"{'' if step else '<'}{least[max(1, step)]:.0f}".center(4), _ground(step))
            for step in range(len(STEPS))
        ]
    return joined([*told, ("  " * is_coloured + "dim: too few dials", looks.muted)])


def promised_rows(
    callbacks: Sequence[CallbackCard],
    agents: Iterable[AgentToday],
    now: datetime,
    here: str,
    width: int,
    looks: Looks,
    rows: int,
) -> list[Content]:
    """The callbacks due next, and in how long, or what is the matter with who is to keep them."""
    shown = [hairline("Promised callbacks", width, looks)]
    if not callbacks:
        return [*shown, Content.styled("None waits.", looks.muted)]
    room = max(1, rows - 1)
    left_out = len(callbacks) - (room - 1) if len(callbacks) > room else 0
    is_all = len(callbacks) < MOST_SHOWN
    callbacks = callbacks[: len(callbacks) - left_out]
    at_work = {one.agent: one for one in agents}
    times = [moment(one.due_at, now, here) for one in callbacks]
    whose = [clean(one.agent or "anyone") for one in callbacks]
    names = [clean(one.name) for one in callbacks]
    trouble = [promise_trouble(one, at_work, now) for one in callbacks]
    ends = [
        f"! {told}" if told else soon_words(one, now)
        for one, told in zip(callbacks, trouble, strict=True)
    ]
    first, second = (min(18, max(map(cell_len, told))) for told in (times, whose))
    last = max(map(cell_len, ends))
    room = width - first - second - last - 4
    name = max(8, min(room, max(map(cell_len, names))))
    headline = max(0, room - name - 2)
    for place, told in enumerate(ends):
        shown.append(
            joined(
                [
                    (pad(times[place], first) + "  ", looks.clock),
                    (pad(whose[place], second) + "  ", looks.text),
                    (pad(names[place], name) + "  ", looks.strong),
                    (pad(clean(callbacks[place].headline), headline), looks.muted),
                    (pad_left(told, last), looks.warn if trouble[place] else looks.muted),
                ]
            )
        )
    if left_out:
        more = f"… {left_out:,} more" if is_all else f"… {left_out:,} more, and others later"
        shown.append(Content.styled(more, looks.muted))
    return shown
