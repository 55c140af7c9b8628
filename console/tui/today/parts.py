"""Under the agents of a day: how its calls ended, and of which lists its dials were."""

from collections.abc import Callable, Sequence
from itertools import zip_longest

from rich.cells import cell_len
from textual.content import Content

from console.cards.today import DayShare, ReachHours, Today, TodayParts
from console.tui.drawing.looks import Looks, joined, styled_blocks
from console.tui.screens.page import ReadPage
from console.tui.today.large import beside_parts
from console.tui.today.page import COUNTS, columns_of
from console.tui.widgets.panels import hairline, pad, pad_left
from console.view.floor.today import day_before, difference, percent, sum_sentences, working_agents
from console.view.sessions.reach_hours import DIALS, LEGEND, ROOM, best_lines, map_lines, when_title
from console.view.text.cleaning import clean
from console.view.text.styled import Role, styled_line

BESIDE = 110
"""Cells from which the two stand beside each other."""

GAP, WIDEST, BAR, LEAST_BAR = 2, 97, 60, 12
"""Cells between the two, of one at the most, and of its bar at the most and the least."""

NAME = 26
"""Cells of a name at the most, where a bar follows it."""


def parts_rows(
    parts: TodayParts,
    today: Today,
    width: int,
    looks: Looks,
    left: Sequence[Content] = (),
    right: Sequence[Content] = (),
) -> list[Content]:
    """`left` and `right` end the columns."""
    column = column_beside(width)
    endings = _endings(parts.endings, today, column, looks)
    lists = _lists(parts.lists, today, column, looks)
    return [
        Content.assemble(one.pad_right(column + GAP - one.cell_length), other)
        for one, other in zip_longest([*endings, *left], [*lists, *right], fillvalue=Content(""))
    ]


def parts_below(parts: TodayParts, today: Today, width: int, looks: Looks) -> list[Content]:
    """The lists first, for there are fewer; their counts end where those of the agents do."""
    agents = working_agents(today.agents)
    counted = columns_of(agents, width, is_compared=today.is_compared).counted
    return [
        *_lists(parts.lists, today, counted, looks),
        *_endings(parts.endings, today, counted, looks),
    ]


def column_beside(width: int) -> int:
    """Cells of each of two that stand beside each other."""
    return min(WIDEST, (width - GAP) // 2)


def _endings(rows: Sequence[DayShare], today: Today, width: int, looks: Looks) -> list[Content]:
    """`No ━━━━━━━┃━━ 111 −25`; the mark is how many the day before had by then."""
    if not rows:
        return []
    most = max(max(one.figures.calls, one.before) for one in rows)
    name = min(NAME, max(cell_len(clean(one.name)) for one in rows))
    bar = max(1, min(BAR, width - name - 2 - 13))
    beside = f" · ┃ {day_before(today)}" if today.is_compared else ""
    shown = [hairline(f"How they ended{beside}", width, looks)]
    for one in rows:
        calls = one.figures.calls
        shown.append(
            joined(
                [
                    (pad(clean(one.name), name), looks.text),
                    ("  ", ""),
                    *beside_parts(calls, one.before if today.is_compared else 0, most, bar, looks),
                    (f"{_or_dot(calls):>7}", looks.strong),
                    (
                        f"{difference(calls, one.before):>6}" if today.is_compared else "",
                        looks.muted,
                    ),
                ]
            )
        )
    told = "\n".join(sum_sentences(rows))
    return [*shown, *(Content.styled(told, looks.muted).wrap(width) if told else [])]


def _lists(rows: Sequence[DayShare], today: Today, width: int, looks: Looks) -> list[Content]:
    if not rows:
        return []
    room, longest = max(8, width - COUNTS), max(cell_len(clean(one.name)) for one in rows) + 2
    bar = min(BAR, room - longest - 2) if room - longest - 2 >= LEAST_BAR else 0
    name = room - bar - 2 if bar else room
    most = max(max(one.figures.dials, one.before) for one in rows)
    head = f"{'dials':>6}{'±' if today.is_compared else '':>6}{'reach':>6}{'noes':>5}{'yes':>5}"
    beside = f" · ┃ {day_before(today)}" if today.is_compared and bar else ""
    title = hairline(f"Lists{beside}", room, looks)
    shown = [Content.assemble(title.pad_right(room - title.cell_length), (head, looks.muted))]
    for one in rows:
        figures, before = one.figures, one.before if today.is_compared else 0
        shown.append(
            joined(
                [
                    (pad(clean(one.name), name), looks.text),
                    *(beside_parts(figures.dials, before, most, bar, looks) if bar else ()),
                    ("  " if bar else "", ""),
                    (pad_left(_or_dot(figures.dials), 6), looks.strong),
                    (
                        pad_left(
                            difference(figures.dials, one.before) if today.is_compared else "", 6
                        ),
                        looks.muted,
                    ),
                    (pad_left(percent(figures.reach), 6), looks.text),
                    (pad_left(_or_dot(figures.noes), 5), looks.text),
                    (pad_left(_or_dot(figures.yeses), 5), looks.good if figures.yeses else ""),
                ]
            )
        )
    return shown


def _or_dot(count: int) -> str:
    return f"{count:,}" if count else "·"


# When people are reached: the hours of the week there, and what stands out.


AROUND = 5
"""Cells of a terminal beside a page: its margins and the scroll bar."""


class WhenScreen(ReadPage[ReachHours]):
    HAS_COLUMNS = False

    def title_text(self) -> str:
        return "When people are reached"

    def ask(self) -> Callable[[], ReachHours]:
        return self._work.reports.overview.when

    def found_page(self, found: ReachHours) -> Content:
        return when_page(found, min(self.MOST, self.app.size.width - AROUND))


def when_page(when: ReachHours, room: int = ROOM) -> Content:
    told = [
        styled_line(line, Role.STRONG if when.comparison.best else Role.MUTED)
        for line in best_lines(when)
    ]
    blocks = [[styled_line(when_title(when), Role.STRONG), *told]]
    if when.cells:
        legend = [styled_line(line, Role.MUTED) for line in (" ".join(LEGEND), shades(when))]
        blocks += [legend, list(map_lines(when, room))]
    return styled_blocks(blocks)


def shades(when: ReachHours) -> str:
    told = "Green: it stands out. " if when.comparison.best else ""
    return f"{told}Dim: too few dials to say. {DIALS}"
