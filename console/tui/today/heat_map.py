"""Draw in which hours people answer: the heat map of the day's page and a page of its own."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from textual.content import Content

from console.cards.today import ReachHours, Today
from console.rules.shift.best_hours import Rate
from console.tui.drawing.looks import (
    Looks,
    Part,
    joined,
    styled_blocks,
    styled_lines,
)
from console.tui.drawing.themes import HEAT
from console.tui.screens.over import HUGE
from console.tui.screens.page import BLOCK_BREAK, ReadPage
from console.tui.widgets.panels import hairline, pad_left
from console.tui.widgets.text_widget import in_rows
from console.view.sessions.reach_hours import (
    DAYS,
    EXACT,
    STEPS,
    best_in_short,
    best_lines,
    ends_words,
    scale_of,
    standout_hours,
    step_of,
    when_title,
)
from console.view.text.clocks import hour_head, weekday_day
from console.view.text.styled import Role, styled_line

DAY_HEAD, CELL, LEAST_CELL = 6, 4, 3
"""Cells of a weekday, and of an hour with little room and at the least."""

MAX_CELL, DAY_CELL = 15, 9
"""The most cells of an hour, and on the day's page."""

FEW, LEGEND_MARGIN = "dim: few dials", 2

SUMS = (("all", 5), ("dials", 8))
"""Columns after the hours with their cells."""

RANGED = 7
"""Cells of an hour from which the range of its share fits under it."""

DIALS_HEIGHT, AROUND_DIALS = 13, 11
"""The least rows of the dials by hour, and those of a terminal that their page leaves to others."""

BLOCKS = " ▁▂▃▄▅▆▇█"

AROUND_WEEK, TALLEST = 19, 4
"""Rows of a terminal that the week leaves to everything else, and the most rows of a day."""

AROUND = 6
"""Cells of a terminal that a page cannot use: its margins, the scroll bar, the gap before it."""

STANDS_OUT = "bold underline"
"""The style of a figure that stands out."""

EXPLAINED = (
    "Percent of the dials in an hour, on their clock, that reached a person.",
    "The true share is within the range in 95 of 100 cases.",
)


def heat_rows(
    when: ReachHours, today: Today, width: int, looks: Looks, tall: int = 1
) -> list[Content]:
    """Return the heat map of the day's page: `tall` rows per weekday, a cell per hour."""
    style = looks.strong if when.comparison.best else looks.muted
    lines = [hairline("When people answer · % of dials, their clock, 4 weeks", width, looks)]
    lines += Content.styled(best_in_short(when), style).wrap(width)
    if when.cells:
        cell = max(CELL, min(DAY_CELL, (width - DAY_HEAD) // len(when.hours)))
        heat = HeatMap(when, cell, width, looks)
        lines.append(heat.head())
        for on in when.weekdays:
            lines += heat.day_rows(on, tall, is_today=on == today.on.weekday())
        lines += heat.legend(width, has_ranges=tall > 1)
    return lines


class HeatMap:
    """A week of hours, each with the percentage of its dials that reached a person.

    The color goes by the percentage; figures that stand out are bold and underlined. If none do,
    the full color is left out, since the differences may be chance.
    """

    def __init__(self, when: ReachHours, cell: int, width: int, looks: Looks) -> None:
        self._when, self.cell, self._looks = when, cell, looks
        self._hours = list(when.hours)[: (width - DAY_HEAD) // cell]
        self._best = {place for place in standout_hours(when) if when.of(*place).margin <= EXACT}
        self._most = scale_of(when.cells.values())
        self._shades = HEAT if self._best else HEAT[:-1]

    def head(self, sums: str = "") -> Content:
        heads = "".join(hour_head(hour).center(self.cell) for hour in self._hours)
        return Content.styled(f"{' ' * DAY_HEAD}{heads}{sums}", self._looks.muted)

    def day_rows(
        self, day: int, height: int, *, is_today: bool = False, sums: str = ""
    ) -> list[Content]:
        """Return the `height` rows of a weekday. `sums` follow its figures.

        From two rows on, the range stands under a figure that stands out.
        """
        looks, middle, rows = self._looks, (height - 1) // 2, []
        for row in range(height):
            is_middle = row == middle
            mark = ("► " if is_today and is_middle else "  ", looks.accent)
            name = (f"{DAYS[day]} ", looks.strong if is_today else looks.muted)
            parts = [mark, name if is_middle else (" " * 4, "")]
            for hour in self._hours:
                rate, is_best = self._when.of(day, hour), (day, hour) in self._best
                if is_middle:
                    parts += self._figure(rate, is_best=is_best)
                else:
                    is_range = row == middle + 1 and is_best and self.cell >= RANGED
                    text = ends_words(rate) if is_range and rate.dials else ""
                    parts.append((text.center(self.cell), self._ground(rate)))
            rows.append(joined([*parts, (sums if is_middle else "", looks.text)]))
        return rows

    def sum_rows(self, *, has_dials: bool) -> list[Content]:
        """Return the share of each hour over all days, and if wanted its dials if they fit."""
        looks, cell = self._looks, self.cell
        rates = [self._when.of(hour=hour) for hour in self._hours]
        shares = "".join(f"{rate.share:.0f}".center(cell) for rate in rates)
        dials = [f"{rate.dials:,}" for rate in rates]
        rows = [Content.styled(f"  {'all':<{DAY_HEAD - 2}}{shares}", looks.text)]
        if has_dials and max(map(len, dials)) < cell:
            counts = "".join(count.center(cell) for count in dials)
            rows.append(Content.styled(f"  {'of':<{DAY_HEAD - 2}}{counts}", looks.muted))
        return rows

    def dial_rows(self, height: int) -> list[Content]:
        """Return each hour's dials as a column of at most `height` rows, under its number.

        The talks in it stand out.
        """
        looks, cell = self._looks, self.cell
        rates = [self._when.of(hour=hour) for hour in self._hours]
        most = max(rate.dials for rate in rates) or 1
        counts = [f"{rate.dials:,}" for rate in rates]
        if any(len(left) + len(right) >= 2 * cell for left, right in pairwise(counts)):
            counts = [str(rate.dials) for rate in rates]  # without a comma they don't touch
        wide = cell - max(1, cell // 4)
        rows = []
        for floor in reversed(range(height + 1)):
            parts: list[Part] = [(" " * DAY_HEAD, "")]
            for rate, count in zip(rates, counts, strict=True):
                # Whole rows, so that the count stands right on its column.
                top = max(bool(rate.dials), round(rate.dials * height / most))
                talks = round(8 * top * rate.share / 100) - 8 * floor
                level = 8 * (top - floor)
                if not level:
                    parts.append((count.center(cell), looks.text))
                    continue
                if not looks.grounds:  # two colors need a ground: only whole cells
                    talks = 8 * (talks >= 4)
                style = looks.fill_accent if talks > 0 else looks.faint
                if 0 < talks < min(8, level) and looks.grounds:
                    style = f"{style} on {looks.faint}"
                block = BLOCKS[max(0, min(8, talks if talks > 0 else level))] * wide
                before = (cell - wide) // 2
                parts += [
                    (" " * before, ""),
                    (block, style),
                    (" " * (cell - wide - before), ""),
                ]
            rows.append(joined(parts))
        legend = joined(
            [
                (" " * DAY_HEAD, ""),
                ("█", looks.fill_accent),
                (" talks  ", looks.muted),
                ("█", looks.faint),
                (" other dials", looks.muted),
                *((("  ", ""), ("best hours", STANDS_OUT)) if self._best else ()),
            ]
        )
        return [*rows, self.head(), self._reach_row(), legend]

    def _reach_row(self) -> Content:
        """Return each hour's share of reached people; hours that stand out on most days marked."""
        best, days = standout_hours(self._when), self._when.weekdays
        parts: list[Part] = [(f"{'reach':<{DAY_HEAD}}", self._looks.muted)]
        for hour in self._hours:
            text = f"{self._when.of(hour=hour).share:.0f}%"
            before, _, after = text.center(self.cell).partition(text)
            is_best = 2 * sum((day, hour) in best for day in days) > len(days)
            parts += [(before, ""), (text, STANDS_OUT if is_best else ""), (after, "")]
        return joined(parts)

    def legend(self, width: int, *, has_ranges: bool = False) -> list[Content]:
        """Return the percentages of each shade, and how the best hours are marked."""
        few = FEW + ("  below: likely range" if has_ranges and self._best else "")
        best = [Content.styled("best hours", STANDS_OUT)] if self._best else []
        parts = [joined(self._scale()), *best, Content.styled(few, self._looks.muted)]
        rows = in_rows([part for part in parts if part.plain], "  ", width - LEGEND_MARGIN)
        return [row.pad_left(LEGEND_MARGIN) for row in rows]

    def _scale(self) -> list[Part]:
        """Return each shade with its percentages; nothing where the map has no shades."""
        if not self._looks.grounds:
            return []
        count = len(self._shades)
        floors = [round(self._most * rank / count) for rank in range(1, count)]
        ranges = [f"{low}–{max(low, high - 1)}%" for low, high in pairwise(floors)]
        words = [f"under {floors[0]}%", *ranges, f"from {floors[-1]}%"]
        pairs = zip(words, self._shades, strict=True)
        return [(f" {text} ", _shade(shade)) for text, shade in pairs]

    def _figure(self, rate: Rate, *, is_best: bool) -> list[Part]:
        """Return the cell of an hour, on a color (or after a bar) that shows its rank."""
        if not rate.dials:
            return [("·".center(self.cell), self._looks.faint)]
        text, ground = f"{rate.share:.0f}", self._ground(rate)
        if rate.margin <= EXACT and not self._looks.grounds:
            text = f"{STEPS[step_of(rate, self._most)]}{text}"
        whole = text.center(self.cell)
        before, _, after = whole.partition(text)
        return [
            (before, ground),
            (text, f"{STANDS_OUT} {ground}" if is_best else ground),
            (after, ground),
        ]

    def _ground(self, rate: Rate) -> str:
        """Return the style of an hour's cell. Hours with too few dials are dim."""
        if rate.margin > EXACT or not rate.dials:
            return self._looks.muted
        if not self._looks.grounds:
            return self._looks.text
        rank = int(len(self._shades) * rate.share / (self._most or 1))
        shade = _shade(self._shades[min(len(self._shades) - 1, rank)])
        return f"{self._looks.text} {shade}".strip()


def _shade(percent: int) -> str:
    return f"$on-heat-{percent} on $accent {percent}%"


class WhenScreen(ReadPage[ReachHours]):
    """Show at which hours of the week people answer."""

    HAS_COLUMNS = False
    KEEPS_BLOCKS = True
    MOST = 180

    def title_text(self) -> str:
        return "When people are reached"

    def reader(self) -> Callable[[], ReachHours]:
        return self._work.reports.overview.when

    def result_page(self, found: ReachHours) -> Content:
        width, height = self.app.size
        return when_page(found, min(self.MOST, width - AROUND), height, self.looks)


def when_page(when: ReachHours, width: int, height: int, looks: Looks) -> Content:
    """Return the best hours in sentences, the week's map, the dials; `height` is the terminal's."""
    title = styled_lines([styled_line(when_title(when), Role.MUTED)])
    hours, found = list(best_lines(when)), len(when.comparison.best)
    roles = [*[Role.STRONG] * found, *[Role.MUTED] * (len(hours) - found)]
    best = styled_lines(map(styled_line, hours, roles))
    if not when.cells:
        return Content(BLOCK_BREAK).join([best, title])
    explained = styled_blocks([[styled_line(" ".join(EXPLAINED), Role.MUTED)]])
    week = Content("\n").join(_week(when, width, height, looks))
    cell = min(MAX_CELL, (width - DAY_HEAD) // len(when.hours))
    heat = HeatMap(when, cell, width, looks)
    days = " to ".join(weekday_day(on) for on in (when.first_on, when.last_on))
    line = hairline(f"Dials by hour · their clock · {days}", width, looks)
    # A huge terminal has all on one page, a lower one the dials on their own.
    tall = DIALS_HEIGHT if height >= HUGE[1] else max(DIALS_HEIGHT, height - AROUND_DIALS)
    dials = Content("\n").join([line, Content(""), *heat.dial_rows(tall)])
    return Content(BLOCK_BREAK).join([best, title, week, explained, dials])


def _week(when: ReachHours, width: int, height: int, looks: Looks) -> Sequence[Content]:
    """Return the rows of the week, with the sums of its days if they have room."""
    heat = _heat_map(when, width, looks)
    has_sums, is_huge = heat.cell >= CELL, height >= HUGE[1]
    tall = max(1, min(TALLEST, (height - AROUND_WEEK) // len(when.weekdays)))
    rows = [heat.head("".join(f"{head:>{cells}}" for head, cells in SUMS) if has_sums else "")]
    for day in when.weekdays:
        whole = when.of(day)
        values = (f"{whole.share:.0f}", f"{whole.dials:,}")
        ends = (pad_left(text, cells) for text, (_, cells) in zip(values, SUMS, strict=True))
        rows += heat.day_rows(day, tall, sums="".join(ends) if has_sums else "")
    return [*rows, *heat.sum_rows(has_dials=not is_huge), Content(""), *heat.legend(width)]


def _heat_map(when: ReachHours, width: int, looks: Looks) -> HeatMap:
    """Return the map with the widest cells that fit beside the sums, or the narrowest without."""
    sums = sum(cells for _, cells in SUMS)
    cell = min(MAX_CELL, (width - DAY_HEAD - sums) // len(when.hours))
    return HeatMap(when, cell if cell >= CELL else LEAST_CELL, width, looks)
