"""Days and months as evidence and registries count them."""

from datetime import date

import pytest

from console.rules.verdict.time_rules import months_after


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 10), 18, date(2027, 7, 10)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
        (date(9999, 1, 1), 18, date.max),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_of_a_shorter_month(
    day: date, months: int, then: date
) -> None:
    assert months_after(day, months) == then
