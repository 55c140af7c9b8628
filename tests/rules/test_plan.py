"""Every lead is placed once, in a session of a fit size whose leads share a span."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.rules.shift.session_plan import COMMON_SPAN, ONE_GO, TINY, LeadGroup, Mark, split_leads
from console.rules.times.day_parts import Span

NOW = datetime(2026, 11, 18, 18, 0, tzinfo=UTC)

spans = st.tuples(st.integers(0, 48), st.integers(2, 28)).map(
    lambda hours: (
        NOW + timedelta(hours=hours[0]),
        NOW + timedelta(hours=hours[0] + hours[1] / 2),
    )
)


def _in_hours(first: float, last: float) -> Span:
    return NOW + timedelta(hours=first), NOW + timedelta(hours=last)


def _mark(place_id: int) -> Mark:
    return Mark(place_id % 2, False, "", f"zone {place_id}")


def _alike(
    leads: Iterable[tuple[int, int, int]],
    span_of: Mapping[int, Span],
    own_spans: Mapping[int, Span] | None = None,
) -> Iterator[LeadGroup]:
    """(id, place, priority) of leads, by the spans of their places or their own."""
    for lead_id, place_id, priority in leads:
        span = (own_spans or {}).get(lead_id) or span_of.get(place_id)
        if span is not None:
            yield LeadGroup(span, priority, _mark(place_id), [lead_id])


@given(st.dictionaries(st.integers(1, 20), spans, max_size=12), st.data(), st.integers(1, 30))
def test_every_lead_with_a_span_is_planned_once_and_inside_it(
    span_of: dict[int, Span], data: st.DataObject, size: int
) -> None:
    stand = st.tuples(st.integers(1, 25), st.integers(0, 3))
    leads = [(n, *row) for n, row in enumerate(data.draw(st.lists(stand, max_size=120)))]
    own = {n: data.draw(spans) for n, _, priority in leads if priority == 3}
    planned = split_leads(_alike(leads, span_of, own), size, NOW)
    placed = [lead_id for session in planned for lead_id in session.lead_ids]
    expected = {n: own.get(n) or span_of.get(place_id) for n, place_id, _ in leads}
    assert sorted(placed) == [n for n, span in expected.items() if span]
    place_of = {n: place_id for n, place_id, _ in leads}
    of_span = Counter(span for span in expected.values() if span)
    least = ONE_GO if any(count <= TINY for count in of_span.values()) else COMMON_SPAN
    for row in planned:
        places = {place_of[lead_id] for lead_id in row.lead_ids}
        assert row.marks == {_mark(place) for place in places}
        assert 0 < len(row.lead_ids) <= max(size, size * 11 // 10)
        for lead_id in row.lead_ids:
            span = expected[lead_id]
            assert span is not None
            opens_at, closes_at = span
            assert opens_at <= row.opens_at < row.closes_at <= closes_at
            assert row.closes_at - row.opens_at >= min(least, closes_at - opens_at)


@given(st.integers(1, 2000), st.integers(1, 60))
def test_leads_of_one_span_make_sessions_of_one_size_near_the_wish(count: int, size: int) -> None:
    planned = split_leads(
        _alike(((n, 1, 0) for n in range(count)), {1: _in_hours(0, 8)}), size, NOW
    )
    sizes = [len(session.lead_ids) for session in planned]
    assert max(sizes) - min(sizes) <= 1
    assert len(sizes) == 1 or min(sizes) * 2 >= size - 1


@given(st.lists(st.integers(1, 40), min_size=2, max_size=6), st.integers(4, 30))
def test_no_small_rest_stands_alone_beside_leads_that_share_its_hours(
    counts: list[int], size: int
) -> None:
    span_of = {place: _in_hours(place / 4, 12) for place in range(len(counts))}
    places = [place for place, count in enumerate(counts) for _ in range(count)]
    planned = split_leads(
        _alike(((n, place, 0) for n, place in enumerate(places)), span_of), size, NOW
    )
    if len(planned) > 1:
        assert min(len(session.lead_ids) for session in planned) * 2 >= size - 1


def test_a_session_has_all_the_hours_of_its_own_leads() -> None:
    leads = [(n, 1 if n < 2 else 2, 0) for n in range(4)]
    span_of = {1: _in_hours(0, 6), 2: _in_hours(0, 8)}
    first, second = split_leads(_alike(leads, span_of), 2, NOW)
    assert (first.opens_at, first.closes_at) == span_of[1]
    assert (second.opens_at, second.closes_at) == span_of[2]


def test_open_spans_that_close_soonest_are_worked_first() -> None:
    span_of = {1: _in_hours(3, 9), 2: _in_hours(-4, 8), 3: _in_hours(-9, 1)}
    planned = split_leads(_alike([(10, 1, 0), (20, 2, 0), (30, 3, 0)], span_of), 1, NOW)
    assert [(*session.lead_ids,) for session in planned] == [(30,), (20,), (10,)]


def test_a_span_that_opens_this_instant_is_open() -> None:
    span_of = {1: _in_hours(-4, 9), 2: _in_hours(0, 8)}
    planned = split_leads(_alike([(10, 1, 0), (20, 2, 0)], span_of), 1, NOW)
    assert [(*session.lead_ids,) for session in planned] == [(20,), (10,)]


def test_within_one_span_the_highest_priority_comes_first_wherever_it_stands() -> None:
    span_of = {1: _in_hours(0, 8), 2: _in_hours(0, 8)}
    planned = split_leads(
        _alike([(10, 1, 1), (11, 1, 0), (20, 2, 5), (21, 2, 1)], span_of), 25, NOW
    )
    assert [(*session.lead_ids,) for session in planned] == [(20, 21, 10, 11)]


def test_a_place_that_closes_within_minutes_does_not_hurry_the_others() -> None:
    span_of = {1: _in_hours(0, 0.5), 2: _in_hours(0, 6)}
    planned = split_leads(_alike([(10, 1, 0), (20, 2, 0)], span_of), 25, NOW)
    assert [((*session.lead_ids,), session.closes_at - NOW) for session in planned] == [
        ((10,), timedelta(minutes=30)),
        ((20,), timedelta(hours=6)),
    ]


def test_only_the_session_with_the_soon_closing_lead_is_short() -> None:
    span_of = {1: _in_hours(0, 3), 2: _in_hours(0, 8)}
    planned = split_leads(_alike([(1, 1, 0), *((n, 2, 0) for n in range(2, 51))], span_of), 25, NOW)
    assert [(len(session.lead_ids), session.closes_at - NOW) for session in planned] == [
        (25, timedelta(hours=3)),
        (25, timedelta(hours=8)),
    ]


@pytest.mark.parametrize(
    ("count", "sizes"), [(3, [7, 6]), (4, [7, 7]), (5, [8, 7]), (6, [6, 10]), (8, [8, 10])]
)
def test_leads_of_half_a_session_and_more_keep_their_hours_and_fewer_join_later_ones(
    count: int, sizes: list[int]
) -> None:
    """Those of place 1 and 2 have their hours in common; place 3 stands between and is short."""
    span_of = {1: _in_hours(0, 8), 2: _in_hours(0, 8.5), 3: _in_hours(1, 1.5), 4: _in_hours(2, 10)}
    of_both = [(n, 1 + n % 2, 0) for n in range(count)]
    others = [(n, 4, 0) for n in range(100, 110)]
    planned = split_leads(_alike([*of_both, (50, 3, 0), *others], span_of), 10, NOW)
    assert [len(session.lead_ids) for session in planned if 50 not in session.lead_ids] == sizes


def test_a_wish_of_twenty_five_takes_twenty_six_but_never_thirty() -> None:
    def sizes(count: int) -> list[int]:
        planned = split_leads(
            _alike(((n, 1, 0) for n in range(count)), {1: _in_hours(0, 8)}), 25, NOW
        )
        return [len(session.lead_ids) for session in planned]

    assert sizes(26) == [26]
    assert sizes(30) == [15, 15]
    assert sizes(51) == [26, 25]
    assert sizes(101) == [26, 25, 25, 25]


def test_a_lead_tried_before_is_worked_in_its_own_span() -> None:
    planned = split_leads(
        _alike([(1, 1, 0), (2, 1, 0)], {1: _in_hours(0, 8)}, {2: _in_hours(6.5, 8)}), 25, NOW
    )
    assert [((*session.lead_ids,), session.opens_at) for session in planned] == [
        ((1,), NOW),
        ((2,), NOW + timedelta(hours=6.5)),
    ]


def test_of_equal_priority_one_list_and_one_region_stand_together_and_repeats_come_last() -> None:
    fair_ohio, fair_texas = Mark(1, False, "US-OH", ""), Mark(1, False, "US-TX", "")
    again, homes = Mark(1, True, "US-OH", ""), Mark(2, False, "US-OH", "")
    span = _in_hours(0, 8)
    alike = [
        LeadGroup(span, 0, homes, [1, 9]),
        LeadGroup(span, 0, again, [2]),
        LeadGroup(span, 0, fair_texas, [3, 8]),
        LeadGroup(span, 0, fair_ohio, [7, 4]),
        LeadGroup(span, 5, homes, [6]),
    ]
    planned = split_leads(alike, 2, NOW)
    assert [(*session.lead_ids,) for session in planned] == [(6, 4), (7, 3), (8, 2), (1, 9)]


@pytest.mark.parametrize(
    ("count", "hours", "others", "sizes"),
    [
        (1, (0, 1.5), 25, [26]),  # an hour and a half: time for a session of 25
        (2, (0, 1.5), 25, [27]),
        (3, (-8, 1.5), 25, [3, 25]),
        (1, (-8, 1), 25, [1, 25]),
        (1, (6.5, 15), 50, [25, 26]),
        (1, (6.5, 15), 25, [1, 25]),  # whom one may call now does not wait for the evening
    ],
)
def test_one_or_two_join_neighbours_where_the_time_in_common_is_enough_for_one_go(
    count: int, hours: tuple[float, float], others: int, sizes: list[int]
) -> None:
    span_of = {1: _in_hours(0, 8), 2: _in_hours(*hours)}
    leads = [*((n, 1, 0) for n in range(others)), *((n, 2, 0) for n in range(100, 100 + count))]
    planned = split_leads(_alike(leads, span_of), 25, NOW)
    assert sorted(len(session.lead_ids) for session in planned) == sizes
    assert sum(session.opens_at <= NOW for session in planned) >= others // 25 - (others > 25)
