"""Working hours are read as people write them and told in instants."""

from datetime import UTC, datetime, time

import pytest

from console.rules.times.working_hours import WorkingHours, read_hours, within

NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("text", "opens", "closes", "days"),
    [
        ("9-17", time(9), time(17), range(7)),
        ("mon-fri 9:30-18", time(9, 30), time(18), range(5)),
        ("Sat 10-14:15", time(10), time(14, 15), [5]),
        ("fri-mon 22-6", time(22), time(6), [4, 5, 6, 0]),
        ("8-24", time(8), time(0), range(7)),
    ],
)
def test_hours_are_read(text: str, opens: time, closes: time, days: list[int]) -> None:
    assert read_hours(text, NEW_YORK) == WorkingHours(opens, closes, frozenset(days), NEW_YORK)


@pytest.mark.parametrize("text", ["", "9", "9-", "25-3", "9-17-20", "noon-5", "9:61-10", "mon 9"])
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_hours(text, NEW_YORK)


def test_hours_are_spans_on_the_agents_clock_through_a_change_of_it() -> None:
    hours = read_hours("fri-mon 9-17", NEW_YORK)
    friday = datetime(2026, 10, 30, 18, 0, tzinfo=UTC)
    assert hours.spans(friday, datetime(2026, 11, 2, 15, 0, tzinfo=UTC)) == [
        (friday, datetime(2026, 10, 30, 21, 0, tzinfo=UTC)),
        (datetime(2026, 10, 31, 13, 0, tzinfo=UTC), datetime(2026, 10, 31, 21, 0, tzinfo=UTC)),
        (datetime(2026, 11, 1, 14, 0, tzinfo=UTC), datetime(2026, 11, 1, 22, 0, tzinfo=UTC)),
        (datetime(2026, 11, 2, 14, 0, tzinfo=UTC), datetime(2026, 11, 2, 15, 0, tzinfo=UTC)),
    ]


def test_a_night_shift_ends_the_next_day() -> None:
    hours = read_hours("mon 22-6", "UTC")
    monday = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
    [shift] = hours.spans(monday, datetime(2026, 11, 18, tzinfo=UTC))
    assert shift == (monday.replace(hour=22), datetime(2026, 11, 17, 6, tzinfo=UTC))
    assert list(within([(shift[1], shift[1].replace(hour=9))], [shift])) == []
    early = datetime(2026, 11, 17, 1, tzinfo=UTC)
    assert list(within([(early, early.replace(hour=9))], [shift])) == [(early, shift[1])]
