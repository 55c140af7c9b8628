"""A repeated call is made in another part of the person's day than those before it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.rules.times.day_parts import DAY_PARTS, LEAST, Span, other_part, part_of

DENVER = "America/Denver"
MONDAY = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
"""Midnight in Denver."""


def _span(opens: float, closes: float) -> Span:
    return MONDAY + timedelta(hours=opens), MONDAY + timedelta(hours=closes)


DAY = _span(8, 21)
TOMORROW = _span(32, 45)


@pytest.mark.parametrize(
    ("spans", "tried", "found"),
    [
        ([DAY], ["morning"], _span(11, 21)),
        ([DAY], ["afternoon"], _span(8, 14)),
        ([DAY], ["morning", "noon"], _span(14, 21)),
        ([DAY], ["evening", "morning", "noon", "afternoon"], _span(8, 14)),
        ([_span(19, 21), TOMORROW], ["evening"], _span(32, 42)),
        ([_span(17.5, 21), TOMORROW], ["evening"], _span(32, 42)),
        ([_span(19, 21)], ["evening"], None),
        ([], ["morning"], None),
    ],
)
def test_the_first_two_hours_and_more_in_a_part_not_tried_is_taken(
    spans: list[Span], tried: list[str], found: Span | None
) -> None:
    assert other_part(spans, DENVER, tried) == found


@given(
    st.floats(0, 40),
    st.floats(0.1, 14),
    st.lists(st.sampled_from([part for _, part in DAY_PARTS]), min_size=1, max_size=3),
)
def test_what_is_taken_lies_in_the_span_and_outside_the_latest_part(
    opens: float, length: float, tried: list[str]
) -> None:
    span = _span(opens, opens + length)
    matches = other_part([span], DENVER, tried)
    if matches is not None:
        assert span[0] <= matches[0] < matches[1] <= span[1]
        assert matches[1] - matches[0] >= LEAST
        at = matches[0]
        while at < matches[1]:
            assert part_of(at, DENVER) != tried[-1]
            at += timedelta(minutes=15)
