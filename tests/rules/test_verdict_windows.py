"""The courtesy window and a firm's own rule beside the hours of the law."""

from datetime import date, datetime, time

import pytest

from console.rules.values import Evidence, Firm, FirmRule
from console.rules.verdict.verdict import open_spans
from db.enums import EvidenceKind, LeadKind, VerdictKind
from tests.rules.law_cases import SECOND, ZONES, ask, local, place_in

CONSENTED = Evidence(EvidenceKind.WRITTEN, date(2026, 12, 1), "form")


NEEDS_CONSENT = {"FR", "DE", "ES", "NL"}


def test_a_courtesy_window_that_spans_the_missing_hour_stays_exact() -> None:
    firm = Firm(courtesy_opens=time(1, 30), courtesy_closes=time(2, 30))
    place = place_in("GB", zones=("America/New_York",))
    spans = open_spans(
        place,
        firm,
        datetime.fromisoformat("2027-03-14T00:00Z"),
        datetime.fromisoformat("2027-03-15T00:00Z"),
    )
    assert [(opens.isoformat(), closes.isoformat()) for opens, closes in spans] == [
        ("2027-03-14T06:30:00+00:00", "2027-03-14T07:00:00+00:00")
    ]
    twice = open_spans(
        place,
        firm,
        datetime.fromisoformat("2027-11-07T00:00Z"),
        datetime.fromisoformat("2027-11-08T00:00Z"),
    )
    assert [(opens.isoformat(), closes.isoformat()) for opens, closes in twice] == [
        ("2027-11-07T05:30:00+00:00", "2027-11-07T06:00:00+00:00"),
        ("2027-11-07T06:30:00+00:00", "2027-11-07T07:30:00+00:00"),
    ]


@pytest.mark.parametrize("jurisdiction", sorted(ZONES))
def test_a_business_is_never_called_outside_the_courtesy_window_without_a_rule(
    jurisdiction: str,
) -> None:
    place = place_in(jurisdiction, kind=LeadKind.BUSINESS, evidence=(CONSENTED,))
    assert ask(place, local("2026-12-09 22:00:00", ZONES[jurisdiction])).kind is VerdictKind.WAIT
    assert ask(place, local("2026-12-09 07:59:59", ZONES[jurisdiction])).kind is VerdictKind.WAIT


def test_where_no_law_sets_hours_the_firms_courtesy_window_applies_and_is_called_that() -> None:
    firm = Firm(courtesy_opens=time(10), courtesy_closes=time(17, 30))
    place, zone = place_in("GB"), ZONES["GB"]
    assert ask(place, local("2026-12-09 10:00:00", zone), firm).closes_at == local(
        "2026-12-09 17:30:00", zone
    )
    verdict = ask(place, local("2026-12-09 17:30:00", zone), firm)
    assert verdict.reasons[0].rule == "firm/courtesy"
    assert "courtesy window" in verdict.reasons[0].text


def test_a_courtesy_window_never_narrows_a_country_that_has_hours() -> None:
    firm = Firm(courtesy_opens=time(10), courtesy_closes=time(12))
    assert ask(place_in("CA"), local("2026-12-09 21:00:00", ZONES["CA"]), firm).kind is (
        VerdictKind.CALL
    )


@pytest.mark.parametrize(
    ("rule", "clock", "day"),
    [
        (FirmRule("*", "*", time(10), time(17)), "09:59:59", "2026-12-09"),
        (FirmRule("US", "weekday", time(10), time(17)), "17:00:00", "2026-12-09"),
        (FirmRule("US-TX", "sat", None, None), "12:00:00", "2026-12-12"),
        (FirmRule("US-TX", "sun", time(14), time(0)), "13:59:59", "2026-12-13"),
        (FirmRule("US-TX", "holiday", None, None), "12:00:00", "2026-12-25"),
        (FirmRule("US-TX", "*", time(9), None), "12:00:00", "2026-12-09"),
        (FirmRule("US-TX", "*", None, time(20)), "12:00:00", "2026-12-09"),
    ],
)
def test_a_firms_own_rule_narrows_the_law(rule: FirmRule, clock: str, day: str) -> None:
    place, now = place_in("US-TX"), local(f"{day} {clock}", ZONES["US-TX"])
    assert ask(place, now).kind is VerdictKind.CALL
    verdict = ask(place, now, Firm(rules=(rule,)))
    assert verdict.kind is VerdictKind.WAIT
    assert verdict.reasons[0].rule.startswith("firm/")


def test_a_firms_rule_cannot_widen_the_law() -> None:
    firm = Firm(rules=(FirmRule("*", "*", time(0), time(0)),))
    place = place_in("US-TX")
    assert ask(place, local("2026-12-09 08:59:59", ZONES["US-TX"]), firm).kind is VerdictKind.WAIT


def test_a_window_that_never_opens_says_so() -> None:
    firm = Firm(rules=(FirmRule("US-TX", "*", None, None),))
    verdict = ask(place_in("US-TX"), local("2026-12-09 12:00:00", ZONES["US-TX"]), firm)
    assert verdict.kind is VerdictKind.WAIT
    assert verdict.opens_at is None
    assert "does not open within a year" in verdict.reasons[0].text


def test_rules_that_never_allow_a_call_together_never_open() -> None:
    firm = Firm(
        rules=(
            FirmRule("US-TX", "weekday", time(22), time(23)),
            FirmRule("*", "sat", None, None),
            FirmRule("*", "sun", None, None),
        )
    )
    verdict = ask(place_in("US-TX"), local("2026-12-09 12:00:00", ZONES["US-TX"]), firm)
    assert verdict.opens_at is None
    assert "does not open within a year" in verdict.reasons[0].text


@pytest.mark.parametrize("second", [0, 1, 59])
def test_a_courtesy_window_is_kept_to_the_second(second: int) -> None:
    firm = Firm(courtesy_opens=time(9, 30, second), courtesy_closes=time(19, 15, second))
    place = place_in("GB", kind=LeadKind.BUSINESS)
    at_nine = local("2026-12-09 09:30:00", "Europe/London") + second * SECOND
    at_seven = local("2026-12-09 19:15:00", "Europe/London") + second * SECOND
    assert ask(place, at_nine - SECOND, firm).kind is VerdictKind.WAIT
    assert ask(place, at_nine, firm).closes_at == at_seven
    assert ask(place, at_seven, firm).kind is VerdictKind.WAIT
