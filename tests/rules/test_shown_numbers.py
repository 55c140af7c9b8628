"""Which of the firm's numbers may be shown: presence in a state, and a daily cap."""

from msgspec.structs import replace

from console.rules.values import Standing
from console.rules.verdict.shown_numbers import (
    CallerId,
    ShownNumber,
    choose_shown,
    find_place_gap,
    state_of,
)
from db.enums import VerdictKind
from tests.rules.law_cases import WITHOUT_LISTS, ask, codes, local, place_in

FIRM = CallerId("+15035550100")
CHARLESTON = CallerId("+18435550100", prefix="+1843")
RICHMOND = CallerId("+18045550100", prefix="+1804")
THERE = "+18435550147"


def test_the_state_of_a_number_is_that_of_its_area_code() -> None:
    assert state_of(CHARLESTON.number) == "US-SC"
    assert state_of(RICHMOND.number) == "US-VA"
    assert state_of("+442079460100") == ""


def test_a_number_of_south_carolina_or_virginia_is_not_offered_without_a_presence() -> None:
    for caller_id in (CHARLESTON, RICHMOND):
        there = f"{caller_id.prefix}5550147"
        away = {caller_id.number: ShownNumber(caller_id.number, "no")}
        assert choose_shown([FIRM, caller_id], away, {}, there, "").number == FIRM.number
        none = choose_shown([caller_id], away, {}, there, "")
        assert none.number == ""
        assert "where your firm has no place of business" in none.gap
        here = {caller_id.number: ShownNumber(caller_id.number, "yes")}
        assert choose_shown([FIRM, caller_id], here, {}, there, "").number == caller_id.number


def test_an_unstated_presence_is_a_caution_and_only_in_those_states() -> None:
    choice = choose_shown([CHARLESTON], {}, {}, THERE, "")
    assert choice.number == CHARLESTON.number
    assert "South Carolina" in choice.caution
    assert choose_shown([FIRM], {}, {}, THERE, "").caution == ""


def test_a_number_that_reached_its_cap_is_not_offered_and_the_next_one_is() -> None:
    capped = {CHARLESTON.number: ShownNumber(CHARLESTON.number, "yes", 75)}
    ids = [FIRM, CHARLESTON]
    assert choose_shown(ids, capped, {CHARLESTON.number: 74}, THERE, "").number == CHARLESTON.number
    assert choose_shown(ids, capped, {CHARLESTON.number: 75}, THERE, "").number == FIRM.number
    assert (
        "75 times today"
        in choose_shown([CHARLESTON], capped, {CHARLESTON.number: 75}, THERE, "").gap
    )


def test_a_place_has_a_gap_only_if_no_lead_there_may_be_shown_a_number() -> None:
    away = {CHARLESTON.number: ShownNumber(CHARLESTON.number, "no", 75)}

    def gap(*ids: CallerId, area_code: str | None = "843") -> bool:
        return bool(find_place_gap(ids, away, area_code))

    assert gap(CHARLESTON)
    assert not gap(CHARLESTON, area_code="208")
    assert not gap(CHARLESTON, area_code=None)
    assert not gap(CHARLESTON, FIRM)
    everywhere = replace(CHARLESTON, prefix="")
    assert gap(everywhere)
    assert gap(everywhere, area_code=None)
    # Leads of the list, or of other exchanges, may still be called.
    assert not gap(CHARLESTON, replace(FIRM, list_name="Fair"))
    assert not gap(CHARLESTON, replace(FIRM, prefix="+1843555"))
    # Leads of no list, and those of other exchanges, show what the phone shows.
    assert not gap(replace(CHARLESTON, list_name="Fair"))
    assert not gap(replace(CHARLESTON, prefix="+1843555"))
    assert gap(CHARLESTON, replace(CHARLESTON, list_name="Fair"))


def test_without_a_number_to_show_the_verdict_is_unknown() -> None:
    now = local("2026-12-09 12:00:00", "America/New_York")
    standing: Standing = replace(WITHOUT_LISTS, shown_gap="+18435550100 has its limit")
    verdict = ask(place_in("US-SC", zones=("America/New_York",)), now, standing=standing)
    assert verdict.kind is VerdictKind.UNKNOWN
    assert codes(verdict) == ["caller_id_missing"]
    doubtful = ask(
        place_in("US-SC", zones=("America/New_York",)),
        now,
        standing=replace(WITHOUT_LISTS, shown_doubt="say so"),
    )
    assert doubtful.kind is VerdictKind.CALL
    assert "say so" in doubtful.cautions
