from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from console.rules.shift.session_name_parts import numbered, people_in, places_in, shorter_names
from console.rules.shift.session_names import (
    audience_name,
    name_sessions,
    places_name,
)
from console.rules.shift.session_plan import Mark, PlannedSession
from console.rules.times.windows import zone_name

NOON_UTC = datetime(2026, 11, 18, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zones", "name"),
    [
        (["America/Denver"], "Mountain"),
        (["America/Boise", "America/Denver"], "Mountain"),
        (["America/Los_Angeles", "America/New_York"], "Eastern & Pacific"),
        (
            ["America/Chicago", "America/Los_Angeles", "America/New_York"],
            "Eastern, Central & Pacific",
        ),
        (
            ["Pacific/Honolulu", "America/Chicago", "Pacific/Guam", "Europe/London"],
            "Central, Hawaii & 2 more",
        ),
        (["Europe/Berlin", "Europe/Amsterdam"], "Berlin"),
        (["Australia/Broken_Hill"], "Broken Hill"),
        ([], "Anywhere"),
    ],
)
def test_places_are_named_from_east_to_west_and_of_many_those_with_most_leads(
    zones: list[str], name: str
) -> None:
    assert places_name(zones, NOON_UTC) == name


LISTS = {1: "Fair", 2: "Homes", 3: "\x1b[31mVery long " + "x" * 40}
EASTERN, PACIFIC = "America/New_York", "America/Los_Angeles"


def _session(*marks: Mark) -> PlannedSession:
    zones = tuple(dict.fromkeys(mark.zone for mark in marks))
    closes_at = NOON_UTC + timedelta(hours=4)
    return PlannedSession([1], frozenset(marks), NOON_UTC, closes_at, zones=zones)


def _mark(
    list_id: int = 1, region: str = "US-OH", zone: str = EASTERN, *, again: bool = False
) -> Mark:
    return Mark(list_id, again, region, zone)


def _named(sessions: Iterable[Iterable[Mark]], audience: str = "") -> list[str]:
    return name_sessions([_session(*marks) for marks in sessions], LISTS, audience)


def test_a_session_is_named_by_who_is_in_it_and_where() -> None:
    assert _named([[_mark()], [_mark()], [_mark(2, "US-CA", PACIFIC)]]) == [
        "Fair · Eastern",
        "Fair · Eastern",
        "Homes · Pacific",
    ]


@pytest.mark.parametrize(
    ("sessions", "people"),
    [
        ([[_mark(1)], [_mark(2)]], ["Fair", "Homes"]),
        ([[_mark(1)], [_mark(1), _mark(2)]], ["Fair", "Fair and Homes"]),
        ([[_mark(1)], [_mark(1), _mark(2), _mark(3)]], ["Fair", "3 lists"]),
        ([[_mark(region="US-OH")], [_mark(region="US-NY")]], ["Fair · Ohio", "Fair · New York"]),
        (
            [[_mark(region="US-MI"), _mark(region="US-NY"), _mark(region="US-OH")], [_mark()]],
            ["Fair · MI & 2 more", "Fair · Ohio"],
        ),
        (
            [[_mark(region="US-MI"), _mark(region="US-OH")], [_mark()]],
            ["Fair · MI, OH", "Fair · Ohio"],
        ),
        ([[_mark(region="")], [_mark()]], ["Fair", "Fair · Ohio"]),
        ([[_mark()], [_mark(again=True)]], ["Fair · first call", "Fair · called before"]),
        ([[_mark()], [_mark(), _mark(again=True)]], ["Fair · first call", "Fair"]),
        (
            [[_mark(1, "US-NY")], [_mark(2, again=True)]],
            ["Fair · first call · New York", "Homes · called before · Ohio"],
        ),
        ([[_mark(3)], [_mark(1)]], ["[31mVery long xxxxxxxxxxxxxxxxx…", "Fair"]),
    ],
)
def test_sessions_of_the_same_places_say_what_they_do_not_share(
    sessions: list[list[Mark]], people: list[str]
) -> None:
    names = _named(sessions)
    assert [people_in(name) for name in names] == people
    assert {places_in(name) for name in names} == {"Eastern"}


def test_the_list_and_the_number_stay_when_a_name_gets_shorter() -> None:
    name = numbered("Clinics · first call · DC & 4 more · Eastern", 4, 32)
    assert list(shorter_names(name)) == [
        "Clinics 4/32 · first call · DC & 4 more · Eastern",
        "Clinics 4/32 · first call · Eastern",
        "Clinics 4/32 · Eastern",
        "Clinics 4/32",
    ]
    assert numbered("Clinics · Eastern", 1, 1) == "Clinics · Eastern"


def test_a_plan_of_some_says_of_whom() -> None:
    assert (
        _named([[_mark()], [_mark(2)]], audience_name("Fair", "@rich"))
        == ["Fair @rich · Eastern"] * 2
    )
    assert audience_name(None, "income >= 100k") == ""
    assert audience_name(None, "") == ""


def test_a_zone_has_the_name_of_those_whose_clock_it_shares() -> None:
    winter, summer = NOON_UTC, NOON_UTC.replace(month=7)
    assert zone_name("America/Phoenix", winter) == "Phoenix"
    assert zone_name("America/Phoenix", summer) == "Phoenix"
    assert zone_name("America/Vancouver", winter) == "Vancouver"  # Denver's clock, since 2026
    assert zone_name("America/Boise", summer) == "Mountain"
    assert zone_name("America/Havana", winter) == "Havana"
    assert zone_name("Europe/London", winter) == "London"
