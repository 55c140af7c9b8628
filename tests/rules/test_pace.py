"""Runs of calls and their rate."""

from datetime import UTC, datetime, timedelta

import pytest

from console.rules.shift.pace import (
    TimedCall,
    calls_an_hour,
    longest_pause,
    longest_run,
    rolling_since,
    runs_of,
    worked,
)

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def call(begin: float, end: float | None) -> TimedCall:
    """Minutes from noon."""
    ended_at = None if end is None else NOON + timedelta(minutes=end)
    return TimedCall(NOON + timedelta(minutes=begin), ended_at)


CALLS = [call(0, 1), call(2, 20), call(24, 25), call(30, 31), call(33, None)]


def test_a_pause_ends_a_run_and_a_long_talk_does_not() -> None:
    assert [run.calls for run in runs_of(CALLS)] == [3, 2]
    assert longest_run(CALLS) == 3
    assert longest_run([]) == 0


def test_the_longest_pause_is_from_the_end_of_a_call_to_the_next_dial() -> None:
    assert longest_pause(CALLS) == timedelta(minutes=5)
    assert longest_pause([call(0, 10), call(4, 5)]) == timedelta()


def test_a_run_is_under_way_until_a_pause() -> None:
    at = NOON + timedelta(minutes=90)
    assert rolling_since(CALLS, at) == NOON + timedelta(minutes=30)
    assert rolling_since(CALLS[:4], NOON + timedelta(minutes=35)) == NOON + timedelta(minutes=30)
    assert rolling_since(CALLS[:4], NOON + timedelta(minutes=36)) is None
    assert rolling_since([], at) is None


def test_work_is_calls_and_what_lies_between_them_but_no_pause() -> None:
    assert worked(CALLS) == timedelta(minutes=25 + 3)
    assert worked([]) == timedelta()
    assert worked([call(0, 30)]) == timedelta(minutes=30)


def test_a_call_that_runs_and_one_inside_another_are_no_time_twice() -> None:
    assert worked([call(0, 10), call(12, None)]) == timedelta(minutes=12)
    assert worked([call(0, 10), call(4, 5)]) == timedelta(minutes=11)


@pytest.mark.parametrize(("minutes", "rate"), [(4.99, None), (5, 120), (30, 20), (120, 5)])
def test_a_rate_over_less_than_five_minutes_says_nothing(
    minutes: float, rate: float | None
) -> None:
    assert calls_an_hour(10, timedelta(minutes=minutes)) == rate
