"""A supervisor's day where there is room: large totals, when people answer, who is promised."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content

from console.cards.callbacks import CallbackCard
from console.cards.today import AgentToday, Today
from console.cards.when import When
from console.rules.best_hours import Rate
from console.tui.contrast import HEAT
from console.tui.looks import Looks, Part, joined
from console.tui.widgets.number_panel import big
from console.tui.widgets.panels import hairline, pad, pad_left
from console.view.cleaning import clean
from console.view.clocks import moment
from console.view.today_words import promise_trouble, total_parts
from console.view.when_words import DAYS, EXACT, STEPS, best_lines, scale_of, step_of

WIDTH, HEIGHT = 120, 50
"""Cells and rows of a terminal from which there is such room."""

LARGE, LONGEST_BAR = 28, 22
"""Cells from one large figure to the next, and of the bar under it, at the most."""

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
    """Each figure large; under it its name, what it is beside the day before, and a bar of both."""
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
        shown = theirs if today.is_compared else 0
        rows[4] += beside_parts(mine, shown, max(mine, shown), cells, looks)
        rows[4].append((" " * (column - cells), ""))
    return [joined(row) for row in rows]


def heat_rows(when: When, today: Today, width: int, looks: Looks) -> list[Content]:
    """A row a weekday and a cell an hour: how many of a hundred dials reached a person."""
    shown = [hairline("When people answer · of a hundred dials, on their clock", width, looks)]
    if not when.cells:
        return [*shown, *(Content.styled(line, looks.muted) for line in best_lines(when))]
    hours = list(when.hours)[: (width - 6 - CELL) // CELL]
    most = scale_of(when.cells.values())
    heads = "".join(f"{hour:02}".center(CELL) for hour in hours)
    shown.append(Content.styled(f"      {heads}{'all':>{CELL}}", looks.muted))
    for day in when.weekdays:
        is_today = day == today.on.weekday()
        name = (f"{'►' if is_today else ' '} {DAYS[day]} ", looks.strong if is_today else "")
        cells = [_heat(when.of(day, hour), most, looks) for hour in hours]
        shown.append(joined([name, *cells, (f"{when.of(day).share:>{CELL - 1}.0f}%", looks.muted)]))
    told = Content.styled("\n".join(best_lines(when)), looks.muted)
    return [*shown, *told.wrap(width)]


def _heat(rate: Rate, most: float, looks: Looks) -> Part:
    """The share on a ground, the stronger the more it is; without grounds with a step before it."""
    if not rate.dials:
        return ("·".center(CELL), looks.faint)
    step = step_of(rate, most)
    if not looks.grounds:
        return (f" {STEPS[step]}{rate.share:<2.0f} ", looks.muted if rate.give > EXACT else "")
    text = f"{rate.share:.0f}".center(CELL)
    if rate.give > EXACT:
        return (text, looks.muted)
    return (text, f"$on-heat-{HEAT[step]} on $accent {HEAT[step]}%")


def promised_rows(
    callbacks: Sequence[CallbackCard],
    agents: Iterable[AgentToday],
    now: datetime,
    here: str,
    width: int,
    looks: Looks,
) -> list[Content]:
    """The callbacks due next, and what is the matter with who is to keep them."""
    shown = [hairline("Promised callbacks", width, looks)]
    if not callbacks:
        return [*shown, Content.styled("None waits.", looks.muted)]
    at_work = {one.agent: one for one in agents}
    times = [moment(one.due_at, now, here) for one in callbacks]
    whose = [clean(one.agent or "anyone") for one in callbacks]
    names = [clean(one.name) for one in callbacks]
    trouble = [promise_trouble(one, at_work, now) for one in callbacks]
    trouble = [f"! {told}" if told else "" for told in trouble]
    first, second = (min(18, max(map(cell_len, told))) for told in (times, whose))
    last = max(map(cell_len, trouble))
    room = width - first - second - last - 4
    name = max(8, min(room, max(map(cell_len, names))))
    headline = max(0, room - name - 2)
    for place, told in enumerate(trouble):
        shown.append(
            joined(
                [
                    (pad(times[place], first) + "  ", looks.clock),
                    (pad(whose[place], second) + "  ", looks.text),
                    (pad(names[place], name) + "  ", looks.strong),
                    (pad(clean(callbacks[place].headline), headline), looks.muted),
                    (pad_left(told, last), looks.warn),
                ]
            )
        )
    return shown
