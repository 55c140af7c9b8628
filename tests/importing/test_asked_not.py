"""Who asked not to be called does not come back as somebody new, whatever the file calls them."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.desk import Desk
from console.do_not_call import internal_list
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.importing.result import Imported
from console.lists.batches import retire_list
from db.engine.database import Database
from db.enums import LeadKind, MatchBy, OnDuplicate
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.importing.conftest import Import

HEADER = "vendor_lead_code,name,company,phone,phone 2"
LEILANI = "H2,Leilani Kea,Old Co,(208) 555-0103,"
RETURNS = "H2,Leilani Kea,New Co,(208) 555-0110,(208) 555-0103"


@pytest.fixture
def bring(database: Database, clock: FrozenClock, tmp_path: Path) -> Import:
    def bring_in(*rows: str, header: str = HEADER, **wish: Any) -> Imported:
        path = tmp_path / "fair.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        chosen = ImportOptions(kind=LeadKind.BUSINESS, **wish)
        return import_leads(database, path, chosen, agent="ann", now=clock())

    return bring_in


@pytest.fixture
def asked(database: Database, clock: FrozenClock, bring: Import) -> None:
    """Leilani came in and asked not to be called."""
    bring(LEILANI, list_name="first")
    call(Desk(database, clock, "ann", zone="America/Boise"), "do_not_call")


def phones(database: Database) -> list[tuple[str, str, str, str]]:
    """(name, number, the number's status, the lead's status) of all there are."""
    wanted = select(leads.c.name, numbers.c.e164, numbers.c.status, leads.c.status).join(numbers)
    with database.read() as connection:
        rows = connection.execute(wanted.order_by(leads.c.id, numbers.c.position))
        return [tuple(row) for row in rows]


CLOSED = [("Leilani Kea", "+12085550103", "suppressed", "closed")]


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("does", list(OnDuplicate))
def test_any_of_their_numbers_makes_them_known(
    database: Database, bring: Import, does: OnDuplicate
) -> None:
    for is_dry_run in (True, False):
        result = bring(RETURNS, on_duplicate=does, in_list=True, is_dry_run=is_dry_run)
        assert (result.imported, result.updated, result.duplicate_in_database) == (0, 0, 1)
    assert phones(database) == CLOSED


@pytest.mark.usefixtures("asked")
def test_so_does_a_number_that_is_barred_when_their_list_is_retired(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    retire_list(database, "first", "sue", clock())
    assert bring(RETURNS).duplicate_in_database == 1


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("does", [OnDuplicate.UPDATE, OnDuplicate.MERGE])
@pytest.mark.parametrize("row", [RETURNS, "H2,Leilani Kea,New Co,(208) 555-0110,"])
def test_known_by_their_id_they_get_no_new_number(
    database: Database, bring: Import, does: OnDuplicate, row: str
) -> None:
    bring(row, match=MatchBy.VENDOR_ID, on_duplicate=does)
    assert phones(database) == CLOSED


@pytest.mark.usefixtures("asked")
def test_other_rows_of_the_same_person_are_theirs_too(database: Database, bring: Import) -> None:
    rows = ("X9,Leilani Kea,,(208) 555-0110,", "X9,Leilani Kea,,(208) 555-0103,")
    result = bring(*rows, match=MatchBy.VENDOR_ID)
    assert (result.imported, result.duplicate_in_database) == (0, 2)
    assert phones(database) == CLOSED


def test_who_asked_on_one_number_is_known_by_the_other(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    bring(LEILANI + "(208) 555-0104")
    call(Desk(database, clock, "ann", zone="America/Boise"), "do_not_call")
    result = bring("H9,Somebody,,(208) 555-0104,", "H8,Else,,(208) 555-0105,(208) 555-0103")
    assert (result.imported, result.duplicate_in_database) == (0, 2)


def test_a_number_that_is_nobodys_is_closed_and_the_person_comes_in(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    internal_list.add(database, "+12085550103", "a letter", "sue", clock())
    rows = (RETURNS, "H3,Bo,,(208) 555-0120,", "H4,Cy,,(208) 555-0103,")
    for is_dry_run in (True, False):
        result = bring(*rows, is_dry_run=is_dry_run)
        assert (result.imported, result.on_dnc, result.details.other_number_on_dnc) == (3, 1, 1)
    assert phones(database) == [
        ("Leilani Kea", "+12085550110", "open", "open"),
        ("Leilani Kea", "+12085550103", "suppressed", "open"),
        ("Bo", "+12085550120", "open", "open"),
        ("Cy", "+12085550103", "suppressed", "barred"),
    ]
    assert bring(*rows).imported == 0


@pytest.mark.usefixtures("asked")
def test_whom_they_share_the_number_with_keeps_what_was_there(
    database: Database, bring: Import
) -> None:
    """Bo has a lead of his own; a row with her number beside his changes neither."""
    bring("H5,Bo,,(208) 555-0120,")
    row = "H5,Bo,New Co,(208) 555-0120,(208) 555-0103"
    result = bring(row, on_duplicate=OnDuplicate.UPDATE)
    assert (result.updated, result.duplicate_in_database) == (0, 1)
    assert phones(database) == [*CLOSED, ("Bo", "+12085550120", "open", "open")]
