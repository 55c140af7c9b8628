"""Which registry copies the open leads need, and what they would cost."""

from pathlib import Path

import pytest

from console.do_not_call.internal_list import needed_copies
from console.rules.law.statutes import all_registries
from console.rules.law.tables import all_sources, national_fee, source_of
from db.engine.database import Database
from db.enums import LeadKind
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.registries.lists import Lists


@pytest.mark.parametrize(
    ("codes", "dollars"), [(0, 0), (5, 0), (6, 82), (10, 410), (280, 22_550), (281, 22_626)]
)
def test_the_first_five_area_codes_are_free_and_all_have_a_ceiling(
    codes: int, dollars: int
) -> None:
    assert national_fee(codes) == dollars


def test_every_source_of_a_list_is_cited_and_those_of_a_registry_are_found() -> None:
    assert len(all_sources()) == 19
    known = {need.id for need in all_registries()}
    assert {source.registry for source in all_sources() if source.registry} <= known
    national = source_of("us-national")
    assert national is not None
    assert national.site == "telemarketing.donotcall.gov"
    assert all(source.source and source.confidence for source in all_sources())


def test_the_area_codes_of_consumers_are_needed_and_not_those_of_businesses(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    for line, code in enumerate(("208", "212", "305", "404", "503", "614", "614")):
        add_lead(database, phone=f"({code}) 555-01{line:02}", kind=LeadKind.CONSUMER)
    add_lead(database, phone="(713) 555-0147")
    [copy] = needed_copies(database, clock())
    assert copy.need.id == "us-national"
    assert copy.leads == 7
    assert copy.codes == copy.missing == ("208", "212", "305", "404", "503", "614")
    assert copy.fee == 82
    held = Lists(database, clock, tmp_path)
    held.load("208,5559999\n614,5559999\n", area_codes=["208", "614"])
    assert needed_copies(database, clock())[0].missing == ("212", "305", "404", "503")
    clock.advance(days=32)
    assert needed_copies(database, clock())[0].missing == copy.codes
