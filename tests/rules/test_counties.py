"""The counties of New York: by ZIP, by town, by name."""

from datetime import date

import pytest

from console.rules.phone.numbers import read_phone
from console.rules.places.counties import (
    CITY_OF_NEW_YORK,
    counties_asked,
    counties_by_town,
    find_counties,
    known_counties,
    read_area,
    with_counties,
)
from console.rules.places.facts import place_from_facts, place_to_facts
from console.rules.places.finding import find_place
from console.rules.values import Emergency, Place
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
    county, town, both = (read_area(text) for text in ("Greene County", "Town of Greene", "Greene"))
    assert county == ("Greene",)
    assert town is not None
    assert "Chenango" in town
    assert "Greene" not in town
    assert set(both or ()) == {*county, *town}


@pytest.mark.parametrize("text", ["", "Gotham", "94105", "Kings, Queens", "county"])
def test_what_nothing_in_new_york_is_called_is_no_place(text: str) -> None:
    assert read_area(text) is None


ASKED = ("Erie", "Kings")


def asked_of(place: Place, postal_code: str = "", region: str = "") -> tuple[str, ...]:
    return with_counties(place, postal_code, region, ASKED).counties


def test_of_the_counties_asked_about_a_place_holds_which_may_be_and_which_are_not() -> None:
    phone = read_phone("+12125550123")
    place = find_place(phone, region="NY", postal_code="14201")
    marked = with_counties(place, "14201", "NY", ASKED)
    assert marked.counties == ("Erie", "-Kings")
    assert place_from_facts(place_to_facts(marked)) == marked
    assert with_counties(place, "14201", "NY", ()) == place
    assert asked_of(find_place(phone, postal_code="10001"), "10001") == ("-Erie", "-Kings")
    assert asked_of(find_place(phone, region="Buffalo, NY 14201"), "", "Buffalo, NY 14201") == (
        "Erie",
        "-Kings",
    )


def test_where_the_address_does_not_say_new_york_no_county_is_known() -> None:
    phone = read_phone("+12125550123")
    assert asked_of(find_place(phone, region="NY"), "", "NY") == ()
    assert asked_of(find_place(phone, postal_code="07030"), "07030") == ()
    assert asked_of(find_place(phone, country="FR", postal_code="10001"), "10001") == ()
    office = find_place(phone, postal_code="14201", kind=LeadKind.BUSINESS)
    assert asked_of(office, "14201") == ()


def test_only_counties_of_emergencies_that_are_not_over_are_asked_about() -> None:
    day = date(2026, 11, 18)
    running = Emergency(1, "US-NY", "x", ("Kings", "Bronx"), day, None, "order")
    over = Emergency(2, "US-NY", "x", ("Erie",), day, day, "order")
    assert counties_asked((running, over)) == ("Bronx", "Erie", "Kings")
    assert counties_asked((running, over), day) == ("Bronx", "Erie", "Kings")
    assert counties_asked((running, over), date(2026, 11, 19)) == ("Bronx", "Kings")
