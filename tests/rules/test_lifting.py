"""What evidence lifts, said before and after it is relied on."""

from dataclasses import replace
from datetime import date

from console.rules.lifting import Lifted, what_it_lifts
from console.rules.values import Evidence, RegistryCopy, RegistryHit, Standing
from db.enums import EvidenceKind, LeadKind, VerdictKind
from tests.rules.law_cases import FIRM, ZONES, ask, local, place_in

NOON = local("2026-12-09 12:00:00", ZONES["US-TX"])
TODAY = date(2026, 12, 9)
TEXAN = place_in("US-TX", area_code="512")
BOUGHT = Evidence(EvidenceKind.TRANSACTION, date(2026, 1, 10))


def test_a_sale_lifts_the_national_registry_for_eighteen_months() -> None:
    (lifted,) = what_it_lifts(TEXAN, FIRM, BOUGHT, TODAY)
    assert lifted == Lifted("the national Do Not Call Registry", date(2027, 7, 10))


def test_a_state_that_knows_the_same_evidence_is_named_with_what_it_limits() -> None:
    lifted = what_it_lifts(place_in("US-OR", area_code="503"), FIRM, BOUGHT, TODAY)
    assert Lifted("Oregon: at most 3 calls in 24 hours", date(2027, 7, 10)) in lifted


def test_evidence_lifts_nothing_for_a_business_that_no_registry_is_about() -> None:
    assert what_it_lifts(replace(TEXAN, kind=LeadKind.BUSINESS), FIRM, BOUGHT, TODAY) == ()


def test_a_verdict_names_the_evidence_it_rests_on_while_it_lasts() -> None:
    hit = RegistryHit("national", "the national registry", date(2026, 12, 1))
    copies = (RegistryCopy("national", date(2026, 12, 1)),)
    standing = Standing(hits=(hit,), copies=copies)
    verdict = ask(replace(TEXAN, evidence=(BOUGHT,)), NOON, standing=standing)
    assert verdict.kind is VerdictKind.CALL
    assert "us-national lifted by transaction of 2026-01-10" in verdict.allowed_by
    old = Evidence(EvidenceKind.TRANSACTION, date(2024, 1, 10))
    verdict = ask(replace(TEXAN, evidence=(old,)), NOON, standing=Standing(copies=copies))
    assert not any("lifted by" in one for one in verdict.allowed_by)
