"""Area codes that the numbering plan's administrator knows, a library does not, or nobody does."""

import pytest

from console.rules.data.area_codes import AREA_CODES, NEW_AREA_CODES
from console.rules.phone.numbers import PLAIN, read_any, read_phone
from console.rules.places.finding import find_place
from console.rules.values import Standing, Verdict
from console.rules.verdict.verdict import judge
from db.enums import LeadKind, LineType, VerdictKind
from tests.rules.law_cases import FIRM, local
from tests.rules.place_words import jurisdictions, of_area_code, zones

NEW = {
    "357": ("US-CA", "559"),
    "436": ("US-OH", "440"),
    "457": ("US-LA", "318"),
    "465": ("US-NY", "718"),
    "471": ("US-MS", "662"),
    "621": ("US-TX", "713"),
    "624": ("US-NY", "716"),
    "679": ("US-MI", "313"),
    "729": ("US-TN", "423"),
    "837": ("US-CA", "530"),
    "861": ("US-IL", "309"),
    "924": ("US-MN", "507"),
}
NOON = local("2026-11-30 13:00", "America/New_York")
NOBODYS = ("200", "372", "555", "565", "789", "881")


def of_number(text: str, region: str = "", zone: str = "") -> Verdict:
    phone = read_phone(text)
    place = find_place(phone, region=region, stated_zone=zone, kind=LeadKind.BUSINESS)
    return judge(place, Standing(is_valid=phone.is_valid, lists_checked=False), FIRM, NOON)


@pytest.mark.parametrize("area", NEW)
def test_a_new_area_code_is_a_number_on_the_ground_of_the_code_it_overlays(area: str) -> None:
    state, overlaid = NEW[area]
    phone = read_phone(f"({area}) 555-0147")
    assert (phone.is_valid, phone.country, phone.area_code) == (True, "US", area)
    assert phone == read_any(f"{area} 555 0147", "US")
    assert jurisdictions(find_place(phone)) == {state}
    assert of_area_code(area) == of_area_code(overlaid)


def test_a_new_area_code_that_overlays_none_is_on_the_ground_its_source_says() -> None:
    assert jurisdictions(find_place(read_phone("483 555 0147"))) == {"US-AL"}
    assert of_area_code("483") == {"America/Chicago"}


def test_orlando_keeps_eastern_time_and_the_codes_of_two_zones_have_both() -> None:
    assert of_area_code("689") == {"America/New_York"}
    assert of_area_code("448") == of_area_code("729") == {"America/New_York", "America/Chicago"}


def test_every_new_area_code_has_its_source_and_its_line_in_the_table() -> None:
    listed = [line.split(maxsplit=2) for line in NEW_AREA_CODES.splitlines()]
    assert {area for area, *_ in listed} == {*NEW, "483"}
    assert {area for area, *_ in listed} <= {line[:3] for line in AREA_CODES.splitlines()}
    assert all(source for *_, source in listed)


def test_any_exchange_of_an_american_or_canadian_code_is_a_number() -> None:
    """983 is Colorado's, and the prefix data have only some of its exchanges."""
    for line in AREA_CODES.splitlines():
        area, country, *_ = line.split()
        assert area in PLAIN or country not in {"US", "CA"}
    assert read_phone("+1 983 999 0147").is_valid


@pytest.mark.parametrize("area", NOBODYS)
def test_an_area_code_that_nobody_knows_is_unknown_and_no_wrong_number(area: str) -> None:
    phone = read_phone(f"{area} 555 0147")
    assert (phone.is_valid, phone.country, phone.has_unknown_area) == (True, None, True)
    verdict = of_number(f"{area} 555 0147")
    assert verdict.kind is VerdictKind.UNKNOWN
    assert verdict.reasons[0].code == "area_code_unknown"
    assert area in verdict.reasons[0].text


@pytest.mark.parametrize("area", NOBODYS)
def test_an_address_clears_an_unknown_area_code(area: str) -> None:
    verdict = of_number(f"{area} 555 0147", region="GA")
    assert verdict.kind is VerdictKind.CALL
    assert [zone.value for zone in verdict.zones] == ["America/New_York"]
    assert [law.value for law in verdict.jurisdictions] == ["US-GA"]


def test_a_stated_zone_does_not_say_whose_law_holds_for_an_unknown_area_code() -> None:
    verdict = of_number("565 555 0147", zone="America/New_York")
    assert verdict.reasons[0].code == "area_code_unknown"
    assert [zone.value for zone in verdict.zones] == ["America/New_York"]


@pytest.mark.parametrize("text", ["211 555 0147", "911 555 0147", "290 555 0147", "565 155 0147"])
def test_what_does_not_fit_the_plan_is_still_no_number(text: str) -> None:
    assert not read_phone(text).is_valid
    assert of_number(text, region="GA").reasons[0].code == "invalid_number"


def test_an_unknown_area_code_needs_the_registry_of_each_country_it_may_be_of() -> None:
    place = find_place(read_phone("565 555 0147"), region="ON", line=LineType.LANDLINE)
    verdict = judge(place, Standing(), FIRM, NOON)
    missing = [reason.citation for reason in verdict.reasons if reason.code == "registry_missing"]
    assert len(missing) == 2
    assert zones(place) == {"America/Toronto", "America/Winnipeg", "America/Atikokan"}
