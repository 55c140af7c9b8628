"""The hours in which people are reached, as a map."""

from datetime import date

import pytest

from console.cards.today import ReachHours
from console.rules.shift.best_hours import BestHours, BestHoursResult, Rate
from console.view.sessions.reach_hours import map_lines
from console.view.text.styled import Role

BEST = BestHours("business", (1,), 8, 10, Rate(400, 200), 20.0)


@pytest.mark.parametrize(
    ("found", "role"),
    [(BestHoursResult((), 9), Role.TEXT), (BestHoursResult((BEST,), 9), Role.VERY_GOOD)],
)
def test_only_what_stands_out_has_a_colour(found: BestHoursResult, role: Role) -> None:
    cells = {(1, 8): Rate(400, 200), (1, 12): Rate(400, 80), (2, 8): Rate(4, 2)}
    day = date(2026, 11, 18)
    when = ReachHours(day, day, "", "", "", cells, found, are_used=False)
    rows = {parts[0].text.strip(): parts for parts in map_lines(when)}
    assert (rows["08"][1].role, rows["08"][1].text.strip()) == (role, "▇ 50 (45–55)")
    assert rows["12"][1].role is Role.TEXT
    assert rows["08"][2].role is Role.MUTED, "four dials say nothing"
