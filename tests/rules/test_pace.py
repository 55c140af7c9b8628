"""Runs of calls and their rate."""

from datetime import UTC, datetime, timedelta

import pytest

from console.rules.pace import Made, calls_an_hour, longest_run, rolling_since, runs_of

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def call(begin: float, end: float | None) -> Made:
    """Minutes from noon."""
    ended_at = None if end is None else NOON + timedelta(minutes=end)
    return Made(NOON + timedelta(minutes=begin), ended_at)


CALLS = [call(0, 1), call(2, 20), call(24, 25), call(30, 31), call(33, None)]


def test_a_pause_ends_a_run_and_a_long_talk_does_not() -> None:
    assert [run.calls for run in runs_of(CALLS)] == [3, 2]
    assert longest_run(CALLS) == 3
    assert longest_run([]) == 0


def test_a_run_is_under_way_until_a_pause() -> None:
    at = NOON + timedelta(minutes=90)
    assert rolling_since(CALLS, at) == NOON + timedelta(minutes=30)
    assert rolling_since(CALLS[:4], NOON + timedelta(minutes=35)) == NOON + timedelta(minutes=30)
    assert rolling_since(CALLS[:4], NOON + timedelta(minutes=36)) is None
    assert rolling_since([], at) is None


@pytest.mark.parametrize(("minutes", "rate"), [(1, 40), (15, 40), (16, 38), (60, 10)])
def test_a_rate_over_less_than_a_quarter_of_an_hour_is_that_of_a_quarter(
    minutes: float, rate: int
) -> None:
    ten = [call(n / 100, n / 100) for n in range(10)]
    assert calls_an_hour(ten, NOON + timedelta(minutes=minutes)) == rate


def test_the_rate_is_that_of_the_last_hour_and_never_of_a_moment() -> None:
    assert calls_an_hour(CALLS, NOON + timedelta(minutes=60)) == 5
    assert calls_an_hour(CALLS[:1], NOON + timedelta(minutes=1)) == 4
    assert calls_an_hour(CALLS, NOON + timedelta(minutes=120)) == 0
