"""What evidence lifts, said before and after it is relied on."""

from datetime import date

import pytest
from msgspec.structs import replace

from console.rules.values import Evidence, RegistryCopy, RegistryHit, Standing
from console.rules.verdict.lifting import Lifted, clearances_on, list_lifted
from console.rules.verdict.schedule import day_of
from db.enums import EvidenceKind, LeadKind, LineType, VerdictKind
from tests.rules.law_cases import FIRM, ZONES, ask, local, place_in

NOON = local("2026-12-09 12:00:00", ZONES["US-TX"])
TODAY = date(2026, 12, 9)
TEXAN = place_in("US-TX", area_code="512")
BOUGHT = Evidence(EvidenceKind.TRANSACTION, date(2026, 1, 10))


def test_a_sale_lifts_the_national_registry_for_eighteen_months() -> None:
    (lifted,) = list_lifted(TEXAN, FIRM, BOUGHT, TODAY)
    assert lifted == Lifted("the national Do Not Call Registry", date(2027, 7, 10))


def test_a_state_that_knows_the_same_evidence_is_named_with_what_it_limits() -> None:
    lifted = list_lifted(place_in("US-OR", area_code="503"), FIRM, BOUGHT, TODAY)
    assert Lifted("Oregon: at most 3 calls in 24 hours", date(2027, 7, 10)) in lifted


def test_evidence_lifts_nothing_for_a_business_that_no_registry_is_about() -> None:
    assert list_lifted(replace(TEXAN, kind=LeadKind.BUSINESS), FIRM, BOUGHT, TODAY) == ()


def test_a_verdict_names_the_evidence_it_rests_on_while_it_lasts() -> None:
    hit = RegistryHit("national", "the national registry", date(2026, 12, 1))
    copies = (RegistryCopy("national", date(2026, 12, 1)),)
    standing = Standing(hits=(hit,), copies=copies)
    verdict = ask(replace(TEXAN, evidence=(BOUGHT,)), NOON, standing=standing)
    assert verdict.kind is VerdictKind.CALL
    assert "us-national lifted by transaction of 2026-01-10" in verdict.allowed_by
    old = Evidence(EvidenceKind.TRANSACTION, date(2024, 1, 10))
    verdict = ask(replace(TEXAN, evidence=(old,)), NOON, standing=Standing(copies=copies))
    assert not any("lifted by" in reason for reason in verdict.allowed_by)


@pytest.mark.parametrize("line", LineType)
def test_consent_lifts_a_bar_on_mobiles_for_whoever_may_have_one(line: LineType) -> None:
    written = Evidence(EvidenceKind.WRITTEN, date(2026, 1, 10))
    lifted = list_lifted(place_in("IE", line=line), FIRM, written, TODAY)
    is_said = any("mobile" in row.name for row in lifted)
    assert is_said is (line is not LineType.LANDLINE)


def test_a_business_is_said_to_be_in_no_registry_of_consumers_and_a_consumer_is_not() -> None:
    days = (day_of(TODAY),)
    office = replace(TEXAN, kind=LeadKind.BUSINESS)
    assert list(clearances_on(office, days)) == ["us-national does not apply to a business"]
    assert list(clearances_on(TEXAN, days)) == []


def test_a_clearing_elsewhere_is_named_through_its_last_day() -> None:
    cleared = replace(TEXAN, cleared_on=date(2026, 11, 8))
    lines = ["us-national cleared elsewhere on 2026-11-08"]
    assert list(clearances_on(cleared, (day_of(TODAY),))) == lines
    assert list(clearances_on(cleared, (day_of(TODAY), day_of(TODAY) + 1))) == []
