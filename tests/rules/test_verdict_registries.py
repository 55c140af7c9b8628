"""Which registry must be at hand, how old its copy may be, and what a hit in one means."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from console.rules.law.statutes import all_registries
from console.rules.values import (
    Evidence,
    Firm,
    Listing,
    RegistryCopy,
    RegistryHit,
    Standing,
)
from console.rules.verdict.sentences import say_provider
from db.enums import EvidenceKind, LeadKind, RegistryKind, VerdictKind
from tests.rules.law_cases import SECOND, ZONES, ask, codes, local, place_in

NOON = local("2026-12-09 12:00:00", ZONES["US-TX"])


TEXAN = place_in("US-TX", area_code="512")


FRESH = (RegistryCopy("national", date(2026, 12, 1)),)


HIT = RegistryHit("national", "the national registry", date(2026, 12, 1))


WRITTEN = Evidence(EvidenceKind.WRITTEN, date(2026, 1, 10), "form 7")


def test_a_us_consumer_needs_a_registry_copy() -> None:
    verdict = ask(TEXAN, NOON, standing=Standing())
    assert verdict.kind is VerdictKind.UNKNOWN
    assert codes(verdict) == ["registry_missing"]
    assert "512" in verdict.reasons[0].text
    assert verdict.opens_at is None
    assert ask(TEXAN, NOON, standing=Standing(copies=FRESH)).kind is VerdictKind.CALL


def test_a_missing_copy_names_who_provides_it_its_price_and_its_format() -> None:
    [american] = ask(TEXAN, NOON, standing=Standing()).reasons
    assert "Get it from telemarketing.donotcall.gov" in american.text
    assert "first 5 area codes are free, then 82 US dollars" in american.text
    assert "zipped text or XML" in american.text
    for need in all_registries():
        words = say_provider(need)
        assert "docs/how-to/registry-copy.md" in words
        assert words.startswith(("Get it from ", "The page "))


@pytest.mark.parametrize("name", ["national", "National Registry", "FTC", "federal-dnc", "dnc"])
def test_the_national_registry_is_known_by_its_usual_names(name: str) -> None:
    copies = (RegistryCopy(name, date(2026, 12, 1)),)
    assert ask(TEXAN, NOON, standing=Standing(copies=copies)).kind is VerdictKind.CALL


@pytest.mark.parametrize("name", ["texas", "litigators", "louisiana"])
def test_another_list_does_not_stand_in_for_the_national_registry(name: str) -> None:
    copies = (RegistryCopy(name, date(2026, 12, 1)),)
    assert codes(ask(TEXAN, NOON, standing=Standing(copies=copies))) == ["registry_missing"]


def test_a_copy_is_good_through_its_31st_day_at_the_person() -> None:
    standing = Standing(copies=(RegistryCopy("national", date(2026, 11, 8)),))
    assert ask(TEXAN, NOON, standing=standing).kind is VerdictKind.CALL
    stale = ask(TEXAN, NOON + timedelta(days=1), standing=standing)
    assert stale.kind is VerdictKind.UNKNOWN
    assert codes(stale) == ["registry_stale"]
    assert "8 Nov 2026" in stale.reasons[0].text


def test_a_call_closes_at_the_midnight_on_which_the_copy_turns_stale() -> None:
    """With a courtesy window round the clock, nothing else closes it."""
    place = place_in("GB", area_code=None)
    firm = Firm(courtesy_opens=datetime.min.time(), courtesy_closes=datetime.min.time())
    standing = Standing(copies=(RegistryCopy("tps", date(2026, 12, 1)),))
    verdict = ask(place, local("2026-12-09 12:00:00", "Europe/London"), firm, standing)
    assert verdict.closes_at == local("2026-12-30 00:00:00", "Europe/London")
    assert ask(place, verdict.closes_at - SECOND, firm, standing).kind is VerdictKind.CALL
    assert codes(ask(place, verdict.closes_at, firm, standing)) == ["registry_stale"]


def test_a_list_cleared_elsewhere_is_good_for_31_days_too() -> None:
    cleared = replace(TEXAN, cleared_on=date(2026, 11, 8))
    assert ask(cleared, NOON, standing=Standing()).kind is VerdictKind.CALL
    assert codes(ask(cleared, NOON + timedelta(days=1), standing=Standing())) == ["registry_stale"]
    both = Standing(copies=(RegistryCopy("national", date(2026, 10, 1)),))
    assert ask(cleared, NOON, standing=both).kind is VerdictKind.CALL


def test_a_wait_warns_that_the_copy_will_be_stale_when_it_opens() -> None:
    standing = Standing(copies=(RegistryCopy("national", date(2026, 11, 8)),))
    night = ask(TEXAN, local("2026-12-09 22:00:00", ZONES["US-TX"]), standing=standing)
    assert night.kind is VerdictKind.WAIT
    assert any("older than 31 days" in caution for caution in night.cautions)


def test_business_lists_are_exempt_from_the_us_registry_but_not_from_hours_or_the_own_list() -> (
    None
):
    office = place_in("US-TX", kind=LeadKind.BUSINESS, area_code="512")
    assert ask(office, NOON, standing=Standing()).kind is VerdictKind.CALL
    night = local("2026-12-09 22:00:00", ZONES["US-TX"])
    assert ask(office, night, standing=Standing()).kind is VerdictKind.WAIT
    listed = Standing(listing=Listing("asked", date(2026, 12, 1)))
    assert codes(ask(office, NOON, standing=listed)) == ["internal_list"]


@pytest.mark.parametrize(
    ("country", "name", "kind", "days"),
    [
        ("US", "national", LeadKind.CONSUMER, 31),
        ("CA", "dncl", LeadKind.CONSUMER, 31),
        ("GB", "tps", LeadKind.CONSUMER, 28),
        ("GB", "ctps", LeadKind.BUSINESS, 28),
        ("IE", "ndd", LeadKind.CONSUMER, 28),
        ("IT", "rpo", LeadKind.CONSUMER, 15),
        ("AU", "dncr", LeadKind.CONSUMER, 30),
        ("IN", "dnd", LeadKind.CONSUMER, 15),
    ],
)
def test_each_country_asks_for_its_own_registry_and_age(
    country: str, name: str, kind: LeadKind, days: int
) -> None:
    place = place_in(country, kind=kind)
    now = local("2026-12-09 12:00:00", ZONES[country])
    assert codes(ask(place, now, standing=Standing())) == ["registry_missing"]
    as_of = date(2026, 12, 9) - timedelta(days=days)
    fresh = Standing(copies=(RegistryCopy(name, as_of),))
    assert ask(place, now, standing=fresh).kind is VerdictKind.CALL
    stale = Standing(copies=(RegistryCopy(name, as_of - timedelta(days=1)),))
    assert codes(ask(place, now, standing=stale)) == ["registry_stale"]


@pytest.mark.parametrize(
    ("area_code", "copies", "kind"),
    [
        ("416", "dncl", VerdictKind.CALL),
        ("416", "ftc", VerdictKind.UNKNOWN),
        ("800", "ftc", VerdictKind.CALL),
        ("787", "ftc", VerdictKind.CALL),
    ],
)
def test_the_registry_is_that_of_the_numbers_own_country(
    area_code: str, copies: str, kind: VerdictKind
) -> None:
    place = place_in("US-TX", area_code=area_code)
    standing = Standing(copies=(RegistryCopy(copies, date(2026, 12, 1)),))
    assert ask(place, NOON, standing=standing).kind is kind


def test_a_hit_bars_whatever_the_age_of_the_copy() -> None:
    old = RegistryHit("national", "the national registry", date(2020, 1, 1))
    verdict = ask(TEXAN, NOON, standing=Standing(hits=(old,), copies=FRESH))
    assert verdict.kind is VerdictKind.NEVER
    assert codes(verdict) == ["registry"]
    assert verdict.reasons[0].text == (
        "The number is on the national registry (copy of 1 Jan 2020). Written consent or a "
        "business relationship, recorded with its proof, lifts it."
    )
    assert verdict.opens_at is None


def test_a_list_that_no_evidence_lifts_says_so() -> None:
    hit = RegistryHit("litigators", "the litigators list", date(2026, 12, 1))
    verdict = ask(TEXAN, NOON, standing=Standing(hits=(hit,), copies=FRESH))
    assert verdict.reasons[0].text == (
        "The number is on the litigators list (copy of 1 Dec 2026). "
        "Evidence does not lift this list."
    )


def test_evidence_lifts_a_list_only_where_each_country_of_the_number_knows_it() -> None:
    """Austria knows no registry, and Belgium's is called national as any other."""
    standing, noon = Standing(hits=(HIT,)), datetime(2026, 12, 9, 11, 0, tzinfo=UTC)
    for lands, is_lifted in ((("BE",), True), (("AT",), False), (("AT", "BE"), False)):
        place = place_in(
            *lands, zones=("Europe/Vienna",), kind=LeadKind.BUSINESS, evidence=(WRITTEN,)
        )
        verdict = ask(place, noon, standing=standing)
        assert ("registry" not in codes(verdict)) is is_lifted, lands


def test_a_list_that_only_warns_gives_a_caution() -> None:
    hit = RegistryHit("litigators", "the litigators list", date(2026, 12, 1), RegistryKind.WARNS)
    verdict = ask(TEXAN, NOON, standing=Standing(hits=(hit,), copies=FRESH))
    assert verdict.kind is VerdictKind.CALL
    assert any("the litigators list" in caution for caution in verdict.cautions)
    unlisted = ask(TEXAN, NOON, standing=Standing(hits=(hit,), lists_checked=False))
    assert not any("the litigators list" in caution for caution in unlisted.cautions)


@pytest.mark.parametrize("state", ["US-AL", "US-IN", "US-LA", "US-MA", "US-PA", "US-TX"])
def test_a_separate_state_list_that_is_not_loaded_is_a_caution(state: str) -> None:
    zone = ZONES[state]
    now = local("2026-12-09 12:00:00", zone)
    verdict = ask(place_in(state, area_code="512"), now, standing=Standing(copies=FRESH))
    assert verdict.kind is VerdictKind.CALL
    assert any("own list" in caution for caution in verdict.cautions)
    loaded = (*FRESH, RegistryCopy(state, date(2026, 12, 1)))
    assert not any(
        "own list" in caution
        for caution in ask(
            place_in(state, area_code="512"), now, standing=Standing(copies=loaded)
        ).cautions
    )


def test_the_national_registry_does_not_bar_a_business_and_the_verdict_says_so() -> None:
    firm_line = replace(TEXAN, kind=LeadKind.BUSINESS)
    verdict = ask(firm_line, NOON, standing=Standing(hits=(HIT,)))
    assert verdict.kind is VerdictKind.CALL
    assert any("business" in caution for caution in verdict.cautions)
    own_list = RegistryHit("litigators", "litigators", date(2026, 12, 1))
    assert codes(ask(firm_line, NOON, standing=Standing(hits=(own_list,)))) == ["registry"]
