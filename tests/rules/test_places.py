"""The hard places by name."""

import pytest

from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from tests.rules.place_words import (
    AUSTRALIAN_MOBILE,
    TOLL_FREE,
    jurisdictions,
    of_area_code,
    of_postal_code,
    zones,
)

# The hard places of the United States


@pytest.mark.parametrize("code", ["86503", "86515", "86033", "86504-1234", "86556"])
def test_a_zip_inside_the_navajo_nation_keeps_daylight_time(code: str) -> None:
    assert of_postal_code(code) == {"America/Denver"}


@pytest.mark.parametrize("code", ["86045", "86510", "86034", "86520", "86502"])
def test_a_zip_at_the_edge_of_the_navajo_nation_may_keep_daylight_time_or_not(code: str) -> None:
    assert of_postal_code(code) == {"America/Phoenix", "America/Denver"}


def test_arizona_off_the_navajo_nation_keeps_no_daylight_time() -> None:
    assert of_postal_code("85001") == {"America/Phoenix"}
    assert of_area_code("602") == {"America/Phoenix"}
    assert of_area_code("928") == {"America/Phoenix", "America/Denver"}


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("46204", "America/Indiana/Indianapolis"),
        ("46307", "America/Chicago"),
        ("46534", "America/Indiana/Knox"),
        ("46996", "America/Indiana/Winamac"),
        ("47586", "America/Indiana/Tell_City"),
        ("47567", "America/Indiana/Petersburg"),
        ("47708", "America/Chicago"),
        ("47591", "America/Indiana/Vincennes"),
    ],
)
def test_an_indiana_zip_has_the_zone_of_its_county(code: str, zone: str) -> None:
    assert of_postal_code(code) == {zone}


def test_indiana_area_codes_that_cross_the_line_have_both_zones() -> None:
    both = {"America/Indiana/Indianapolis", "America/Chicago"}
    for area in ("219", "574", "812", "930"):
        assert of_area_code(area) == both
    assert of_area_code("317") == {"America/Indiana/Indianapolis"}


def test_el_paso_keeps_mountain_time() -> None:
    assert of_postal_code("79901") == {"America/Denver"}
    assert of_area_code("915") == {"America/Denver"}
    assert of_postal_code("79701") == {"America/Chicago"}


def test_west_wendover_keeps_mountain_time_and_its_area_code_has_both() -> None:
    assert of_postal_code("89883") == {"America/Denver"}
    assert of_postal_code("89501") == {"America/Los_Angeles"}
    assert of_area_code("775") == {"America/Los_Angeles", "America/Denver"}
    assert of_area_code("702") == {"America/Los_Angeles"}


def test_malheur_county_keeps_mountain_time() -> None:
    assert of_postal_code("97914") == {"America/Boise"}
    assert of_postal_code("97201") == {"America/Los_Angeles"}
    assert of_area_code("541") == of_area_code("458") == {"America/Los_Angeles", "America/Boise"}


def test_four_counties_of_the_upper_peninsula_keep_central_time() -> None:
    for code in ("49801", "49858", "49935", "49938"):
        assert of_postal_code(code) == {"America/Menominee"}
    assert of_postal_code("49855") == {"America/Detroit"}
    assert of_area_code("906") == {"America/Detroit", "America/Menominee"}


def test_phenix_city_keeps_georgia_time_by_custom_so_both_are_candidates() -> None:
    both = {"America/Chicago", "America/New_York"}
    assert of_postal_code("36867") == both
    assert zones(find_place(TOLL_FREE, region="AL", city="Phenix City")) == both
    assert zones(find_place(TOLL_FREE, region="AL", city="Mobile")) == {"America/Chicago"}
    assert of_area_code("334") == {"America/Chicago"}


def test_a_county_that_the_line_divides_has_both_zones() -> None:
    assert of_postal_code("32456") == {"America/New_York", "America/Chicago"}
    assert of_postal_code("69201") == {"America/Chicago", "America/Denver"}


def test_zips_that_the_data_place_wrongly_or_on_one_side_of_a_line() -> None:
    assert of_postal_code("79942") == of_postal_code("79901") == {"America/Denver"}
    assert of_postal_code("37338") == of_postal_code("37321") == {"America/New_York"}
    for code in ("42757", "42764"):
        assert of_postal_code(code) == {"America/New_York", "America/Chicago"}
    assert of_postal_code("79847") == {"America/Chicago", "America/Denver"}
    assert of_postal_code("58535") == {"America/Denver", "America/North_Dakota/New_Salem"}


def test_wake_island_is_no_part_of_hawaii_though_the_post_counts_it_there() -> None:
    assert of_postal_code("96898") == {"Pacific/Wake"}
    assert of_postal_code("96813") == {"Pacific/Honolulu"}
    place = find_place(TOLL_FREE, region="HI", postal_code="96898")
    assert zones(place) == {"Pacific/Wake", "Pacific/Honolulu"}
    assert jurisdictions(place) == {"US-UM", "US-HI"}


def test_a_military_code_says_no_zone() -> None:
    for code in ("09012", "34001", "96201"):
        place = find_place(TOLL_FREE, postal_code=code)
        assert not place.zones
        assert "military" in place.gap


def test_territories_have_their_own_zone_and_law() -> None:
    for text, jurisdiction, zone in [
        ("787 555 0147", "US-PR", "America/Puerto_Rico"),
        ("671 647 1234", "US-GU", "Pacific/Guam"),
        ("340 693 1234", "US-VI", "America/St_Thomas"),
        ("670 234 1234", "US-MP", "Pacific/Saipan"),
        ("684 633 1234", "US-AS", "Pacific/Pago_Pago"),
    ]:
        place = find_place(read_phone(text))
        assert (place.country, jurisdictions(place), zones(place)) == (
            "US",
            {jurisdiction},
            {zone},
        )


# The hard places of Canada and Australia


def test_most_of_labrador_keeps_atlantic_time() -> None:
    assert of_postal_code("A2V 1B3") == {"America/Goose_Bay"}
    assert of_postal_code("A0P 1C0") == {"America/Goose_Bay", "America/St_Johns"}
    assert of_postal_code("A1C 5S7") == {"America/St_Johns"}
    assert of_area_code("709") == of_area_code("879") == {"America/St_Johns", "America/Goose_Bay"}


def test_lloydminster_keeps_alberta_time_on_both_sides() -> None:
    assert of_postal_code("S9V 0A1") == of_postal_code("T9V 1A1") == {"America/Edmonton"}
    assert of_postal_code("S4P 3Y2") == {"America/Regina"}
    assert of_area_code("306") == {"America/Regina", "America/Edmonton"}
    place = find_place(TOLL_FREE, region="Saskatchewan", city="Lloydminster")
    assert zones(place) == {"America/Regina", "America/Edmonton"}


def test_the_west_of_ontario_and_the_east_of_british_columbia_keep_other_time() -> None:
    assert of_postal_code("P9N 1A1") == {"America/Winnipeg"}
    assert of_postal_code("M5V 2T6") == {"America/Toronto"}
    assert of_postal_code("P0T 1C0") == {"America/Toronto", "America/Winnipeg", "America/Atikokan"}
    assert of_postal_code("V1G 1A1") == {"America/Dawson_Creek"}
    assert of_postal_code("V1C 1A1") == {"America/Edmonton"}
    assert of_postal_code("G4T 1A1") == {"America/Halifax"}


def test_one_area_code_may_lie_in_several_provinces() -> None:
    assert jurisdictions(find_place(read_phone("902 555 0147"))) == {"CA-NS", "CA-PE"}
    assert jurisdictions(find_place(read_phone("867 555 0147"))) == {"CA-YT", "CA-NT", "CA-NU"}


def test_broken_hill_and_lord_howe_keep_their_own_time() -> None:
    assert of_postal_code("2880", "AU") == {"Australia/Broken_Hill", "Australia/Sydney"}
    assert of_postal_code("2898", "AU") == {"Australia/Lord_Howe"}
    assert of_postal_code("2000", "Australia") == {"Australia/Sydney"}
    assert of_postal_code("800", "AU") == {"Australia/Darwin"}
    assert of_postal_code("800.0", "AU") == {"Australia/Darwin"}, "as a spreadsheet writes it"


def test_an_07_number_may_ring_in_tweed_heads_which_keeps_daylight_time() -> None:
    for text in ("+61 7 3000 1234", "+61 7 5536 1234", "+61 7 4946 1234"):
        matches = zones(find_place(read_phone(text)))
        assert matches == {"Australia/Brisbane", "Australia/Sydney"}


def test_a_postcode_of_queensland_keeps_no_daylight_time() -> None:
    assert of_postal_code("4000", phone=AUSTRALIAN_MOBILE) == {"Australia/Brisbane"}


def test_an_australian_area_code_has_every_zone_of_its_states() -> None:
    assert zones(find_place(read_phone("+61 8 8087 1234"))) == {
        "Australia/Adelaide",
        "Australia/Darwin",
        "Australia/Perth",
        "Australia/Eucla",
        "Australia/Broken_Hill",
    }
    assert zones(find_place(read_phone("+61 3 9123 4567"))) == {
        "Australia/Melbourne",
        "Australia/Hobart",
    }
    assert {"Australia/Sydney", "Australia/Lord_Howe"} <= zones(
        find_place(read_phone("+61 2 9123 4567"))
    )


def test_an_australian_mobile_may_be_anywhere_until_the_address_says_where() -> None:
    anywhere = find_place(AUSTRALIAN_MOBILE)
    assert {"Australia/Perth", "Australia/Sydney", "Australia/Eucla"} <= zones(anywhere)
    assert {"Indian/Christmas", "Indian/Cocos"} <= zones(anywhere)
    assert jurisdictions(anywhere) == {"AU"}
    assert of_postal_code("6798", phone=AUSTRALIAN_MOBILE) == {"Indian/Christmas"}
    assert zones(find_place(AUSTRALIAN_MOBILE, region="WA")) == {
        "Australia/Perth",
        "Australia/Eucla",
    }
