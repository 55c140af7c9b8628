"""Which row names the columns, and which sheet holds the list."""

from pathlib import Path

import pytest

from console.files.tables.opening import open_rows
from console.files.tables.rows import ReadOptions, RowsFile
from console.importing.result import describe
from console.trouble import BadInput
from tests.tables.sheets import write_ods, write_xlsx


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list"


def opened(path: Path, *lines: str) -> RowsFile:
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return open_rows(path)


def first_cells(file: RowsFile) -> list[str]:
    return [row.cells[0] for row in file.rows()]


REST = ("Bo,2085550148,ID", "Cy,2085550149,FL")


@pytest.mark.parametrize("first", ["Ada,5.35E+09,ID", "Ada,208555014,", "Ada,,ID", "Ada,555,WA"])
def test_a_person_without_a_good_number_is_no_header(path: Path, first: str) -> None:
    file = opened(path, first, *REST)
    assert not file.has_header
    assert first_cells(file) == ["Ada", "Bo", "Cy"]


def test_numbers_of_another_country_in_the_first_row_are_no_header(path: Path) -> None:
    assert first_cells(opened(path, "Ada;030 1234567", "Bo;030 7654321")) == ["Ada", "Bo"]


@pytest.mark.parametrize(
    "header", ["Who,Handset,Where", "Kuka,Puhelin,Missä", "name,no,st", "x,y,z"]
)
def test_words_over_numbers_name_the_columns(path: Path, header: str) -> None:
    file = opened(path, header, *REST)
    assert (first_cells(file), file.doubts) == (["Bo", "Cy"], ())


def test_a_first_row_that_may_be_either_is_asked_about(path: Path) -> None:
    file = opened(path, "Ada Byron,,Boise", "Bo Diddley,,Salem", "Cy Young,,Paris")
    assert file.has_header
    (doubt,) = file.doubts
    assert doubt.text == (
        "Row 1 was taken for the names of the columns and may be a person (“Ada Byron”, “Boise”)."
    )
    assert (doubt.needs_answer, "--no-header" in doubt.in_shell) == (True, True)
    for has_header in (True, False):
        text = open_rows(path, ReadOptions(has_header=has_header))
        assert (text.has_header, text.doubts) == (has_header, ())


@pytest.mark.parametrize(
    "above",
    [
        ["Leads from the fair"],
        ["", "", ""],
        ["Leads of 2026,,", "Exported by ann@example.com,,", ""],
        ["Company:,Engine Works,", ",,"],
    ],
)
def test_the_names_are_found_under_a_title(path: Path, above: list[str]) -> None:
    file = opened(path, *above, "name,phone,state", *REST)
    row = len(above) + 1
    assert file.header == ("name", "phone", "state")
    assert [(row.line, row.cells[0]) for row in file.rows()] == [(row + 1, "Bo"), (row + 2, "Cy")]
    assert f"the column names in row {row}" in describe(file)


def test_names_that_come_again_further_down_hide_no_person(path: Path) -> None:
    file = opened(path, *REST, "name,phone,state", *REST)
    assert not file.has_header
    assert len(first_cells(file)) == 5


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_one_sheet_with_numbers_among_others_is_read_without_a_question(
    path: Path, write: object
) -> None:
    people = [["name", "phone"], ["Ada", "2085550147"]]
    write(path, {"People": people, "Legend": [["blue", "hot"]]})  # type: ignore[operator]
    (doubt,) = open_rows(path).doubts
    assert not doubt.needs_answer


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_the_sheet_that_holds_numbers_is_read_and_the_others_are_named(
    path: Path, write: object
) -> None:
    people = [["Fair"], [], ["name", "phone"], ["Ada", "2085550147"]]
    cover = [["Leads of the fair"], ["Please keep"]]
    write(path, {"Cover": cover, "Blank": [], "People": people, "Old": people})  # type: ignore[operator]
    file = open_rows(path)
    assert (file.sheet, first_cells(file)) == ("People", ["Ada"])
    assert "the column names in row 3" in describe(file)
    (doubt,) = file.doubts
    assert doubt.whole == (
        "The sheet “People” is read, because “Cover” holds no phone numbers. "
        "2 more sheets hold data: “Cover”, “Old”. “People” is read, and “Old” holds phone numbers "
        "too. --sheet chooses."
    )
    assert doubt.needs_answer
    chosen = open_rows(path, ReadOptions(sheet="Old"))
    assert (chosen.sheet, chosen.doubts) == ("Old", ())
    with pytest.raises(BadInput, match="“Blank” is empty"):
        open_rows(path, ReadOptions(sheet="Blank"))
