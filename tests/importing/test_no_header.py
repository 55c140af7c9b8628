"""Lists that nobody named the columns of, of other countries than the firm's."""

from pathlib import Path

import pytest

from console.importing.mapping import refuse_no_list
from console.trouble import BadInput
from db.engine.database import Database
from db.tables.leads import leads
from tests.importing.conftest import Import
from tests.importing.stored import stored

BRITISH = (
    "Mr,John,Smith,1 High Street,Leeds,LS1 4AP,0113 496 0141",
    "Mrs,Mary,Jones,2 Station Road,London,SW1A 1AA,020 7946 0042",
    "Dr,Alan,Khan,4 Mill Lane,Manchester,M1 1AE,0161 496 0143",
)
FIELDS = {"given_name": 1, "family_name": 2, "address": 3, "city": 4, "postal_code": 5}


def test_a_british_list_is_known_by_its_codes_and_mr_is_no_name(
    bring: Import, database: Database
) -> None:
    seen = bring(*BRITISH, is_dry_run=True)
    assert seen.mapped.columns.fields == FIELDS
    assert seen.questions[0].guess == "GB"
    with pytest.raises(BadInput, match=r"list of the United Kingdom.*--country GB"):
        bring(*BRITISH)
    assert bring(*BRITISH, country="GB").imported == 3
    assert sorted(stored(database, leads.c.name)) == [
        ("Alan Khan",),
        ("John Smith",),
        ("Mary Jones",),
    ]


def test_with_yes_its_columns_are_found_and_its_rows_are_told(bring: Import) -> None:
    brought = bring(*BRITISH, is_sure=True)
    assert brought.mapped.columns.fields == FIELDS
    assert (brought.imported, brought.rejected) == (0, 3)


def test_numbers_with_their_calling_code_want_no_country(bring: Import, database: Database) -> None:
    rows = ("Mr;Ada Byron;+44 113 496 0141", "Ms;Bo Hopper;+44 20 7946 0042")
    assert bring(*rows).imported == 2
    assert sorted(stored(database, leads.c.name)) == [("Ada Byron",), ("Bo Hopper",)]


def test_at_the_first_start_it_is_no_less_a_list(tmp_path: Path) -> None:
    path = tmp_path / "fair.csv"
    path.write_text("\n".join(BRITISH), encoding="utf-8")
    refuse_no_list(path, "US")
    path.write_text("Ada,Boise,83702\nBo,Nampa,83651\n", encoding="utf-8")
    with pytest.raises(BadInput, match="phone"):
        refuse_no_list(path, "US")
