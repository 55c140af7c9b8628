"""Trades that may not call at all in some places, whatever the hour."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from console.rules.law.disclosures import TRADES, read_trades, write_trades
from console.rules.values import Evidence, Firm
from db.enums import EvidenceKind, LeadKind, VerdictKind
from tests.rules.law_cases import SECOND, ZONES, ask, codes, local, place_in

WRITTEN = (Evidence(EvidenceKind.WRITTEN, date(2026, 1, 10)),)
CONSUMER, BUSINESS = LeadKind.CONSUMER, LeadKind.BUSINESS


@pytest.mark.parametrize(
    ("country", "trade", "kind", "with_consent"),
    [
        ("FR", "energy_renovation", CONSUMER, VerdictKind.NEVER),
        ("FR", "energy_production", CONSUMER, VerdictKind.NEVER),
        ("FR", "home_adaptation", CONSUMER, VerdictKind.NEVER),
        ("IT", "electricity_gas", CONSUMER, VerdictKind.CALL),
        ("GB", "claims_management", CONSUMER, VerdictKind.CALL),
        ("GB", "claims_management", BUSINESS, VerdictKind.CALL),
        ("GB", "pensions", CONSUMER, VerdictKind.CALL),
        ("US-MS", "medicare_advantage", CONSUMER, VerdictKind.NEVER),
        ("US-MS", "medicare_advantage", BUSINESS, VerdictKind.NEVER),
    ],
)
def test_a_trade_that_is_barred_is_never_called_there_and_consent_lifts_what_the_law_says(
    country: str, trade: str, kind: LeadKind, with_consent: VerdictKind
) -> None:
    now = local("2026-12-09 12:00:00", ZONES[country])
    firm = Firm(trades=("securities", trade))
    place = place_in(country, kind=kind)
    assert "trade_barred" in codes(ask(place, now, firm))
    assert TRADES[trade] in next(
        reason.text for reason in ask(place, now, firm).reasons if reason.code == "trade_barred"
    )
    consented = replace(place, evidence=WRITTEN)
    assert ask(consented, now, firm).kind is with_consent
    assert "trade_barred" not in codes(ask(consented, now, Firm(trades=("securities",))))


@pytest.mark.parametrize(
    ("country", "trade"),
    [("FR", "energy_renovation"), ("IT", "electricity_gas"), ("GB", "pensions")],
)
def test_a_trade_barred_for_consumers_may_call_a_business(country: str, trade: str) -> None:
    now = local("2026-12-09 12:00:00", ZONES[country])
    office = place_in(country, kind=BUSINESS)
    assert ask(office, now, Firm(trades=(trade,))).kind is VerdictKind.CALL


@pytest.mark.parametrize(
    ("country", "trade", "begins"),
    [
        ("FR", "energy_renovation", "2020-07-24"),
        ("FR", "home_adaptation", "2025-07-01"),
        ("IT", "electricity_gas", "2026-06-19"),
        ("GB", "claims_management", "2018-09-08"),
        ("US-MS", "medicare_advantage", "2024-07-01"),
    ],
)
def test_the_bar_of_a_trade_begins_at_midnight_of_its_first_day(
    country: str, trade: str, begins: str
) -> None:
    first = local(f"{begins} 00:00:00", ZONES[country])
    place, firm = place_in(country), Firm(trades=(trade,))
    assert "trade_barred" not in codes(ask(place, first - SECOND, firm))
    assert "trade_barred" in codes(ask(place, first, firm))


def test_an_inquiry_lifts_mississippis_bar_of_medicare_advantage_for_three_months() -> None:
    firm = Firm(trades=("medicare_advantage",))
    asked = (Evidence(EvidenceKind.INQUIRY, date(2026, 9, 9), "web form"),)
    place = place_in("US-MS", evidence=asked)
    last = local("2026-12-09 12:00:00", ZONES["US-MS"])
    assert ask(place, last, firm).kind is VerdictKind.CALL
    assert codes(ask(place, last + timedelta(days=1), firm)) == ["trade_barred"]


def test_an_authorised_seller_of_pensions_is_reminded_in_the_united_kingdom() -> None:
    now = local("2026-12-09 12:00:00", ZONES["GB"])
    verdict = ask(place_in("GB", evidence=WRITTEN), now, Firm(trades=("pensions",)))
    assert any("authorised" in caution for caution in verdict.cautions)


def test_trades_are_read_from_a_line_in_any_order_and_written_in_one() -> None:
    assert read_trades("general") == ()
    assert read_trades(" Pensions ,securities") == ("securities", "pensions")
    assert write_trades(("securities", "pensions")) == "securities, pensions"
    assert write_trades(()) == "general"
    for trades in (tuple(TRADES), *((trade,) for trade in TRADES)):
        assert read_trades(write_trades(trades)) == trades
    for wrong in ("", "boats", "general, securities", "securities,,pensions"):
        with pytest.raises(ValueError, match=r"is not one of|cannot be combined"):
            read_trades(wrong)
