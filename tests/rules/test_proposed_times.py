"""Times to ring back are proposed where they may ring and where the agent works."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from console.rules.times.day_parts import Span
from console.rules.times.proposed_times import propose
from console.rules.times.working_hours import read_hours

NOON = datetime(2026, 11, 30, 19, 21, tzinfo=UTC)
"""A Monday, 12:21 in Phoenix and 14:21 in New York."""

PHOENIX = "America/Phoenix"


def days_open(opens: int, closes: int, now: datetime = NOON, days: int = 8) -> list[Span]:
    """Return open spans of the coming days, at hours of Phoenix, which is 7 h behind UTC."""
    midnight = datetime.combine(now.date(), time(7), UTC)
    spans = [
        (midnight + timedelta(days=day, hours=opens), midnight + timedelta(days=day, hours=closes))
        for day in range(days)
    ]
    return [(max(start, now), end) for start, end in spans if end > now]


def proposed(
    spans: Sequence[Span], now: datetime = NOON, hours: str = "", zone: str = PHOENIX
) -> list[str]:
    own = read_hours(hours, "America/New_York") if hours else None
    own_spans = own.spans(now, now + timedelta(days=8)) if own else None
    clock = timedelta(hours=7) if zone == PHOENIX else timedelta()
    return [
        f"{proposal.words} {proposal.at - clock:%a %H:%M}"
        for proposal in propose(now, zone, spans, own_spans, lambda _: True)
    ]


def test_five_times_are_proposed_the_earliest_first() -> None:
    assert proposed(days_open(8, 21)) == [
        "in two hours Mon 14:30",
        "end of their day Mon 17:30",
        "tomorrow morning Tue 10:00",
        "tomorrow, as now Tue 12:30",
        "in a week Mon 12:30",
    ]


def test_every_time_is_in_callable_hours_and_others_fill_up() -> None:
    assert proposed(days_open(9, 12)) == [
        "tomorrow morning Tue 10:00",
        "Wed morning Wed 10:00",
        "Thu morning Thu 10:00",
        "Fri morning Fri 10:00",
        "Sat morning Sat 10:00",
    ]
    assert proposed(days_open(14, 16))[0] == "in two hours Mon 14:30"
    assert proposed(days_open(11, 13))[0] == "tomorrow morning Tue 11:00"


def test_the_end_of_their_day_comes_earlier_where_they_close_earlier() -> None:
    assert "end of their day Mon 16:30" in proposed(days_open(8, 17))


def test_times_are_inside_the_agents_own_hours_if_any_is() -> None:
    # 9 to 17 in New York is 7 to 15 in Phoenix.
    times = proposed(days_open(8, 21), hours="mon-fri 9-17")
    assert times[:2] == ["in two hours Mon 14:30", "tomorrow morning Tue 10:00"]
    assert all("09:00" <= time[-5:] < "15:00" for time in times)
    assert not any(" Sat " in time or " Sun " in time for time in times)


def test_times_outside_the_agents_hours_are_proposed_if_none_is_inside() -> None:
    assert proposed(days_open(17, 20), hours="mon-fri 9-12")[0] == "end of their day Mon 17:30"


def test_a_time_that_lists_or_caps_forbid_is_not_proposed() -> None:
    tuesday = datetime(2026, 12, 1, 7, tzinfo=UTC)
    times = propose(NOON, PHOENIX, days_open(8, 21), None, lambda at: at >= tuesday)
    assert len(times) == 5
    assert times[0].words == "tomorrow morning"


def test_where_nobody_may_ring_nothing_is_proposed() -> None:
    assert proposed([]) == []
    assert proposed(days_open(8, 21, days=1), now=NOON + timedelta(hours=8, minutes=30)) == []


def test_half_hours_are_those_of_their_clock() -> None:
    # In Kathmandu it is 01:06, as its clock is 5:45 ahead of UTC.
    always = [(NOON, NOON + timedelta(days=8))]
    times = propose(NOON, "Asia/Kathmandu", always, None, lambda _: True)
    assert f"{times[0].at + timedelta(hours=5, minutes=45):%H:%M}" == "03:30"
