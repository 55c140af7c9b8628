"""A city stands for the ZIPs that it has in its state, where the row has no ZIP."""

from collections import defaultdict

import pytest
import zipcodes
from hypothesis import given
from hypothesis import strategies as st

from console.rules.phone.numbers import read_phone
from console.rules.places.cities import cities_of, find_city_zones
from console.rules.places.finding import find_place
from console.rules.places.postal_codes import find_ground
from console.rules.places.regions import plain_city
from db.enums import PlaceSource
from tests.rules.place_words import BOISE, TOLL_FREE, jurisdictions, zones


@pytest.mark.parametrize(
    ("city", "state", "kept"),
    [
        ("Pensacola", "FL", {"America/Chicago"}),
        ("MIAMI", "Fla.", {"America/New_York"}),
        ("Ft. Walton Beach", "FL", {"America/Chicago"}),
        ("Fort Walton Beach", "FL", {"America/Chicago"}),
        ("El Paso", "Texas", {"America/Denver"}),
        ("Port Saint Joe", "FL", {"America/New_York", "America/Chicago"}),
        ("Window Rock", "AZ", {"America/Phoenix", "America/Denver"}),
        ("Gary", "IN", {"America/Chicago"}),
        ("Nowhere at all", "FL", {"America/New_York", "America/Chicago"}),
        ("", "FL", {"America/New_York", "America/Chicago"}),
    ],
)
def test_a_city_without_a_zip_has_the_zones_of_its_zips(
    city: str, state: str, kept: set[str]
) -> None:
    place = find_place(TOLL_FREE, region=state, city=city)
    assert zones(place) == kept
    assert place == find_place(TOLL_FREE, region=state, city=city, postal_code="n/a")


def test_a_zip_says_more_than_its_city_and_an_unread_one_takes_the_city_away() -> None:
    place = find_place(TOLL_FREE, region="FL", city="Miami", postal_code="32501")
    assert zones(place) == {"America/Chicago"}
    unread = find_place(TOLL_FREE, region="FL", city="Miami", postal_code="3313x")
    assert zones(unread) == {"America/New_York", "America/Chicago"}
    assert unread.unread == ("postal_code",)


def test_cities_that_keep_the_same_zones_share_a_place() -> None:
    miami = find_place(BOISE, region="FL", city="Miami")
    assert find_place(BOISE, region="FL", city="Orlando") is miami
    assert find_place(BOISE, region="Florida", city="Pensacola") != miami


def test_a_city_alone_is_a_doubt_if_the_states_of_the_number_have_none_of_that_name() -> None:
    assert find_place(BOISE, city="Boise") == find_place(BOISE)
    assert find_place(BOISE, city="Hyde Park Corner") == find_place(BOISE)
    assert find_place(BOISE, city="Miami").unread == ("city",)
    assert find_place(BOISE, city="Miami", country="US").unread == ("city",)
    assert find_place(BOISE, city="Miami", region="FL").unread == ()
    assert find_place(BOISE, city="Miami", stated_zone="America/New_York").unread == ()


def test_a_city_alone_does_not_place_a_number_without_a_place() -> None:
    assert not find_place(TOLL_FREE, city="Miami").zones
    assert not find_place(TOLL_FREE, city="Miami", country="US").zones


@pytest.mark.long
def test_the_zones_of_a_city_are_those_of_all_its_zips() -> None:
    by_city: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in zipcodes.list_all():  # type: ignore[no-untyped-call]
        ground = find_ground(row["zip_code"], "US")
        assert ground is not None
        for name in (row["city"], *row["acceptable_cities"], *row["unacceptable_cities"]):
            by_city[ground.region, plain_city(name)].update(ground.zones)
    for (state, name), stored in by_city.items():
        assert set(find_city_zones(name, state)) in (set(), stored)


SPLIT = ("US-FL", "US-TX", "US-IN", "US-NV", "US-AZ")
cities = st.sampled_from(SPLIT).flatmap(
    lambda state: st.tuples(st.just(state), st.sampled_from(sorted(cities_of(state))))
)


@given(cities, st.sampled_from(["208 555 0147", "850 555 0147", "775 555 0147", "800 555 0147"]))
def test_a_city_takes_away_only_zones_of_its_state(pair: tuple[str, str], text: str) -> None:
    state, city = pair
    phone = read_phone(text)
    without = find_place(phone, region=state)
    place = find_place(phone, region=state, city=city)
    assert jurisdictions(place) == jurisdictions(without)
    assert zones(place, PlaceSource.AREA_CODE) <= zones(without)
    assert zones(find_place(phone)) <= zones(place)
    assert zones(place, PlaceSource.REGION)
