"""Lists of holidays: the words of statutes, the days they mean, the package beside them."""

from datetime import date

import holidays as package
import pytest
from dateutil.easter import easter

from console.rules.law.quiet_days import (
    DatedDay,
    HolidayList,
    QuietDay,
    date_of,
    days_of,
    easter_of,
)
from console.rules.law.statutes import holiday_list, holiday_lists

EASTERS = {
    2019: date(2019, 4, 21),
    2024: date(2024, 3, 31),
    2026: date(2026, 4, 5),
    2027: date(2027, 3, 28),
    2030: date(2030, 4, 21),
    2035: date(2035, 3, 25),
}


@pytest.mark.parametrize(("year", "day"), EASTERS.items())
def test_easter_falls_where_the_almanac_says(year: int, day: date) -> None:
    assert easter_of(year) == day


def test_easter_is_that_of_another_reckoning_in_every_year_of_the_calendar() -> None:
    years = range(1583, 4100)
    assert [easter_of(year) for year in years] == [easter(year) for year in years]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("25 December", date(2027, 12, 25)),
        ("third Monday of January", date(2027, 1, 18)),
        ("last Monday of May", date(2027, 5, 31)),
        ("last Friday of November", date(2027, 11, 26)),
        ("last Sunday of October", date(2027, 10, 31)),
        ("fourth Thursday of November", date(2027, 11, 25)),
        ("1 day after fourth Thursday of November", date(2027, 11, 26)),
        ("1 day after first Monday of November", date(2027, 11, 2)),
        ("47 days before Easter", date(2027, 2, 9)),
        ("Monday that 19 June moves to", date(2027, 6, 21)),
    ],
)
def test_a_statutes_words_mean_a_day(words: str, day: date) -> None:
    assert date_of(words, 2027) == day


@pytest.mark.parametrize(
    ("year", "monday"),
    [(2025, 16), (2026, 15), (2028, 19), (2029, 18), (2030, 17), (2032, 21), (2033, 20)],
)
def test_utahs_juneteenth_moves_to_the_monday_the_code_names(year: int, monday: int) -> None:
    assert date_of("Monday that 19 June moves to", year) == date(year, 6, monday)


@pytest.mark.parametrize(
    "words", ["the day after", "fifth Monday of May", "40 Smarch", "first Monday of Smarch"]
)
def test_words_that_name_no_day_are_refused(words: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        date_of(words, 2027)


def test_a_weekend_holiday_bars_its_day_and_the_day_it_moves_to() -> None:
    quiet = HolidayList(
        id="x",
        name="x",
        covers=(2020, 2030),
        days=(QuietDay("New Year's Day", "1 January"),),
        observed={"sat": [-1, 2], "sun": [1]},
    )
    assert sorted(days_of(quiet, 2022)) == [date(2022, 1, 1), date(2022, 1, 3)]
    assert sorted(days_of(quiet, 2021)) == [date(2021, 1, 1), date(2021, 12, 31)]
    assert quiet.name_on(date(2021, 12, 31)) == "New Year's Day (observed)"


def test_a_holiday_at_the_end_of_a_year_moves_into_the_next() -> None:
    quiet = HolidayList(
        id="x",
        name="x",
        covers=(2020, 2030),
        days=(QuietDay("New Year's Eve", "31 December"),),
        observed={"sun": [1]},
    )
    assert quiet.name_on(date(2024, 1, 1)) == "New Year's Eve (observed)"
    assert sorted(days_of(quiet, 2023)) == [date(2023, 12, 31)]


def test_a_proclaimed_day_is_a_holiday_of_its_date_alone() -> None:
    dated = (DatedDay(date(2027, 1, 4), "Day of mourning"),)
    quiet = HolidayList(id="x", name="x", covers=(2020, 2030), dated=dated)
    assert quiet.name_on(date(2027, 1, 4)) == "Day of mourning"
    assert quiet.name_on(date(2026, 1, 4)) is None


def test_a_day_of_even_years_and_a_day_that_began_are_not_in_the_others() -> None:
    island = holiday_list("US-RI holidays")
    assert island.name_on(date(2026, 11, 3)) == "Election Day"
    assert island.name_on(date(2027, 11, 2)) is None
    assert island.name_on(date(2020, 6, 19)) is None
    assert island.name_on(date(2022, 6, 20)) == "Juneteenth (observed)"


def test_every_list_says_what_it_covers_and_from_what() -> None:
    for quiet in holiday_lists().values():
        assert quiet.covers[0] < 2026 < quiet.covers[1]
        assert quiet.citation
        assert quiet.source
        assert not quiet.is_known(quiet.covers[1] + 1)
        assert not quiet.is_known(quiet.covers[0] - 1)
        assert days_of(quiet, 2027)


@pytest.mark.parametrize(
    ("name", "country", "state"),
    [
        ("FR holidays", "FR", None),
        ("ES holidays", "ES", None),
        ("IT holidays", "IT", None),
        ("BR holidays", "BR", None),
        ("CA-BC holidays", "CA", "BC"),
        ("AU holidays", "AU", None),
    ],
)
def test_where_the_package_is_used_its_days_are_all_barred(
    name: str, country: str, state: str | None
) -> None:
    theirs = package.country_holidays(country, subdiv=state, years=2027)
    assert set(theirs) <= set(days_of(holiday_list(name), 2027))


# What the package has that the statute's list lacks, and the other way round, in 2027.
DIFFERENCES: dict[str, tuple[set[str], set[str]]] = {
    "AL": (set(), {"Mardi Gras"}),
    "LA": (
        {"Washington's Birthday"},
        {"Battle of New Orleans", "Robert E. Lee Day", "All Saints' Day", "Day after Thanksgiving"},
    ),
    "PA": (set(), {"Good Friday", "Flag Day", "Election Day"}),
    "RI": (
        set(),
        {"Rhode Island Independence Day", "Juneteenth (observed)", "Christmas Day (observed)"},
    ),
    "UT": (set(), {"Good Friday", "Juneteenth (observed)"}),
}


@pytest.mark.parametrize("state", DIFFERENCES)
def test_the_statutes_lists_differ_from_the_package_where_we_say(state: str) -> None:
    ours = days_of(holiday_list(f"US-{state} holidays"), 2027)
    theirs = package.country_holidays("US", subdiv=state, years=2027)
    extra, missing = DIFFERENCES[state]
    lacking = {theirs[day].replace(" (observed)", "") for day in theirs if day not in ours}
    assert lacking == extra
    assert {ours[day] for day in ours if day not in theirs} == missing
