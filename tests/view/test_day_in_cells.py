"""A day of calls a cell each, and the coming day by zone in cells."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from console.cards.beside import MadeCall
from console.cards.lanes import Lane, Lanes
from console.view.call_strip import by_hour, hour_words, noes_in, sign_of
from console.view.lane_words import best_hours, hour_marks, lane_times, open_cells, sums, thickness
from console.view.week_words import hour_bar, window_words

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
HERE = "Europe/London"


def call(outcome: str = "no", key: str = "n", **facts: Any) -> MadeCall:
    given = dict.fromkeys(("is_contact", "is_no", "is_yes", "suppresses", "is_inbound"), False)
    return MadeCall(facts.pop("at", NOW), key, outcome, outcome, **{**given, **facts})


@pytest.mark.parametrize(
    ("made", "sign"),
    [
        (call(is_contact=True, is_no=True), "n"),
        (call("yes", "y", is_contact=True, is_yes=True), "Y"),
        (call("no_answer", "a"), "▁"),
        (call("voicemail", "v"), "▃"),
        (call("", ""), "·"),
        (call("ours", "", is_contact=True), "+"),
    ],
)
def test_a_talk_is_the_key_that_ended_it_and_other_calls_are_low_blocks(
    made: MadeCall, sign: str
) -> None:
    assert sign_of(made) == sign


def test_calls_are_counted_by_the_hour_of_the_agents_clock() -> None:
    calls = [
        call(is_contact=True, is_no=True, at=NOW - timedelta(minutes=5)),
        call("no_answer", "a"),
        call("no", "n", is_contact=True, is_no=True, is_inbound=True),
    ]
    hours = dict(by_hour(calls, HERE))
    assert {hour: len(made) for hour, made in hours.items()} == {"11": 1, "12": 2}
    assert hour_words(hours["12"]) == ("1 dial", "1 talk")
    assert noes_in(calls) == 2


def lanes() -> Lanes:
    def lane(name: str, count: int, opens: float, closes: float) -> Lane:
        span = (NOW + timedelta(hours=opens), NOW + timedelta(hours=closes))
        return Lane(name, count, (span,))

    return Lanes(NOW, 6, (lane("East", 400, 0.75, 3), lane("West", 4, 2, 8)))


def test_a_lane_is_open_where_half_of_the_cell_is_and_the_sum_counts_the_leads() -> None:
    east = lanes().lanes[0]
    assert open_cells(east.spans, lanes(), 1) == [False, True, True, False, False, False]
    assert open_cells(east.spans, lanes(), 2)[:4] == [False, True, True, True]
    assert sums(lanes(), 1) == [0, 400, 404, 4, 4, 4]
    assert best_hours(lanes(), HERE) == "Most can be called from 14:00 to 15:00: 404."
    assert hour_marks(lanes(), HERE, 2, 3) == "12    15    "
    assert lane_times(east, NOW, HERE) == ("12:45–15:00", "in 45 min")


def test_a_lane_that_is_open_says_so_and_until_when_in_the_minute_it_was_looked_up_too() -> None:
    opened = NOW + timedelta(seconds=18)
    east = Lane("East", 4, ((opened, NOW + timedelta(hours=3)),))
    assert lane_times(east, NOW, HERE) == ("until 15:00", "open now")


def test_a_lane_is_as_thick_as_its_leads_are_many() -> None:
    assert [thickness(count, 400) for count in (1, 4, 40, 100, 399, 400)] == list("▁▁▂▃▆▆")


def test_hours_are_a_bar_and_figures() -> None:
    window = (time(8), time(20, 30))
    assert hour_bar([window], 24) == "·" * 8 + "━" * 13 + "···"
    assert window_words([window]) == "8–20:30"
    assert window_words([]) == "closed"
