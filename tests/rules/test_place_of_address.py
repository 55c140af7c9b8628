"""What an address says of the place: country, region and postal code as people write them."""

import pytest

from console.rules.phone import read_phone
from console.rules.places import find_place
from console.rules.values import Candidate
from db.enums import PlaceSource
from tests.rules.place_words import (
    AUSTRALIAN_MOBILE,
    BOISE,
    NEW_YORK,
    TOLL_FREE,
    jurisdictions,
    of_postal_code,
    zones,
)


def test_an_address_that_disagrees_with_the_number_adds_to_it() -> None:
    place = find_place(NEW_YORK, region="CA", postal_code="94103")
    assert place.zones == (
        Candidate("America/Los_Angeles", PlaceSource.POSTAL_CODE),
        Candidate("America/New_York", PlaceSource.AREA_CODE),
    )
    assert jurisdictions(place) == {"US-CA", "US-NY"}


def test_a_state_and_a_zip_that_disagree_both_count() -> None:
    place = find_place(NEW_YORK, region="FL", postal_code="94103")
    assert {"America/Los_Angeles", "America/New_York", "America/Chicago"} <= zones(place)
    assert jurisdictions(place) == {"US-CA", "US-FL", "US-NY"}


def test_an_address_abroad_decides_and_the_number_adds_its_own_country() -> None:
    place = find_place(NEW_YORK, country="FR")
    assert place.country == "FR"
    assert zones(place) == {"Europe/Paris", "America/New_York"}
    assert jurisdictions(place) == {"FR", "US-NY"}
    mobile = find_place(read_phone("+33 6 12 34 56 78"), country="US", region="FL")
    assert jurisdictions(mobile) == {"US-FL", "FR"}
    assert "Europe/Paris" in zones(mobile)


def test_a_country_divided_by_law_needs_more_than_its_name() -> None:
    place = find_place(read_phone("604 555 0147"), country="US")
    assert place.zones == ()
    assert "add a state or ZIP" in place.gap
    assert find_place(read_phone("604 555 0147"), country="CA").gap == ""


def test_a_country_that_is_not_known_is_a_gap() -> None:
    place = find_place(BOISE, country="Elbonia")
    assert place.zones == ()
    assert "Elbonia" in place.gap


def test_a_military_address_is_a_gap_until_a_zone_is_stated() -> None:
    for region, code in (("AE", ""), ("", "09012"), ("", "9012")):
        place = find_place(BOISE, region=region, postal_code=code)
        assert place.zones == ()
        assert "military" in place.gap
    stated = find_place(BOISE, region="AE", stated_zone="Europe/Berlin")
    assert stated.zone_is_stated
    assert jurisdictions(stated) == {"US-ID"}


def test_a_postal_code_that_is_not_known_contributes_nothing() -> None:
    for code in ("99999", "00000", "ABC", "12", "123456", "D1D 1D1", "SW1A 1AA"):
        assert find_place(BOISE, postal_code=code) == find_place(BOISE)


def test_a_region_that_is_not_known_contributes_nothing() -> None:
    for region in ("Atlantis", "XX", "-", "Bavaria"):
        assert find_place(BOISE, region=region) == find_place(BOISE)


@pytest.mark.parametrize(
    "code", ["02134", "2134", "2134.0", "02134-1234", "021341234", "21341234", " 2134-1234 "]
)
def test_a_zip_is_read_with_its_lost_zero_and_its_four_more_digits(code: str) -> None:
    place = find_place(NEW_YORK, postal_code=code)
    assert jurisdictions(place) == {"US-MA", "US-NY"}


def test_a_zip_that_lost_two_zeros_is_in_puerto_rico() -> None:
    assert of_postal_code("901") == {"America/Puerto_Rico"}


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("FL", "US-FL"),
        ("fl.", "US-FL"),
        ("Florida", "US-FL"),
        ("US-FL", "US-FL"),
        ("us_fl", "US-FL"),
        ("DC", "US-DC"),
        ("D.C.", "US-DC"),
        ("Washington, D.C.", "US-DC"),
        ("new  hampshire", "US-NH"),
        ("Québec", "CA-QC"),
        ("QUEBEC", "CA-QC"),
        ("ca-bc", "CA-BC"),
        ("Newfoundland & Labrador", "CA-NL"),
        ("Puerto Rico", "US-PR"),
        ("gu", "US-GU"),
        ("N. Carolina", "US-NC"),
        ("Virgin Islands, U.S.", "US-VI"),
    ],
)
def test_a_region_is_read_as_people_write_it(text: str, region: str) -> None:
    assert jurisdictions(find_place(TOLL_FREE, region=text)) == {region}


def test_a_country_is_read_as_people_write_it() -> None:
    for text in ("AU", "au", "Australia", "AUS"):
        assert jurisdictions(find_place(TOLL_FREE, country=text)) == {"AU"}
    for text in ("US", "USA", "U.S.A.", "United States"):
        assert jurisdictions(find_place(TOLL_FREE, country=text, region="FL")) == {"US-FL"}


def test_an_australian_state_adds_nothing_to_a_postcode_within_it() -> None:
    sydney = find_place(AUSTRALIAN_MOBILE, region="NSW", postal_code="2000")
    assert zones(sydney) == {"Australia/Sydney"}
    doubtful = find_place(AUSTRALIAN_MOBILE, region="WA", postal_code="2000")
    assert zones(doubtful) == {"Australia/Sydney", "Australia/Perth", "Australia/Eucla"}


def test_a_territory_given_as_the_country_is_a_region_of_the_united_states() -> None:
    place = find_place(BOISE, country="PR", region="San Juan")
    assert place.country == "US"
    assert jurisdictions(place) == {"US-PR", "US-ID"}


def test_a_region_that_names_its_country_is_read_for_any_number() -> None:
    place = find_place(read_phone("+44 7400 123456"), region="US-FL")
    assert jurisdictions(place) == {"US-FL", "GB"}
    assert "Europe/London" in zones(place)
    assert find_place(BOISE, country="CA", region="US-FL").zones == ()
