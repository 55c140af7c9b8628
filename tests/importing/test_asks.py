"""What users of other systems asked for of an import, each by its number in the list of asks."""

from pathlib import Path

import pytest

from console.files.fields.columns.headings import read_names
from console.files.fields.columns.matching import match_columns
from console.files.fields.mapping_doubts import find_doubts
from console.files.tables.opening import open_rows
from console.files.tables.rows import ReadOptions
from console.trouble import BadInput
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import OnDuplicate
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock
from tests.importing.conftest import Import
from tests.importing.stored import record, stored


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "fair.csv"


def test_a1_a_row_with_nothing_but_a_phone_comes_in(database: Database, bring: Import) -> None:
    assert bring("phone", "2085550147", "2085550148").imported == 2
    assert stored(database, leads.c.name)[0] == ("(208) 555-0147",)


def test_a2_every_row_left_behind_has_its_own_count_and_a_reason(bring: Import) -> None:
    brought = bring("name,phone", "A,2085550147", "B,", "C,12", "D,2085550147")
    assert (brought.rows, brought.imported, brought.rejected) == (4, 1, 2)
    assert (brought.duplicate_in_file, brought.duplicate_in_database) == (1, 0)
    assert all(reject.reason for reject in brought.first_rejects)


def test_a3_what_is_reported_is_what_the_database_holds(database: Database, bring: Import) -> None:
    brought = bring("name,phone", *(f"N{n},208555{n % 70:04}" for n in range(100)))
    assert brought.imported == len(stored(database, leads.c.id)) == 70


def test_a4_a_file_brought_again_fails_nowhere_and_adds_nothing(bring: Import) -> None:
    rows = ("name,phone", *(f"N{n},208555{n:04}" for n in range(25)))
    bring(*rows)
    again = bring(*rows)
    assert (again.imported, again.duplicate_in_database, again.rejected) == (0, 25, 0)


@pytest.mark.parametrize(
    "written", ["208.555.0147", "(208) 555 0147", "1-208-555-0147", "2085550147.0"]
)
def test_a5_punctuation_makes_no_other_number(bring: Import, written: str) -> None:
    bring("name,phone", "Ada,208-555-0147")
    assert bring("name,phone", f"Ada,{written}").duplicate_in_database == 1


def test_a6_with_and_without_plus_is_one_number(bring: Import) -> None:
    brought = bring("name,phone", "A,+919876543210", "B,919876543210", country="IN")
    assert (brought.imported, brought.duplicate_in_file) == (1, 1)


def test_a7_one_bad_number_never_stops_a_file(bring: Import) -> None:
    brought = bring("name,phone", "A,2085550147", "B,026185 \u2026", "C,2085550148")
    assert (brought.imported, brought.rejected) == (2, 1)


def test_a8_a_byte_order_mark_is_no_part_of_the_first_column(path: Path) -> None:
    path.write_bytes("id;phone\n1;2085550147\n".encode("utf-8-sig"))
    assert open_rows(path).header == ("id", "phone")


def test_a9_semicolons_are_found_and_shown(path: Path) -> None:
    path.write_text("name;phone\nByron, Ada;2085550147\n")
    assert open_rows(path).delimiter == ";"


def test_a10_umlauts_written_by_excel_are_read(path: Path) -> None:
    path.write_bytes("name;phone\nJörg Müller;2085550147\n".encode("cp1252"))
    file = open_rows(path)
    assert (file.encoding, file.sample(1)[0][0]) == ("cp1252", "Jörg Müller")
    assert open_rows(path, ReadOptions(encoding="cp850")).encoding == "cp850"


def test_a11_a_lost_zero_makes_no_second_person(bring: Import) -> None:
    brought = bring("name,phone", "A,0444123456", "B,444123456", country="CH")
    assert (brought.imported, brought.duplicate_in_file) == (1, 1)


@pytest.mark.parametrize(
    ("row", "country", "said"),
    [
        ("A,3012345678,", "DE", "1 of the first 1 numbers in “phone” has lost the zero in front"),
        ("A,2079460018.0,", "GB", "1 of the first 1 numbers in “phone” has lost the zero"),
        ("A,2075550147,4101", "US", "1 of the first 1 codes in “zip” has lost the zero in front"),
        ("A,4930123456,", "DE", ""),
        ("A,03012345678,", "DE", ""),
        ("A,2085550147,83702", "US", ""),
        ("A,612345678,", "ES", ""),
    ],
)
def test_a11_a_lost_zero_is_said(bring: Import, row: str, country: str, said: str) -> None:
    result = bring("name,phone,zip", row, country=country, is_dry_run=True)
    doubts = " ".join(doubt.whole for doubt in result.mapped.doubts)
    assert said in doubts if said else "lost" not in doubts
    assert result.imported == 1


@pytest.mark.parametrize("damaged", ["5.35E+09", "5,35E+09", "5350000000"])
def test_a12_a_number_a_spreadsheet_damaged_is_told_and_not_guessed(
    bring: Import, damaged: str
) -> None:
    brought = bring("name;phone", f"A;{damaged}", "B;2085550147")
    assert brought.rejected == 1
    assert "spreadsheet" in brought.first_rejects[0].reason


def test_a13_a_dry_run_says_what_would_become_of_each_row(
    database: Database, bring: Import
) -> None:
    bring("name,phone", "Old,2085550140")
    rows = ("name,phone", "A,2085550147", "B,x", "Old,2085550140")
    result = bring(*rows, is_dry_run=True)
    assert len(stored(database, leads.c.id)) == 1
    done = bring(*rows)
    assert (result.imported, result.rejected, result.duplicate_in_database) == (
        done.imported,
        done.rejected,
        done.duplicate_in_database,
    )


def test_a14_an_import_is_an_entry_of_the_history(database: Database, bring: Import) -> None:
    bring("name,phone", "A,2085550147")
    with database.read() as connection:
        assert verify(connection) is None


def test_a15_a_mapping_that_leaves_most_behind_is_told(path: Path) -> None:
    path.write_text("phone,Handset,a,b,c,d,e\n" + ",208-555-0147,1,2,3,4,5\n" * 5)
    file = open_rows(path)
    rows = file.sample(100)
    columns = match_columns(read_names(file.header), (), "x", rows)
    doubts = [doubt.whole for doubt in find_doubts(columns, rows, "US")]
    assert "“Handset” looks like phone numbers" in doubts[0]
    assert "of the first 5, 5 without a number" in doubts[1]
    assert "Only 1 of 7 columns" in doubts[2]
    with pytest.raises(BadInput, match="Two columns"):
        match_columns(read_names(["phone", "a", "b"]), [("name", "a"), ("name", "b")])


def test_a16_several_phones_keep_order_and_label(database: Database, bring: Import) -> None:
    bring(
        "name,Phone 1 - Label,Phone 1 - Value,Office Phone",
        "A,Mobile,2085550147 ::: 2085550148,2085550149",
    )
    assert stored(database, numbers.c.position, numbers.c.e164, numbers.c.label) == [
        (0, "+12085550147", "mobile"),
        (1, "+12085550148", "mobile"),
        (2, "+12085550149", "office"),
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "2085550147/2085550148",
        "208-555-0147 / 208-555-0148",
        "208-555-0147 home 208-555-0148 work",
        "12085550147 12085550148",
    ],
)
def test_two_numbers_in_a_cell_are_two_numbers(
    database: Database, bring: Import, cell: str
) -> None:
    result = bring("name,phone", f"A,{cell}")
    assert (result.imported, result.mapped.doubts) == (1, ())
    assert stored(database, numbers.c.e164) == [("+12085550147",), ("+12085550148",)]


def test_digits_beside_two_numbers_are_not_guessed_at(bring: Import) -> None:
    result = bring("name,phone", "A,2085550147 2085550148 12", is_sure=True)
    assert (result.imported, result.rejected) == (0, 1)


def test_a_screening_names_a_column_that_the_file_has(bring: Import) -> None:
    rows = ("name,phone,Age", "A,2085550147,44")
    assert bring(*rows, where='"Age" > 40').imported == 1
    with pytest.raises(BadInput, match=r"no column “age” .* Is “Age” meant"):
        bring(*rows, where='"age" > 40')


def test_a17_rows_left_behind_can_be_had_again(bring: Import) -> None:
    brought = bring("name,phone", "A,x", "B,2085550147")
    assert brought.rejects_file is not None
    assert "A,x" in brought.rejects_file.read_text(encoding="utf-8-sig")


def test_a18_a_row_that_joins_two_known_people_changes_one(
    database: Database, bring: Import
) -> None:
    bring("name,phone", "A,2085550147", "B,2085550148")
    brought = bring(
        "name,phone,phone_2,notes",
        "A,2085550147,2085550148,both",
        on_duplicate=OnDuplicate.MERGE,
    )
    assert (brought.updated, brought.imported) == (1, 0)
    assert stored(database, leads.c.name, leads.c.notes) == [("A", "both"), ("B", "")]


def test_a19_people_worked_of_late_are_left_out(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    bring("name,phone", "A,2085550147", "B,2085550148", list_name="old")
    record(database, clock, "+12085550147")
    clock.advance(days=3)
    rows = ("name,phone", "A,2085550147", "B,2085550148")
    brought = bring(*rows, list_name="new", in_list=True, not_worked_within=7)
    assert (brought.imported, brought.duplicate_in_database) == (1, 1)
    clock.advance(days=7)
    assert bring(*rows, list_name="new", in_list=True, not_worked_within=7).imported == 1


@pytest.mark.parametrize("written", ["020 7946 0012", "+44 20 7946 0012", "0044 20 7946 0012"])
def test_a20_local_and_international_writing_are_one_number(
    database: Database, bring: Import, written: str
) -> None:
    bring("name,phone", f"A,{written}", country="GB")
    assert stored(database, numbers.c.e164) == [("+442079460012",)]


def test_a_full_name_is_split(database: Database, bring: Import) -> None:
    bring("name,phone", "Dr. Juan de la Vega III,2085550147", '"Byron, Ada",2085550148')
    assert stored(database, leads.c.family_name, leads.c.given_name) == [
        ("Byron", "Ada"),
        ("de la Vega", "Juan"),
    ]
