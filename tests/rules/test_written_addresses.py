"""A state, a postal code and a country are read as people write them, and only in one meaning."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from console.rules.places.region_cells import find_ground_of_cell, read_region_cell
from console.rules.places.regions import name_regions, read_country, read_region
from console.rules.places.unread_addresses import find_nearest
from tests.rules.place_words import BOISE, TOLL_FREE, jurisdictions, zones

STYLES = """
Ala. AL, Ariz. AZ, Ark. AR, Calif. CA, Colo. CO, Conn. CT, Del. DE, Fla. FL, Ga. GA, Ill. IL,
Ind. IN, Kan. KS, Ky. KY, La. LA, Md. MD, Mass. MA, Mich. MI, Minn. MN, Miss. MS, Mo. MO, Mont. MT,
Neb. NE, Nev. NV, N.H. NH, N.J. NJ, N.M. NM, N.Y. NY, N.C. NC, N.D. ND,
Okla. OK, Ore. OR, Pa. PA, R.I. RI, S.C. SC, S.D. SD, Tenn. TN, Vt. VT, Va. VA,
Wash. WA, W.Va. WV, Wis. WI, Wyo. WY, D.C. DC, Nebr. NE,
Oreg. OR, Kans. KS, Tex. TX, Penna. PA, Cal. CA, P.R. PR, V.I. VI, Alta. AB, B.C. BC, Man. MB,
N.B. NB, N.L. NL, Nfld. NL, N.S. NS, N.W.T. NT, Ont. ON, P.E.I. PE, Que. QC,
Qué. QC, Sask. SK, Y.T. YT
"""


@pytest.mark.parametrize(("style", "code"), [word.split() for word in STYLES.split(",")])
def test_every_old_abbreviation_is_read_with_and_without_its_dots(style: str, code: str) -> None:
    spaced = style.replace(".", ". ").strip()
    for text in (style, spaced, style.replace(".", ""), style.upper(), f" {style.lower()} "):
        region = read_region(text)
        assert region is not None
        assert region[3:] == code


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("N. Mex.", "US-NM"),
        ("W. Va.", "US-WV"),
        ("S Dak", "US-SD"),
        ("NewYork", "US-NY"),
        ("State of Maine", "US-ME"),
        ("Wyom.", "US-WY"),
        ("ＦＬ", "US-FL"),
        ("Î.-P.-É.", "CA-PE"),
        ("C.-B.", "CA-BC"),
        ("FL - Florida", "US-FL"),
        ("FL-Florida", "US-FL"),
        ("Florida (FL)", "US-FL"),
        ("Florida, USA", "US-FL"),
        ("USA - Florida", "US-FL"),
        ("US FL", "US-FL"),
        ("Miami, FL", "US-FL"),
        ("miami fl", "US-FL"),
        ("Miami, FL 33101", "US-FL"),
        ("FL 33101-1234", "US-FL"),
        ("Washington, D.C. 20001", "US-DC"),
        ("Washington, DC", "US-DC"),
        ("Saint Louis MO", "US-MO"),
        ("Gary, Ind.", "US-IN"),
        ("Christiansted US Virgin Islands", "US-VI"),
        ("Delaware, OH", "US-OH"),
        ("San Francisco, CA", "US-CA"),
        ("Toronto, ON", "CA-ON"),
        ("Toronto ON M5V 2T6", "CA-ON"),
        ("Vancouver, BC, Canada", "CA-BC"),
        ("Québec (Qc)", "CA-QC"),
    ],
)
def test_a_state_cell_is_read_with_what_else_stands_in_it(text: str, region: str) -> None:
    matches = read_region_cell(text)
    assert matches is not None
    assert matches.region == region
    assert jurisdictions(find_place(TOLL_FREE, region=text)) == {region}


@pytest.mark.parametrize(
    "text",
    [
        "Toronto, CA",  # California, or Canada
        "Ontario, CA",  # a city there, or a province here
        "Berlin, DE",
        "Mumbai IN",
        "Lima, PE",
        "Tbilisi, Georgia",
        "FL/GA",
        "FL-Georgia",
        "GA-Florida",
        "Florida or Georgia",
        "FL 94105",  # a code of another state
        "N.-É.",  # Nova Scotia in French, Nebraska with dots
        "come in",
        "Canada",
        "33101",
    ],
)
def test_a_state_cell_with_no_meaning_or_more_than_one_is_not_read(text: str) -> None:
    assert read_region_cell(text) is None
    assert find_place(BOISE, region=text).unread == ("region",)


def test_a_country_that_the_address_states_settles_what_the_state_means() -> None:
    assert jurisdictions(find_place(TOLL_FREE, country="US", region="Ontario, CA")) == {"US-CA"}
    assert jurisdictions(find_place(TOLL_FREE, country="CA", region="Ontario, CA")) == {"CA-ON"}
    assert jurisdictions(find_place(TOLL_FREE, country="CA", region="Halifax, NS")) == {"CA-NS"}
    assert find_place(TOLL_FREE, country="CA", region="Miami, FL").unread == ("region",)


@pytest.mark.parametrize(
    ("text", "code"), [("N.S.W.", "NSW"), ("Qld.", "QLD"), ("W. Aust.", "WA"), ("S.A.", "SA")]
)
def test_australian_states_are_read_with_their_postcodes(text: str, code: str) -> None:
    assert read_region(text, "AU") == f"AU-{code}"
    region = read_region_cell("Sydney NSW 2000", "AU")
    assert region is not None
    assert region.region == "AU-NSW"


@pytest.mark.parametrize(
    "text",
    [
        "CA 94105",
        "94105 USA",
        "94105, U.S.A.",
        "US-94105",
        "94105 CA",
        "ZIP 94105",
        "San Francisco, CA 94105",
        "94105-1234",
        "94105 1234",
        "94105–1234",
        "941051234",
        "94105-",
        "９４１０５",
        "CA 94105-1234 USA",
        "Beverly Hills 90210",
        "'94105",
        '"94105"',
        "CA94105",
        "ca94105-1234",
        "Zip: 94105",
        "94 105",
    ],
)
def test_a_zip_is_read_with_its_state_or_country_beside_it(text: str) -> None:
    ground = find_ground_of_cell(text)
    assert ground is not None
    assert ground.region == "US-CA"


@pytest.mark.parametrize(
    ("text", "country", "zone"),
    [
        ("75 008", "FR", "Europe/Paris"),
        ("Code postal : 97 400", "FR", "Indian/Reunion"),
        ("CEP 69900-000", "BR", "America/Rio_Branco"),
        ("CEP: 69.900-000", "BR", "America/Rio_Branco"),
        ("C.P. 38001", "ES", "Atlantic/Canary"),
        ("CP 22000", "MX", "America/Tijuana"),
        ("Post code 2880", "AU", "Australia/Broken_Hill"),
    ],
)
def test_a_code_abroad_is_read_with_its_label_and_its_spaces(
    text: str, country: str, zone: str
) -> None:
    ground = find_ground_of_cell(text, country)
    assert ground is not None
    assert zone in ground.zones


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#VALUE!", "#n/a", " #N/A ", "#NV", "#N/D"])
@pytest.mark.parametrize("field", ["region", "postal_code", "country"])
def test_a_formula_that_failed_is_not_a_blank_cell(field: str, text: str) -> None:
    address: dict[str, Any] = {field: text}
    assert find_place(BOISE, **address).unread == (field,)


@pytest.mark.parametrize(
    "text",
    [
        "CA 10001",
        "NY94105",
        "94105 Canada",
        "75001 France",
        "94105 94106",
        "941O5",
        "94105 x",
        "Boise 94105",
    ],
)
def test_a_code_that_what_stands_beside_it_contradicts_is_not_read(text: str) -> None:
    assert find_ground_of_cell(text) is None
    assert find_place(BOISE, postal_code=text).unread == ("postal_code",)


def test_a_zip_in_the_cell_of_the_state_counts_beside_a_code_of_its_own() -> None:
    place = find_place(TOLL_FREE, region="Pensacola, FL 32501")
    assert zones(place) == {"America/Chicago"}
    both = find_place(TOLL_FREE, region="Pensacola, FL 32501", postal_code="33101")
    assert zones(both) == {"America/Chicago", "America/New_York"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Deutschland", "DE"),
        ("香港", "HK"),
        ("台湾", "TW"),
        ("한국", "KR"),
        ("アメリカ", "US"),
        ("España", "ES"),
        ("U.K.", "GB"),
        ("U.S.A.", "US"),
        ("u. s.", "US"),
        ("Éire", "IE"),
        ("ÖSTERREICH", "AT"),
        ("Россия", "RU"),
        ("日本", "JP"),
        ("Korea, Republic of", "KR"),
        ("Côte d'Ivoire", "CI"),
        ("Estados Unidos", "US"),
        ("United States (US)", "US"),
        ("US - United States", "US"),
        ("DEU", "DE"),
        ("NA", "NA"),
        ("the Netherlands", "NL"),
    ],
)
def test_a_country_is_read_in_its_own_language_and_in_common_ones(text: str, code: str) -> None:
    assert read_country(text) == code


@pytest.mark.parametrize("text", ["USA/Canada", "Elbonia", "Unites States", "n/a", "44", ""])
def test_a_country_of_no_meaning_or_two_is_not_read(text: str) -> None:
    assert read_country(text) is None


def test_the_calling_code_of_the_number_says_no_more_than_the_number() -> None:
    london = read_phone("+44 20 7946 0018")
    for phone, code in ((BOISE, "1"), (BOISE, "+1"), (BOISE, "1.0"), (london, "44")):
        assert find_place(phone, country=code) == find_place(phone)
    assert find_place(BOISE, country="44").unread == ("country",)
    assert find_place(london, country="1").unread == ("country",)


@pytest.mark.parametrize(
    ("field", "text", "near"),
    [
        ("region", "Pensylvania", ("Pennsylvania",)),
        ("region", "Miami, Florda", ("Florida",)),
        ("region", "Carolina", ("South Carolina", "North Carolina")),
        ("region", "33101", ("Florida",)),
        ("region", "Toronto, CA", ("California",)),
        ("region", "XX", ()),
        ("country", "Germny", ("Germany",)),
        ("country", "Florida", ("United States",)),
        ("country", "Elbonia", ()),
        ("postal_code", "941O5", ("94105",)),
        ("postal_code", "1000X", ()),
    ],
)
def test_the_nearest_is_offered_and_not_taken(field: str, text: str, near: tuple[str, ...]) -> None:
    assert find_nearest(field, text) == near
    address: dict[str, Any] = {field: text}
    assert find_place(BOISE, **address).unread == (field,)


@given(st.sampled_from(["region", "country", "postal_code"]), st.text(max_size=30))
@example("region", "a" * 60)
@example("region", ", ; (")
def test_what_is_offered_can_be_read(field: str, text: str) -> None:
    read = {"region": read_region_cell, "country": read_country, "postal_code": find_ground_of_cell}
    for offered in find_nearest(field, text):
        assert read[field](offered)


def test_no_spelling_is_of_two_countries_of_north_america() -> None:
    assert not name_regions()["US"].keys() & name_regions()["CA"].keys()


@given(st.text(max_size=40), st.sampled_from(["", "US", "CA", "AU", "GB"]))
def test_any_words_are_read_or_not_in_either_case(text: str, country: str) -> None:
    assert read_region(text, country) == read_region(text.upper(), country)
    region = read_region_cell(text, country)
    assert region is None or region.ground is None or region.ground.region[:2] == region.region[:2]
