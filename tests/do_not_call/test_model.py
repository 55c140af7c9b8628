"""The lists against plain sets: whatever is done in whatever order, the database says the same."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select, update

from console.do_not_call import internal_list
from console.do_not_call.evidence import record, withdraw_all
from console.do_not_call.patterns import lift_off, put_on
from db.audit.log import GENESIS
from db.audit.verification import verify
from db.dnc.consents import evidence_of
from db.dnc.patterns import pattern_rows
from db.dnc.registries import copies, hits_for
from db.dnc.suppressions import listings_of
from db.engine.database import Database
from db.enums import EvidenceKind, PatternKind
from db.tables.audit import audit_entries, audit_heads
from db.tables.do_not_call import (
    consents,
    registries,
    registry_blocks,
    suppression_patterns,
    suppression_requests,
    suppressions,
)
from db.tables.leads import lead_lists, leads, numbers, places
from tests.conftest import FrozenClock
from tests.do_not_call.conftest import Floor

NUMBERS = [
    *("+12025550100", "+12025550101", "+12025559999", "+12026000000"),
    *("+15035550133", "+15035550134", "+13105550199"),
]
CODES = ["202", "503", "310"]
SOURCES = ["national", "own list"]

some_numbers = st.sets(st.sampled_from(NUMBERS), max_size=5)
one_number = st.sampled_from(NUMBERS)
one_source = st.sampled_from(SOURCES)

FIRMS = {NUMBERS[1]: ("Acme, Inc.", ""), NUMBERS[5]: ("", "bo@mail.example.com")}
"""The company and e-mail of the leads that have one."""

PATTERNS = [
    (PatternKind.AREA_CODE, "503"),
    (PatternKind.PREFIX, "+1202555"),
    (PatternKind.COMPANY, "acme inc"),
    (PatternKind.DOMAIN, "example.com"),
]
one_pattern = st.sampled_from(PATTERNS)

# Multiples of 20 days: none of their sums falls on the day that three or eighteen months end.
SPANS = [40, 100, 600]
LASTS = {
    EvidenceKind.WRITTEN: timedelta(days=100_000),
    EvidenceKind.TRANSACTION: timedelta(days=548),
    EvidenceKind.INQUIRY: timedelta(days=91),
}


@dataclass
class Model:
    """What the firm should know, as plain sets."""

    listed: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    as_of: dict[tuple[str, str], date] = field(default_factory=dict)
    internal: set[str] = field(default_factory=set)
    patterns: set[tuple[PatternKind, str]] = field(default_factory=set)
    evidence: dict[str, list[tuple[EvidenceKind, date]]] = field(default_factory=dict)
    barred: set[str] = field(default_factory=set)

    def sources_of(self, number: str) -> set[str]:
        return {source for (source, _), matches in self.listed.items() if number in matches}

    def is_named(self, number: str) -> bool:
        """By a pattern: its digits, or the company or mail of the lead that has it."""
        company, email = FIRMS.get(number, ("", ""))
        return any(
            {
                PatternKind.AREA_CODE: number[2:5] == value,
                PatternKind.PREFIX: number.startswith(value),
                PatternKind.COMPANY: bool(company),
                PatternKind.DOMAIN: bool(email),
            }[kind]
            for kind, value in self.patterns
        )

    def mark(self, number: str, today: date) -> None:
        """Evidence lifts the national registry as long as it lasts, and no other list."""
        is_lifted = any(today - on <= LASTS[kind] for kind, on in self.evidence.get(number, []))
        sources = self.sources_of(number) - ({"national"} if is_lifted else set())
        self.barred = self.barred | {number} if sources else self.barred - {number}


class Lists(RuleBasedStateMachine):
    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__()
        clear(database)
        self.clock = FrozenClock(datetime(2026, 1, 20, 17, 0, tzinfo=UTC))
        self.floor = Floor(database, self.clock, folder)
        self.model = Model()
        self.leads = {number: self._lead(number) for number in NUMBERS}
        self.pair = self.floor.consumer(NUMBERS[0], NUMBERS[4])

    def _lead(self, number: str) -> int:
        company, email = FIRMS.get(number, ("", ""))
        return self.floor.consumer(number, company=company, email=email)

    @property
    def today(self) -> date:
        return self.clock().date()

    @rule(source=one_source, listed=some_numbers, codes=st.sets(st.sampled_from(CODES)))
    def load(self, source: str, listed: set[str], codes: set[str]) -> None:
        covered = codes | {number[2:5] for number in listed}
        if not covered:
            return
        self.floor.register(*listed, source=source, codes=codes)
        for code in covered:
            self.model.listed[source, code] = {row for row in listed if row[2:5] == code}
            self.model.as_of[source, code] = self.today
        for number in NUMBERS:
            if number[2:5] in covered:
                self.model.mark(number, self.today)

    @rule(source=one_source, changes=st.dictionaries(one_number, st.booleans(), min_size=1))
    def change(self, source: str, changes: dict[str, bool]) -> None:
        """Of the area codes that the firm holds a copy of."""
        held = {number: isin for number, isin in changes.items() if self._holds(source, number)}
        if not held:
            return
        self.floor.change(held, source)
        for number, is_listed in held.items():
            listed = self.model.listed[source, number[2:5]]
            self.model.listed[source, number[2:5]] = (
                listed | {number} if is_listed else listed - {number}
            )
            self.model.as_of[source, number[2:5]] = self.today
        for number in NUMBERS:
            if any(number[2:5] == changed[2:5] for changed in held):
                self.model.mark(number, self.today)

    @rule(number=one_number)
    def ask_not_to_be_called(self, number: str) -> None:
        added = internal_list.add(self.floor.database, number, "asked", "ann", self.clock())
        assert bool(added) == (number not in self.model.internal)
        self.model.internal.add(number)
        self.model.evidence.pop(number, None)

    @rule(number=one_number)
    def lift(self, number: str) -> None:
        was_listed = internal_list.remove(self.floor.database, number, "error", "sue", self.clock())
        assert was_listed == (number in self.model.internal)
        if was_listed:
            self.model.internal.remove(number)
            self.model.mark(number, self.today)

    @rule(pattern=one_pattern)
    def put_a_pattern_on(self, pattern: tuple[PatternKind, str]) -> None:
        _, is_new, _ = put_on(self.floor.database, *pattern, "asked", "ann", self.clock())
        assert is_new == (pattern not in self.model.patterns)
        self.model.patterns.add(pattern)

    @rule(pattern=one_pattern)
    def lift_a_pattern(self, pattern: tuple[PatternKind, str]) -> None:
        _, was_on = lift_off(self.floor.database, *pattern, "error", "sue", self.clock())
        assert was_on == (pattern in self.model.patterns)
        self.model.patterns.discard(pattern)
        if was_on:
            for number in NUMBERS:
                self.model.mark(number, self.today)

    @rule(number=one_number, kind=st.sampled_from(list(LASTS)))
    def consent(self, number: str, kind: EvidenceKind) -> None:
        record(self.floor.database, number, kind, self.today, "form", "ann", self.clock())
        self.model.evidence.setdefault(number, []).append((kind, self.today))
        if number not in self.model.internal:
            self.model.mark(number, self.today)

    @rule(number=one_number)
    def withdraw(self, number: str) -> None:
        ended = withdraw_all(self.floor.database, number, "ann", self.clock())
        assert ended == len(self.model.evidence.pop(number, []))
        if ended and number not in self.model.internal:
            self.model.mark(number, self.today)

    @rule(days=st.sampled_from(SPANS))
    def wait(self, days: int) -> None:
        self.clock.advance(days=days)

    @invariant()
    def every_list_says_what_it_was_told(self) -> None:
        with self.floor.database.read() as connection:
            hits = hits_for(connection, NUMBERS)
            held = copies(connection)
            listed = set(listings_of(connection, NUMBERS))
            evidence = evidence_of(connection, NUMBERS)
            patterns = {(row.kind, row.value) for row in pattern_rows(connection)}
        matches = {number: {row.source for row in rows} for number, rows in hits.items()}
        wanted = {number: self.model.sources_of(number) for number in NUMBERS}
        assert matches == {number: sources for number, sources in wanted.items() if sources}
        ages = {(source, code): day for code, rows in held.items() for source, day in rows}
        assert ages == self.model.as_of
        assert listed == self.model.internal
        assert patterns == self.model.patterns
        values = {number: [(row.kind, row.on) for row in rows] for number, rows in evidence.items()}
        assert values == {number: rows for number, rows in self.model.evidence.items() if rows}

    @invariant()
    def every_lead_stands_where_its_numbers_say(self) -> None:
        for number, lead_id in self.leads.items():
            assert self.floor.lead(lead_id) == self._stands([number]), number
        assert self.floor.lead(self.pair) == self._stands([NUMBERS[0], NUMBERS[4]])

    def _holds(self, source: str, number: str) -> bool:
        return (source, number[2:5]) in self.model.listed

    def _stands(self, phones: list[str]) -> tuple[str, str]:
        asked = {
            phone for phone in phones if phone in self.model.internal or self.model.is_named(phone)
        }
        if any(phone not in self.model.barred | asked for phone in phones):
            return ("open", "")
        return ("barred", "internal_list" if asked else "registry")

    def teardown(self) -> None:
        with self.floor.database.read() as connection:
            assert verify(connection) is None


def clear(database: Database) -> None:
    """Empties all but the settings; of the audit log it makes a new one."""
    with database.write() as connection:
        for table in (
            *(registry_blocks, registries, suppressions, suppression_patterns, consents),
            *(numbers, leads),
            *(lead_lists, places, suppression_requests, audit_entries),
        ):
            connection.execute(delete(table))
        connection.execute(update(audit_heads).values(seq=0, hash=GENESIS))
        assert connection.execute(select(numbers)).first() is None


def check(database: Database, folder: Path, examples: int) -> None:
    class OnThis(Lists):
        def __init__(self) -> None:
            super().__init__(database, folder)

    run_state_machine_as_test(
        OnThis,
        settings=settings(
            max_examples=examples,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.long
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_the_lists_agree_with_plain_sets(database: Database, tmp_path: Path) -> None:
    check(database, tmp_path, 25)


@pytest.mark.long
def test_the_lists_agree_with_plain_sets_over_many_histories(
    database: Database, tmp_path: Path
) -> None:
    check(database, tmp_path, 60)
