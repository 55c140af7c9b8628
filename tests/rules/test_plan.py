"""Every lead is placed once, in a session whose leads share a span."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from console.rules.plan import COMMON_SPAN, split

NOW = datetime(2026, 11, 18, 18, 0, tzinfo=UTC)

spans = st.tuples(st.integers(0, 48), st.integers(2, 14)).map(
    lambda hours: (
        NOW + timedelta(hours=hours[0]),
        NOW + timedelta(hours=hours[0] + hours[1]),
    )
)


@given(st.dictionaries(st.integers(1, 20), spans, max_size=12), st.data(), st.integers(1, 30))
def test_every_lead_with_a_span_is_planned_once_and_inside_it(
    span_of: dict[int, tuple[datetime, datetime]], data: st.DataObject, size: int
) -> None:
    places = data.draw(st.lists(st.integers(1, 25), max_size=120))
    leads = list(enumerate(sorted(places)))
    planned = split(leads, span_of, size, NOW)
    placed = [lead_id for one in planned for lead_id in one.lead_ids]
    place_of = dict(leads)
    assert sorted(placed) == [lead_id for lead_id, place_id in leads if place_id in span_of]
    for one in planned:
        assert len(one.lead_ids) <= size
        assert one.closes_at - one.opens_at >= COMMON_SPAN
        for lead_id in one.lead_ids:
            opens_at, closes_at = span_of[place_of[lead_id]]
            assert opens_at <= one.opens_at < one.closes_at <= closes_at


def test_open_spans_that_close_soonest_are_worked_first() -> None:
    span_of = {
        1: (NOW + timedelta(hours=3), NOW + timedelta(hours=9)),
        2: (NOW - timedelta(hours=4), NOW + timedelta(hours=8)),
        3: (NOW - timedelta(hours=9), NOW + timedelta(hours=1)),
    }
    planned = split([(10, 1), (20, 2), (30, 3)], span_of, 1, NOW)
    assert [one.lead_ids for one in planned] == [(30,), (20,), (10,)]


def test_a_place_that_closes_within_minutes_does_not_hurry_the_others() -> None:
    span_of = {
        1: (NOW, NOW + timedelta(minutes=30)),
        2: (NOW, NOW + timedelta(hours=6)),
    }
    planned = split([(10, 1), (20, 2)], span_of, 25, NOW)
    assert [(one.lead_ids, one.closes_at - NOW) for one in planned] == [
        ((10,), timedelta(minutes=30)),
        ((20,), timedelta(hours=6)),
    ]


def test_fifty_one_leads_by_twenty_five_make_three_even_sessions() -> None:
    span_of = {1: (NOW, NOW + timedelta(hours=8))}
    planned = split([(n, 1) for n in range(51)], span_of, 25, NOW)
    assert [len(one.lead_ids) for one in planned] == [17, 17, 17]
