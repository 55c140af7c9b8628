"""The tables of countries whose clocks differ: whole, readable, and agreed with other data."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from phonenumbers.geodata import GEOCODE_DATA
from phonenumbers.tzdata import TIMEZONE_DATA

from console.rules.data.lands import LANDS
from console.rules.law.statutes import rules_of
from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from console.rules.places.regions import (
    LAND_CODES,
    TERRITORIES,
    find_region,
    list_country_zones,
    read_region,
)
from tests.rules.place_words import zones


def test_every_country_with_rules_and_clocks_that_differ_is_read() -> None:
    """Of the others each has one zone, or zones that keep the same time (Germany and Büsingen)."""
    several = {
        country
        for country, named in list_country_zones().items()
        if rules_of(country) and len({ZoneInfo(zone).key for zone in named}) > 1
    }
    assert several - LAND_CODES == {"AU", "CA", "DE", "US"}


@pytest.mark.parametrize("country", sorted(LAND_CODES))
def test_every_zone_of_a_country_can_be_reached_by_an_address(country: str) -> None:
    land = LANDS[country]
    reached = {zone for _, _, named in land.postal_ranges for zone in named}
    overseas = {zone for code in TERRITORIES for zone in list_country_zones()[code]}
    assert set(list_country_zones()[country]) - overseas <= reached
    by_region = {*land.zones, *(zone for named in land.region_zones.values() for zone in named)}
    assert by_region <= reached
    assert {zone for named in land.area_zones.values() for zone in named} <= reached


@pytest.mark.parametrize("country", sorted(LAND_CODES))
def test_every_region_is_read_by_its_code_and_by_each_of_its_names(country: str) -> None:
    for line in LANDS[country].names.splitlines():
        code, _, names = line.partition(" ")
        for name in (code, f"{country}-{code}", *names.split(" / ")):
            assert read_region(name, country) == f"{country}-{code}", name
        assert find_region(f"{country}-{code}") is not None
    assert set(LANDS[country].region_zones) <= {
        line.partition(" ")[0] for line in LANDS[country].names.splitlines()
    }


@pytest.mark.parametrize("country", ["BR", "ES", "MX", "PT"])
def test_every_area_code_that_the_geocoding_data_name_is_in_the_table(country: str) -> None:
    land = LANDS[country]
    longest = max(map(len, land.area_zones))
    for prefix in GEOCODE_DATA:
        digits = prefix.removeprefix(land.calling_code)
        if prefix.startswith(land.calling_code) and len(digits) >= longest:
            assert any(digits[:size] in land.area_zones for size in (1, 2, 3)), prefix


def offsets(zone: str) -> tuple[object, ...]:
    days = (datetime(2026, month, 15, tzinfo=UTC) for month in range(1, 13))
    return tuple(day.astimezone(ZoneInfo(zone)).utcoffset() for day in days)


@pytest.mark.parametrize("country", sorted(LAND_CODES))
def test_the_prefix_data_know_no_other_clock_of_an_area_code_but_those_looked_into(
    country: str,
) -> None:
    """Brazil's states have one hour whole by law, and Chihuahua left the Pacific's in 2022."""
    looked_into = {"55553682", "55673480", "55693527", "55925009"}
    land = LANDS[country]
    for area, named in land.area_zones.items():
        own = {offsets(zone) for zone in named}
        for prefix, others in TIMEZONE_DATA.items():
            if prefix.startswith(land.calling_code + area) and prefix not in looked_into:
                strange = {zone for zone in others if offsets(zone) not in own}
                is_chihuahua = "America/Chihuahua" in named
                assert not strange - ({"America/Mazatlan"} if is_chihuahua else set()), prefix


def test_the_examples_of_fixed_lines_are_all_placed() -> None:
    for country in LAND_CODES:
        example = phonenumbers.example_number_for_type(
            country, phonenumbers.PhoneNumberType.FIXED_LINE
        )
        assert example is not None
        e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        assert zones(find_place(read_phone(e164)))
