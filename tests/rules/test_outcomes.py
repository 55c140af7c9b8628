"""What an outcome does to a lead, by the firm's table and by the law of the place."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from console.rules.shift.outcome_effects import Effect, OutcomeRule, effect_of
from console.rules.verdict.time_rules import bind
from db.enums import LeadKind, NumberStatus
from tests.rules.law_cases import FIRM, SECOND, local, place_in

REFUSED = OutcomeRule(
    is_no=True, closes_lead=False, closes_number="", rest=timedelta(days=1), suppresses=False
)
PARIS = "Europe/Paris"


def refused(country: str, at: str, kind: LeadKind = LeadKind.CONSUMER) -> Effect:
    law = bind(place_in(country, kind=kind), FIRM).rules
    return effect_of(REFUSED, law, local(at, PARIS))


def test_a_refusal_in_france_rested_60_days_until_the_law_of_august_2026() -> None:
    now = local("2026-08-10 12:00:00", PARIS)
    effect = refused("FR", "2026-08-10 12:00:00")
    assert effect.rests_until == now + timedelta(days=60)
    assert not effect.suppresses


def test_a_refusal_in_france_bars_the_persons_numbers_for_good_since_august_2026() -> None:
    effect = refused("FR", "2026-08-11 12:00:00")
    assert effect.suppresses
    assert effect.suppresses_person
    assert effect.number_status is NumberStatus.SUPPRESSED


@pytest.mark.parametrize(
    ("country", "kind"), [("FR", LeadKind.BUSINESS), ("DE", LeadKind.CONSUMER)]
)
def test_elsewhere_a_refusal_rests_as_the_firm_says(country: str, kind: LeadKind) -> None:
    now = local("2026-12-09 12:00:00", PARIS)
    effect = refused(country, "2026-12-09 12:00:00", kind)
    assert effect.rests_until == now + timedelta(days=1)
    assert not effect.suppresses


def test_an_outcome_that_is_no_refusal_bars_nobody() -> None:
    yes = OutcomeRule(is_no=False, closes_lead=True, closes_number="", rest=None, suppresses=False)
    law = bind(place_in("FR"), FIRM).rules
    effect = effect_of(yes, law, local("2026-12-09 12:00:00", PARIS) + SECOND)
    assert not effect.suppresses
    assert effect.number_status is None


@pytest.mark.parametrize(
    ("state", "everything"), [("US-WA", True), ("US-OR", False), ("US-FL", False)]
)
def test_a_request_in_a_call_bars_every_number_of_the_person_in_washington(
    state: str, *, everything: bool
) -> None:
    asked = replace(REFUSED, is_no=False, suppresses=True)
    law = bind(place_in(state), FIRM).rules
    now = local("2026-12-09 12:00:00", "America/Los_Angeles")
    effect = effect_of(asked, law, now)
    assert (effect.suppresses, effect.suppresses_person) == (True, everything)
    assert not effect_of(REFUSED, law, now).suppresses, "a plain no is no request"
