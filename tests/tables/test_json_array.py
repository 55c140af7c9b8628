"""JSON as APIs write it: an array of objects, over many lines or in one."""

import json
from pathlib import Path
from time import process_time

import pytest

from console.files.tables.opening import open_rows
from console.importing.result import describe
from console.trouble import BadInput

PEOPLE = [
    {"name": "Zoë", "phone": "+1 208 555 0147", "address": {"state": "ID"}},
    {"name": "Cy", "phone": 2085550148, "tags": ["a", 2], "note": "} ]"},
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.json"


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("around", ["", "results"])
def test_each_object_of_an_array_is_a_row(path: Path, indent: int | None, around: str) -> None:
    path.write_text(json.dumps({around: PEOPLE} if around else PEOPLE, indent=indent))
    file = open_rows(path)
    assert describe(file) == "a JSON array in UTF-8"
    assert file.header == ("name", "phone", "address.state", "tags", "note")
    rows = [*file.rows()]
    assert [row.cells for row in rows] == [
        ["Zoë", "+1 208 555 0147", "ID", "", ""],
        ["Cy", "2085550148", "", "a; 2", "} ]"],
    ]
    if indent and not around:
        assert [row.line for row in rows] == [2, 9]


def test_what_holds_the_person_itself_is_no_column(path: Path) -> None:
    path.write_text(json.dumps([{"id": "51", "properties": {"firstname": "Ada", "phone": "1"}}]))
    assert open_rows(path).header == ("id", "firstname", "phone")


def test_what_is_no_object_is_told_with_its_line(path: Path) -> None:
    path.write_text('[{"phone": "1"},\n7,\n{"phone": "2"}]')
    assert [(row.line, bool(row.fault)) for row in open_rows(path).rows()] == [
        (1, False),
        (2, True),
        (3, False),
    ]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "more",
    [
        [[{"phone": "2"}]],
        [{"phone": "2"}],
        [{"leads": [{"phone": "2"}]}],
    ],
)
def test_what_follows_the_array_is_not_dropped_in_silence(
    path: Path, more: list[object], indent: int | None
) -> None:
    texts = [json.dumps(text, indent=indent) for text in ([{"phone": "1"}], *more)]
    path.write_text("\n".join(texts))
    with pytest.raises(BadInput, match="goes on after its list ends on line"):
        open_rows(path)
    path.write_text(json.dumps({"contacts": [{"phone": "1"}], "leads": more}, indent=indent))
    with pytest.raises(BadInput, match="make a file of each list"):
        open_rows(path)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"count": 2, "next": None, "previous": 'p"=1'}, {}),
        ({"totalSize": 2, "done": True}, {}),
        ({"@odata.context": "https://x/$metadata#leads"}, {}),
        ({}, {"errors": [], "paging": {"next": {"after": "2"}}, "took": 3}),
    ],
)
def test_an_object_that_says_how_many_there_are_holds_the_array(
    path: Path, before: dict[str, object], after: dict[str, object], indent: int | None
) -> None:
    path.write_text(json.dumps({**before, "results": PEOPLE, **after}, indent=indent))
    assert [row.cells[0] for row in open_rows(path).rows()] == ["Zoë", "Cy"]


def test_a_person_with_a_list_of_their_own_is_one_row(path: Path) -> None:
    path.write_text('{"name": "Ada", "phone": "1", "items": [{"sku": 7}]}\n')
    assert open_rows(path).header == ("name", "phone", "items")


@pytest.mark.parametrize("end", ["", ",\n{", ",\n{]", ",\nx]"])
def test_an_array_that_is_cut_or_broken_says_from_where_on(path: Path, end: str) -> None:
    path.write_text('[{"phone": "1"}' + end)
    if not end:
        assert [row.cells for row in open_rows(path).rows()] == [["1"]]
        return
    with pytest.raises(BadInput, match="cannot be read from line 2 on"):
        open_rows(path)


def test_an_object_that_never_ends_costs_no_time(path: Path) -> None:
    path.write_text('[{"phone": [\n' + "1,\n" * 2_000_000)
    start = process_time()
    with pytest.raises(BadInput, match="cannot be read from line 1 on"):
        open_rows(path)
    assert process_time() - start < 5
