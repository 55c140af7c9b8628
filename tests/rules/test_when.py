from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from console.rules.times.typed_times import WhenError, guess_of, read_when

NOW = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
"""Wednesday, 10:00 in Denver."""


def denver(text: str) -> str:
    return read_when(text, NOW, "America/Denver").isoformat(timespec="minutes")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("15:30", "2026-11-18T22:30+00:00"),
        ("3pm", "2026-11-18T22:00+00:00"),
        ("3 PM", "2026-11-18T22:00+00:00"),
        ("3:15 p.m.", "2026-11-18T22:15+00:00"),
        ("noon", "2026-11-18T19:00+00:00"),
        ("12am", "2026-11-19T07:00+00:00"),
        ("9am", "2026-11-19T16:00+00:00"),
        ("+2h", "2026-11-18T19:00+00:00"),
        ("+30m", "2026-11-18T17:30+00:00"),
        ("+1h30m", "2026-11-18T18:30+00:00"),
        ("in 20 minutes", "2026-11-18T17:20+00:00"),
        ("+3d", "2026-11-21T17:00+00:00"),
        ("+400d", "2027-12-23T17:00+00:00"),
        ("today 17:00", "2026-11-19T00:00+00:00"),
        ("tomorrow 10:00", "2026-11-19T17:00+00:00"),
        ("tom at 10:00", "2026-11-19T17:00+00:00"),
        ("tue 3pm", "2026-11-24T22:00+00:00"),
        ("3pm tuesday", "2026-11-24T22:00+00:00"),
        ("wed 3pm", "2026-11-18T22:00+00:00"),
        ("wed 9am", "2026-11-25T16:00+00:00"),
        ("2026-12-01 14:00", "2026-12-01T21:00+00:00"),
        ("1 dec 2pm", "2026-12-01T21:00+00:00"),
        ("Dec 1, 2 pm", "2026-12-01T21:00+00:00"),
        ("1st december 2026 at 14:00", "2026-12-01T21:00+00:00"),
        ("2 jan 9:00", "2027-01-02T16:00+00:00"),
        ("29 feb 2027 9:00", None),
        ("friday 3pm", "2026-11-20T22:00+00:00"),
        ("in 2 hours", "2026-11-18T19:00+00:00"),
        ("8:30 in the evening", "2026-11-19T03:30+00:00"),
        ("1 dec at 8 in the evening", "2026-12-02T03:00+00:00"),
        ("tonight at 8", "2026-11-19T03:00+00:00"),
        ("23", "2026-11-19T06:00+00:00"),
        ("in two hours", "2026-11-18T19:00+00:00"),
        ("in an hour and a half", "2026-11-18T18:30+00:00"),
        ("in half an hour", "2026-11-18T17:30+00:00"),
        ("in a couple of hours", "2026-11-18T19:00+00:00"),
        ("in a week", "2026-11-25T17:00+00:00"),
        ("in 1 day 2 hours", "2026-11-19T19:00+00:00"),
        ("in 2 weeks at 3pm", "2026-12-02T22:00+00:00"),
        ("3pm in a week", "2026-11-25T22:00+00:00"),
        ("day after tomorrow, noon", "2026-11-20T19:00+00:00"),
        ("next week tue 3pm", "2026-11-24T22:00+00:00"),
        ("friday next week 3pm", "2026-11-27T22:00+00:00"),
        ("3pm est", "2026-11-18T20:00+00:00"),
        ("fri 10am Pacific time", "2026-11-20T18:00+00:00"),
        ("tomorow 3pm", "2026-11-19T22:00+00:00"),
        ("wendesday 3pm", "2026-11-18T22:00+00:00"),
        ("15.12. 10 Uhr", "2026-12-15T17:00+00:00"),
        ("15.12. 10:00", "2026-12-15T17:00+00:00"),
        ("15.12.2026 10.30 Uhr", "2026-12-15T17:30+00:00"),
        ("5.1. 10:00", "2027-01-05T17:00+00:00"),
        ("9 dec 10 Uhr", "2026-12-09T17:00+00:00"),
        ("15/12 10:00", "2026-12-15T17:00+00:00"),
        ("12/15/2026 10:00", "2026-12-15T17:00+00:00"),
        ("12/12 10:00", "2026-12-12T17:00+00:00"),
        ("1530", "2026-11-18T22:30+00:00"),
        ("tomorrow 0930", "2026-11-19T16:30+00:00"),
        ("15 dec 1530", "2026-12-15T22:30+00:00"),
        ("15 dec 2026 1530", "2026-12-15T22:30+00:00"),
        ("15 dec 20:30", "2026-12-16T03:30+00:00"),
        ("2030", "2026-11-19T03:30+00:00"),
        ("18:30 UTC", "2026-11-18T18:30+00:00"),
    ],
)
def test_a_time_is_read_on_the_clock_of_the_person_called(text: str, meant: str | None) -> None:
    if meant is None:
        with pytest.raises(WhenError):
            denver(text)
    else:
        assert denver(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tomorrow at 3", "2026-11-19T22:00+00:00"),
        ("3", "2026-11-18T22:00+00:00"),
        ("at 9", "2026-11-19T16:00+00:00"),
        ("friday 8", "2026-11-20T15:00+00:00"),
        ("fri at 12", "2026-11-20T19:00+00:00"),
        ("tomorrow 3:30", "2026-11-19T22:30+00:00"),
        ("1 dec at 3", "2026-12-01T22:00+00:00"),
        ("15 dec 10", "2026-12-15T17:00+00:00"),
        ("dec 15th 3", "2026-12-15T22:00+00:00"),
        ("half past 3", "2026-11-18T22:30+00:00"),
        ("quarter to four", "2026-11-18T22:45+00:00"),
        ("wed quarter past one", "2026-11-18T20:15+00:00"),
    ],
)
def test_a_bare_hour_is_that_of_business_hours_and_known_for_a_guess(text: str, meant: str) -> None:
    assert denver(text) == meant
    assert guess_of(text) == "a guess: add am or pm"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tomorrow morning", "2026-11-19T17:00+00:00"),
        ("Wed morning", "2026-11-25T17:00+00:00"),
        ("this afternoon", "2026-11-18T22:00+00:00"),
        ("in a week, morning", "2026-11-25T17:00+00:00"),
        ("friday evening", "2026-11-21T01:00+00:00"),
        ("friday after lunch", "2026-11-20T22:00+00:00"),
        ("first thing tomorrow", "2026-11-19T17:00+00:00"),
        ("tomorrow first thing in the morning", "2026-11-19T17:00+00:00"),
        ("tonight", "2026-11-19T02:00+00:00"),
    ],
)
def test_a_part_of_the_day_is_an_hour_of_it_and_known_for_a_guess(text: str, meant: str) -> None:
    assert denver(text) == meant
    assert guess_of(text) == "a guess: name the hour"


def test_next_friday_is_that_of_next_week_and_known_for_a_guess() -> None:
    assert denver("next friday 3pm") == "2026-11-27T22:00+00:00"
    assert guess_of("next friday 3pm") == "a guess: next means next week"


def test_a_zone_that_two_countries_have_is_not_read() -> None:
    with pytest.raises(WhenError, match="Australia has"):
        read_when("3pm est", NOW, "Australia/Sydney")
    at = read_when("18:30 UTC", NOW, "Australia/Sydney")
    assert at == datetime(2026, 11, 18, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["15:30", "03:30", "3pm", "tomorrow at 3 in the afternoon", "23"])
def test_what_says_which_half_of_the_day_is_meant_is_no_guess(text: str) -> None:
    assert not guess_of(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "When?"),
        ("soon", "is not a time"),
        ("tue", "At what time"),
        ("24", "There is no 24:"),
        ("next week", "Which day of next week"),
        ("next month 3pm", "is not a day"),
        ("this morning", "has passed"),
        ("est", "is not a time"),
        ("end of day", "is not a time"),
        ("3pm in the morning", "is not a day"),
        ("15:00 in the morning", "There is no 15:00am"),
        ("at 3 at 4", "Two times"),
        ("25:00", "There is no 25:00"),
        ("24:00", "There is no 24:00"),
        ("10:60", "There is no 10:60"),
        ("13pm", "There is no 13pm"),
        ("0pm", "There is no 0pm"),
        ("10:00 11:00", "Two times"),
        ("12/1 14:00", "Which is the month"),
        ("15/13 14:00", "is not a day"),
        ("31.2. 14:00", "is not a day"),
        ("1 dec 26", "There is no 26:"),
        ("2460", "is not a time"),
        ("dec 15 2030", "At what time"),
        ("tomorrow 3pm my time", "on their clock, or name yours"),
        ("+2x", "How long"),
        ("+2h!", "How long"),
        ("+401d", "more than a year"),
        ("+", "How long"),
        ("+0m", "has passed"),
        ("today 9am", "has passed"),
        ("2026-11-17 9:00", "has passed"),
        ("2031-01-01 9:00", "more than a year"),
        ("blue 9:00", "is not a day"),
        ("31 feb 9:00", "is not a day"),
    ],
)
def test_what_is_no_time_says_what_to_write(text: str, sentence: str) -> None:
    with pytest.raises(WhenError, match=sentence):
        denver(text)


def test_a_time_that_daylight_saving_skips_is_the_later_instant() -> None:
    at = read_when("2026-03-08 2:30am", datetime(2026, 3, 1, tzinfo=UTC), "America/New_York")
    assert at == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_a_time_that_daylight_saving_repeats_is_the_later_instant() -> None:
    at = read_when("2026-11-01 1:30am", datetime(2026, 10, 1, tzinfo=UTC), "America/New_York")
    assert at == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@given(some.text(max_size=30))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        at = denver(text)
    except WhenError:
        return
    assert datetime.fromisoformat(at) >= NOW
