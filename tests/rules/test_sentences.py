"""Times as sentences say them, and when they say that it opens."""

import pytest
from msgspec.structs import replace

from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from console.rules.values import Standing
from console.rules.verdict.sentences import say_clock, say_period
from db.enums import LeadKind
from tests.rules.law_cases import ask, local, place_in


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "00:00"),
        (9 * 3600 + 30 * 60, "09:30"),
        (20 * 3600 + 59 * 60 + 59, "20:59:59"),
        (24 * 3600, "24:00"),
    ],
)
def test_a_time_of_day_is_said_to_the_minute_and_to_the_second_where_it_has_one(
    seconds: int, said: str
) -> None:
    assert say_clock(seconds) == said


@pytest.mark.parametrize(("hours", "said"), [(24, "24 hours"), (48, "48 hours"), (49, "2 days")])
def test_a_period_of_more_than_two_days_is_said_in_days(hours: int, said: str) -> None:
    assert say_period(hours) == said


def first_sentence(phone: str, region: str, at: str, zone: str) -> str:
    place = find_place(read_phone(phone), region=region, kind=LeadKind.BUSINESS)
    return ask(place, local(at, zone)).reasons[0].text


def test_an_opening_that_another_clock_decides_names_its_city() -> None:
    """Boise's area code reaches into the Pacific zone, where it is an hour earlier."""
    text = first_sentence("(208) 555-0147", "", "2026-11-27 07:00", "America/Boise")
    assert text.endswith("at 09:00 there, when it is 08:00 in Los Angeles, where they may be too.")
    assert "Los Angeles" not in first_sentence(
        "(602) 555-0147", "AZ", "2026-11-27 07:00", "America/Phoenix"
    )


def test_a_holiday_opens_with_the_hours_of_the_day_after_it_and_not_at_midnight() -> None:
    text = first_sentence("(215) 555-0147", "PA", "2026-11-27 21:10", "America/New_York")
    assert "a holiday there today. It opens on Saturday 28 November at 09:00 there." in text


def test_the_first_reason_is_the_one_that_decides_when_the_call_may_be_made() -> None:
    """A Texas phone of somebody in Kentucky: Texas opens at 9, Kentucky at 10."""
    place = place_in("US-TX", "US-KY", zones=("America/Chicago",))
    verdict = ask(place, local("2026-12-02 07:30", "America/Chicago"))
    assert verdict.opens_at == local("2026-12-02 10:00", "America/Chicago")
    assert [reason.rule for reason in verdict.reasons] == ["US-KY/hours", "US-TX/hours", "US/hours"]


@pytest.mark.parametrize(
    ("history", "first"),
    [
        (Standing(rests_until=local("2026-12-05 03:00", "America/New_York")), "cool_down"),
        (Standing(rests_until=local("2026-12-03 07:00", "America/New_York")), "hours"),
        (Standing(dials=(local("2026-12-02 19:50", "America/New_York"),) * 3), "cap"),
        (Standing(callback_at=local("2026-12-04 15:00", "America/New_York")), "callback"),
        (Standing(held_by="ann"), "hours"),
    ],
)
def test_a_rest_that_ends_after_the_hours_begin_comes_before_them(
    history: Standing, first: str
) -> None:
    verdict = ask(
        place_in("US-FL"),
        local("2026-12-02 20:30", "America/New_York"),
        standing=replace(history, lists_checked=False),
    )
    assert verdict.reasons[0].code == first


def test_a_holiday_opens_when_its_sentence_says() -> None:
    verdict = ask(place_in("US-PA"), local("2026-11-26 12:00", "America/New_York"))
    (holiday,) = verdict.reasons
    assert "It opens on Saturday 28 November at 09:00 there." in holiday.text
    assert holiday.opens_at == local("2026-11-28 09:00", "America/New_York")


def test_the_bar_that_ends_last_opens_when_the_other_rules_allow_the_call_too() -> None:
    """Alabama's Sunday ends at 8 on Monday by Chicago's clock, where Kentucky opens at 10."""
    place = place_in("US-AL", "US-KY", zones=("America/Kentucky/Louisville", "America/Chicago"))
    verdict = ask(place, local("2026-12-06 10:30", "America/Kentucky/Louisville"))
    assert verdict.opens_at == local("2026-12-07 10:00", "America/Chicago")
    sunday, hours = verdict.reasons
    assert sunday.opens_at == verdict.opens_at
    assert sunday.text.endswith(
        "on Monday 7 December at 11:00 there, when it is 10:00 in Chicago, where they may be too."
    )
    assert hours.opens_at == local("2026-12-06 10:00", "America/Chicago")
