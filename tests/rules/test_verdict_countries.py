"""Countries whose rules came in November 2026: consent, hours, caps, registers, what is shown."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from console.rules.law.disclosures import duties_of
from console.rules.places.regions import name_country
from console.rules.shift.outcome_effects import OutcomeRule, effect_of
from console.rules.values import Evidence, Firm, RegistryCopy, RegistryHit, Standing
from console.rules.verdict.time_rules import bind
from db.enums import EvidenceKind, LeadKind, VerdictKind
from tests.rules.law_cases import FIRM, SECOND, ZONES, ask, codes, local, place_in

WRITTEN = (Evidence(EvidenceKind.WRITTEN, date(2026, 1, 10)),)
CONSUMER, BUSINESS = LeadKind.CONSUMER, LeadKind.BUSINESS
DAY = timedelta(days=1)


def dialled(*at_hours_ago: float) -> Standing:
    now = local("2026-12-09 12:00:00", ZONES["AE"])
    return Standing(
        dials=tuple(now - timedelta(hours=hours) for hours in at_hours_ago), lists_checked=False
    )


@pytest.mark.parametrize(
    ("country", "kinds"),
    [
        *(
            (country, (CONSUMER, BUSINESS))
            for country in ("SA", "EG", "QA", "ZA", "CH", "AT", "PL")
        ),
        ("PT", (CONSUMER,)),
    ],
)
def test_where_consent_comes_first_nobody_is_called_without_it(
    country: str, kinds: tuple[LeadKind, ...]
) -> None:
    noon = local("2026-12-09 12:00:00", ZONES[country])
    for kind in LeadKind:
        place = place_in(country, kind=kind)
        barred = codes(ask(place, noon)) == ["consent_required"]
        assert barred is (kind in kinds)
        assert ask(replace(place, evidence=WRITTEN), noon).kind is VerdictKind.CALL
        bought = (Evidence(EvidenceKind.TRANSACTION, date(2026, 12, 1)),)
        related = ask(replace(place, evidence=bought), noon)
        assert (related.kind is VerdictKind.NEVER) is barred


@pytest.mark.parametrize("kind", LeadKind)
@pytest.mark.parametrize("country", ["MA", "BE", "SG", "HK", "NZ", "SE", "MX", "JP"])
def test_where_calls_are_allowed_until_somebody_objects_no_consent_is_asked_for(
    country: str, kind: LeadKind
) -> None:
    noon = local("2026-12-09 12:00:00", ZONES[country])
    assert ask(place_in(country, kind=kind), noon).kind is VerdictKind.CALL


def test_a_business_in_the_emirates_is_called_in_the_courtesy_window_without_a_cap() -> None:
    office = place_in("AE", kind=BUSINESS)
    at = local("2026-12-09 20:59:59", ZONES["AE"])
    assert ask(office, at, standing=dialled(1, 2, 3)).kind is VerdictKind.CALL
    assert ask(office, at + SECOND).kind is VerdictKind.WAIT


def test_the_emirates_allow_one_dial_in_24_hours_and_two_in_7_days() -> None:
    now = local("2026-12-09 12:00:00", ZONES["AE"])
    place = place_in("AE")
    assert codes(ask(place, now, standing=dialled(24 - 1 / 3600))) == ["cap"]
    assert ask(place, now, standing=dialled(24)).kind is VerdictKind.CALL
    assert codes(ask(place, now, standing=dialled(30, 168 - 1 / 3600))) == ["cap"]
    assert ask(place, now, standing=dialled(30, 168)).kind is VerdictKind.CALL


@pytest.mark.parametrize("country", ["AE", "JP"])
def test_who_declined_once_there_is_never_called_again(country: str) -> None:
    refused = OutcomeRule(
        is_no=True, closes_lead=False, closes_number="", rest=DAY, suppresses=False
    )
    now = local("2026-12-09 12:00:00", ZONES[country])
    for kind in LeadKind:
        law = bind(place_in(country, kind=kind), FIRM).rules
        assert effect_of(refused, law, now).suppresses_person is (kind is CONSUMER)


@pytest.mark.parametrize("day", ["2026-12-16", "2026-12-25", "2026-12-13"])
def test_south_africa_has_no_calls_on_sundays_and_holidays_consent_or_not(day: str) -> None:
    consented = place_in("ZA", evidence=WRITTEN)
    assert ask(consented, local(f"{day} 12:00:00", ZONES["ZA"])).kind is VerdictKind.WAIT


def test_new_zealand_has_no_calls_on_a_holiday_and_its_code_is_a_doubt() -> None:
    waitangi = ask(place_in("NZ"), local("2027-02-06 12:00:00", ZONES["NZ"]))
    assert "holiday" in codes(waitangi)
    noon = ask(place_in("NZ"), local("2026-12-09 12:00:00", ZONES["NZ"]))
    assert any("association's code" in caution for caution in noon.cautions)


REGISTERS = [
    ("AE", CONSUMER, "tdra", 15),
    ("ZA", CONSUMER, "ncc", 28),
    ("BE", CONSUMER, "dncm", 5),
    ("BE", BUSINESS, "dncm", 5),
    ("SG", CONSUMER, "voice", 21),
    ("SE", CONSUMER, "nix", 15),
    ("PT", BUSINESS, "dgc", 15),
    ("NZ", CONSUMER, "marketing", 15),
    ("MX", CONSUMER, "repep", 30),
]


@pytest.mark.parametrize(("country", "kind", "source", "days"), REGISTERS)
def test_a_register_clears_through_the_last_day_its_copy_is_good(
    country: str, kind: LeadKind, source: str, days: int
) -> None:
    evidence = WRITTEN if country == "ZA" else ()
    place = place_in(country, kind=kind, evidence=evidence)
    now = local("2026-12-09 12:00:00", ZONES[country])
    missing = ask(place, now, standing=Standing())
    assert codes(missing) == ["registry_missing"]
    assert f"covers {name_country(country)}. " in missing.reasons[0].text
    last, stale = (RegistryCopy(source, now.date() - ago) for ago in (days * DAY, days * DAY + DAY))
    assert ask(place, now, standing=Standing(copies=(last,))).kind is VerdictKind.CALL
    assert codes(ask(place, now, standing=Standing(copies=(stale,)))) == ["registry_stale"]


@pytest.mark.parametrize(("country", "kind", "source", "days"), REGISTERS)
def test_consent_lifts_an_entry_in_the_register_as_far_as_the_law_says(
    country: str, kind: LeadKind, source: str, days: int
) -> None:
    now = local("2026-12-09 12:00:00", ZONES[country])
    copies = (RegistryCopy(source, now.date()),)
    hits = (RegistryHit(source, "the register", now.date() - days * DAY),)
    listed = Standing(hits=hits, copies=copies)
    assert "registry" in codes(ask(place_in(country, kind=kind), now, standing=listed))
    consented = ask(place_in(country, kind=kind, evidence=WRITTEN), now, standing=listed)
    assert (consented.kind is VerdictKind.CALL) is (country not in {"ZA", "SE"})


def test_consent_to_call_a_swedish_number_on_nix_ends_after_three_months() -> None:
    now = local("2026-12-09 12:00:00", ZONES["SE"])
    hits = (RegistryHit("nix", "NIX-Telefon", now.date()),)
    listed = Standing(hits=hits, copies=(RegistryCopy("nix", now.date()),))
    for on, kind in ((date(2026, 9, 9), VerdictKind.CALL), (date(2026, 9, 8), VerdictKind.NEVER)):
        values = (Evidence(EvidenceKind.WRITTEN, on),)
        assert ask(place_in("SE", evidence=values), now, standing=listed).kind is kind


def test_swiss_health_insurance_is_offered_only_to_who_was_insured_there_within_36_months() -> None:
    now = local("2026-12-09 12:00:00", ZONES["CH"])
    firm = Firm(trades=("health_insurance",))
    assert codes(ask(place_in("CH", evidence=WRITTEN), now, firm)) == ["trade_barred"]
    for on, kind in ((date(2023, 12, 9), VerdictKind.CALL), (date(2023, 12, 8), VerdictKind.NEVER)):
        insured = (*WRITTEN, Evidence(EvidenceKind.TRANSACTION, on))
        assert ask(place_in("CH", evidence=insured), now, firm).kind is kind


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("AE", "local one"),
        ("EG", "registered with the operator"),
        ("CH", "in the directory"),
        ("AT", "may not be hidden"),
        ("IN", "140 series"),
        ("ES", "800 and 900"),
        ("BR", "0303"),
        ("CA-BC", "show it"),
    ],
)
def test_what_number_is_shown_is_said_on_every_verdict_there(country: str, words: str) -> None:
    verdict = ask(place_in(country), local("2026-12-09 12:00:00", ZONES[country]))
    assert any(words in caution for caution in verdict.cautions)


@pytest.mark.parametrize("country", ["AE", "SE", "JP", "MA", "HK", "EG"])
def test_what_the_law_wants_said_first_there_is_known(country: str) -> None:
    assert [duty.jurisdiction for duty in duties_of([country], ())] == [country]


@pytest.mark.parametrize("country", ["JO", "BH", "KW", "OM", "LB"])
def test_a_country_without_facts_stays_barred(country: str) -> None:
    place = place_in(country, zones=("Asia/Kuwait",), evidence=WRITTEN)
    assert "no_rule" in codes(ask(place, local("2026-12-09 12:00:00", "Asia/Kuwait")))
