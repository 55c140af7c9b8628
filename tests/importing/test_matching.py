"""People known by more than their number: the vendor's id, or name and address."""

from typing import Any

import pytest
from sqlalchemy import select

from db.engine.database import Database
from db.enums import MatchBy, OnDuplicate
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock
from tests.importing.conftest import Import
from tests.importing.test_known_leads import record_call

BY_ID = {"match": MatchBy.VENDOR_ID}
BY_ADDRESS = {"match": MatchBy.NAME_ADDRESS}
AT_HOME = "name,address,zip,phone"


def people(database: Database) -> list[tuple[Any, ...]]:
    with database.read() as connection:
        rows = connection.execute(
            select(leads.c.name, numbers.c.e164)
            .join(numbers, numbers.c.lead_id == leads.c.id)
            .order_by(leads.c.id, numbers.c.position)
        )
        return [tuple(row) for row in rows]


def test_a_vendors_id_makes_a_row_known_whatever_its_number(
    database: Database, bring: Import
) -> None:
    bring("vendor id,name,phone", "7,Ada,2085550147")
    rows = ("vendor id,name,phone", "7,Ada King,2085550148", "8,Bo,2085550149")
    for is_dry_run in (True, False):
        result = bring(*rows, **BY_ID, is_dry_run=is_dry_run)
        assert (result.imported, result.duplicate_in_database) == (1, 1)
    assert people(database) == [("Ada", "+12085550147"), ("Bo", "+12085550149")]
    assert bring(*rows).imported == 1


def test_an_update_by_the_vendors_id_adds_the_new_number_and_loses_nothing(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    bring("vendor id,name,phone,notes", "7,Ada,2085550147,likes proofs")
    record_call(database, clock, "+12085550147")
    result = bring(
        "vendor id,name,phone,notes",
        "7,Ada King,2085550148,moved",
        **BY_ID,
        on_duplicate=OnDuplicate.UPDATE,
    )
    assert (result.updated, result.imported) == (1, 0)
    assert people(database) == [("Ada King", "+12085550147"), ("Ada King", "+12085550148")]
    with database.read() as connection:
        row = connection.execute(select(leads.c.notes, leads.c.dials, leads.c.noes)).one()
    assert tuple(row) == ("likes proofs\nmoved", 3, 2)


def test_one_id_twice_in_a_file_is_one_person(bring: Import) -> None:
    rows = ("vendor id,name,phone", "7,Ada,2085550147", "7,Ada,2085550148", ",Bo,2085550149")
    for is_dry_run in (True, False):
        result = bring(*rows, **BY_ID, is_dry_run=is_dry_run)
        assert (result.imported, result.duplicate_in_file) == (2, 1)


def test_the_number_goes_on_counting_beside_the_id(bring: Import) -> None:
    bring("vendor id,name,phone", "7,Ada,2085550147")
    assert bring("vendor id,name,phone", "9,Ada,2085550147", **BY_ID).duplicate_in_database == 1


def test_a_row_that_matches_one_person_twice_changes_them_once(
    database: Database, bring: Import
) -> None:
    bring("vendor id,name,phone", "7,Ada,2085550147")
    result = bring(
        "vendor id,name,phone",
        "7,Ada,2085550148",
        "9,Ada,2085550147",
        **BY_ID,
        on_duplicate=OnDuplicate.MERGE,
    )
    assert (result.updated, result.duplicate_in_file, result.imported) == (1, 1, 0)
    assert len(people(database)) == 2


@pytest.mark.parametrize(
    "row", ["ADA BYRON,1 main st.,83702-1234,2085550148", "ada byron,1 Main St,83702,2085550148"]
)
def test_name_and_address_make_a_row_known_however_they_are_written(
    bring: Import, row: str
) -> None:
    bring(AT_HOME, "Ada Byron,1 Main St,83702,2085550147")
    result = bring(AT_HOME, row, **BY_ADDRESS)
    assert (result.imported, result.duplicate_in_database) == (0, 1)


@pytest.mark.parametrize(
    "row",
    [
        "Ada Byron,2 Main St,83702,2085550148",
        "Ada Byron,1 Main St,33101,2085550148",
        "Ada Byron,,83702,2085550148",
        "Eve Byron,1 Main St,83702,2085550148",
    ],
)
def test_another_name_or_address_is_another_person(bring: Import, row: str) -> None:
    bring(AT_HOME, "Ada Byron,1 Main St,83702,2085550147")
    assert bring(AT_HOME, row, **BY_ADDRESS).imported == 1


def test_an_id_may_be_known_in_its_list_alone(bring: Import) -> None:
    bring("vendor id,name,phone", "7,Ada,2085550147", list_name="one")
    wish: dict[str, Any] = {**BY_ID, "in_list": True, "list_name": "two"}
    assert bring("vendor id,name,phone", "7,Bo,2085550148", **wish).imported == 1
    assert bring("vendor id,name,phone", "7,Cy,2085550149", **wish).imported == 0


def test_a_person_worked_lately_on_another_number_is_left_out(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    bring("vendor id,name,phone", "7,Ada,2085550147")
    record_call(database, clock, "+12085550147")
    result = bring(
        "vendor id,name,phone",
        "7,Ada,2085550148",
        **BY_ID,
        on_duplicate=OnDuplicate.UPDATE,
        not_worked_within=7,
    )
    assert (result.updated, result.duplicate_in_database) == (0, 1)
