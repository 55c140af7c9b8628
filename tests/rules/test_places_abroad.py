"""Places in the countries abroad whose clocks differ: by number, by region and by postal code."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.rules.data.lands import LANDS
from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from console.rules.places.regions import (
    LAND_CODES,
    TERRITORIES,
    find_postal_code,
    find_region,
    list_country_zones,
)
from console.rules.values import Standing
from console.rules.verdict.verdict import judge
from db.enums import LeadKind, PlaceSource, VerdictKind
from tests.rules.law_cases import FIRM
from tests.rules.place_words import jurisdictions, zones

MOBILES = {
    "BR": "+55 11 91234 5678",
    "ES": "+34 612 345 678",
    "FR": "+33 6 12 34 56 78",
    "MX": "+52 55 1234 5678",
    "NZ": "+64 21 123 4567",
    "PT": "+351 912 345 678",
}

BY_NUMBER = [
    # Spain: the Canaries have codes of their own, mobiles none
    ("+34 922 123 456", "Atlantic/Canary"),
    ("+34 822 123 456", "Atlantic/Canary"),
    ("+34 928 123 456", "Atlantic/Canary"),
    ("+34 828 123 456", "Atlantic/Canary"),
    ("+34 91 234 56 78", "Europe/Madrid"),
    ("+34 81 234 56 78", "Europe/Madrid"),
    ("+34 923 123 456", "Europe/Madrid"),
    ("+34 971 123 456", "Europe/Madrid"),
    ("+34 827 123 456", "Europe/Madrid Atlantic/Canary"),
    ("+34 612 345 678", "Europe/Madrid Africa/Ceuta Atlantic/Canary"),
    # Portugal
    ("+351 21 234 5678", "Europe/Lisbon"),
    ("+351 291 234 567", "Atlantic/Madeira"),
    ("+351 292 234 567", "Atlantic/Azores"),
    ("+351 295 234 567", "Atlantic/Azores"),
    ("+351 296 234 567", "Atlantic/Azores"),
    ("+351 912 345 678", "Europe/Lisbon Atlantic/Madeira Atlantic/Azores"),
    # New Zealand: the Chathams are in the 03 area
    ("+64 3 305 1234", "Pacific/Auckland Pacific/Chatham"),
    ("+64 3 345 1234", "Pacific/Auckland Pacific/Chatham"),
    ("+64 9 345 1234", "Pacific/Auckland"),
    ("+64 21 123 4567", "Pacific/Auckland Pacific/Chatham"),
    # Brazil: mobiles have the area code of where they were bought
    ("+55 11 91234 5678", "America/Sao_Paulo"),
    ("+55 92 3234 5678", "America/Manaus"),
    ("+55 97 3412 3456", "America/Manaus America/Eirunepe"),
    ("+55 68 3223 4567", "America/Rio_Branco"),
    ("+55 69 3223 4567", "America/Porto_Velho"),
    ("+55 65 3223 4567", "America/Cuiaba"),
    ("+55 67 3323 4567", "America/Campo_Grande"),
    ("+55 81 3619 1234", "America/Recife America/Noronha"),
    # Mexico: the border keeps another summer time than the rest of its states
    ("+52 55 1234 5678", "America/Mexico_City"),
    ("+52 664 123 4567", "America/Tijuana"),
    ("+52 998 123 4567", "America/Cancun"),
    ("+52 662 123 4567", "America/Hermosillo"),
    ("+52 614 123 4567", "America/Chihuahua America/Ciudad_Juarez America/Ojinaga"),
    ("+52 656 123 4567", "America/Chihuahua America/Ciudad_Juarez America/Ojinaga"),
    ("+52 311 123 4567", "America/Mazatlan America/Bahia_Banderas"),
    # Australia: Broken Hill has numbers of 08 alone
    ("+61 2 9123 4567", "Australia/Sydney Australia/Lord_Howe"),
    # France: overseas has calling codes of its own
    ("+33 1 42 27 81 86", "Europe/Paris"),
    ("+33 6 12 34 56 78", "Europe/Paris"),
    ("+590 590 20 12 34", "America/Guadeloupe"),
    ("+590 690 20 12 34", "America/Guadeloupe"),
    ("+596 596 10 12 34", "America/Martinique"),
    ("+594 594 10 12 34", "America/Cayenne"),
    ("+262 692 12 34 56", "Indian/Reunion"),
]

BY_ADDRESS = [
    ("ES", "", "35001", "Atlantic/Canary"),
    ("ES", "", "38400", "Atlantic/Canary"),
    ("ES", "", "28013", "Europe/Madrid"),
    ("ES", "", "8001", "Europe/Madrid"),
    ("ES", "", "52001", "Africa/Ceuta"),
    ("ES", "Las Palmas", "", "Atlantic/Canary"),
    ("ES", "Canarias", "", "Atlantic/Canary"),
    ("ES", "Santa Cruz de Tenerife", "", "Atlantic/Canary"),
    ("ES", "S/C de Tenerife", "", "Atlantic/Canary"),
    ("ES", "Cataluña", "", "Europe/Madrid"),
    ("ES", "Sevilla", "38001", "Europe/Madrid Atlantic/Canary"),
    ("PT", "", "9500-321", "Atlantic/Azores"),
    ("PT", "", "9980-024", "Atlantic/Azores"),
    ("PT", "", "9000-098", "Atlantic/Madeira"),
    ("PT", "", "9400", "Atlantic/Madeira"),
    ("PT", "", "1000-205", "Europe/Lisbon"),
    ("PT", "Açores", "", "Atlantic/Azores"),
    ("PT", "Madeira", "", "Atlantic/Madeira"),
    ("NZ", "", "8016", "Pacific/Chatham"),
    ("NZ", "", "6011", "Pacific/Auckland"),
    ("NZ", "", "110", "Pacific/Auckland"),
    ("NZ", "Chatham Islands", "", "Pacific/Chatham"),
    ("NZ", "Otago", "", "Pacific/Auckland"),
    ("FR", "", "75001", "Europe/Paris"),
    ("FR", "", "1000", "Europe/Paris"),
    ("FR", "", "75008 CEDEX 08", "Europe/Paris"),
    ("FR", "", "97110", "America/Guadeloupe"),
    ("FR", "", "97200", "America/Martinique"),
    ("FR", "", "97300", "America/Cayenne"),
    ("FR", "", "97400", "Indian/Reunion"),
    ("FR", "", "97600", "Indian/Mayotte"),
    ("FR", "La Réunion", "", "Indian/Reunion"),
    ("FR", "Bretagne", "", "Europe/Paris"),
    ("FR", "13", "", "Europe/Paris"),
]

BRAZILIAN = [
    ("AM", "", "America/Manaus America/Eirunepe"),
    ("Amazonas", "69005-000", "America/Manaus"),
    ("", "69640-000", "America/Manaus America/Eirunepe"),
    ("AC", "", "America/Rio_Branco"),
    ("", "69900-000", "America/Rio_Branco"),
    ("", "76801-000", "America/Porto_Velho"),
    ("", "78005000", "America/Cuiaba"),
    ("", "79.002-290", "America/Campo_Grande"),
    ("", "69301-000", "America/Boa_Vista"),
    ("", "53990-000", "America/Noronha"),
    ("PE", "50010-000", "America/Recife"),
    ("São Paulo - SP", "01310-100", "America/Sao_Paulo"),
    ("SP", "1310100", "America/Sao_Paulo"),
]

MEXICAN = [
    ("BC", "", "America/Tijuana"),
    ("", "22000", "America/Tijuana"),
    ("Q. Roo", "77500", "America/Cancun"),
    ("Sonora", "", "America/Hermosillo"),
    ("BCS", "23000", "America/Mazatlan"),
    ("Chih.", "", "America/Chihuahua America/Ciudad_Juarez America/Ojinaga"),
    ("", "32000", "America/Chihuahua America/Ciudad_Juarez America/Ojinaga"),
    ("Tamaulipas", "", "America/Monterrey America/Matamoros"),
    ("CDMX", "06600", "America/Mexico_City"),
    ("", "6600", "America/Mexico_City"),
]


@pytest.mark.parametrize(("number", "expected"), BY_NUMBER)
def test_a_number_has_the_zones_of_its_area_code_or_every_one_of_its_country(
    number: str, expected: str
) -> None:
    assert zones(find_place(read_phone(number))) == set(expected.split())


@pytest.mark.parametrize(("country", "region", "code", "expected"), BY_ADDRESS)
def test_an_address_narrows_a_mobile_to_its_zones(
    country: str, region: str, code: str, expected: str
) -> None:
    mobile = read_phone(MOBILES[country])
    for named in ("", country):
        place = find_place(mobile, country=named, region=region, postal_code=code)
        assert (zones(place), place.unread) == (set(expected.split()), ())
        assert jurisdictions(place) == {country}


@pytest.mark.parametrize(("region", "code", "expected"), BRAZILIAN)
def test_a_brazilian_address_stands_beside_the_area_code(
    region: str, code: str, expected: str
) -> None:
    place = find_place(read_phone(MOBILES["BR"]), region=region, postal_code=code)
    assert (zones(place), place.unread) == ({*expected.split(), "America/Sao_Paulo"}, ())


@pytest.mark.parametrize(("region", "code", "expected"), MEXICAN)
def test_a_mexican_address_stands_beside_the_area_code(
    region: str, code: str, expected: str
) -> None:
    place = find_place(read_phone(MOBILES["MX"]), region=region, postal_code=code)
    assert (zones(place), place.unread) == ({*expected.split(), "America/Mexico_City"}, ())


@pytest.mark.parametrize("country", sorted(LAND_CODES))
def test_a_region_or_a_code_that_cannot_be_read_there_is_named(country: str) -> None:
    mobile = read_phone(MOBILES[country])
    assert find_place(mobile, region="Narnia").unread == ("region",)
    assert find_place(mobile, postal_code="00000").unread == ("postal_code",)
    assert find_place(mobile, postal_code="no code").unread == ("postal_code",)
    assert find_place(mobile, region="-", postal_code="n/a").unread == ()


@pytest.mark.parametrize(
    ("code", "zone", "law"),
    [
        ("97500", "America/Miquelon", "PM"),
        ("97150", "America/Marigot", "MF"),
        ("98600", "Pacific/Wallis", "WF"),
        ("98713", "Pacific/Tahiti", "PF"),
        ("98800", "Pacific/Noumea", "NC"),
    ],
)
def test_a_french_territory_with_laws_of_its_own_is_under_both(
    code: str, zone: str, law: str
) -> None:
    place = find_place(read_phone(MOBILES["FR"]), postal_code=code)
    assert zone in zones(place)
    assert jurisdictions(place) == {"FR", law}


@pytest.mark.parametrize("territory", TERRITORIES)
def test_an_overseas_department_given_as_the_country_is_a_region_of_france(territory: str) -> None:
    place = find_place(read_phone(MOBILES["FR"]), country=territory)
    assert (place.country, jurisdictions(place), place.unread) == ("FR", {"FR"}, ())
    assert zones(place) == set(list_country_zones()[territory])


def test_a_number_of_an_overseas_department_keeps_its_clock_beside_an_address_in_paris() -> None:
    place = find_place(read_phone("+590 690 20 12 34"), postal_code="75001")
    assert zones(place) == {"Europe/Paris", "America/Guadeloupe"}


@given(
    st.sampled_from(sorted(LAND_CODES)),
    st.from_regex(re.compile(r"[0-9]{2,9}(-[0-9]{3})?", re.ASCII), fullmatch=True),
    st.text(max_size=12),
)
def test_whatever_an_address_says_its_zones_are_ones_of_the_country_or_its_territories(
    country: str, code: str, region: str
) -> None:
    place = find_place(read_phone(MOBILES[country]), postal_code=code, region=region)
    spot = find_postal_code(code, country)
    known = set(LANDS[country].zones)
    known |= {zone for _, _, named in LANDS[country].postal_ranges for zone in named}
    known |= set(list_country_zones()[country])
    assert zones(place) <= known
    assert spot is None or set(spot.zones) <= zones(place)
    assert (spot is None) == ("postal_code" in place.unread)


unreadable = st.sampled_from(["Narnia", "XX", "Nowhereshire", "☃", "Sao Polo"])


@given(
    st.sampled_from(sorted(MOBILES.values())),
    unreadable,
    st.sampled_from(["", "00000", "abc"]),
    st.integers(0, 47),
)
def test_no_unread_words_loosen_a_verdict_abroad(
    number: str, region: str, code: str, half_hour: int
) -> None:
    phone = read_phone(number)
    at = datetime(2026, 12, 1, tzinfo=UTC) + half_hour * timedelta(minutes=30)
    place = find_place(phone, region=region, postal_code=code, kind=LeadKind.BUSINESS)
    verdict = judge(place, Standing(lists_checked=False), FIRM, at)
    assert place.unread
    assert verdict.kind in {VerdictKind.UNKNOWN, VerdictKind.NEVER}
    assert zones(find_place(phone)) <= zones(place)
    unread = [reason.text for reason in verdict.reasons if reason.code == "address_unread"]
    assert ["as its code or its full name" in text for text in unread] == [True]


@given(
    st.sampled_from(sorted(LAND_CODES)),
    st.data(),
)
def test_an_address_that_is_read_takes_away_only_the_zones_it_contradicts(
    country: str, data: st.DataObject
) -> None:
    land = LANDS[country]
    region = data.draw(st.sampled_from(land.names.splitlines())).partition(" ")[0]
    first, last, _ = data.draw(st.sampled_from(land.postal_ranges))
    code = str(data.draw(st.integers(int(first), int(last)))).zfill(len(first))
    mobile = read_phone(MOBILES[country])
    spot, ground = find_postal_code(code, country), find_region(f"{country}-{region}")
    assert spot is not None
    assert ground is not None
    place = find_place(mobile, region=region, postal_code=code)
    text = set(spot.zones)
    if text.isdisjoint(ground.zones):
        text |= set(ground.zones)
    assert zones(place) == text | zones(find_place(mobile), PlaceSource.AREA_CODE)
