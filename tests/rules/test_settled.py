"""What a firm's own settings say of where a person is, and how little they may loosen."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from console.rules.places.number_ground import read_area_codes, write_area_codes
from console.rules.values import Firm, ListedLine, OwnAreaCode, Place
from console.rules.verdict.firm_places import settle
from console.rules.verdict.time_rules import bind
from console.rules.verdict.verdict import judge, open_spans
from db.enums import LeadKind, LineType, VerdictKind
from tests.rules.law_cases import FIRM, WITHOUT_LISTS, ask, codes, local
from tests.rules.place_words import jurisdictions, zones
from tests.rules.test_place_properties import places

BY_ADDRESS = replace(FIRM, landline_by_address=True)
GEORGIA = OwnAreaCode("565", "US-GA", ("America/New_York",))
KNOWS_565 = replace(FIRM, area_codes=(GEORGIA,))
LANDLINE, BUSINESS = LineType.LANDLINE, LeadKind.BUSINESS


def landline(number: str, region: str, postal_code: str = "", **more: str) -> Place:
    return find_place(
        read_phone(number),
        region=region,
        postal_code=postal_code,
        stated_zone=more.get("zone", ""),
        line=LANDLINE,
        kind=BUSINESS,
    )


def test_a_landline_counts_both_ways_unless_the_firm_goes_by_the_address() -> None:
    place = landline("212 555 0147", "CA", "94105")
    early = local("2026-12-01 09:30", "America/New_York")
    late = local("2026-12-01 20:00", "America/Los_Angeles")
    assert [ask(place, at).kind for at in (early, late)] == [VerdictKind.WAIT] * 2
    allowed = ask(place, late, BY_ADDRESS)
    assert allowed.kind is VerdictKind.CALL
    assert [zone.value for zone in allowed.zones] == ["America/Los_Angeles"]
    assert [law.value for law in allowed.jurisdictions] == ["US-CA"]
    assert "firm/landline_by_address" in allowed.allowed_by
    assert ask(place, early, BY_ADDRESS).kind is VerdictKind.WAIT


@pytest.mark.parametrize("line", [row for row in LineType if row is not LANDLINE])
def test_only_a_known_landline_goes_by_its_address(line: LineType) -> None:
    place = replace(landline("212 555 0147", "CA", "94105"), line=line)
    assert settle(place, BY_ADDRESS) is place


def test_a_list_of_line_types_makes_a_landline_known_and_a_mobile_none() -> None:
    place = find_place(read_phone("212 555 0147"), region="CA", postal_code="94105")
    on = date(2026, 11, 1)
    listed = replace(place, listed=ListedLine(LANDLINE, on))
    assert zones(settle(listed, BY_ADDRESS)) == {"America/Los_Angeles"}
    contradicted = replace(place, line=LANDLINE, listed=ListedLine(LineType.MOBILE, on))
    assert settle(contradicted, BY_ADDRESS) is contradicted


@pytest.mark.parametrize(
    ("number", "region"),
    [
        ("850 234 0147", "GA"),  # a Florida code
        ("212 555 0147", "FL"),  # a Florida address
        ("405 555 0147", "TX"),
        ("405 555 0147", "OK"),
        ("203 555 0147", "NY"),
        ("718 555 0147", "CT"),
    ],
)
def test_florida_oklahoma_and_connecticut_go_by_the_code_whatever_the_firm_sets(
    number: str, region: str
) -> None:
    place = landline(number, region)
    assert settle(place, BY_ADDRESS) is place


def test_what_is_no_address_leaves_the_area_code_alone() -> None:
    for place in (
        landline("212 555 0147", ""),
        landline("212 555 0147", "nowhere"),
        landline("212 555 0147", "AE"),
        landline("212 555 0147", "", zone="America/Denver"),
    ):
        assert settle(place, BY_ADDRESS) is place


def test_an_address_in_another_country_stands_beside_the_code() -> None:
    place = landline("416 555 0147", "NY", "10001")
    assert jurisdictions(settle(place, BY_ADDRESS)) == {"CA-ON", "US-NY"}


def test_a_spanish_landline_is_where_its_address_says() -> None:
    place = landline("+34 928 123 456", "", "28001")
    assert zones(place) == {"Atlantic/Canary", "Europe/Madrid"}
    assert zones(settle(place, BY_ADDRESS)) == {"Europe/Madrid"}
    assert jurisdictions(settle(place, BY_ADDRESS)) == {"ES"}


def test_an_address_that_contradicts_itself_keeps_both_of_its_states() -> None:
    place = landline("212 555 0147", "CO", "94105")
    assert jurisdictions(settle(place, BY_ADDRESS)) == {"US-CA", "US-CO"}


def test_hours_and_spans_go_by_the_same_place() -> None:
    place = landline("212 555 0147", "CA", "94105")
    assert bind(place, BY_ADDRESS).clocks == ("America/Los_Angeles",)
    morning = local("2026-12-01 00:00", "America/Los_Angeles")
    night = local("2026-12-02 00:00", "America/Los_Angeles")
    opens, closes = open_spans(place, BY_ADDRESS, morning, night)[0]
    assert opens == local("2026-12-01 08:00", "America/Los_Angeles")
    assert closes == local("2026-12-01 21:00", "America/Los_Angeles")


def test_the_firm_places_an_area_code_that_nobody_knows() -> None:
    place = find_place(read_phone("565 555 0147"), kind=BUSINESS)
    noon = local("2026-12-01 12:00", "America/New_York")
    assert codes(ask(place, noon)) == ["area_code_unknown"]
    verdict = ask(place, noon, KNOWS_565)
    assert verdict.kind is VerdictKind.CALL
    assert [law.value for law in verdict.jurisdictions] == ["US-GA"]
    assert settle(place, KNOWS_565).country == "US"


def test_what_the_firm_knows_of_a_code_stands_beside_address_and_data() -> None:
    at = find_place(read_phone("565 555 0147"), region="CA", kind=BUSINESS)
    assert zones(settle(at, KNOWS_565)) == {"America/Los_Angeles", "America/New_York"}
    firm = replace(FIRM, area_codes=(OwnAreaCode("208", "US-NV", ("America/Los_Angeles",)),))
    boise = find_place(read_phone("208 555 0147"), kind=BUSINESS)
    assert jurisdictions(settle(boise, firm)) == {"US-ID", "US-NV"}


def test_a_stated_zone_still_settles_the_hours_of_a_code_the_firm_knows() -> None:
    place = find_place(read_phone("565 555 0147"), stated_zone="America/Denver", kind=BUSINESS)
    early = local("2026-12-01 07:30", "America/Denver")
    assert ask(place, early, KNOWS_565).kind is VerdictKind.WAIT
    assert bind(place, KNOWS_565).clocks == ("America/Denver",)


def test_the_firm_gives_no_place_to_a_military_address() -> None:
    place = find_place(read_phone("565 555 0147"), region="AE")
    assert settle(place, KNOWS_565) is place


own_codes = st.builds(
    OwnAreaCode,
    st.sampled_from(["208", "850", "565", "200"]),
    st.sampled_from(["US-GA", "US-NV", "CA-ON"]),
    st.just(("America/New_York",)),
)


firms = st.builds(
    Firm,
    area_codes=st.lists(own_codes, max_size=2).map(tuple),
    landline_by_address=st.booleans(),
)


@given(places, firms)
def test_settling_twice_is_settling_once_and_invents_nothing(place: Place, firm: Firm) -> None:
    once = settle(place, firm)
    assert settle(once, firm) == once
    named = {zone for code in firm.area_codes for zone in code.zones}
    assert zones(once) <= zones(place) | named
    assert place.unread == once.unread
    if not firm.landline_by_address:
        assert zones(place) <= zones(once)
        assert jurisdictions(place) <= jurisdictions(once)


@given(places, st.integers(0, 23))
def test_a_landline_is_called_by_its_address_only_when_that_alone_allows_it(
    place: Place, hour: int
) -> None:
    at = local(f"2026-12-01 {hour:02d}:30", "America/Chicago")
    loose, strict = ask(place, at, BY_ADDRESS), ask(place, at)
    if loose.kind is VerdictKind.CALL and strict.kind is not VerdictKind.CALL:
        assert place.line_type is LANDLINE
        alone = settle(place, BY_ADDRESS)
        assert judge(alone, WITHOUT_LISTS, FIRM, at).kind is VerdictKind.CALL
        assert not jurisdictions(place) & {"US-FL", "US-OK", "US-CT"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("565 US-GA", "565 US-GA America/New_York"),
        ("565 us-ga;", "565 US-GA America/New_York"),
        ("729 US-TN America/New_York; 789 US-OH", None),
        ("565 JM", "565 JM America/Jamaica"),
        ("", ""),
    ],
)
def test_area_codes_are_read_as_the_firm_writes_them(text: str, kept: str | None) -> None:
    read = read_area_codes(text)
    assert read_area_codes(write_area_codes(read)) == read
    if kept is not None:
        assert write_area_codes(read) == kept


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("565", "needs a code and its state"),
        ("911 US-GA", "no area code"),
        ("56 US-GA", "no area code"),
        ("٥٦٥ US-GA", "no area code"),
        ("800 US-GA", "belong to no place"),
        ("900 US-GA", "belong to no place"),
        ("565 US-XX", "no state or province"),
        ("565 US", "no state or province"),
        ("565 FR", "no state or province"),
        ("565 US-GA America/Chicago", "no zone of US-GA"),
        ("565 US-GA ../etc/passwd", "no zone of US-GA"),
    ],
)
def test_an_area_code_that_cannot_be_is_refused_with_why(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_area_codes(text)


def test_a_firm_without_either_setting_leaves_every_place_as_it_is() -> None:
    place = landline("212 555 0147", "CA", "94105")
    assert settle(place, Firm()) is place
