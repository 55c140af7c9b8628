"""A day of calls a cell each, and the coming day by zone in cells."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.cards.lead_context import MadeCall
from console.cards.waiting import Lane, Lanes
from console.judging.place_openings import callable_spans
from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from console.rules.times.day_parts import Span
from console.rules.values import Firm, Standing
from console.rules.verdict.verdict import judge
from console.view.call.call import by_hour, hour_words, noes_in, sign_of
from console.view.sessions.lanes import (
    best_hours,
    callable_counts,
    hour_marks,
    lane_times,
    open_cells,
    thickness,
)
from console.view.text.clocks import hour_bar, window_words
from db.enums import LeadKind, VerdictKind
from tests.examples import examples

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
HERE = "Europe/London"


def call(outcome: str = "no", key: str = "n", **facts: Any) -> MadeCall:
    values = dict.fromkeys(("is_contact", "is_no", "is_yes", "suppresses", "is_inbound"), False)
    return MadeCall(facts.pop("at", NOW), key, outcome, outcome, **{**values, **facts})


@pytest.mark.parametrize(
    ("made", "sign"),
    [
        (call(is_contact=True, is_no=True), "n"),
        (call("yes", "y", is_contact=True, is_yes=True), "y"),
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
    assert {hour: len(result) for hour, result in hours.items()} == {"11": 1, "12": 2}
    assert hour_words(hours["12"]) == ("1 dial", "1 talk")
    assert noes_in(calls) == 2


def lanes() -> Lanes:
    def hours(opens: float, closes: float) -> Span:
        return NOW + timedelta(hours=opens), NOW + timedelta(hours=closes)

    east, west = hours(0.75, 3), hours(2, 8)
    shown = Lane("East", 400, (east,)), Lane("West", 4, (west,))
    return Lanes(NOW, 6, shown, {east: 390, hours(0.75, 2.5): 10, west: 4})


def test_a_cell_is_open_where_all_of_it_is_and_the_sum_counts_the_leads_place_by_place() -> None:
    east = lanes().lanes[0]
    assert open_cells(east.spans, NOW, 6, 1, NOW) == [False, True, True, False, False, False]
    assert open_cells(east.spans, NOW, 6, 2, NOW)[:4] == [False, False, True, True]
    assert callable_counts(lanes(), 1, NOW) == [0, 400, 394, 4, 4, 4]
    assert hour_marks(lanes(), HERE, 2, 3) == "12    15    "
    assert lane_times(east, NOW, HERE) == ("12:45–15:00", "in 45 min")


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (0, "All 404 can be called from 14:00 to 14:30; some places have shorter hours."),
        (2.25, "All 404 can be called now, 10 only until 14:30 where hours are shorter."),
        (2.75, "Most can be called now, until 15:00: 394."),
    ],
)
def test_the_best_hours_are_told_to_the_minute_and_now_is_said(after: float, told: str) -> None:
    assert best_hours(lanes(), NOW + timedelta(hours=after), HERE) == told


def test_best_hours_of_another_day_name_it() -> None:
    tomorrow = NOW + timedelta(hours=20)
    span = (tomorrow, tomorrow + timedelta(hours=2))
    row = Lanes(NOW, 24, (Lane("East", 3, (span,)),), {span: 3})
    text = "All 3 can be called tomorrow from 08:00 to 10:00."
    assert best_hours(row, NOW, HERE) == text


@given(
    st.sampled_from(["+12085550101", "+17095550101", "+9779841234567", "+61880555010"]),
    st.integers(0, 14 * 24 * 60),
    st.sampled_from([1, 2, 3, 4, 6]),
)
@settings(max_examples=examples(60))
def test_whoever_is_called_in_an_open_cell_may_be_called(
    number: str, minutes: int, an_hour: int
) -> None:
    now = NOW + timedelta(minutes=minutes, seconds=20)
    place = find_place(read_phone(number, "US"), country="", kind=LeadKind.BUSINESS)
    start = now.replace(minute=0, second=0)
    spans = list(callable_spans(place, {}, Firm(), now, start + timedelta(days=1)))
    cell = timedelta(hours=1) / an_hour
    for at, is_open in enumerate(open_cells(spans, start, 24, an_hour, now)):
        for instant in (start + cell * at, start + cell * (at + 1) - timedelta(microseconds=1)):
            kind = judge(place, Standing(), Firm(), max(instant, now)).kind
            assert not is_open or kind is VerdictKind.CALL


def test_a_lane_that_is_open_says_so_and_until_when_in_the_minute_it_was_looked_up_too() -> None:
    opened = NOW + timedelta(seconds=18)
    east = Lane("East", 4, ((opened, NOW + timedelta(hours=3)),))
    assert lane_times(east, NOW, HERE) == ("until 15:00", "open now")


def test_a_lane_is_as_thick_as_its_leads_are_many() -> None:
    assert [thickness(count, 400) for count in (1, 4, 40, 100, 399, 400)] == list("▁▁▂▃▆▆")


def test_hours_are_a_bar_and_figures() -> None:
    window = (time(8), time(20, 30))
    assert hour_bar([window], 24) == "·" * 8 + "━" * 12 + "····"
    assert window_words([window]) == "8–20:30"
    assert window_words([]) == "closed"
