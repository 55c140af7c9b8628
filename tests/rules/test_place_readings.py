"""Whatever an address says, it never takes away what the number itself says."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from console.rules.data.region_names import CANADA, OTHER_NAMES, UNITED_STATES
from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from console.rules.places.region_cells import read_region_cell
from console.rules.places.regions import read_region
from console.rules.values import Standing
from console.rules.verdict.verdict import judge
from db.enums import LeadKind, PlaceSource, VerdictKind
from tests.rules.law_cases import FIRM, WITHOUT_LISTS
from tests.rules.place_words import TOLL_FREE, jurisdictions, zones
from tests.rules.test_verdict_unread import NOON, PHONES
from tests.unread_cases import READ, UNREAD, Case

KINDS = tuple(VerdictKind)
NAMES = {f"US-{code}": name for code, name in UNITED_STATES.items()}
NAMES |= {f"CA-{code}": name for code, name in CANADA.items()}
FORMS = (
    "{name}",
    "{code}",
    "{code} - {name}",
    "{name} ({code})",
    "{name}, {country}",
    "{code}, {country}",
    "{country}-{code}",
    " {name} . ",
    "State of {name}",
)
written = st.builds(
    lambda region, form, change: (
        change(form.format(code=region[3:], country=region[:2], name=NAMES[region])),
        region,
    ),
    st.sampled_from(sorted(NAMES)),
    st.sampled_from(FORMS),
    st.sampled_from([str, str.upper, str.lower, str.title]),
)


@given(written)
def test_a_state_is_read_in_every_form_and_case(pair: tuple[str, str]) -> None:
    text, region = pair
    assume(text.casefold() != "ontario, ca")  # a town in California too: it stays unread
    matches = read_region_cell(text)
    assert matches is not None
    assert matches.region == region
    assert jurisdictions(find_place(TOLL_FREE, region=text)) == {region}


@pytest.mark.parametrize("region", [row for row in OTHER_NAMES if not row.startswith("AU")])
def test_every_other_name_is_read_with_dots_and_without_spaces(region: str) -> None:
    for name in OTHER_NAMES[region].split(", "):
        for text in (name, name.title() + ".", name.replace(" ", ". "), name.replace(" ", "")):
            assert read_region(text) == region, text


texts = st.one_of(
    written.map(lambda pair: pair[0]),
    st.text(max_size=20),
    st.sampled_from([text for case in (*READ.values(), *UNREAD.values()) for text in case[:3]]),
)


@given(
    st.sampled_from(PHONES),
    st.fixed_dictionaries({"country": texts, "region": texts, "postal_code": texts, "city": texts}),
)
def test_an_address_adds_places_and_takes_away_only_a_whole_country(
    phone: Any, address: dict[str, Any]
) -> None:
    bare, place = find_place(phone), find_place(phone, **address)
    assert jurisdictions(bare) <= jurisdictions(place)
    if not place.gap:
        gone = zones(bare) - zones(place)
        assert gone <= zones(bare, PlaceSource.COUNTRY)
        assert zones(bare, PlaceSource.AREA_CODE) <= zones(place)


@given(
    st.sampled_from([row for row in PHONES if find_place(row).zones and row.area_code]),
    st.fixed_dictionaries({"country": texts, "region": texts, "postal_code": texts}),
    st.sampled_from(LeadKind),
)
def test_beside_an_area_code_no_address_makes_a_verdict_looser(
    phone: Any, address: dict[str, Any], kind: LeadKind
) -> None:
    bare = judge(find_place(phone, kind=kind), WITHOUT_LISTS, FIRM, NOON)
    with_address = judge(find_place(phone, kind=kind, **address), WITHOUT_LISTS, FIRM, NOON)
    assert KINDS.index(with_address.kind) <= KINDS.index(bare.kind)


@pytest.mark.parametrize("case", UNREAD.values(), ids=list(UNREAD))
def test_an_address_of_every_class_that_cannot_be_read_is_unknown(case: Case) -> None:
    country, region, postal_code, field = case
    phone = read_phone("212 555 0123")
    place = find_place(phone, country=country, region=region, postal_code=postal_code)
    assert place.unread == (field,)
    verdict = judge(place, Standing(lists_checked=False), FIRM, NOON)
    assert verdict.kind is VerdictKind.UNKNOWN
