"""Lists, evidence and a jurisdiction's stop for the tests of screening."""

from datetime import date

import pytest

from console.do_not_call import evidence, internal_list
from console.do_not_call.registries.loading import load_numbers
from db.engine.database import Database
from db.enums import EvidenceKind, RegistryKind
from tests.conftest import FrozenClock


@pytest.fixture
def listed(database: Database, clock: FrozenClock) -> Database:
    """A registry over three area codes, two requests, a consent and a stated zone."""
    now = clock()
    load_numbers(
        database,
        source="us-national",
        name="",
        kind=RegistryKind.BARS,
        as_of=date(2026, 11, 10),
        numbers=["+13055550101", "+13055550102"],
        area_codes=["305", "212", "850"],
        file="national.txt",
        agent="ann",
        now=now,
    )
    internal_list.add(database, "+12125550103", "asked by phone", "ann", now)
    internal_list.add(database, "+33142278186", "asked by letter", "ann", now)
    day = date(2026, 11, 1)
    evidence.record(database, "+13055550102", EvidenceKind.WRITTEN, day, "signed form", "ann", now)
    evidence.record(
        database, "+18505550104", EvidenceKind.STATED, day, "", "ann", now, "America/Denver"
    )
    return database
