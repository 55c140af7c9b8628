"""The day of a shown number, by its own clock and across clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from console.rules.places.regions import list_country_zones
from console.rules.verdict.shown_numbers import day_began, last_midnight

ZONES = sorted({zone for zones in list_country_zones().values() for zone in zones})
MOMENT = timedelta(microseconds=1)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
INSTANTS = st.timedeltas(timedelta(), timedelta(days=1100)).map(lambda since: FIRST + since)


@given(st.sampled_from(ZONES), INSTANTS)
def test_a_day_begins_with_its_first_instant_and_has_one_date(zone: str, now: datetime) -> None:
    began, clock = last_midnight([zone], now), ZoneInfo(zone)
    assert began <= now
    today = now.astimezone(clock).date()
    assert began.astimezone(clock).date() == today
    assert (began - MOMENT).astimezone(clock).date() < today
    assert now - began < timedelta(hours=25)
    # The counts of dials are by quarter of an hour, so no quarter may belong to two days.
    assert (began - FIRST) % timedelta(minutes=15) == timedelta(0)


@given(st.lists(st.sampled_from(ZONES), min_size=1, max_size=3), INSTANTS)
def test_of_several_zones_a_day_ends_where_it_ends_last(zones: list[str], now: datetime) -> None:
    began = last_midnight(zones, now)
    dates = {now.astimezone(ZoneInfo(zone)).date() for zone in zones}
    assert any(began.astimezone(ZoneInfo(zone)).date() == min(dates) for zone in zones)
    assert began in {last_midnight([zone], now) for zone in zones}


def at(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_the_day_is_that_of_the_numbers_area_code() -> None:
    evening = at("2026-11-18 19:30", "America/New_York")  # already tomorrow by UTC
    assert day_began("+12125550100", "US", evening) == at("2026-11-18", "America/New_York")
    assert day_began("+442079460100", "US", evening) == at("2026-11-19", "Europe/London")
    # Idaho has two zones: the day of Boise is over, that of the Pacific part is not.
    after_midnight = at("2026-11-19 00:30", "America/Boise")
    assert day_began("+12085550100", "US", after_midnight) == at(
        "2026-11-18", "America/Los_Angeles"
    )


def test_a_toll_free_number_has_the_day_of_the_home_country() -> None:
    noon = at("2026-11-18 12:00", "America/New_York")
    assert day_began("+18005550100", "US", noon) == at("2026-11-18", "Pacific/Honolulu")
    assert day_began("+448005550100", "GB", noon) == at("2026-11-18", "Europe/London")
    assert day_began("+18005550100", "XX", noon) == at("2026-11-18", "UTC")


def test_a_day_of_a_clock_change_has_23_or_25_hours() -> None:
    for day, hours in (("2026-03-08", 23), ("2026-11-01", 25)):
        began = at(day, "America/New_York")
        last = began + timedelta(hours=hours) - MOMENT
        assert day_began("+12125550100", "US", last) == began
        assert day_began("+12125550100", "US", last + MOMENT) == last + MOMENT
