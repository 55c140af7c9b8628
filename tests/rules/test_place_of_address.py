"""What an address says of the place: country, region and postal code as people write them."""

import pytest
from msgspec.structs import replace

from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place, zone_city
from console.rules.places.regions import read_country
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


def test_a_country_that_is_not_known_is_unread_whatever_zone_is_stated() -> None:
    for zone in ("", "America/Denver"):
        place = find_place(BOISE, country="Elbonia", stated_zone=zone)
        assert place.unread == ("country",)
    assert find_place(BOISE, country="Elbonia", region="NJ").jurisdictions == (
        Candidate("US-NJ", PlaceSource.REGION),
        Candidate("US-ID", PlaceSource.AREA_CODE),
    )


def test_a_military_address_is_a_gap_until_a_zone_is_stated() -> None:
    for region, code in (("AE", ""), ("", "09012"), ("", "9012")):
        place = find_place(BOISE, region=region, postal_code=code)
        assert place.zones == ()
        assert "military" in place.gap
    stated = find_place(BOISE, region="AE", stated_zone="Europe/Berlin")
    assert stated.zone_is_stated
    assert jurisdictions(stated) == {"US-ID"}


def test_a_postal_code_that_is_not_known_is_unread() -> None:
    for code in ("99999", "00000", "ABC", "12", "123456", "D1D 1D1", "SW1A 1AA"):
        place = find_place(BOISE, postal_code=code)
        assert place == replace(find_place(BOISE), unread=("postal_code",))


def test_a_region_that_is_not_known_is_unread() -> None:
    for region in ("Atlantis", "XX", "Pensylvania", "Bavaria", "☃"):
        place = find_place(BOISE, region=region)
        assert place == replace(find_place(BOISE), unread=("region",))


def test_blanks_and_dashes_and_words_for_nothing_say_nothing() -> None:
    for blank in (" ", "-", "--", "–", ".", "n/a", "N.A.", "None", "NULL", "(unknown)"):
        assert find_place(BOISE, country=blank, region=blank, postal_code=blank) is find_place(
            BOISE
        )


def test_leads_with_other_unread_words_share_a_place() -> None:
    places = {find_place(BOISE, country=f"Land {n}", region=f"Shire {n}") for n in range(50)}
    assert [place.unread for place in places] == [("country", "region")]


def test_a_region_of_another_country_than_the_address_says_is_unread() -> None:
    toronto = read_phone("416 555 0147")
    assert find_place(toronto, country="CA", region="US-FL").unread == ("region",)
    assert find_place(toronto, country="US", region="Ontario").unread == ("region",)
    assert find_place(BOISE, country="PR", region="FL").unread == ("region",)
    assert find_place(AUSTRALIAN_MOBILE, region="Bavaria").unread == ("region",)


def test_a_state_of_north_america_beside_a_number_abroad_needs_its_country() -> None:
    london = read_phone("+44 20 7946 0018")
    assert find_place(london, region="FL").unread == ("region",)
    assert find_place(london, region="FL", country="US").unread == ()
    assert find_place(london, region="Kent", postal_code="ME4 4TZ").unread == ()


def test_an_address_where_regions_are_not_read_stands_for_every_zone_of_its_country() -> None:
    moscow = read_phone("+7 495 123 4567")
    assert zones(find_place(moscow)) == {"Europe/Moscow"}
    for region, code in (("Kamchatka", ""), ("", "683000")):
        for country in ("", "RU"):
            place = find_place(moscow, country=country, region=region, postal_code=code)
            assert {"Asia/Kamchatka", "Europe/Moscow"} < zones(place)
            assert place.unread == ()


def test_a_stated_zone_stands_for_a_region_and_a_code_that_cannot_be_read() -> None:
    place = find_place(BOISE, region="Idahoe", postal_code="x", stated_zone="America/Boise")
    assert place.unread == ()
    assert find_place(BOISE, region="Idahoe", stated_zone="nowhere").unread == (
        "region",
        "zone",
    )


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


@pytest.mark.parametrize(
    ("text", "code"),
    [("us", "US"), ("United States", "US"), ("u s a", "US"), ("U.S.A.", "US"), ("Elbonia", None)],
)
def test_a_country_is_read_by_its_code_or_its_name(text: str, code: str | None) -> None:
    assert read_country(text) == code


@pytest.mark.parametrize(
    ("city", "kept"), [("", ""), ("Nowhere", ""), ("Phenix City", "Phenix City")]
)
def test_a_city_that_says_nothing_of_the_zone_is_kept_out_of_the_caches(
    city: str, kept: str
) -> None:
    assert zone_city(city, "AL", "") == kept
