"""Times as sentences say them."""

import pytest

from console.rules.sentences import say_clock, say_period


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "00:00"),
        (9 * 3600 + 30 * 60, "09:30"),
        (20 * 3600 + 59 * 60 + 59, "20:59:59"),
        (24 * 3600, "24:00"),
    ],
)
def test_a_time_of_day_is_said_to_the_minute_and_to_the_second_where_it_has_one(
    seconds: int, said: str
) -> None:
    assert say_clock(seconds) == said


@pytest.mark.parametrize(("hours", "said"), [(24, "24 hours"), (48, "48 hours"), (49, "2 days")])
def test_a_period_of_more_than_two_days_is_said_in_days(hours: int, said: str) -> None:
    assert say_period(hours) == said
