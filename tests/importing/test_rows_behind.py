"""What a row that does not come in says of a lead that is there: it holds, or it is told."""

import pytest

from console.importing.notes import noticed_in
from db.engine.database import Database
from db.enums import LeadKind, MatchBy
from db.tables.leads import leads
from tests.importing.conftest import Import
from tests.importing.stored import stored


def bars(database: Database) -> dict[str, str]:
    return dict(stored(database, leads.c.name, leads.c.bar))


def bring_ada(bring: Import) -> None:
    bring("name,phone,vendor id", "Ada,2085550141,V1", kind=LeadKind.BUSINESS)


@pytest.mark.parametrize("word", ["DNC", "Litigator", "Wireless / TCPA Litigator", "do not call"])
def test_a_result_that_says_it_plainly_bars_the_known_lead(
    database: Database, bring: Import, word: str
) -> None:
    bring_ada(bring)
    rows = ("name,phone,Scrub Result", f"Ada,2085550141,{word}", "Bo,2085550142,clean")
    bring(*rows, is_sure=True)
    assert bars(database) == {"Ada": "internal_list", "Bo": ""}


STANDS = (
    "1 lead that you have already stands as before: a row with the same number does not come in."
)


@pytest.mark.parametrize(
    ("rows", "wish"),
    [
        (
            ("name,phone,Scrub Result", "Ada,2085550141,K7", "Bo,2085550142,clean"),
            {"is_sure": True},
        ),
    ],
)
def test_a_known_lead_whose_new_row_stays_behind_stands_and_that_is_told(
    database: Database,
    bring: Import,
    rows: tuple[str, ...],
    wish: dict[str, object],
) -> None:
    bring_ada(bring)
    assert STANDS in noticed_in(bring(*rows, is_dry_run=True, **wish), is_done=False)
    assert STANDS in noticed_in(bring(*rows, **wish), is_done=True)
    assert bars(database) == {"Ada": "", "Bo": ""}


ASKED = ("name,phone,vendor id,do not call", "Ada,,V1,yes", "Cy,,V9,yes", "Bo,2085550142,V2,")


def test_a_request_without_a_number_bars_the_lead_that_the_vendors_id_tells(
    database: Database, bring: Import
) -> None:
    bring_ada(bring)
    brought = bring(*ASKED, match=MatchBy.VENDOR_ID, is_sure=True)
    assert bars(database) == {"Ada": "internal_list", "Bo": ""}
    text = " ".join(noticed_in(brought, is_done=True))
    assert "say of 1 known lead not to call, by the vendor’s id" in text
    assert "1 row says not to call and has no number" in text


@pytest.mark.parametrize(
    ("column", "word"),
    [
        ("notes", "Do not call"),
        ("Scrub Result", "DNC"),
        ("Scrub Result", "Known Litigator"),
        ("do not call", "yes"),
    ],
)
@pytest.mark.parametrize("vendor_id", ["V1", " 'V1\u200b"])
def test_a_row_without_a_number_is_asked_by_the_columns_of_any_other(
    database: Database, bring: Import, column: str, word: str, vendor_id: str
) -> None:
    """In the column that is not settled too, where the word is plain."""
    bring("name,phone,vendor id", f"Ada,2085550141,{vendor_id}", kind=LeadKind.BUSINESS)
    rows = (f"Ada,,{vendor_id},{word}", "Cy,,V9,Q7", "Bo,2085550142,V2,K4", "Di,2085550143,V3,")
    brought = bring(f"name,phone,vendor id,{column}", *rows, match=MatchBy.VENDOR_ID, is_sure=True)
    assert bars(database)["Ada"] == "internal_list"
    assert "say of 1 known lead not to call" in " ".join(noticed_in(brought, is_done=True))


def test_a_request_without_a_number_that_nobody_is_known_by_is_told(
    database: Database, bring: Import
) -> None:
    bring_ada(bring)
    brought = bring(*ASKED, is_sure=True)
    assert bars(database) == {"Ada": "", "Bo": ""}
    text = " ".join(noticed_in(brought, is_done=True))
    assert "2 rows say not to call and have no number that can be read" in text
