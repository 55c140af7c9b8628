"""The hours in which people are reached, as a map."""

from datetime import UTC, date, datetime

import pytest

from console.cards.today import Figures, ReachHours, Today
from console.rules.shift.best_hours import BestHours, BestHoursResult, Rate
from console.tui.drawing.looks import COLOURS
from console.tui.today.large import heat_rows
from console.view.sessions.reach_hours import map_lines
from console.view.text.styled import Role

BEST = BestHours("business", (1,), 8, 10, Rate(400, 200), 20.0)


@pytest.mark.parametrize(
    ("result", "role"),
    [(BestHoursResult((), 9), Role.TEXT), (BestHoursResult((BEST,), 9), Role.VERY_GOOD)],
)
def test_only_what_stands_out_has_a_colour(result: BestHoursResult, role: Role) -> None:
    cells = {(1, 8): Rate(400, 200), (1, 12): Rate(400, 80), (2, 8): Rate(4, 2)}
    day = date(2026, 11, 18)
    when = ReachHours(day, day, "", "", "", cells, result, are_used=False)
    rows = {parts[0].text.strip(): parts for parts in map_lines(when)}
    assert (rows["08"][1].role, rows["08"][1].text.strip()) == (role, "▇ 50")
    assert rows["08"][2].role is Role.MUTED, "the range is no louder than its figure"
    assert rows["12"][1].role is Role.TEXT
    assert rows["08"][3].role is Role.MUTED, "four dials say nothing"


def test_bars_of_different_shares_differ_even_where_few_dials_have_the_highest() -> None:
    cells = {(1, 8): Rate(400, 200), (1, 9): Rate(10, 9), (1, 10): Rate(400, 280)}
    day = date(2026, 11, 18)
    when = ReachHours(day, day, "", "", "", cells, BestHoursResult((), 9), are_used=False)
    rows = ["".join(part.text for part in parts) for parts in map_lines(when, 120)]
    bars = [next(row.count("■") for row in rows if row.startswith(f"{h:02}")) for h in (8, 9, 10)]
    assert bars[0] < bars[2] < bars[1]


def test_an_hour_is_green_by_its_figure_and_bold_if_it_stands_out() -> None:
    cells = {
        (1, 8): Rate(400, 200),
        (1, 9): Rate(400, 100),
        (1, 12): Rate(400, 180),
        (1, 13): Rate(400, 80),
    }
    day = date(2026, 11, 18)
    result = BestHoursResult((BEST,), 9)
    when = ReachHours(day, day, "", "", "", cells, result, are_used=False)
    roles = {parts[0].text.strip(): parts[1].role for parts in map_lines(when) if len(parts) > 1}
    assert roles["08"] is Role.VERY_GOOD
    assert roles["09"] is Role.STRONG, "in the best hours, but with a low figure"
    assert roles["12"] is Role.GOOD, "a high figure, which may be chance"
    assert roles["13"] is Role.TEXT


def test_the_heat_map_is_shaded_by_the_figure_and_encloses_the_best_hours() -> None:
    cells = {(1, 8): Rate(400, 200), (1, 9): Rate(400, 100), (1, 10): Rate(400, 180)}
    day = date(2026, 11, 18)
    result = BestHoursResult((BEST,), 9)
    when = ReachHours(day, day, "", "", "", cells, result, are_used=False)
    at, none = datetime(2026, 11, 18, 12, tzinfo=UTC), Figures()
    today = Today(day, at, "UTC", False, none, none, none, (), (), (), 0, 0, ())
    row, legend = heat_rows(when, today, 60, COLOURS)[2:4]
    assert "[ 50   25]  45" in row.plain
    style = {row.plain[span.start : span.end].strip(" []"): str(span.style) for span in row.spans}
    assert "84%" in style["50"]
    assert "48%" in style["25"], "a best hour with a low figure"
    assert "84%" in style["45"], "a high figure beside the best hours"
    assert "[ ] best" in legend.plain
