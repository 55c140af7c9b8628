"""A running contract: it counts in France alone, on lists marked as its offer, while it runs."""

from datetime import date

import pytest

from console.do_not_call.evidence import record, withdraw_all
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.judging.number_standing import is_about
from console.lists.batches import mark_offer
from console.rules.places.facts import place_from_facts, place_to_facts
from console.rules.values import Place, Standing, Verdict
from console.rules.verdict.verdict import judge
from console.trouble import BadInput
from db.enums import EvidenceKind, LeadKind, OnDuplicate, ReasonCode, VerdictKind
from db.leads.records import leads_with, read_lead
from tests.do_not_call.conftest import Floor
from tests.rules.law_cases import FIRM

PARIS, LYON = "+33142278186", "+33472400001"
UNTIL = date(2027, 3, 2)


def bring(floor: Floor, *rows: str, name: str, **wish: object) -> None:
    file = floor.folder / f"{name}.csv"
    file.write_text("\n".join(("name,phone,phone 2", *rows)) + "\n", encoding="utf-8")
    asked = ImportOptions(list_name=name, country="FR", kind=LeadKind.CONSUMER, **wish)  # type: ignore[arg-type]
    import_leads(floor.database, file, asked, agent="ann", now=floor.clock())


def contract(floor: Floor, e164: str = PARIS, offer: str = "Heating care") -> None:
    record(
        floor.database,
        e164,
        EvidenceKind.CONTRACT,
        date(2026, 3, 3),
        "contract 77",
        "ann",
        floor.clock(),
        until=UNTIL,
        offer=offer,
    )


def places(floor: Floor, e164: str) -> list[Place]:
    """The places of a number, by lead."""
    with floor.database.read() as connection:
        matches = [read_lead(connection, lead_id) for lead_id in leads_with(connection, e164)]
    return [
        place_from_facts(number.place)
        for lead in sorted((match for match in matches if match), key=lambda one: one.id)
        for number in lead.numbers
        if number.e164 == e164
    ]


def verdict(floor: Floor, e164: str = PARIS) -> Verdict:
    (place,) = places(floor, e164)
    return judge(place, Standing(lists_checked=False), FIRM, floor.clock())


def codes(found: Verdict) -> set[ReasonCode]:
    return {reason.code for reason in found.reasons}


def test_a_contract_lifts_the_need_of_consent_on_a_list_marked_as_its_offer(floor: Floor) -> None:
    bring(floor, f"Ada,{PARIS},", name="care", offer="heating  CARE")
    assert codes(verdict(floor)) == {ReasonCode.CONSENT_REQUIRED}
    contract(floor)
    matches = verdict(floor)
    assert matches.kind is VerdictKind.CALL
    assert "FR/consent lifted by contract of 2026-03-03" in matches.allowed_by
    withdraw_all(floor.database, PARIS, "ann", floor.clock(), EvidenceKind.CONTRACT)
    assert codes(verdict(floor)) == {ReasonCode.CONSENT_REQUIRED}


def test_it_counts_on_no_other_list_and_on_one_that_is_marked_later(floor: Floor) -> None:
    bring(floor, f"Ada,{PARIS},", name="solar")
    contract(floor)
    assert places(floor, PARIS)[0].evidence == ()
    for offer, kind in (("Roofs", VerdictKind.NEVER), ("Heating care", VerdictKind.CALL)):
        assert mark_offer(floor.database, "solar", offer, "sue", floor.clock()) == 1
        assert verdict(floor).kind is kind
    mark_offer(floor.database, "solar", "", "sue", floor.clock())
    assert verdict(floor).kind is VerdictKind.NEVER


def test_a_list_that_comes_in_later_is_placed_by_its_own_offer(floor: Floor) -> None:
    contract(floor)
    bring(floor, f"Ada,{PARIS},", name="care", offer="heating care")
    assert verdict(floor).kind is VerdictKind.CALL
    contract(floor, LYON)
    bring(floor, f"Bea,{LYON},", name="roofs", offer="roofs")
    assert verdict(floor, LYON).kind is VerdictKind.NEVER


@pytest.mark.parametrize("on_duplicate", OnDuplicate)
def test_a_file_of_another_list_lends_a_lead_none_of_its_offer(
    floor: Floor, on_duplicate: OnDuplicate
) -> None:
    bring(floor, f"Ada,{PARIS},", name="roofs", offer="roofs")
    contract(floor)
    contract(floor, LYON)
    bring(
        floor,
        f"Ada,{PARIS},{LYON}",
        name="care",
        offer="heating care",
        on_duplicate=on_duplicate,
        is_sure=True,
    )
    assert all(not place.evidence for e164 in (PARIS, LYON) for place in places(floor, e164))


def test_a_contract_counts_through_its_last_day(floor: Floor) -> None:
    bring(floor, f"Ada,{PARIS},", name="care", offer="Heating care")
    contract(floor)
    for day, kind in ((2, VerdictKind.CALL), (3, VerdictKind.NEVER)):
        floor.clock.at = floor.clock.at.replace(year=2027, month=3, day=day, hour=10)
        assert verdict(floor).kind is kind
    (place,) = places(floor, PARIS)
    assert place_from_facts(place_to_facts(place)) == place


def test_a_list_keeps_its_offer_until_it_is_marked_anew(floor: Floor) -> None:
    bring(floor, f"Ada,{PARIS},", name="care", offer="Heating care")
    with pytest.raises(BadInput, match=r"marked as “Heating care”.*lists offer"):
        bring(floor, f"Bea,{LYON},", name="care", offer="Roofs")
    contract(floor, LYON)
    bring(floor, f"Bea,{LYON},", name="care")
    assert verdict(floor, LYON).kind is VerdictKind.CALL


def test_a_contract_without_an_end_or_an_offer_is_refused(floor: Floor) -> None:
    now, on = floor.clock(), date(2026, 3, 3)
    for until, offer, text in (
        (None, "x", "last day"),
        (date(2026, 3, 2), "x", "last day"),
        (UNTIL, " ", "what it is for"),
    ):
        with pytest.raises(BadInput, match=text):
            record(
                floor.database,
                PARIS,
                EvidenceKind.CONTRACT,
                on,
                "contract 77",
                "ann",
                now,
                until=until,
                offer=offer,
            )


def test_no_offer_is_about_nothing() -> None:
    assert is_about("Heating care", " heating CARE ")
    assert not is_about("", "")
    assert not is_about("Heating care", "heating")
