"""The hours in which people are reached, as a map."""

from datetime import UTC, date, datetime

import pytest
from textual.content import Content

from console.cards.today import Figures, ReachHours, Today
from console.rules.shift.best_hours import BestHours, BestHoursResult, Rate
from console.tui.drawing.looks import COLOURS
from console.tui.today.heat_map import STANDS_OUT, heat_rows, when_page
from console.view.sessions.reach_hours import map_lines

BEST = BestHours("business", (1,), 8, 10, Rate(400, 200), 20.0)


def reach(cells: dict[tuple[int, int], Rate], *best: BestHours) -> ReachHours:
    day, result = date(2026, 11, 18), BestHoursResult(best, 9)
    return ReachHours(day, day, "", "", "", cells, result, are_used=False)


def styles(row: Content) -> dict[str, str]:
    """Return the style of each figure."""
    return {row.plain[span.start : span.end].strip(): str(span.style) for span in row.spans}


def test_the_heat_map_is_shaded_by_the_figure_and_marks_the_best_hours() -> None:
    cells = {(1, 8): Rate(400, 200), (1, 9): Rate(400, 100), (1, 10): Rate(400, 180)}
    at, none = datetime(2026, 11, 18, 12, tzinfo=UTC), Figures()
    today = Today(at.date(), at, "UTC", False, none, none, none, (), (), (), 0, 0, ())
    row, *_, legend = heat_rows(reach(cells, BEST), today, 90, COLOURS)[3:]
    style = styles(row)
    assert "84%" in style["50"]
    assert "48%" in style["25"], "a best hour with a low figure"
    assert "84%" in style["45"], "a high figure beside the best hours"
    assert [figure for figure in style if STANDS_OUT in style[figure]] == ["50", "25"]
    assert STANDS_OUT in styles(legend)["best hours"]
    assert legend.plain.split("  ")[1:6] == [
        " under 10%",
        "10–19%",
        "20–29%",
        "30–39%",
        "from 40%",
    ], "ranges with their unit"
    assert "best" not in heat_rows(reach(cells), today, 60, COLOURS)[-1].plain


def test_a_tall_page_has_the_range_of_the_best_hours_under_their_figures() -> None:
    when = reach({(1, 8): Rate(400, 200), (1, 12): Rate(400, 80)}, BEST)
    rows = when_page(when, 115, 50, COLOURS).plain.split("\n")
    at = next(place for place, row in enumerate(rows) if row.startswith("  Tue"))
    assert rows[at].split() == ["Tue", "50", *("·" * 3), "20", "35", "800"]
    assert rows[at + 1].split() == ["45–55"]
    assert rows[at + 1].index("45–55") < rows[at].index("50") < rows[at + 1].index("55")


def test_the_dials_of_an_hour_stand_on_its_column_and_talks_count_in_eighths() -> None:
    cells = {(1, 8): Rate(1074, 430), (1, 9): Rate(588, 150), (1, 10): Rate(588, 120)}
    page = when_page(reach(cells), 75, 24, COLOURS).plain.partition("Dials by hour")[2]
    rows = page.split("\n")
    at = next(place for place, row in enumerate(rows) if "1,074" in row)
    column = rows[at].index("1,074") + 2
    assert rows[at + 1][column] == "█"
    tops = next(row for row in rows if len({*row} & {*"▁▂▃▄▅▆▇"}) == 2)
    assert "█" in tops, "the highest column goes on"


@pytest.mark.parametrize(("width", "last"), [(75, "dials"), (55, "20")])
def test_a_narrow_page_keeps_the_hours_and_leaves_out_the_sums(width: int, last: str) -> None:
    cells = {(1, hour): Rate(400, 10 * hour) for hour in range(8, 21)}
    page = when_page(reach(cells, BEST), width, 24, COLOURS).plain
    head = next(row for row in page.split("\n") if row.strip().startswith("08"))
    assert head.split()[:13] == [f"{hour:02}" for hour in range(8, 21)]
    assert head.split()[-1] == last
    assert max(map(len, page.partition(head)[2].split("\n")[:5])) <= width


def test_the_shell_has_every_range_beside_its_figure() -> None:
    when = reach({(1, 8): Rate(400, 200), (1, 12): Rate(400, 80), (2, 8): Rate(4, 2)}, BEST)
    rows = {row[:3].strip(): row.split() for row in map_lines(when)}
    assert rows["08"] == ["08", *("▇", "50", "(45–55)"), *("▇", "50", "(15–85)"), *rows["08"][7:]]
    assert rows["of"] == ["of", "800", "4", "804"]
