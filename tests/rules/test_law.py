"""The law as data: whole, dated, cited, and shown as it is."""

import runpy
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, time
from itertools import pairwise
from pathlib import Path
from typing import NotRequired, get_origin, get_type_hints

import pytest
from msgspec import convert

from console.rules.law.disclosures import TRADES, all_duties
from console.rules.law.firm_rules import firm_rule
from console.rules.law.permits import PermitNeed
from console.rules.law.statutes import (
    RegistryNeed,
    Rule,
    all_registries,
    all_rules,
    country_of,
    holiday_lists,
    known_jurisdictions,
    read_hours,
    read_lifts,
    registries_needed,
    rules_in,
    rules_in_force,
)
from console.rules.law.tables import (
    DAY_CLASSES,
    FILES,
    NewsRow,
    RegistrySource,
    ReviewRow,
    file_of,
    news_rows,
    permit_rows,
    registry_rows,
    registry_source_rows,
    review_rows,
    rule_rows,
)
from console.rules.times.windows import load_zone
from console.rules.values import FirmRule
from db.enums import EvidenceKind, LeadKind
from tests.rules.law_cases import ZONES

ROOT = Path(__file__).parents[2]
DATA = ROOT / "console" / "rules" / "data"
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: f"{rule.id} {rule.starts_on}")
def test_every_rule_is_cited_and_can_be_read(rule: Rule) -> None:
    assert rule.citation
    assert rule.source
    assert rule.confidence in {"high", "medium", "low"}
    assert rule.bars in {"", "calls", "mobiles", "emergency"}
    assert set(rule.trades) <= set(TRADES)
    assert rule.refusal in {"", "60 days", "for good"}
    assert rule.request in {"", "every number"}
    assert (rule.cap > 0) is (rule.cap_hours > 0)
    for windows in rule.hours.values():
        ends = [0, *(second for window in windows for second in window), 86_400]
        assert ends == sorted(ends)
    assert ("holiday" in rule.hours) is (rule.holidays is not None)
    for zone in rule.clocks:
        assert load_zone(zone)


def test_what_is_of_low_confidence_or_barred_on_one_reading_says_so() -> None:
    quiet = {rule.id for rule in all_rules() if rule.confidence == "low" and not rule.doubt}
    only_federal = {f"US-{code}/hours" for code in ("PR", "VI", "GU", "MP", "AS")}
    assert quiet == only_federal | {"US-CT/hours"}  # Connecticut's hours before 2023


def test_every_row_of_the_data_has_what_its_type_says_and_no_other_word() -> None:
    tables: dict[type, list[Mapping[str, object]]] = {
        NewsRow: [*news_rows()],
        ReviewRow: [*review_rows()],
    }
    for kind, rows in tables.items():
        types = get_type_hints(kind)
        marked = get_type_hints(kind, include_extras=True)
        needed = {name for name, of in marked.items() if get_origin(of) is not NotRequired}
        for row in rows:
            assert needed <= set(row) <= set(types), row
            for name, value in row.items():
                assert isinstance(value, get_origin(types[name]) or types[name]), (row, name)
    assert all(duty.citation and duty.source for duty in all_duties())
    assert all(holidays.citation and holidays.source for holidays in holiday_lists().values())
    assert len(all_registries()) == len(registry_rows())
    for row in (row for file in FILES for row in rule_rows(file)):
        assert set(row) <= {*Rule.__struct_encode_fields__, *DAY_CLASSES, "every_day"}, row
    for row in registry_rows():
        assert set(row) <= {*RegistryNeed.__struct_encode_fields__}, row
    for row in permit_rows():
        assert set(row) <= {*PermitNeed.__struct_encode_fields__, "who"}, row
        assert convert(row, PermitNeed).id
    for row in registry_source_rows():
        assert set(row) <= {*RegistrySource.__struct_encode_fields__}, row
        assert convert(row, RegistrySource).name


def test_the_versions_of_a_rule_follow_one_another_without_a_gap() -> None:
    versions = defaultdict(list)
    for rule in all_rules():
        versions[rule.id].append(rule)
    for version in versions.values():
        for earlier, later in pairwise(version):
            assert earlier.ends_on == later.starts_on
            assert earlier.is_first
            assert not later.is_first
        assert version[-1].ends_on is None


def test_every_jurisdiction_of_the_facts_is_there() -> None:
    assert set(known_jurisdictions()) == set(ZONES)


def test_all_rules_of_a_country_are_found_by_reading_one_file() -> None:
    by_file = {file: {country_of(rule) for rule in rules_in(file)} for file in FILES}
    assert {country: file_of(country) for known in by_file.values() for country in known} == {
        country: file for file, known in by_file.items() for country in known
    }
    assert len(all_rules()) == sum(len(rule_rows(file)) for file in FILES)
    assert file_of("XX") is None
    assert file_of("U") is None


def test_a_states_rules_come_with_its_countrys() -> None:
    assert [rule.id for rule in rules_in_force("US-FL", TODAY)] == [
        "US-FL/hours",
        "US-FL/cap",
        "US/hours",
    ]
    assert [rule.id for rule in rules_in_force("US-GA", TODAY)] == ["US/hours"]
    assert [rule.id for rule in rules_in_force("PR", TODAY)] == ["US-PR/hours", "US/hours"]
    assert rules_in_force("KW", TODAY) == ()


def test_the_rules_of_a_day_are_those_in_force_then() -> None:
    for day in (date(2026, 10, 17), date(2026, 10, 18)):
        matches = [rule.id for rule in rules_in_force("US-PA", day)]
        assert sorted(matches) == sorted(set(matches))
    before = {rule.id: rule for rule in rules_in_force("US-PA", date(2026, 10, 17))}
    after = {rule.id: rule for rule in rules_in_force("US-PA", date(2026, 10, 18))}
    assert before["US-PA/hours"].ends_on == date(2026, 10, 18)
    assert after["US-PA/hours"].starts_on == date(2026, 10, 18)
    assert "FR/consent" not in {rule.id for rule in rules_in_force("FR", date(2026, 8, 10))}
    assert "FR/consent" in {rule.id for rule in rules_in_force("FR", date(2026, 8, 11))}


def test_the_time_before_the_first_known_date_is_marked_as_assumed() -> None:
    oregon = next(rule for rule in all_rules() if rule.id == "US-OR/hours")
    assert oregon.is_assumed_on(date(2025, 12, 31))
    assert not oregon.is_assumed_on(date(2026, 1, 1))
    france = next(rule for rule in all_rules() if rule.id == "FR/consent")
    assert not france.is_assumed_on(date(2026, 8, 10))


@pytest.mark.parametrize(
    ("jurisdiction", "kind", "needed"),
    [
        ("US-GA", LeadKind.CONSUMER, {"us-national"}),
        ("US-GA", LeadKind.BUSINESS, set()),
        ("US-PA", LeadKind.BUSINESS, {"us-pa-list"}),
        ("US-LA", LeadKind.CONSUMER, {"us-national", "us-la-list"}),
        ("PR", LeadKind.CONSUMER, {"us-national"}),
        ("CA-ON", LeadKind.CONSUMER, {"ca-national"}),
        ("GB", LeadKind.BUSINESS, {"gb-ctps"}),
        ("DE", LeadKind.CONSUMER, set()),
        ("AE", LeadKind.CONSUMER, {"ae-dncr"}),
        ("AE", LeadKind.BUSINESS, set()),
        ("BE", LeadKind.CONSUMER, {"be-dncm"}),
        ("BE", LeadKind.BUSINESS, {"be-dncm"}),
        ("SG", LeadKind.BUSINESS, set()),
        ("PT", LeadKind.CONSUMER, set()),
        ("PT", LeadKind.BUSINESS, {"pt-companies"}),
        ("JP", LeadKind.CONSUMER, set()),
        ("IE", LeadKind.BUSINESS, {"ie-ndd"}),
        ("IT", LeadKind.BUSINESS, {"it-rpo"}),
        ("AU", LeadKind.BUSINESS, set()),
        ("IN", LeadKind.CONSUMER, {"in-dnd"}),
        ("IN", LeadKind.BUSINESS, {"in-dnd"}),
        ("US-TN", LeadKind.CONSUMER, {"us-national", "us-tn-list"}),
        ("US-CO", LeadKind.CONSUMER, {"us-national", "us-co-list"}),
        ("US-OK", LeadKind.CONSUMER, {"us-national", "us-ok-list"}),
        ("US-TN", LeadKind.BUSINESS, set()),
    ],
)
def test_the_registries_of_a_call_are_those_of_its_place_and_kind(
    jurisdiction: str, kind: LeadKind, needed: set[str]
) -> None:
    assert {need.id for need in registries_needed(jurisdiction, kind, TODAY)} == needed


def test_only_national_registries_are_required_and_only_they_are_lifted() -> None:
    for need in all_registries():
        assert need.is_required is need.is_national
        # In South Africa an entry wins over earlier consent: nothing lifts it.
        assert bool(need.lifted_by) is (need.is_national and need.jurisdiction != "ZA")
        assert need.citation
        assert need.confidence in {"high", "medium", "low"}


@pytest.mark.parametrize(
    "name", ["indiana", "in dnc", "alabama", "texas", "la list", "pennsylvania"]
)
def test_a_states_list_is_not_taken_for_a_national_one(name: str) -> None:
    meant = [need for need in all_registries() if need.is_meant_by(name)]
    assert [need.is_national for need in meant] == [False]


def test_words_of_the_data_are_read_as_written() -> None:
    assert read_hours("10:00-13:00, 14:00-20:00") == ((36_000, 46_800), (50_400, 72_000))
    assert read_hours("closed") == ()
    (written, bought) = read_lifts(["written", "transaction 18 months"])
    assert (written.kind, written.months) == (EvidenceKind.WRITTEN, None)
    assert (bought.kind, bought.months) == (EvidenceKind.TRANSACTION, 18)
    assert country_of("US-FL") == country_of("PR") == "US"
    with pytest.raises(ValueError, match="handshake"):
        read_lifts(["handshake"])


def test_a_firms_window_that_ends_at_midnight_lasts_the_day_and_an_upside_down_one_is_closed() -> (
    None
):
    late = firm_rule(FirmRule("*", "sat", time(20), time(0)), "US-FL")
    assert late.hours == {"sat": ((72_000, 86_400),)}
    upside_down = firm_rule(FirmRule("*", "sat", time(20), time(8)), "US-FL")
    assert upside_down.hours == {"sat": ()}


def test_the_program_reads_what_the_tables_of_law_say() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "build_law.py"))
    assert (DATA / "law.py").read_text("utf-8") == script["render"]()


def test_the_page_of_rules_is_what_the_data_say() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "build_rules_page.py"))
    assert (ROOT / "docs/reference/rules.md").read_text("utf-8") == script["render"]()
