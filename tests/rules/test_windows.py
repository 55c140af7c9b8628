"""Local hours as spans of universal time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfoNotFoundError, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.rules.times.windows import (
    DAY,
    instant_of,
    intersect,
    load_zone,
    local_day,
    merge,
    offset_at,
    offsets_on,
    second_of,
    span_at,
)

spans = st.lists(
    st.tuples(st.integers(0, 100), st.integers(0, 100)).map(lambda ends: (min(ends), max(ends))),
    max_size=6,
).map(merge)


def test_zones_come_from_the_package_and_not_from_the_operating_system() -> None:
    """Alberta and Manitoba keep new time since November 2026, which older copies do not know."""
    winter = datetime(2026, 12, 15, 12, tzinfo=UTC)
    assert winter.astimezone(load_zone("America/Edmonton")).utcoffset() == timedelta(hours=-6)
    assert winter.astimezone(load_zone("America/Winnipeg")).utcoffset() == timedelta(hours=-5)


@pytest.mark.parametrize(
    "name", ["Mars/Olympus", "", "../zones", "America/../America/Denver", "America"]
)
def test_a_zone_that_is_not_in_the_data_is_refused(name: str) -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        load_zone(name)


@pytest.mark.parametrize(
    ("zone", "day", "stretches"),
    [
        ("America/New_York", "2027-03-14", [(0, 7, -5), (7, 24, -4)]),
        ("America/New_York", "2027-11-07", [(0, 6, -4), (6, 24, -5)]),
        ("America/New_York", "2027-07-01", [(0, 24, -4)]),
        ("Australia/Lord_Howe", "2027-04-03", [(0, 15, 11), (15, 24, 10.5)]),
        ("America/Phoenix", "2027-03-14", [(0, 24, -7)]),
    ],
)
def test_a_day_is_cut_where_the_clock_changes(
    zone: str, day: str, stretches: list[tuple[float, float, float]]
) -> None:
    utc_day = second_of(datetime.fromisoformat(f"{day}T00:00Z")) // DAY
    assert [
        ((start - utc_day * DAY) / 3600, (end - utc_day * DAY) / 3600, offset / 3600)
        for start, end, offset in offsets_on(zone, utc_day)
    ] == stretches


@pytest.mark.long
def test_no_zone_changes_its_clock_twice_in_one_day_in_the_years_asked_about() -> None:
    """What `offsets_on` relies on: with one change a day, both halves are constant."""
    for zone in sorted(available_timezones()):
        for year in (2026, 2027):
            start = second_of(datetime(year, 1, 1, tzinfo=UTC))
            offsets = [offset_at(zone, start + half * DAY // 2) for half in range(2 * 366)]
            changes = [i for i, (row, next_) in enumerate(pairwise(offsets)) if row != next_]
            assert all(later - earlier > 2 for earlier, later in pairwise(changes))


def test_the_day_is_the_one_on_the_clock_there() -> None:
    noon = second_of(datetime(2026, 12, 9, 12, tzinfo=UTC))
    assert local_day("Pacific/Kiritimati", noon) == local_day("UTC", noon) + 1
    assert local_day("Pacific/Pago_Pago", noon) == local_day("UTC", noon)


@given(st.integers(0, 4_000_000_000_000_000))
def test_a_second_is_the_one_that_contains_the_instant(micro: int) -> None:
    instant = datetime(1971, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro)
    assert instant_of(second_of(instant)) == instant.replace(microsecond=0)


@given(spans, spans, st.integers(-1, 101))
def test_what_lies_in_both_is_what_lies_in_each(
    some: tuple[tuple[int, int], ...], others: tuple[tuple[int, int], ...], at: int
) -> None:
    both = intersect(some, others)
    inside = span_at(some, at) is not None and span_at(others, at) is not None
    assert (span_at(both, at) is not None) is inside
    assert merge(both) == both
