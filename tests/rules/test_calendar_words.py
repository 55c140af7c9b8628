"""Days and months as people type them."""

from datetime import date

import pytest

from console.rules.times.calendar_words import WEEKDAYS, dates_of, index_of_name, month_day


@pytest.mark.parametrize(
    ("year", "days"),
    [(1999, []), (2000, [date(2000, 12, 1)]), (2999, [date(2999, 12, 1)]), (3000, [])],
)
def test_a_year_outside_this_millennium_is_a_slip_of_the_finger(
    year: int, days: list[date]
) -> None:
    assert dates_of(year, 12, 1) == days


def test_three_letters_name_a_day_and_two_do_not() -> None:
    assert index_of_name("tue", WEEKDAYS) == 1
    assert index_of_name("tu", WEEKDAYS) is None


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("1 dec", (1, 12, None)),
        ("dec 1st 2026", (1, 12, 2026)),
        ("dec", None),
        ("1 2", None),
        ("dec jan 1", None),
        ("dec 1 2026 5", None),
        ("dec 1 soon", None),
    ],
)
def test_a_day_of_a_month_is_one_month_and_one_or_two_numbers(
    words: str, read: tuple[int, int, int | None] | None
) -> None:
    assert month_day(words.split()) == read
