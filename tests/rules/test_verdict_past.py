"""A past call is judged by the rules of its day."""

from datetime import date, time

import pytest
from msgspec.structs import replace

from console.rules.values import Evidence, Firm
from console.rules.verdict.lifting import list_lifted
from db.enums import EvidenceKind, VerdictKind
from tests.rules.law_cases import FIRM, ZONES, ask, codes, local, place_in


@pytest.mark.parametrize(
    ("jurisdiction", "at", "kind"),
    [
        ("US-PA", "2026-10-16 19:30:00", VerdictKind.CALL),
        ("US-PA", "2026-10-17 08:00:00", VerdictKind.CALL),
        ("US-PA", "2026-10-11 12:00:00", VerdictKind.CALL),  # a Sunday
        ("US-PA", "2026-10-16 21:00:00", VerdictKind.WAIT),
        ("US-PA", "2026-10-18 12:00:00", VerdictKind.WAIT),  # the first barred Sunday
        ("US-PA", "2026-10-19 08:59:59", VerdictKind.WAIT),
        ("US-PA", "2026-10-19 09:00:00", VerdictKind.CALL),
        ("US-PA", "2026-10-19 19:00:00", VerdictKind.WAIT),
        ("US-PA", "2019-11-28 12:00:00", VerdictKind.CALL),  # Thanksgiving before the ban
        ("US-PA", "2019-12-25 12:00:00", VerdictKind.WAIT),
        ("US-CT", "2023-09-29 20:30:00", VerdictKind.CALL),
        ("US-CT", "2023-10-02 20:30:00", VerdictKind.WAIT),
        ("FR", "2026-08-10 11:00:00", VerdictKind.CALL),
        ("FR", "2026-08-11 11:00:00", VerdictKind.NEVER),
        ("FR", "2026-08-10 13:30:00", VerdictKind.WAIT),
        ("ES", "2023-06-28 11:00:00", VerdictKind.CALL),
        ("ES", "2023-06-29 11:00:00", VerdictKind.NEVER),
        ("US-PA", "2026-11-27 12:00:00", VerdictKind.WAIT),  # the day after Thanksgiving
        ("NL", "2021-06-30 11:00:00", VerdictKind.CALL),
        ("NL", "2021-07-01 11:00:00", VerdictKind.NEVER),
    ],
)
def test_the_rule_of_the_day_applies(jurisdiction: str, at: str, kind: VerdictKind) -> None:
    assert ask(place_in(jurisdiction), local(at, ZONES[jurisdiction])).kind is kind


@pytest.mark.parametrize(
    ("state", "at"), [("US-PA", "2026-10-16 21:00:00"), ("US-CT", "2023-09-29 21:00:00")]
)
def test_an_earlier_version_bars_by_itself(state: str, at: str) -> None:
    verdict = ask(place_in(state), local(at, ZONES[state]))
    assert [reason.rule for reason in verdict.reasons] == [f"{state}/hours", "US/hours"]


@pytest.mark.parametrize("state", ["US-OR", "US-MD", "US-OK", "IT"])
def test_before_the_first_date_known_the_present_rule_applies_and_says_so(state: str) -> None:
    verdict = ask(place_in(state), local("2020-12-09 20:30:00", ZONES[state]))
    assert verdict.kind is VerdictKind.WAIT
    assert any("It is not known since when the rules of" in caution for caution in verdict.cautions)


def test_a_call_of_today_rests_on_no_assumption() -> None:
    verdict = ask(
        place_in("US-OR"), local("2026-12-09 12:00:00", ZONES["US-OR"]), Firm(permits="off")
    )
    assert verdict.cautions == ()


def test_evidence_of_a_later_day_does_not_reach_back() -> None:
    later = (Evidence(EvidenceKind.WRITTEN, date(2026, 11, 1)),)
    verdict = ask(place_in("DE", evidence=later), local("2026-10-30 12:00:00", ZONES["DE"]))
    assert codes(verdict) == ["consent_required"]


def test_dutch_customers_are_called_without_consent_through_june_2026_only() -> None:
    zone = ZONES["NL"]
    bought = Evidence(EvidenceKind.TRANSACTION, date(2026, 5, 4))
    customer = place_in("NL", evidence=(bought,))
    round_the_clock = Firm(courtesy_opens=time(), courtesy_closes=time())
    last_day = ask(customer, local("2026-06-30 23:00:00", zone), round_the_clock)
    assert last_day.kind is VerdictKind.CALL
    assert last_day.closes_at == local("2026-07-01 00:00:00", zone)
    for at in ("2026-07-01 00:00:00", "2026-11-26 12:00:00"):
        verdict = ask(customer, local(at, zone), round_the_clock)
        assert codes(verdict) == ["consent_required"]
        assert "written consent" in verdict.reasons[0].text
        assert "transaction" not in verdict.reasons[0].text
    written = replace(customer, evidence=(Evidence(EvidenceKind.WRITTEN, date(2025, 1, 1)),))
    for at in ("2026-06-30 12:00:00", "2026-07-01 12:00:00"):
        assert ask(written, local(at, zone)).kind is VerdictKind.CALL


def test_a_dutch_purchase_lifts_nothing_from_july_2026() -> None:
    bought = Evidence(EvidenceKind.TRANSACTION, date(2026, 5, 4))
    assert list_lifted(place_in("NL"), FIRM, bought, date(2026, 6, 30))
    assert list_lifted(place_in("NL"), FIRM, bought, date(2026, 7, 1)) == ()


def test_the_week_a_rule_changes_opens_by_the_new_hours() -> None:
    saturday = local("2026-10-17 22:00:00", ZONES["US-PA"])
    assert ask(place_in("US-PA"), saturday).opens_at == local("2026-10-19 09:00:00", ZONES["US-PA"])
