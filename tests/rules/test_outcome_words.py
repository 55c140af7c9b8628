"""A rest as it is typed and said, and what an outcome does."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from console.rules.shift.outcome_effects import OutcomeRule, read_rest, say_effect, say_rest

HOUR, DAY = 60, 24 * 60
NOTHING = OutcomeRule(is_no=False, closes_lead=False, closes_number="", rest=None, suppresses=False)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", None),
        ("None", None),
        ("15m", 15),
        ("4 h", 4 * HOUR),
        ("30D", 30 * DAY),
        ("2w", 14 * DAY),
        ("1830d", 1830 * DAY),
    ],
)
def test_a_rest_is_a_count_of_minutes_hours_days_or_weeks(text: str, minutes: int | None) -> None:
    assert read_rest(text) == minutes


@pytest.mark.parametrize("text", ["4", "h", "4y", "-4h", "1.5h", "1831d", "43921h"])
def test_what_is_no_rest_or_is_longer_than_five_years_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        read_rest(text)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "no time"),
        (1, "1 minute"),
        (90, "90 minutes"),
        (60, "1 hour"),
        (36 * HOUR, "36 hours"),
        (DAY, "1 day"),
        (14 * DAY, "14 days"),
    ],
)
def test_a_rest_is_said_in_the_largest_unit_that_it_is_whole_in(minutes: int, said: str) -> None:
    assert say_rest(timedelta(minutes=minutes)) == said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "the lead stays as it is"),
        ({"is_no": True, "rest": timedelta(days=30)}, "counts a no; the lead rests 30 days"),
        ({"suppresses": True}, "the number goes on the do-not-call list"),
        (
            {"suppresses": True, "suppresses_person": True},
            "all the person’s numbers go on the do-not-call list",
        ),
        ({"closes_number": "wrong"}, "the number closes as wrong"),
        ({"closes_lead": True}, "the lead is finished"),
        ({"closes_after": 3}, "finished after 3 of them"),
    ],
)
def test_an_outcome_says_each_thing_it_does_and_nothing_else(
    changed: dict[str, Any], said: str
) -> None:
    assert say_effect(replace(NOTHING, **changed)) == said
