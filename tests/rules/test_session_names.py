from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from console.rules.shift.session_names import (
    audience_name,
    difference_in,
    name_session,
    name_sessions,
    place_and_time_in,
)
from console.rules.shift.session_plan import Mark, PlannedSession
from console.rules.times.zone_names import zone_name

NOON_UTC = datetime(2026, 11, 18, 18, 0, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zones", "at", "name"),
    [
        (["America/Denver"], NOON_UTC, "Mountain noon"),
        (["America/Boise", "America/Denver"], NOON_UTC, "Mountain noon"),
        (["America/Los_Angeles", "America/New_York"], NOON_UTC, "Eastern noon to Pacific morning"),
        (["America/Los_Angeles"], SUMMER, "Pacific morning"),
        (["Pacific/Honolulu", "America/Los_Angeles"], NOON_UTC, "Pacific to Hawaii morning"),
        (["Europe/London"], NOON_UTC, "London evening"),
        (["Australia/Broken_Hill"], NOON_UTC, "Broken Hill night"),
        ([], NOON_UTC, "Anywhere"),
    ],
)
def test_a_session_is_named_by_where_and_when_it_is_worked(
    zones: list[str], at: datetime, name: str
) -> None:
    assert name_session(zones, at) == name


LISTS = {1: "Fair", 2: "Homes", 3: "\x1b[31mVery long " + "x" * 40}
EASTERN, PACIFIC = "America/New_York", "America/Los_Angeles"


def _session(*marks: Mark) -> PlannedSession:
    return PlannedSession([1], frozenset(marks), NOON_UTC, NOON_UTC + timedelta(hours=4))


def _mark(
    list_id: int = 1, region: str = "US-OH", zone: str = EASTERN, *, again: bool = False
) -> Mark:
    return Mark(list_id, again, region, zone)


def _named(sessions: Iterable[Iterable[Mark]], always: str = "") -> list[str]:
    return name_sessions([_session(*marks) for marks in sessions], LISTS, always)


def test_a_session_alone_or_among_its_like_is_named_by_place_and_time_only() -> None:
    assert _named([[_mark()], [_mark()], [_mark(2, "US-CA", PACIFIC)]]) == [
        "Eastern noon",
        "Eastern noon",
        "Pacific morning",
    ]


@pytest.mark.parametrize(
    ("sessions", "told"),
    [
        ([[_mark(1)], [_mark(2)]], ["Fair", "Homes"]),
        ([[_mark(1)], [_mark(1), _mark(2)]], ["Fair", "Fair and Homes"]),
        ([[_mark(1)], [_mark(1), _mark(2), _mark(3)]], ["Fair", "3 lists"]),
        ([[_mark(region="US-OH")], [_mark(region="US-NY")]], ["Ohio", "New York"]),
        (
            [[_mark(region="US-MI"), _mark(region="US-NY"), _mark(region="US-OH")], [_mark()]],
            ["Michigan to Ohio", "Ohio"],
        ),
        (
            [[_mark(region="US-MI"), _mark(region="US-OH")], [_mark()]],
            ["Michigan and Ohio", "Ohio"],
        ),
        ([[_mark(region="")], [_mark()]], ["", "Ohio"]),
        ([[_mark()], [_mark(again=True)]], ["first call", "called before"]),
        ([[_mark()], [_mark(), _mark(again=True)]], ["first call", ""]),
        (
            [[_mark(1, "US-NY")], [_mark(2, again=True)]],
            ["Fair, New York, first call", "Homes, Ohio, called before"],
        ),
        ([[_mark(3)], [_mark(1)]], ["[31mVery long xxxxxxxxxxxxxxxxx…", "Fair"]),
    ],
)
def test_neighbours_are_told_apart_by_what_they_do_not_share(
    sessions: list[list[Mark]], told: list[str]
) -> None:
    names = _named(sessions)
    assert [difference_in(name) for name in names] == told
    assert {place_and_time_in(name) for name in names} == {"Eastern noon"}


def test_a_plan_of_some_alone_says_of_whom() -> None:
    assert (
        _named([[_mark()], [_mark(2)]], audience_name("Fair", "@rich"))
        == ["Eastern noon · Fair @rich"] * 2
    )
    assert audience_name(None, "income >= 100k") == ""
    assert audience_name(None, "") == ""


def test_a_zone_has_the_name_of_those_whose_clock_it_shares() -> None:
    winter, summer = NOON_UTC, NOON_UTC.replace(month=7)
    assert zone_name("America/Phoenix", winter) == "Mountain"
    assert zone_name("America/Phoenix", summer) == "Phoenix"
    assert zone_name("America/Boise", summer) == "Mountain"
    assert zone_name("America/Havana", winter) == "Havana"
    assert zone_name("Europe/London", winter) == "London"
