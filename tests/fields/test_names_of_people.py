"""Which column names the people of a list, and what is said where none does."""

import pytest

from console.files.fields.columns.headings import read_names
from console.files.fields.columns.layout import Columns
from console.files.fields.columns.matching import match_columns
from console.files.fields.mapping_doubts import doubt_no_name

PEOPLE = ("Ada Miller", "Dora Stone", "Fay Lee", "Bo Hopper")


def _columns(name: str, cells: tuple[str, ...]) -> tuple[Columns, list[list[str]]]:
    rows = [["Corner Shop", f"208555014{at}", cell] for at, cell in enumerate(cells)]
    return match_columns(read_names(["Shop", "Tel", name]), rows=rows), rows


def test_an_owner_who_is_another_in_each_row_is_the_person_called() -> None:
    assert _columns("Owner", PEOPLE)[0].fields == {"company": 0, "name": 2}


def test_an_owner_who_comes_again_or_stands_beside_a_name_is_an_agent() -> None:
    assert (
        "name" not in _columns("Owner", ("Ada Miller", "Bo Lee", "Ada Miller", "Bo Lee"))[0].fields
    )
    names = read_names(["Name", "Tel", "Owner"])
    rows = [[f"Cy Young {at}", f"208555014{at}", row] for at, row in enumerate(PEOPLE)]
    assert match_columns(names, rows=rows).fields == {"name": 0}


def test_a_list_that_names_nobody_says_so_with_the_column_that_looks_like_names() -> None:
    columns, rows = _columns("Decider", PEOPLE)
    (doubt,) = doubt_no_name(columns, rows, ())
    assert doubt.whole == (
        "No column was taken for the names of people; “Decider” looks like them. "
        "--map name=Decider says it is."
    )
    assert not doubt.needs_answer
    assert not [*doubt_no_name(columns, rows, {"Decider"})], "somebody has said what it is"


def test_where_no_column_looks_like_names_those_that_are_left_are_named() -> None:
    names, rows = read_names(["Tel", "Who"]), [["2085550147", "ada"], ["2085550148", "bo"]]
    (doubt,) = doubt_no_name(match_columns(names, rows=rows), rows, ())
    assert "left are “Who”. --map name=COLUMN" in doubt.whole
    codes = [["2085550147", "1"]]
    assert not [*doubt_no_name(match_columns(names, rows=codes), codes, ())]


@pytest.mark.parametrize(
    "name", ["Homeowner", "Property Owner", "Insured", "Named Insured", "POC", "Resident"]
)
def test_a_column_of_the_trade_that_holds_names_is_the_name_and_else_it_is_kept(name: str) -> None:
    again = ("Ada Miller", "Ada Miller", "Fay Lee")
    assert _columns(name, again)[0].fields == {"company": 0, "name": 2}
    assert "name" not in _columns(name, ("Y", "N", "Yes"))[0].fields
    names = read_names(["Name", "Tel", name])
    rows = [["Cy Young", "2085550147", "Ada Miller"]]
    assert match_columns(names, rows=rows).fields == {"name": 0}
