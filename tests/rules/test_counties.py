"""The counties of New York: by ZIP, by town, by name."""

import pytest

from console.rules.counties import (
    CITY_OF_NEW_YORK,
    counties_by_town,
    find_counties,
    known_counties,
    read_area,
)
from console.rules.phone import read_phone
from console.rules.place_facts import place_from_facts, place_to_facts
from console.rules.places import find_place
from db.enums import LeadKind


def test_all_62_counties_are_known() -> None:
    assert len(known_counties()) == 62
    assert set(CITY_OF_NEW_YORK) <= known_counties()
    assert all(set(names) <= known_counties() for names in counties_by_town().values())


@pytest.mark.parametrize(
    ("cell", "counties"),
    [
        ("10001", ("New York",)),
        ("10001-1234", ("New York",)),
        ("NY 10001", ("New York",)),
        ("14201.0", ("Erie",)),
        ("501", ("Suffolk",)),
        ("10463", ("Bronx", "New York")),
        ("13760", ("Broome", "Tioga")),
        ("94105", ()),
        ("", ()),
    ],
)
def test_a_zip_may_lie_in_each_county_within_its_reach(
    cell: str, counties: tuple[str, ...]
) -> None:
    assert find_counties(cell) == counties


@pytest.mark.parametrize(
    ("text", "counties"),
    [
        ("Kings", ("Kings",)),
        ("kings county", ("Kings",)),
        ("County of Kings", ("Kings",)),
        ("New York City", CITY_OF_NEW_YORK),
        ("new york", CITY_OF_NEW_YORK),
        ("New York County", ("New York",)),
        ("all", ()),
        ("New York State", ()),
        ("Brooklyn", ("Kings", "New York", "Queens", "Richmond")),
        ("St. Lawrence", ("St. Lawrence",)),
        ("10001", ("New York",)),
    ],
)
def test_a_declared_place_is_a_county_a_town_a_zip_or_all(
    text: str, counties: tuple[str, ...]
) -> None:
    assert read_area(text) == counties


def test_a_name_of_a_county_and_of_a_town_elsewhere_means_both_unless_it_says_which() -> None:
    county, town, both = (read_area(one) for one in ("Greene County", "Town of Greene", "Greene"))
    assert county == ("Greene",)
    assert town is not None
    assert "Chenango" in town
    assert "Greene" not in town
    assert set(both or ()) == {*county, *town}


@pytest.mark.parametrize("text", ["", "Gotham", "94105", "Kings, Queens", "county"])
def test_what_nothing_in_new_york_is_called_is_no_place(text: str) -> None:
    assert read_area(text) is None


def test_a_consumer_is_in_the_counties_that_the_address_says() -> None:
    phone = read_phone("+12125550123")
    place = find_place(phone, region="NY", postal_code="14201")
    assert place.counties == ("Erie",)
    assert place_from_facts(place_to_facts(place)) == place
    assert find_place(phone, region="Buffalo, NY 14201").counties == ("Erie",)
    assert find_place(phone, region="NY").counties == ()
    assert find_place(phone, postal_code="07030").counties == ()
    assert find_place(phone, country="FR", postal_code="10001").counties == ()
    assert find_place(phone, postal_code="14201", kind=LeadKind.BUSINESS).counties == ()
