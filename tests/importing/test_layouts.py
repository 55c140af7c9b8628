"""Files as other programs write them, by the dozen: what is asked, guessed and rejected."""

import pytest

from db.engine.database import Database
from db.tables.leads import numbers
from tests.importing.conftest import Import
from tests.importing.layouts import SNAPSHOT, read_layouts, snapshot
from tests.importing.stored import stored


@pytest.mark.long
def test_what_becomes_of_each_layout_was_reviewed() -> None:
    """A change is looked at, then written by `python -m tests.importing.layouts`."""
    assert len([*read_layouts()]) >= 40
    assert snapshot() == SNAPSHOT.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("header", "row", "lines"),
    [
        (
            "Phone 1,Phone 1 Type,Phone 2,Phone 2 Type",
            "2085550141,Landline,2085550151,Mobile",
            "LM",
        ),
        ("phone,wireless", "2085550141,1", "M"),
        ("phone,carrier_type,wireless", "2085550141,landline,0", "L"),
        ("Company Phone,Mobile Phone", "2085550141,2085550151", "MU"),
    ],
)
def test_what_stands_beside_a_phone_says_of_which_type_its_line_is(
    bring: Import, database: Database, header: str, row: str, lines: str
) -> None:
    bring(f"name,{header}", f"Ada,{row}")
    rows = stored(database, numbers.c.position, numbers.c.line)
    assert "".join(line[0].upper() for _, line in sorted(rows)) == lines
