"""Registries, consent, relationships, line types: what bars, what lifts it, and for how long."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from console.rules.values import (
    Evidence,
    Firm,
    Listing,
    Place,
    RegistryCopy,
    RegistryHit,
    Standing,
)
from db.enums import EvidenceKind, LeadKind, LineType, RegistryKind, VerdictKind
from tests.rules.law_cases import FIRM, SECOND, ZONES, ask, codes, local, place_in

NOON = local("2026-12-09 12:00:00", ZONES["US-TX"])


TEXAN = place_in("US-TX", area_code="512")


FRESH = (RegistryCopy("national", date(2026, 12, 1)),)


HIT = RegistryHit("national", "the national registry", date(2026, 12, 1))


WRITTEN = Evidence(EvidenceKind.WRITTEN, date(2026, 1, 10), "form 7")


@pytest.mark.parametrize(
    ("kind", "on", "verdict"),
    [
        (EvidenceKind.WRITTEN, date(2001, 1, 1), VerdictKind.CALL),
        (EvidenceKind.TRANSACTION, date(2025, 6, 9), VerdictKind.CALL),
        (EvidenceKind.TRANSACTION, date(2025, 6, 8), VerdictKind.NEVER),
        (EvidenceKind.INQUIRY, date(2026, 9, 9), VerdictKind.CALL),
        (EvidenceKind.INQUIRY, date(2026, 9, 8), VerdictKind.NEVER),
        (EvidenceKind.WRITTEN, date(2026, 12, 10), VerdictKind.NEVER),
        (EvidenceKind.STATED, date(2026, 12, 1), VerdictKind.NEVER),
    ],
)
def test_evidence_lifts_the_national_registry_for_as_long_as_it_lasts(
    kind: EvidenceKind, on: date, verdict: VerdictKind
) -> None:
    place = replace(TEXAN, evidence=(Evidence(kind, on),))
    assert ask(place, NOON, standing=Standing(hits=(HIT,), copies=FRESH)).kind is verdict


def test_evidence_stands_in_for_a_missing_copy() -> None:
    place = replace(TEXAN, evidence=(WRITTEN,))
    assert ask(place, NOON, standing=Standing()).kind is VerdictKind.CALL


def test_evidence_never_lifts_the_internal_list_nor_any_other_list() -> None:
    place = replace(TEXAN, evidence=(WRITTEN,))
    listed = Standing(listing=Listing("asked on the phone", date(2026, 12, 1)), hits=(HIT,))
    assert codes(ask(place, NOON, standing=listed)) == ["internal_list"]
    for source in ("texas", "litigators"):
        hit = RegistryHit(source, source, date(2026, 12, 1))
        assert codes(ask(place, NOON, standing=Standing(hits=(hit,)))) == ["registry"]


def test_a_call_that_rests_on_evidence_closes_when_it_runs_out() -> None:
    firm = Firm(courtesy_opens=datetime.min.time(), courtesy_closes=datetime.min.time())
    bought = Evidence(EvidenceKind.TRANSACTION, date(2022, 12, 10))
    former = place_in("NL", evidence=(bought,))
    verdict = ask(former, local("2025-12-09 12:00:00", ZONES["NL"]), firm)
    assert verdict.closes_at == local("2025-12-11 00:00:00", ZONES["NL"])
    assert codes(ask(former, verdict.closes_at, firm)) == ["consent_required"]


def test_a_hit_that_evidence_lifts_bars_again_at_the_midnight_it_runs_out() -> None:
    """Round-the-clock hours: in Ireland the courtesy window is all there is."""
    firm = Firm(courtesy_opens=datetime.min.time(), courtesy_closes=datetime.min.time())
    place = place_in("US-TX", "GB", zones=("Europe/London",), area_code="512")
    place = replace(place, evidence=(Evidence(EvidenceKind.INQUIRY, date(2026, 9, 9)),))
    place = replace(place, jurisdictions=place.jurisdictions[1:], country="GB")
    standing = Standing(hits=(HIT,), copies=FRESH)
    verdict = ask(place, local("2026-12-09 12:00:00", "Europe/London"), firm, standing)
    assert verdict.closes_at == local("2026-12-10 00:00:00", "Europe/London")
    assert codes(ask(place, verdict.closes_at, firm, standing)) == ["registry"]


@pytest.mark.parametrize("state", ["US-AZ", "US-NJ", "US-LA", "IE"])
def test_known_mobiles_are_never_called_where_mobiles_are_barred(state: str) -> None:
    now = local("2026-12-09 12:00:00", ZONES[state])
    mobile = place_in(state, line=LineType.MOBILE)
    assert ask(mobile, now).kind is VerdictKind.NEVER
    assert codes(ask(mobile, now)) == ["mobile_barred"]
    assert ask(place_in(state), now).kind is VerdictKind.CALL
    assert ask(replace(mobile, evidence=(WRITTEN,)), now).kind is VerdictKind.CALL
    bought = Evidence(EvidenceKind.TRANSACTION, date(2026, 12, 1))
    assert ask(replace(mobile, evidence=(bought,)), now).kind is VerdictKind.NEVER


@pytest.mark.parametrize("state", ["US-AZ", "US-NJ", "US-LA", "IE"])
def test_an_unknown_line_is_a_caution_or_a_bar_as_the_firm_sets(state: str) -> None:
    now = local("2026-12-09 12:00:00", ZONES[state])
    place = place_in(state, line=LineType.UNKNOWN)
    assert ask(place, now).kind is VerdictKind.CALL
    assert any(
        "bars unsolicited calls to mobiles" in caution for caution in ask(place, now).cautions
    )
    barred = ask(place, now, Firm(unknown_line="bar"))
    assert barred.kind is VerdictKind.NEVER
    assert codes(barred) == ["mobile_barred"]


def test_a_wireless_list_makes_an_unknown_line_a_mobile() -> None:
    hit = RegistryHit("wireless", "the wireless list", date(2026, 12, 1), RegistryKind.MOBILE)
    place = place_in("US-AZ", line=LineType.UNKNOWN, area_code="602")
    now = local("2026-12-09 12:00:00", ZONES["US-AZ"])
    assert codes(ask(place, now, standing=Standing(hits=(hit,), copies=FRESH))) == ["mobile_barred"]
    texan = ask(TEXAN, NOON, standing=Standing(hits=(hit,), copies=FRESH))
    assert texan.kind is VerdictKind.CALL


@pytest.mark.parametrize("country", ["FR", "DE", "NL", "ES"])
def test_a_consumer_where_consent_is_the_law_is_never_called_without_it(country: str) -> None:
    now = local("2026-12-09 12:00:00", ZONES[country])
    place = place_in(country)
    assert ask(place, now).kind is VerdictKind.NEVER
    assert codes(ask(place, now)) == ["consent_required"]
    assert ask(replace(place, evidence=(WRITTEN,)), now).kind is VerdictKind.CALL
    asked = Evidence(EvidenceKind.INQUIRY, date(2026, 12, 1))
    assert ask(replace(place, evidence=(asked,)), now).kind is VerdictKind.NEVER
    office = place_in(country, kind=LeadKind.BUSINESS)
    assert ask(office, now).kind is VerdictKind.CALL


def test_a_german_business_is_called_with_a_caution_about_presumed_consent() -> None:
    now = local("2026-12-09 12:00:00", ZONES["DE"])
    verdict = ask(place_in("DE", kind=LeadKind.BUSINESS), now)
    assert any("presumed consent" in caution for caution in verdict.cautions)


@pytest.mark.parametrize("day", ["2026-12-13", "2026-11-26"])
def test_consent_lifts_utahs_sunday_and_holidays_and_leaves_the_federal_hours(day: str) -> None:
    place, zone = place_in("US-UT"), ZONES["US-UT"]
    assert ask(place, local(f"{day} 12:00:00", zone)).kind is VerdictKind.WAIT
    consented = replace(place, evidence=(WRITTEN,))
    assert ask(consented, local(f"{day} 12:00:00", zone)).closes_at == local(
        f"{day} 21:00:00", zone
    )
    assert ask(consented, local(f"{day} 07:59:59", zone)).kind is VerdictKind.WAIT


def test_a_relationship_lifts_oregons_hours_and_cap_for_18_months() -> None:
    zone = ZONES["US-OR"]
    evening = local("2026-12-09 20:30:00", zone)
    dials = tuple(evening - timedelta(hours=hours) for hours in (1, 2, 3))
    standing = Standing(dials=dials, lists_checked=False)
    for on, kind in ((date(2025, 6, 9), VerdictKind.CALL), (date(2025, 6, 8), VerdictKind.WAIT)):
        client = place_in("US-OR", evidence=(Evidence(EvidenceKind.TRANSACTION, on),))
        assert ask(client, evening, standing=standing).kind is kind


def test_consent_lifts_australias_hours_down_to_the_courtesy_window() -> None:
    place, zone = place_in("AU", evidence=(WRITTEN,)), ZONES["AU"]
    sunday = local("2026-12-13 12:00:00", zone)
    assert ask(place, sunday).closes_at == local("2026-12-13 21:00:00", zone)
    assert ask(place_in("AU"), sunday).kind is VerdictKind.WAIT
    before = place_in("AU", evidence=(Evidence(EvidenceKind.WRITTEN, date(2026, 12, 14)),))
    assert codes(ask(before, sunday)) == ["closed_day"]
    assert ask(before, sunday).opens_at == local("2026-12-14 08:00:00", zone)


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (Place("KW", place_in("US", zones=("Asia/Kuwait",)).zones, ()), "no_rule"),
        (Place(None, place_in("US").zones, ()), "no_rule"),
        (replace(place_in("US-TX"), zones=(), gap="Add a state or ZIP."), "no_zone"),
    ],
)
def test_what_is_not_known_is_not_called_and_says_what_to_supply(place: Place, code: str) -> None:
    verdict = ask(place, NOON)
    assert verdict.kind is VerdictKind.UNKNOWN
    assert codes(verdict) == [code]
    assert verdict.opens_at is None
    if place.gap:
        assert verdict.reasons[0].text == place.gap


def test_a_jurisdiction_without_rules_beside_one_with_rules_is_unknown_too() -> None:
    assert "no_rule" in codes(ask(place_in("US-TX", "KW"), NOON))


def test_a_state_without_rules_of_its_own_has_the_countrys() -> None:
    verdict = ask(place_in("US-GA", zones=("America/New_York",)), NOON)
    assert verdict.kind is VerdictKind.CALL
    assert verdict.allowed_by == ("US/hours",)


def test_without_lists_neither_registries_nor_the_own_list_count() -> None:
    listed = Standing(listing=Listing("asked", date(2026, 12, 1)), hits=(HIT,), lists_checked=False)
    assert ask(TEXAN, NOON, FIRM, listed).kind is VerdictKind.CALL


def test_every_verdict_carries_the_version_of_the_time_data() -> None:
    assert ask(TEXAN, datetime(2026, 12, 9, 18, tzinfo=UTC)).tzdata.startswith("20")


def test_evidence_that_ran_out_at_one_candidate_zone_lifts_nothing() -> None:
    """Where the dates differ, the later one counts."""
    bought = Evidence(EvidenceKind.TRANSACTION, date(2025, 6, 9))
    place = replace(
        place_in("GB", zones=("Europe/London", "Pacific/Guam")), evidence=(bought,), area_code="512"
    )
    firm = Firm(courtesy_opens=datetime.min.time(), courtesy_closes=datetime.min.time())
    standing = Standing(hits=(HIT,), copies=FRESH)
    turn = local("2026-12-10 00:00:00", "Pacific/Guam")
    assert ask(place, turn - SECOND, firm, standing).closes_at == turn
    assert codes(ask(place, turn, firm, standing)) == ["registry"]


@pytest.mark.parametrize("unknown_line", ["warn", "bar"])
@pytest.mark.parametrize("line", LineType)
def test_a_bar_on_mobiles_warns_where_the_line_may_be_one_and_the_firm_does_not_bar_it(
    line: LineType, unknown_line: str
) -> None:
    firm = Firm(unknown_line=unknown_line)
    verdict = ask(place_in("IE", line=line), local("2026-12-09 12:00", ZONES["IE"]), firm)
    is_barred = line in {LineType.MOBILE, LineType.VOIP} or (line, unknown_line) == (
        LineType.UNKNOWN,
        "bar",
    )
    assert (codes(verdict) == ["mobile_barred"]) is is_barred
    is_warned = any("be sure this is a landline" in caution for caution in verdict.cautions)
    assert is_warned is ((line, unknown_line) == (LineType.UNKNOWN, "warn"))


def test_nobody_is_warned_of_mobiles_where_no_rule_bars_them() -> None:
    place = place_in("GB", line=LineType.UNKNOWN)
    cautions = ask(place, local("2026-12-09 12:00", ZONES["GB"])).cautions
    assert not any("be sure this is a landline" in caution for caution in cautions)
