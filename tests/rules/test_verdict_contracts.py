"""A running contract lifts France's need of consent and nothing else, anywhere."""

from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from console.rules.law.statutes import all_registries, all_rules
from console.rules.values import Evidence, Firm, Place
from console.rules.verdict.time_rules import jurisdictions_of
from console.rules.verdict.verdict import judge
from db.enums import EvidenceKind, ReasonCode
from tests.examples import examples
from tests.rules.law_cases import WITHOUT_LISTS
from tests.rules.test_verdict_properties import days, firms, instants, places, standings

contracts = st.builds(
    lambda on, until: Evidence(EvidenceKind.CONTRACT, min(on, until), until=max(on, until)),
    days,
    days,
)


def test_one_rule_alone_is_lifted_by_a_contract() -> None:
    lifted = [(rule.id, rule.lifted_by) for rule in all_rules()]
    lifted += [(registry.id, registry.lifted_by) for registry in all_registries()]
    by_contract = [
        id_ for id_, lifts in lifted if EvidenceKind.CONTRACT in {lift.kind for lift in lifts}
    ]
    assert by_contract == ["FR/consent"]


@given(places, firms, instants, contracts, st.data())
@settings(max_examples=examples(200))
def test_no_contract_makes_a_verdict_looser_but_where_france_asks_for_consent(
    place: Place, firm: Firm, now: datetime, contract: Evidence, data: st.DataObject
) -> None:
    standing = data.draw(standings(now))
    held = replace(place, evidence=(*place.evidence, contract))
    before, after = (judge(text, standing, firm, now) for text in (place, held))
    lost = {(reason.code, reason.rule) for reason in before.reasons}
    lost -= {(reason.code, reason.rule) for reason in after.reasons}
    assert lost <= {(ReasonCode.CONSENT_REQUIRED, "FR/consent")}
    if lost:
        assert contract.on <= now.date() <= contract.until  # type: ignore[operator]
    if "FR" not in jurisdictions_of(place):
        assert after == replace(before, allowed_by=after.allowed_by)


def test_a_contract_lifts_nothing_before_it_begins() -> None:
    contract = Evidence(EvidenceKind.CONTRACT, date(2026, 9, 2), until=date(2026, 9, 3))
    place = Place("FR", (), (), evidence=(contract,))
    for day, is_lifted in ((1, False), (2, True), (3, True), (4, False)):
        at = datetime.fromisoformat(f"2026-09-0{day}T12:00Z")
        reasons = judge(place, WITHOUT_LISTS, Firm(), at).reasons
        assert (ReasonCode.CONSENT_REQUIRED not in {reason.code for reason in reasons}) is is_lifted
