"""What the number alone says of the place, and what it adds to an address."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from console.rules.data.area_codes import AREA_CODES
from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from console.rules.values import Candidate, Standing
from console.rules.verdict.verdict import judge
from db.enums import LeadKind, LineType, PlaceSource, VerdictKind
from tests.rules.law_cases import FIRM
from tests.rules.place_words import (
    AUSTRALIAN_MOBILE,
    BOISE,
    NEW_YORK,
    TOLL_FREE,
    jurisdictions,
    of_area_code,
    zones,
)


@pytest.mark.parametrize("kind", LeadKind)
def test_san_marino_dialled_from_italy_is_asked_by_both_laws_and_the_unknown_one_holds(
    kind: LeadKind,
) -> None:
    phone = read_phone("0549 88 23 45", "IT")
    assert phone.e164 == "+390549882345"
    place = find_place(phone, country="IT", kind=kind)
    assert jurisdictions(place) == {"IT", "SM"}
    assert zones(place) == {"Europe/Rome", "Europe/San_Marino"}
    for hour in range(24):
        at = datetime(2026, 11, 25, hour, tzinfo=UTC)
        verdict = judge(place, Standing(lists_checked=False), FIRM, at)
        assert verdict.kind in {VerdictKind.UNKNOWN, VerdictKind.NEVER}
    assert any("for SM" in reason.text or "San Marino" in reason.text for reason in verdict.reasons)
    assert jurisdictions(find_place(read_phone("0541 88 23 45", "IT"))) == {"IT"}
    assert jurisdictions(find_place(read_phone("+378 0549 882345"))) == {"SM"}


@pytest.mark.parametrize(
    "group",
    [
        ("270", "364"),
        ("850", "448"),
        ("541", "458"),
        ("812", "930"),
        ("208", "986"),
        ("402", "531"),
        ("250", "236", "257", "672", "778"),
        ("418", "367", "581"),
        ("709", "879"),
        ("306", "639", "474"),
    ],
)
def test_area_codes_on_the_same_ground_have_the_same_zones(group: tuple[str, ...]) -> None:
    assert len({frozenset(of_area_code(area)) for area in group}) == 1
    assert len(of_area_code(group[0])) > 1


def test_an_area_code_abroad_is_on_its_own_clock_and_not_on_every_one_of_the_country() -> None:
    """Germany has a second zone, in one village."""
    assert zones(find_place(read_phone("+49 30 901820"))) == {"Europe/Berlin"}


def test_every_zone_of_the_area_code_stands_beside_a_closer_address() -> None:
    place = find_place(read_phone("850 234 0147"), region="FL", postal_code="32401")
    assert place.zones == (
        Candidate("America/Chicago", PlaceSource.POSTAL_CODE),
        Candidate("America/New_York", PlaceSource.AREA_CODE),
    )
    assert place.jurisdictions == (Candidate("US-FL", PlaceSource.POSTAL_CODE),)


def test_an_area_code_belongs_to_the_state_it_is_assigned_to_and_no_neighbour() -> None:
    for line in AREA_CODES.splitlines():
        area, _, assigned, *_ = line.split()
        place = find_place(read_phone(f"+1{area}2345678"))
        assert jurisdictions(place) == set(assigned.split(","))
    assert jurisdictions(find_place(NEW_YORK)) == {"US-NY"}


def test_a_toll_free_number_takes_its_place_from_the_address_alone() -> None:
    place = find_place(TOLL_FREE, region="FL")
    assert jurisdictions(place) == {"US-FL"}
    assert zones(place) == {"America/New_York", "America/Chicago"}
    assert place.gap == ""
    for nowhere in (find_place(TOLL_FREE), find_place(TOLL_FREE, country="US")):
        assert nowhere.zones == ()
        assert "toll-free" in nowhere.gap
        assert "add a state or ZIP" in nowhere.gap


def test_a_number_of_no_country_asks_for_one() -> None:
    global_free = read_phone("+800 1234 5678")
    assert find_place(global_free).gap
    assert zones(find_place(global_free, country="GB")) == {"Europe/London"}


def test_outside_north_america_the_area_code_counts_and_not_the_exchange() -> None:
    assert zones(find_place(read_phone("+55 11 2345 6789"))) == {"America/Sao_Paulo"}
    assert zones(find_place(read_phone("+55 68 3223 4567"))) == {"America/Rio_Branco"}
    assert zones(find_place(read_phone("+44 20 7946 0018"))) == {"Europe/London"}
    assert zones(find_place(read_phone("+7 495 123 4567"))) == {"Europe/Moscow"}
    assert zones(find_place(read_phone("+593 5 289 8732"))) == {
        "America/Guayaquil",
        "Pacific/Galapagos",
    }


def test_a_zone_the_country_does_not_list_is_replaced_by_all_that_it_does() -> None:
    nuuk = zones(find_place(read_phone("+299 32 12 34")))
    assert {"America/Nuuk", "America/Thule", "America/Scoresbysund"} <= nuuk


def test_a_caribbean_number_is_under_its_own_law() -> None:
    place = find_place(read_phone("876 927 1234"))
    assert (place.country, jurisdictions(place), zones(place)) == (
        "JM",
        {"JM"},
        {"America/Jamaica"},
    )


def test_a_stated_zone_comes_first_and_the_others_are_still_listed() -> None:
    place = find_place(BOISE, stated_zone="America/Denver")
    assert place.zone_is_stated
    assert place.zones[0] == Candidate("America/Denver", PlaceSource.STATED)
    assert zones(find_place(BOISE)) < zones(place)
    assert jurisdictions(place) == {"US-ID"}


def test_a_stated_zone_does_not_say_whose_law_applies() -> None:
    assert find_place(TOLL_FREE, stated_zone="America/Denver").zones == ()


def test_a_stated_zone_that_does_not_exist_is_a_doubt() -> None:
    for zone in ("America/Springfield", "../etc/passwd", "America", "noon"):
        assert find_place(BOISE, stated_zone=zone) == replace(find_place(BOISE), unread=("zone",))


def test_a_known_mobile_stays_one_whatever_the_list_says() -> None:
    assert find_place(AUSTRALIAN_MOBILE, line=LineType.LANDLINE).line is LineType.MOBILE
    assert find_place(BOISE, line=LineType.MOBILE).line is LineType.MOBILE
    assert find_place(BOISE).line is LineType.UNKNOWN


def test_equal_facts_are_one_place() -> None:
    other = read_phone("208 555 0148")
    assert find_place(BOISE, region="ID") is find_place(other, region="Idaho")
