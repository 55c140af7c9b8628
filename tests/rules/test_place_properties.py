"""What holds for every place, whatever is known of the person."""

from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from console.rules.phone.numbers import PLAIN, Phone, read_phone
from console.rules.places.finding import find_place, place_from_facts, place_to_facts
from console.rules.values import Evidence, Place
from db.enums import EvidenceKind, LeadKind, LineType, PlaceSource, ReasonCode
from tests.rules.place_words import (
    AUSTRALIAN_MOBILE,
    TOLL_FREE,
    jurisdictions,
    zones,
)

regions = st.sampled_from(["", "FL", "ID", "AZ", "QC", "SK", "NSW", "QLD", "PR", "AE", "nowhere"])
countries = st.sampled_from(["", "US", "CA", "AU", "GB", "FR", "PR", "Elbonia"])
postal_codes = st.sampled_from(
    ["", "32401", "86045", "2134", "S9V 0A1", "A2V 1B3", "2880", "4000", "09012", "zzz"]
)
stated = st.sampled_from(["", "America/Denver", "Europe/Paris", "nowhere"])
phones = st.one_of(
    st.sampled_from([TOLL_FREE, AUSTRALIAN_MOBILE]),
    st.sampled_from(sorted(PLAIN)).map(lambda area: read_phone(f"{area}5550147")),
    st.sampled_from(["200", "565", "789", "997"]).map(lambda area: read_phone(f"{area}5550147")),
    st.sampled_from(["+442079460018", "+61730001234", "+80012345678", "+551123456789"]).map(
        read_phone
    ),
)
evidence = st.builds(
    Evidence, st.sampled_from(EvidenceKind), st.dates(date(2020, 1, 1)), st.text(max_size=9)
)
places = st.builds(
    find_place,
    phones,
    country=countries,
    region=regions,
    postal_code=postal_codes,
    city=st.sampled_from(["", "Phenix City", "Springfield"]),
    stated_zone=stated,
    kind=st.sampled_from(LeadKind),
    line=st.none() | st.sampled_from(LineType),
    cleared_on=st.none() | st.dates(),
    evidence=st.lists(evidence, max_size=2).map(tuple),
)


@given(places)
def test_a_place_has_zones_and_a_law_or_says_what_is_missing(place: Place) -> None:
    if place.gap_code is ReasonCode.AREA_CODE_UNKNOWN:
        assert place.gap
        assert place.zone_is_stated or not place.zones
    else:
        assert bool(place.zones) != bool(place.gap)
        assert not place.zones or place.jurisdictions


@given(places)
def test_candidates_are_named_once_by_their_most_trusted_source(place: Place) -> None:
    order = list(PlaceSource)
    for candidates in (place.zones, place.jurisdictions):
        assert len({candidate.value for candidate in candidates}) == len(candidates)
        ranks = [order.index(candidate.source) for candidate in candidates]
        assert ranks == sorted(ranks)
    for zone in place.zones:
        assert ZoneInfo(zone.value)


@given(phones, countries, regions, postal_codes, stated)
def test_the_zones_of_the_area_code_are_always_candidates(
    phone: Phone, country: str, region: str, postal_code: str, zone: str
) -> None:
    bare = find_place(phone)
    place = find_place(
        phone, country=country, region=region, postal_code=postal_code, stated_zone=zone
    )
    assert jurisdictions(bare) <= jurisdictions(place)
    if place.zones:
        assert zones(bare, PlaceSource.AREA_CODE) <= zones(place)


@given(places)
def test_a_place_survives_being_written_down(place: Place) -> None:
    text = place_to_facts(place)
    assert place_from_facts(text) == place
    assert place_to_facts(place_from_facts(text)) == text
    assert "\n" not in text
