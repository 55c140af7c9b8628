"""A place that is written in one cell: at the end of an address, or beside a city."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from console.rules.places.whole_addresses import find_tail
from tests.rules.place_words import BOISE, TOLL_FREE, jurisdictions, zones

LOS_ANGELES = read_phone("310 555 0147")
LONDON = read_phone("+44 20 7946 0018")

ADDRESSES = {
    "1 Dexter Ave, Montgomery, AL 36104": "US-AL",
    "1 Dexter Ave, Montgomery, AL 36104-1234": "US-AL",
    "1 Dexter Ave Montgomery AL 36104": "US-AL",
    "1 Dexter Ave Montgomery, AL 36104": "US-AL",
    "1 Dexter Ave\nMontgomery, AL 36104": "US-AL",
    "1 Dexter Ave, Montgomery, AL": "US-AL",
    "1 Dexter Ave; Montgomery; AL": "US-AL",
    "1 Dexter Ave | Montgomery | AL 36104": "US-AL",
    "1 Dexter Ave Montgomery AL": "US-AL",
    "1 DEXTER AVE MONTGOMERY AL": "US-AL",
    "1 Dexter Ave, Montgomery, Alabama": "US-AL",
    "1 Dexter Ave, Montgomery, Ala.": "US-AL",
    "1 Dexter Ave, Montgomery, AL 36104, USA": "US-AL",
    "1 Dexter Ave, Montgomery, AL, United States": "US-AL",
    "1 Dexter Ave, Montgomery, AL 36104, Suite 5": "US-AL",
    "1 Dexter Ave, Montgomery 36104": "US-AL",
    "1 Dexter Ave, 36104": "US-AL",
    "36104": "US-AL",
    "Montgomery, AL": "US-AL",
    "PO Box 12, Front Royal VA": "US-VA",
    "1 Main St, Miami, FL 33101": "US-FL",
    "1 Main St, Miami, FL": "US-FL",
    "1 Main St FL 33101": "US-FL",
    "1 Main St, Saint Louis, MO": "US-MO",
    "12 Main St Clinton CT": "US-CT",
    "12 Oak Ct Apt 4 Bridgeport CT": "US-CT",
    "9 Via Cuba Fort Myers FL": "US-FL",
    "100 Main St Lincoln NE": "US-NE",
    "1600 Pennsylvania Ave NW Washington DC": "US-DC",
    "1 Main St, Tuscumbia, New Mexico 87101": "US-NM",
    "12 Calle Luna, San Juan, PR 00901": "US-PR",
    "100 King St W, Toronto, ON M5X 1A9": "CA-ON",
    "100 King St W, Toronto, Ontario, Canada": "CA-ON",
    "100 King St W Toronto ON M5X1A9 Canada": "CA-ON",
    "5 Rue X, Montréal (Québec) H2X 1Y4": "CA-QC",
    "10 Downing St, London SW1A 2AA": "GB",
    "10 Downing St, London, United Kingdom": "GB",
    "Hauptstr. 5, 10115 Berlin, Germany": "DE",
    "Av. Juárez 1, 22000 Tijuana, Mexico": "MX",
}

CITIES = {
    "Birmingham AL": "US-AL",
    "Birmingham, AL": "US-AL",
    "Birmingham, Alabama": "US-AL",
    "Birmingham, AL 35203": "US-AL",
    "Birmingham (AL)": "US-AL",
    "Birmingham/AL": "US-AL",
    "Birmingham-AL": "US-AL",
    "Birmingham - AL": "US-AL",
    "Greater Birmingham, Alabama Area": "US-AL",
    "35203": "US-AL",
    "West Palm Beach FL": "US-FL",
    "Washington DC": "US-DC",
    "Texas": "US-TX",
    "Austin, Texas, United States": "US-TX",
    "London, England, United Kingdom": "GB",
    "Cancun, Mexico": "MX",
}

STREETS = [
    *("", "1 Dexter Ave", "1 Dexter Ave, Apt 4", "12 Main St, Suite 12345", "Suite 5, 12 Main St"),
    *("12 Oak Ct", "12 Clinton Ct", "45 45th Ave NE", "100 Lincoln NE", "12 Main St 3rd Fl"),
    *(
        "PO Box 12345",
        "23 Virginia Ave",
        "12 Main St, 2nd floor",
        "12 Main St, #4",
        "12 Main St,",
        "12 Main St, Fl 3",
        "n/a",
        "-",
    ),
    *("15 Rue de France", "1200 Via Cuba", "12 Main St, Rear", "c/o Ada Byron, 12 Main St"),
]

UNREAD = [
    "1 Main St, Springfield, XX",
    "1 Main St, Boise, ID 8370",
    "1 Main St, Boise, ID 10001",
    "1 Main St, Boise 10001",
    "1 Main St, Toronto, CA",
    "1 Main St, Ontario, CA",
    "Hauptstr. 5, 10115 Berlin",
    "12 Calle Florida",
    "1 Main St, Montgomery, AL 361O4",
    "1 Main St, Montgomery, AL (rear)",
    "1 Main St Mongomery AL",
    "AL",
    "Alabama",
    "1 Dexter Ave, Montgomery",
    "#REF!",
    "#N/A",
]


@pytest.mark.parametrize(("address", "place"), ADDRESSES.items())
def test_a_place_at_the_end_of_an_address_is_read(address: str, place: str) -> None:
    assert jurisdictions(find_place(TOLL_FREE, address=address)) == {place}
    matches = find_place(LOS_ANGELES, address=address)
    assert jurisdictions(matches) == {place, "US-CA"}
    assert matches.unread == ()


@pytest.mark.parametrize(("city", "place"), CITIES.items())
def test_a_place_in_the_cell_of_the_city_is_read(city: str, place: str) -> None:
    assert jurisdictions(find_place(TOLL_FREE, city=city)) == {place}
    assert jurisdictions(find_place(LOS_ANGELES, city=city)) == {place, "US-CA"}


@pytest.mark.parametrize("address", STREETS)
def test_a_street_alone_names_no_place(address: str) -> None:
    assert find_place(BOISE, address=address) == find_place(BOISE)


@pytest.mark.parametrize("address", UNREAD)
def test_an_address_that_names_an_unknown_place_is_a_doubt(address: str) -> None:
    assert find_place(BOISE, address=address).unread == ("address",)


@pytest.mark.parametrize(
    "city",
    ["Ontario CA", "Toronto, CA", "Springfield 3610", "#N/A", "Miami", "Dallas/Fort Worth", "AL"],
)
def test_a_city_cell_that_names_an_unknown_place_is_a_doubt(city: str) -> None:
    assert find_place(BOISE, city=city).unread == ("city",)


def test_a_state_or_code_settles_the_doubt_about_an_address() -> None:
    address = "1 Main St, Springfield, XX"
    assert find_place(BOISE, address=address, region="IL").unread == ()
    assert find_place(BOISE, address=address, postal_code="62701").unread == ()
    assert find_place(BOISE, address=address, stated_zone="America/Boise").unread == ()
    assert find_place(BOISE, address=address, city="Boise, ID").unread == ()
    assert find_place(BOISE, address=address, region="Shire").unread == ("region",)


def test_an_address_fills_the_fields_that_are_empty() -> None:
    pensacola = find_place(TOLL_FREE, region="FL", address="1 Main St, Pensacola, FL 32501")
    assert zones(pensacola) == {"America/Chicago"}
    assert zones(find_place(TOLL_FREE, city="Pensacola, FL")) == {"America/Chicago"}
    valley = find_place(TOLL_FREE, address="1 Main St, Valley, AL")
    assert valley == find_place(TOLL_FREE, city="Valley", region="AL", address="1 Main St")
    assert "America/New_York" in zones(valley)


@pytest.mark.parametrize("fields", [{"region": "FL"}, {"postal_code": "33101"}])
def test_where_address_and_fields_contradict_each_other_both_hold(fields: dict[str, str]) -> None:
    place = find_place(
        LOS_ANGELES,
        address="1 Dexter Ave, Montgomery, AL 36104",
        region=fields.get("region", ""),
        postal_code=fields.get("postal_code", ""),
    )
    assert jurisdictions(place) == {"US-AL", "US-FL", "US-CA"}
    assert {"America/Chicago", "America/New_York"} <= zones(place)


def test_an_address_that_repeats_its_fields_adds_no_place() -> None:
    whole: dict[str, Any] = {"region": "AL", "postal_code": "36104", "city": "Montgomery"}
    plain = find_place(LOS_ANGELES, **whole)
    assert find_place(LOS_ANGELES, **whole, address="1 Dexter Ave, Montgomery, AL 36104") is plain
    assert find_tail("1 Dexter Ave, Montgomery, AL 36104", "AL", "36104-1234") == ""


@pytest.mark.parametrize(
    ("number", "address", "zone"),
    [
        ("+33 6 12 34 56 78", "12 rue X, 97400 Saint-Denis", "Indian/Reunion"),
        ("+33 6 12 34 56 78", "1 rue X, 97400 Saint Denis de la Réunion, France", "Indian/Reunion"),
        ("+33 6 12 34 56 78", "12 rue X, 75 008 Paris, France", "Europe/Paris"),
        ("+61 412 345 678", "1 George St, Broken Hill NSW 2880", "Australia/Broken_Hill"),
        ("+61 412 345 678", "1 St Georges Tce, Perth WA", "Australia/Perth"),
        ("+55 800 891 0147", "Rua X 1, Rio Branco - AC, 69900-000", "America/Rio_Branco"),
        ("+34 612 345 678", "Calle 1, 38001 Santa Cruz de Tenerife", "Atlantic/Canary"),
        ("+52 800 123 4567", "Av. Juárez 1, Tijuana, B.C. 22000", "America/Tijuana"),
    ],
)
def test_an_address_abroad_is_read_by_its_own_codes(number: str, address: str, zone: str) -> None:
    matches = zones(find_place(read_phone(number), address=address))
    assert zone in matches
    assert len(matches) < 4


def test_an_unread_address_abroad_may_be_anywhere_in_its_country() -> None:
    madrid = read_phone("+34 91 234 56 78")
    assert zones(find_place(madrid)) == {"Europe/Madrid"}
    unread = find_place(madrid, address="Calle X 12, Valverde")
    assert {"Europe/Madrid", "Atlantic/Canary"} <= zones(unread)
    assert find_place(LONDON, address="12 High St, Leeds LS1 4DY") == find_place(LONDON)


def test_an_american_address_counts_beside_a_number_of_another_country() -> None:
    place = find_place(LONDON, address="1 Dexter Ave, Montgomery, AL 36104")
    assert jurisdictions(place) == {"US-AL", "GB"}
    assert {"America/Chicago", "Europe/London"} <= zones(place)


WORDS = st.sampled_from(
    [
        *("1", "12345", "36104", "Main", "St", "Ave", "NE", "CT", "AL", "Montgomery", "Birmingham"),
        *("Florida", "New", "York", "CA", "Ontario", "Toronto", "ON", "M5X", "1A9", ",", "\n", ";"),
        *("Apt", "#", "(", ")", "USA", "Canada", "Germany", "Mexico", "SW1A", "2AA", "XX", "#N/A"),
    ]
)
texts = st.one_of(st.lists(WORDS, max_size=9).map(" ".join), st.text(max_size=40))


@given(texts, texts)
@example("#", "1,")
@example(", ,", "\n")
def test_text_in_an_address_or_city_never_takes_a_place_away(address: str, city: str) -> None:
    without = find_place(LOS_ANGELES)
    place = find_place(LOS_ANGELES, address=address, city=city)
    assert jurisdictions(without) <= jurisdictions(place)
    assert zones(without) <= zones(place) or place.gap


@given(texts, st.sampled_from(["", "AL", "Florida"]), st.sampled_from(["", "36104", "33101"]))
def test_an_address_never_takes_away_what_its_own_fields_say(
    address: str, region: str, postal_code: str
) -> None:
    without = find_place(LOS_ANGELES, region=region, postal_code=postal_code)
    place = find_place(LOS_ANGELES, region=region, postal_code=postal_code, address=address)
    assert jurisdictions(without) <= jurisdictions(place)
