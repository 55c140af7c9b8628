"""New York bars unsolicited calls into a declared emergency: by place, from a day to a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from console.rules.phone.numbers import read_phone
from console.rules.places.counties import with_counties
from console.rules.places.finding import find_place
from console.rules.values import Emergency, Evidence, Firm, Place
from console.rules.verdict.time_rules import jurisdictions_of
from console.rules.verdict.verdict import judge, open_spans
from db.enums import EvidenceKind, LeadKind, VerdictKind
from tests.examples import examples
from tests.rules.law_cases import WITHOUT_LISTS, ask, codes, local
from tests.rules.test_verdict_properties import ORDER, days, firms, instants, places, standings

NOON = local("2026-12-09 12:00:00", "America/New_York")
FLOOD = Emergency(
    1, "US-NY", "Kings", ("Kings",), date(2026, 12, 8), date(2026, 12, 10), "order 12"
)
STORM = replace(FLOOD, id=2, place="all", counties=(), until=None)


def firm_under(*emergencies: Emergency) -> Firm:
    return Firm(emergencies=emergencies)


def living(
    postal_code: str, phone: str = "+12125550123", kind: LeadKind = LeadKind.CONSUMER
) -> Place:
    place = find_place(read_phone(phone), postal_code=postal_code, kind=kind)
    return with_counties(place, postal_code, "", ("Erie", "Kings"))


def test_a_consumer_in_the_county_waits_until_it_is_over_and_elsewhere_is_called() -> None:
    verdict = ask(living("11218"), NOON, firm_under(FLOOD))
    assert verdict.kind is VerdictKind.WAIT
    assert codes(verdict) == ["emergency_area"]
    assert verdict.opens_at == local("2026-12-11 08:00:00", "America/New_York")
    (reason,) = verdict.reasons
    assert "Kings, since 8 Dec 2026 until 10 Dec 2026 (order 12)" in reason.text
    assert "opens on Friday 11 December" in reason.text
    assert "a ZIP would say it" not in reason.text
    assert reason.rule == "US-NY/emergency/1"
    assert "399-z" in reason.citation
    buffalo = ask(living("14201"), NOON, firm_under(FLOOD))
    assert buffalo.kind is VerdictKind.CALL
    assert "US-NY/emergency" in buffalo.allowed_by


def test_without_a_known_end_it_waits_until_somebody_ends_it() -> None:
    verdict = ask(living("14201"), NOON, firm_under(STORM))
    assert (verdict.kind, verdict.opens_at) == (VerdictKind.WAIT, None)
    assert "until a supervisor ends it" in verdict.reasons[0].text


@pytest.mark.parametrize(
    "place",
    [
        living(""),
        living("07030"),
        living("94105"),
        find_place(read_phone("+14155550123"), region="NY"),
    ],
)
def test_of_an_unknown_county_every_declared_place_counts(place: Place) -> None:
    verdict = ask(place, NOON, firm_under(FLOOD))
    assert "emergency_area" in codes(verdict)
    assert "a ZIP would say it" in " ".join(reason.text for reason in verdict.reasons)


def test_a_business_and_another_state_are_outside() -> None:
    for place in (
        living("11218", kind=LeadKind.BUSINESS),
        living("07030", "+12015550123"),
    ):
        assert "emergency_area" not in codes(ask(place, NOON, firm_under(FLOOD, STORM)))


@pytest.mark.parametrize("kind", EvidenceKind)
def test_an_inquiry_of_the_last_three_months_alone_lifts_it(kind: EvidenceKind) -> None:
    held = Evidence(kind, date(2026, 10, 1), until=date(2027, 1, 1))
    place = replace(living("11218"), evidence=(held,))
    is_barred = "emergency_area" in codes(ask(place, NOON, firm_under(STORM)))
    assert is_barred is (kind is not EvidenceKind.INQUIRY)
    late = local("2027-01-04 12:00:00", "America/New_York")
    assert "emergency_area" in codes(ask(place, late, firm_under(STORM)))


def test_a_call_of_the_past_is_judged_by_the_days_it_held() -> None:
    place = living("11218")
    for day, is_barred in ((7, False), (8, True), (10, True), (11, False)):
        at = local(f"2026-12-{day:02} 12:00:00", "America/New_York")
        assert ("emergency_area" in codes(ask(place, at, firm_under(FLOOD)))) is is_barred
    before = ask(place, local("2026-12-07 12:00:00", "America/New_York"), firm_under(FLOOD))
    assert before.closes_at == local("2026-12-07 21:00:00", "America/New_York")


def test_one_that_was_taken_back_never_held() -> None:
    gone = replace(FLOOD, until=date(2026, 12, 1))
    assert ask(living("11218"), NOON, firm_under(gone)).kind is VerdictKind.CALL


def test_no_hour_of_an_emergency_is_planned_or_foretold() -> None:
    start = datetime(2026, 12, 7, 5, tzinfo=UTC)
    spans = open_spans(living("11218"), firm_under(FLOOD), start, start + timedelta(days=7))
    assert [opens.day for opens, _ in spans] == [7, 11, 12, 13]


emergencies = st.builds(
    lambda counties, since, length: Emergency(
        7, "US-NY", "x", counties, since, None if length is None else since + length, "order"
    ),
    st.sampled_from([(), ("Kings",), ("Erie", "Kings")]),
    days,
    st.one_of(st.none(), st.timedeltas(timedelta(), timedelta(days=90))),
)
counties = st.sampled_from([(), ("Erie", "-Kings"), ("-Erie", "-Kings"), ("-Erie",)])


@given(places, counties, firms, instants, emergencies, st.data())
@settings(max_examples=examples(200))
def test_no_emergency_makes_a_verdict_looser_and_none_reaches_beyond_new_york(
    place: Place,
    known: tuple[str, ...],
    firm: Firm,
    now: datetime,
    emergency: Emergency,
    data: st.DataObject,
) -> None:
    place = replace(place, counties=known)
    standing = data.draw(standings(now))
    before = judge(place, standing, firm, now)
    after = judge(place, standing, replace(firm, emergencies=(emergency,)), now)
    assert ORDER.index(after.kind) <= ORDER.index(before.kind)
    assert set(before.reasons) <= set(after.reasons)
    if "US-NY" not in jurisdictions_of(place) or place.kind is LeadKind.BUSINESS:
        assert after == before


def test_the_law_itself_says_nothing_while_none_is_declared() -> None:
    verdict = judge(living("11218"), WITHOUT_LISTS, Firm(), NOON)
    assert verdict.kind is VerdictKind.CALL
    assert not any("New York differ" in caution for caution in verdict.cautions)
