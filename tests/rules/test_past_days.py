from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from console.rules.times.typed_times import DayError, read_past_day, read_run

TODAY = date(2026, 11, 18)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-18"),
        ("Yesterday", "2026-11-17"),
        ("on wed", "2026-11-18"),
        ("tue", "2026-11-17"),
        ("thursday", "2026-11-12"),
        ("3 march", "2026-03-03"),
        ("March 3rd", "2026-03-03"),
        ("1 dec", "2025-12-01"),
        ("3 mar 2024", "2024-03-03"),
        ("29 feb", "2024-02-29"),
        ("2026-03-03", "2026-03-03"),
        ("16/11/2026", "2026-11-16"),
        ("11/16/2026", "2026-11-16"),
        ("16.11.2026", "2026-11-16"),
        ("3/3/2026", "2026-03-03"),
        ("3 days ago", "2026-11-15"),
        ("a week ago", "2026-11-11"),
        ("2 weeks ago", "2026-11-04"),
    ],
)
def test_a_day_is_the_latest_one_that_has_been(text: str, day: str) -> None:
    assert read_past_day(text, TODAY).isoformat() == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "On which day"),
        ("soon", "is not a day"),
        ("ago", "is not a day"),
        ("9999 weeks ago", "is not a day"),
        ("31 feb", "is not a day"),
        ("tomorrow", "is not a day"),
        ("3/4", "Which is the month"),
        ("2026-11-19", "still to come"),
        ("1 dec 2026", "still to come"),
        ("0001-01-01", "is not a day"),
    ],
)
def test_what_is_no_day_that_has_been_says_what_to_write(text: str, sentence: str) -> None:
    with pytest.raises(DayError, match=sentence):
        read_past_day(text, TODAY)


@given(some.text(max_size=30))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        assert read_past_day(text, TODAY) <= TODAY
    except DayError:
        return


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-03-03 to 2027-03-02", date(2025, 3, 3), date(2027, 3, 2)),
        ("3 march 2025 until 2 march 2027", date(2025, 3, 3), date(2027, 3, 2)),
        ("2025-03-03 – 2026-01-01", date(2025, 3, 3), date(2026, 1, 1)),
    ],
)
def test_a_run_of_days_has_a_first_one_that_has_been_and_a_last(
    text: str, first: date, last: date
) -> None:
    assert read_run(text, date(2026, 11, 18)) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "2025-03-03", "2025-03-03 to", "today to 2 march", "today to 2020-01-01", "x to y"]
)
def test_a_run_without_a_last_day_that_can_be_read_is_refused(text: str) -> None:
    with pytest.raises(DayError):
        read_run(text, date(2026, 11, 18))
