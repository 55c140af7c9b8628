"""JSON lines: an object a line, from any program or from our own export."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from console.files.fields.columns.headings import read_names
from console.files.fields.columns.matching import match_columns
from console.files.tables.opening import open_rows
from console.files.tables.rows import RowsFile
from console.importing.result import describe
from console.trouble import BadInput

PLAIN = (
    '{"name": "Zoë", "phone": "2085550147"}\n'
    "\n"
    '{"phone": 2085550148, "name": "Cy", "is_owner": true, "tags": ["a", 2], "zip": null}\n'
    '{"phone": 5.35E+09, "address": {"city": "Boise"}}\n'
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.jsonl"


def cells(file: RowsFile) -> list[list[str]]:
    return [list(file.header), *(row.cells for row in file.rows())]


READ = [
    ["name", "phone", "is_owner", "tags", "zip", "address.city"],
    ["Zoë", "2085550147", "", "", "", ""],
    ["Cy", "2085550148", "yes", "a; 2", "", ""],
    ["", "5.35E+09", "", "", "", "Boise"],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_object_is_a_row_and_its_keys_are_the_columns(path: Path, encoding: str) -> None:
    path.write_bytes(PLAIN.encode(encoding))
    file = open_rows(path)
    assert cells(file) == READ
    assert [row.line for row in file.rows()] == [1, 3, 4]
    assert describe(file) == f"JSON lines in {encoding.removesuffix('-sig').upper()}"


def test_they_are_read_packed_too(path: Path) -> None:
    path.write_bytes(gzip.compress(PLAIN.encode()))
    assert cells(open_rows(path)) == READ
    with zipfile.ZipFile(path, "w") as folder:
        folder.writestr("people.jsonl", PLAIN)
    assert cells(open_rows(path)) == READ


@pytest.mark.parametrize(
    "line", ["Bo,2085550148", '["Bo"]', '{"name": "Bo"', "[" * 9999, '{"a":1}{}']
)
def test_a_line_that_is_no_object_has_a_fault_and_the_next_is_read(path: Path, line: str) -> None:
    path.write_text(f'{{"name": "Ada", "phone": "1"}}\n{line}\n{{"name": "Cy"}}\n')
    rows = list(open_rows(path).rows())
    assert [row.cells[0] for row in rows] == ["Ada", "", "Cy"]
    assert [row.line for row in rows if "not a JSON object" in row.fault] == [2]


@pytest.mark.parametrize("text", ['[["Ada"]]', '["Ada"]', '{\n  "name": "Ada"\n}', "[]"])
def test_json_of_many_lines_is_refused_with_what_to_do(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(BadInput, match="write it as JSON lines"):
        open_rows(path)


def test_objects_with_more_columns_than_a_list_has_are_refused(path: Path) -> None:
    path.write_text("".join(json.dumps({f"a{n}": 1}) + "\n" for n in range(1001)))
    with pytest.raises(BadInput, match="1,000 are the most"):
        open_rows(path)


def test_an_object_longer_than_what_is_looked_at_first_is_read(path: Path) -> None:
    path.write_text(json.dumps({"name": "Ada", "notes": "x" * 100_000, "phone": "1"}) + "\n")
    assert cells(open_rows(path))[1][2] == "1"


def test_a_number_that_our_export_keeps_beside_the_phones_is_not_called(path: Path) -> None:
    phone = {"number": "+12085550147", "extension": "22", "label": "", "line": "mobile"}
    own = {"id": 7, "name": "Ada", "phones": [phone], "extras": {"Old phone": "2085550148"}}
    path.write_text(json.dumps(own) + "\n")
    file = open_rows(path)
    columns = match_columns(read_names(file.header))
    assert [file.header[row.position] for row in columns.phones] == ["Phone 1 - Value"]
    assert [name for _, name in columns.extras] == ["Old phone"]


def test_a_key_of_the_person_within_takes_no_others_place(path: Path) -> None:
    matches = {"contact": {"id": 9, "phone": "B", "city": "Boise"}, "id": 1, "phone": "A"}
    path.write_text(json.dumps(matches) + "\n")
    assert cells(open_rows(path)) == [
        ["contact.id", "contact.phone", "city", "id", "phone"],
        ["9", "B", "Boise", "1", "A"],
    ]
    path.write_text('{"person": {"phone": "A"}, "lead": {"phone": "B", "tag": "x"}}\n')
    assert cells(open_rows(path)) == [["phone", "lead.phone", "tag"], ["A", "B", "x"]]
