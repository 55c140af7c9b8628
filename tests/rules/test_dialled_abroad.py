"""Numbers abroad written as they are dialled at home, or were once, are the plan's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.rules.phone.numbers import PhoneError, read_phone
from console.rules.places.finding import find_place
from db.enums import LineType
from tests.rules.place_words import jurisdictions, zones


@pytest.mark.parametrize(
    ("text", "country", "e164"),
    [
        ("+52 1 55 1234 5678", "US", "+525512345678"),
        ("+5216641234567", "MX", "+526641234567"),
        ("044 55 1234 5678", "MX", "+525512345678"),
        ("(045) 664-123-4567", "MX", "+526641234567"),
        ("+52 55 1234 5678", "US", "+525512345678"),
        ("55 1234 5678", "MX", "+525512345678"),
        ("+52 1 55 1234 5678 ext. 5", "US", "+525512345678"),
    ],
)
def test_a_mexican_mobile_loses_the_prefix_of_before_2019(
    text: str, country: str, e164: str
) -> None:
    phone = read_phone(text, country)
    assert (phone.e164, phone.country, phone.is_valid) == (e164, "MX", True)


def test_a_one_before_ten_digits_in_a_mexican_list_may_be_americas_and_is_not_read() -> None:
    with pytest.raises(PhoneError):
        read_phone("1 664 123 4567", "MX")
    assert read_phone("+521234567890").e164 == "+521234567890"


@pytest.mark.parametrize(
    ("text", "e164", "country", "zone"),
    [
        ("0590 20 12 34", "+590590201234", "GP", "America/Guadeloupe"),
        ("0690 20 12 34", "+590690201234", "GP", "America/Guadeloupe"),
        ("0596 10 12 34", "+596596101234", "MQ", "America/Martinique"),
        ("0594 10 12 34", "+594594101234", "GF", "America/Cayenne"),
        ("0262 12 34 56", "+262262123456", "RE", "Indian/Reunion"),
        ("0692 12 34 56", "+262692123456", "RE", "Indian/Reunion"),
        ("+33 5 96 10 12 34", "+596596101234", "MQ", "America/Martinique"),
        ("0033 692 12 34 56", "+262692123456", "RE", "Indian/Reunion"),
    ],
)
def test_a_french_number_of_a_department_overseas_is_there_and_not_in_paris(
    text: str, e164: str, country: str, zone: str
) -> None:
    phone = read_phone(text, "FR")
    assert (phone.e164, phone.country, phone.is_valid) == (e164, country, True)
    place = find_place(phone)
    assert (zones(place), jurisdictions(place)) == ({zone}, {"FR"})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("01 42 27 81 86", LineType.LANDLINE),
        ("06 12 34 56 78", LineType.MOBILE),
        ("04 45 12 34 56", LineType.LANDLINE),
    ],
)
def test_a_number_of_france_itself_stays_there(text: str, line: LineType) -> None:
    phone = read_phone(text, "FR")
    assert (phone.country, phone.line) == ("FR", line)
    assert zones(find_place(phone)) == {"Europe/Paris"}


def test_what_the_prefix_data_leave_in_doubt_has_both_clocks() -> None:
    """0263 is Réunion's by ARCEP's plan; the prefix data have only its first thousands."""
    doubtful = find_place(read_phone("0263 90 12 34", "FR"))
    assert {"Indian/Reunion", "Europe/Paris"} <= zones(doubtful)


@given(st.integers(100_000_000, 999_999_999))
def test_every_french_number_reads_back_as_itself(digits: int) -> None:
    phone = read_phone(f"0{digits}", "FR")
    again = read_phone(phone.e164, "FR")
    assert again == phone
    assert find_place(again) == find_place(phone)
