"""Who must register where, and what a missing registration means for a call."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.firm.settings import permits_for
from console.rules.law.permits import (
    DUTIES,
    TRIGGERS,
    all_permits,
    find_permit,
    permits_needed,
)
from console.rules.law.statutes import known_jurisdictions
from console.rules.values import Evidence, Exemption, Firm, Permit, PermitBook
from console.supervision.firm.permits import claim_exemption
from console.trouble import BadInput
from db.engine.database import Database
from db.enums import EvidenceKind, LeadKind, VerdictKind
from tests.conftest import FrozenClock
from tests.rules.law_cases import ZONES, ask, codes, local, place_in

FIRMS = tomllib.loads((Path(__file__).parent / "permit_firms.toml").read_text("utf-8"))["firm"]
NOON, SOME_DAY = "2027-03-15 12:00:00", date(2026, 12, 1)
OTHER_ZONES = {
    "US-AR": "America/Chicago",
    "US-CA": "America/Los_Angeles",
    "US-CO": "America/Denver",
    "US-DE": "America/New_York",
    "US-GA": "America/New_York",
    "US-HI": "Pacific/Honolulu",
    "US-IA": "America/Chicago",
    "US-ID": "America/Boise",
    "US-MT": "America/Denver",
    "US-NC": "America/New_York",
    "US-NH": "America/New_York",
    "US-SC": "America/New_York",
    "US-VA": "America/New_York",
    "US-VT": "America/New_York",
    "US-WI": "America/Chicago",
    "US-WV": "America/New_York",
    "CA-ON": "America/Toronto",
}


def book_of(firm: Mapping[str, list[str]]) -> PermitBook:
    permits = []
    for text in firm.get("holds", ()):
        permit_id, until, *owner = text.split()
        agent = owner[0].removeprefix("@") if owner else ""
        permits.append(Permit(permit_id, "1", SOME_DAY, date.fromisoformat(until), agent))
    claims = [
        Exemption(*text.split(), "the law", "counsel", SOME_DAY)  # type: ignore[call-arg]
        for text in (*firm.get("claims", ()), *firm.get("refused", ()))
    ]
    return PermitBook(tuple(permits), tuple(claims))


def answer_of(jurisdiction: str, firm: Mapping[str, list[str]]) -> str:
    """Ask for the verdict of a firm that bars calls without a permit, and say it in a word."""
    evidence: tuple[Evidence, ...] = ()
    if text := str(firm.get("evidence", "")):
        kind, on = text.split()
        evidence = (Evidence(EvidenceKind(kind), date.fromisoformat(on)),)
    zone = {**ZONES, **OTHER_ZONES}[jurisdiction]
    place = place_in(
        jurisdiction,
        zones=(zone,),
        kind=LeadKind(str(firm.get("calls", "consumer"))),
        evidence=evidence,
    )
    book = permits_for(book_of(firm), str(firm.get("agent", "ann")))
    verdict = ask(place, local(NOON, zone), Firm(permits="bar", permit_book=book))
    if "permit_missing" in codes(verdict):
        assert verdict.kind in {VerdictKind.UNKNOWN, VerdictKind.NEVER}
        return "missing"
    named = [text for text in verdict.allowed_by if text.startswith("permit/")]
    if any(" exempt: " in text for text in named):
        return "exempt"
    return "held" if named else "none"


@pytest.mark.parametrize("firm", FIRMS, ids=lambda firm: firm["name"])
def test_the_program_answers_for_each_firm_what_the_sources_say(
    firm: dict[str, dict[str, str]],
) -> None:
    expected = firm["answers"]
    assert {place: answer_of(place, firm) for place in expected} == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("firm", [firm for firm in FIRMS if firm.get("refused")], ids=str)
def test_an_exemption_that_no_source_confirms_cannot_be_claimed(
    firm: Mapping[str, list[str]], database: Database, clock: FrozenClock
) -> None:
    for text in firm["refused"]:
        permit_id, word = text.split()
        need = find_permit(permit_id)
        assert need is not None
        with pytest.raises(BadInput, match=r"No source confirms|has no exemption"):
            claim_exemption(database, need, word, "we are", "ida", SOME_DAY, "ida", clock())


def test_every_row_is_cited_and_can_be_read() -> None:
    known = known_jurisdictions()
    for need in all_permits():
        assert need.duty in DUTIES
        assert need.trigger in TRIGGERS or not need.is_needed
        assert need.citation
        assert need.source
        assert need.confidence in {"high", "medium", "low"}
        assert need.read_on >= date(2026, 11, 30)
        assert not set(need.exemptions) & set(need.unconfirmed)
        assert need.jurisdiction.startswith("US-") or need.jurisdiction in known
    assert len({need.id for need in all_permits()}) == len(all_permits()) == 62
    personal = {need.id for need in all_permits() if need.is_personal}
    assert personal == {"US-AL", "US-FL", "US-NV", "US-RI"}


def test_a_state_where_none_was_found_asks_for_nothing_and_says_that_it_is_no_proof() -> None:
    assert permits_needed("US-GA") == ()
    assert DUTIES["none"] == "none found, not proof"


def test_by_default_a_missing_permit_is_a_caution_and_the_call_is_allowed() -> None:
    noon = local(NOON, ZONES["US-TX"])
    verdict = ask(place_in("US-TX"), noon)
    assert verdict.kind is VerdictKind.CALL
    text = (
        "Texas asks for a registration to sell by phone, and none of the firm is on record. "
        "The firm has to settle that."
    )
    assert text in verdict.cautions
    off = ask(place_in("US-TX"), noon, Firm(permits="off"))
    assert text not in off.cautions
    assert replace(off, cautions=()) == replace(verdict, cautions=())


def test_a_lapse_closes_the_place_at_the_midnight_after_its_last_day() -> None:
    zone = "Asia/Dubai"
    permit = Permit("AE", "7", SOME_DAY, date(2027, 3, 15))
    firm = Firm(permits="bar", permit_book=PermitBook((permit,)))
    evening = local("2027-03-15 17:59:00", zone)
    place = place_in("AE", kind=LeadKind.BUSINESS)
    assert "permit_missing" not in codes(ask(place, evening, firm))
    lapsed = ask(place, local("2027-03-16 09:30:00", zone), firm)
    reason = next(reason for reason in lapsed.reasons if reason.code == "permit_missing")
    assert reason.kind is VerdictKind.UNKNOWN
    assert "the firm's ended on 15 Mar 2027" in reason.text


def test_an_exemption_that_nobody_confirmed_lifts_nothing_even_when_it_is_stored() -> None:
    claim = Exemption("US-FL", "nonprofit", "we are one", "ida", SOME_DAY)
    firm = Firm(permits="bar", permit_book=PermitBook(exemptions=(claim,)))
    noon = local(NOON, ZONES["US-FL"])
    assert "permit_missing" in codes(ask(place_in("US-FL"), noon, firm))
    stated = replace(claim, word="")  # the firm names the law itself, and answers for it
    firm = replace(firm, permit_book=PermitBook(exemptions=(stated,)))
    assert "permit_missing" not in codes(ask(place_in("US-FL"), noon, firm))


def test_a_person_who_may_be_in_two_states_needs_the_permits_of_both() -> None:
    permit = Permit("US-TX", "7", SOME_DAY, date(2027, 12, 31))
    firm = Firm(permits="bar", permit_book=PermitBook((permit,)))
    place = place_in("US-TX", "US-OK", zones=("America/Chicago",))
    verdict = ask(place, local(NOON, "America/Chicago"), firm)
    missing = [reason.rule for reason in verdict.reasons if reason.code == "permit_missing"]
    assert missing == ["permit/US-OK"]
