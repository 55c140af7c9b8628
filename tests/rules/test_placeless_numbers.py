"""Numbers abroad that belong to no place: nobody is called by them until an address is given."""

import phonenumbers
import pytest

from console.rules.law.statutes import rules_of
from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from console.rules.places.regions import list_country_zones
from console.rules.values import Standing
from console.rules.verdict.verdict import judge
from db.enums import LeadKind, VerdictKind
from tests.rules.law_cases import FIRM, local
from tests.rules.place_words import jurisdictions, zones

KINDS = phonenumbers.PhoneNumberType
PLACELESS = (
    KINDS.TOLL_FREE,
    KINDS.PREMIUM_RATE,
    KINDS.SHARED_COST,
    KINDS.VOIP,
    KINDS.PERSONAL_NUMBER,
    KINDS.PAGER,
    KINDS.UAN,
)
WITH_RULES = [country for country in list_country_zones() if rules_of(country)]
EXAMPLES = [
    phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    for country in WITH_RULES
    if phonenumbers.country_code_for_region(country) != 1
    for kind in PLACELESS
    if (example := phonenumbers.example_number_for_type(country, kind)) is not None
]


@pytest.mark.parametrize("number", EXAMPLES)
def test_a_number_of_no_place_has_no_zone_of_its_own(number: str) -> None:
    place = find_place(read_phone(number))
    assert (place.zones, place.gap_code) == ((), "no_zone")
    assert "address of the person" in place.gap
    assert jurisdictions(place)


@pytest.mark.parametrize(
    "number",
    [
        "+44 800 123 4567",
        "+44 300 123 4567",
        "+44 900 123 4567",
        "+44 70 1234 5678",
        "+39 899 123456",
        "+39 800 123456",
        "+33 801 23 45 67",
        "+33 891 12 34 56",
        "+61 1300 123 456",
        "+61 1800 123 456",
        "+61 13 12 34",
        "+49 800 1234567",
        "+49 180 5123456",
        "+49 900 1234567",
    ],
)
def test_its_country_as_the_address_is_enough_where_that_has_one_law(number: str) -> None:
    phone = read_phone(number)
    country = str(phone.country)
    noon = local("2026-12-01 12:00", list_country_zones()[country][0])
    standing = Standing(lists_checked=False)
    bare = find_place(phone, kind=LeadKind.BUSINESS)
    verdict = judge(bare, standing, FIRM, noon)
    assert verdict.kind is not VerdictKind.CALL
    assert "no_zone" in [reason.code for reason in verdict.reasons]
    placed = find_place(phone, country=country, kind=LeadKind.BUSINESS)
    assert zones(placed) == set(list_country_zones()[country])
    codes = [reason.code for reason in judge(placed, standing, FIRM, noon).reasons]
    assert "no_zone" not in codes


def test_any_address_of_a_country_with_one_zone_places_it() -> None:
    free = read_phone("+44 800 123 4567")
    for place in (
        find_place(free, postal_code="SW1A 1AA"),
        find_place(free, region="Kent"),
        find_place(free, country="UK"),
    ):
        assert zones(place) == {"Europe/London"}


def test_an_address_within_a_country_of_several_places_it_there_alone() -> None:
    free = read_phone("+34 900 123 456")
    assert zones(find_place(free, postal_code="35001")) == {"Atlantic/Canary"}
    assert zones(find_place(free, region="Sevilla")) == {"Europe/Madrid"}
    australian = read_phone("+61 1300 123 456")
    assert zones(find_place(australian, region="QLD", postal_code="4000")) == {"Australia/Brisbane"}


def test_a_stated_zone_places_it_too() -> None:
    free = read_phone("+44 800 123 4567")
    assert zones(find_place(free, stated_zone="Europe/London")) == {"Europe/London"}


def test_a_mobile_and_a_fixed_line_of_a_country_with_one_zone_keep_it() -> None:
    for number in ("+44 7400 123456", "+44 20 7946 0018", "+39 06 1234 5678", "+81 3 1234 5678"):
        assert len(zones(find_place(read_phone(number)))) == 1
