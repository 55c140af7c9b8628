"""The firm's own caps, gaps, evidence and lists bind beside the law, where they are meant to."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from console.rules.values import Evidence, Firm, FirmRule, RegistryCopy, Standing
from db.enums import EvidenceKind, LeadKind, LineType, VerdictKind
from tests.rules.law_cases import ask, codes, local, place_in

NOON = local("2026-12-09 12:00:00", "America/New_York")
TEXAN = place_in("US-TX", line=LineType.LANDLINE, area_code="512")
BUSINESS = replace(TEXAN, kind=LeadKind.BUSINESS)


def under(*rules: FirmRule) -> Firm:
    return Firm(rules=rules)


def test_a_cap_counts_every_dial_and_says_until_when() -> None:
    firm = under(FirmRule("US", cap=2, cap_hours=168))
    dials = (NOON - timedelta(days=6), NOON - timedelta(days=1))
    once = Standing(lists_checked=False, dials=dials[:1])
    assert ask(TEXAN, NOON, firm, once).kind is VerdictKind.CALL
    verdict = ask(TEXAN, NOON, firm, Standing(lists_checked=False, dials=dials))
    assert (verdict.kind, codes(verdict)) == (VerdictKind.WAIT, ["cap"])
    assert verdict.opens_at == local("2026-12-10 12:00:00", "America/New_York")
    assert "Your firm allows 2 calls in 7 days" in verdict.reasons[0].text
    assert verdict.reasons[0].citation == "the firm's own rules"


def test_a_gap_is_a_cap_of_one() -> None:
    firm = under(FirmRule("*", cap=1, cap_hours=36))
    dialled = Standing(lists_checked=False, dials=(NOON - timedelta(hours=30),))
    verdict = ask(TEXAN, NOON, firm, dialled)
    assert "Your firm allows one call in 36 hours" in verdict.reasons[0].text
    assert verdict.opens_at == NOON + timedelta(hours=6)


def test_consent_that_the_firm_asks_for_is_lifted_by_what_it_names() -> None:
    firm = under(FirmRule("US-TX", consent=("written", "inquiry 3 months")))
    verdict = ask(BUSINESS, NOON, firm)
    assert (verdict.kind, codes(verdict)) == (VerdictKind.NEVER, ["consent_required"])
    text = "Your firm allows no call without the person's prior consent"
    assert text in verdict.reasons[0].text
    for kind, is_enough in (
        (EvidenceKind.WRITTEN, True),
        (EvidenceKind.INQUIRY, True),
        (EvidenceKind.TRANSACTION, False),
    ):
        held = replace(BUSINESS, evidence=(Evidence(kind, date(2026, 11, 9)),))
        assert (ask(held, NOON, firm).kind is VerdictKind.CALL) is is_enough


def test_a_list_that_the_firm_asks_for_is_held_and_fresh_or_nobody_is_called() -> None:
    firm = under(FirmRule("US", registry="Litigators", good_for=14))
    cleared = replace(BUSINESS, cleared_on=NOON.date())

    def asked(*copies: RegistryCopy) -> list[str]:
        return codes(ask(cleared, NOON, firm, Standing(copies=copies)))

    assert asked() == ["registry_missing"]
    assert asked(RegistryCopy("litigators", date(2026, 11, 24))) == ["registry_stale"]
    assert asked(RegistryCopy("litigators", date(2026, 11, 25))) == []
    assert codes(ask(cleared, NOON, firm)) == []


@pytest.mark.parametrize(
    ("rule", "is_bound"),
    [
        (FirmRule("US-TX", list_name="Fair"), True),
        (FirmRule("US-TX", list_name="Spring"), False),
        (FirmRule("US-FL", list_name="Fair"), False),
        (FirmRule("*", kind=LeadKind.BUSINESS), True),
        (FirmRule("*", kind=LeadKind.CONSUMER), False),
    ],
)
def test_a_rule_binds_the_calls_that_it_is_about(rule: FirmRule, is_bound: bool) -> None:  # noqa: FBT001
    place = replace(BUSINESS, list_name="Fair")
    for asks in ({"consent": ("written",)}, {"day_class": "*"}):
        own = replace(rule, **asks)
        assert (ask(place, NOON, under(own)).kind is not VerdictKind.CALL) is is_bound
