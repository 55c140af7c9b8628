"""Any text file with a header as rows, with the line each stands on."""

from pathlib import Path

import pytest

from console.files.tables.csv_rows import LINES_AT_ONCE
from console.files.tables.opening import open_rows
from console.files.tables.rows import TableRow
from console.trouble import BadInput


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def rows_of(path: Path, content: str | bytes) -> list[TableRow]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(open_rows(path).rows())


@pytest.mark.parametrize("delimiter", ["^", "~", ":", "  "])
def test_a_rare_delimiter_is_found_though_the_cells_hold_commas(path: Path, delimiter: str) -> None:
    lines = [["name", "phone", "city"], ["Byron, Ada", "1", "Boise"], ["Cy", "2", "St. Paul, MN"]]
    rows = rows_of(path, "".join(delimiter.join(line) + "\n" for line in lines))
    assert [row.cells for row in rows] == lines[1:]
    assert open_rows(path).delimiter == delimiter


def test_columns_of_spaces_are_parted_at_each_run(path: Path) -> None:
    rows = rows_of(
        path, "  name        phone     city\n  Ada Byron   1         Boise\n  Cy  2  Salem  \n"
    )
    assert [row.cells for row in rows] == [["Ada Byron", "1", "Boise"], ["Cy", "2", "Salem  "]]


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_times_and_addresses_are_parted_by_no_colon(path: Path, delimiter: str) -> None:
    lines = [["name", "phone", "seen"], ["Ada", "1", "10:30:00"], ["Cy", "2", "http://x.example"]]
    rows = rows_of(path, "".join(delimiter.join(line) + "\n" for line in lines))
    assert [row.cells for row in rows] == lines[1:]
    (row,) = rows_of(path, "phone\n10:30\n")
    assert row.cells == ["10:30"]


def test_quotes_are_read_as_mysql_writes_them_where_the_file_does(path: Path) -> None:
    rows = rows_of(
        path, '"name","phone","note"\n"Ada \\"The, one\\" Byron","1",\\N\n"Cy","2","a\\\\b"\n'
    )
    assert [row.cells for row in rows] == [['Ada "The, one" Byron', "1", ""], ["Cy", "2", "a\\b"]]
    rows = rows_of(path, '"name","path"\n"Ada","C:\\dir\\"\n"Cy \\""Bo""","\\N"\n')
    assert [row.cells for row in rows] == [["Ada", "C:\\dir\\"], ['Cy \\"Bo"', "\\N"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(path: Path, delimiter: str) -> None:
    header = delimiter.join(["name", "phone", "note, with commas" if delimiter != "," else "note"])
    (row,) = rows_of(path, f"{header}\n{delimiter.join(['Ada', '1', 'x'])}\n")
    assert row.cells == ["Ada", "1", "x"]
    assert open_rows(path).delimiter == delimiter


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_is_found_and_leaves_no_mark_in_the_header(path: Path, encoding: str) -> None:
    (row,) = rows_of(path, "name,phone\nZoë 李,1\n".encode(encoding))
    assert open_rows(path).header == ("name", "phone")
    assert row.cells[0] == "Zoë 李"


def test_excels_separator_line_is_obeyed_and_no_row(path: Path) -> None:
    (row,) = rows_of(path, "sep=;\r\nname;phone\r\nAda, Countess;1\r\n")
    assert (row.line, row.cells) == (3, ["Ada, Countess", "1"])


def test_a_row_knows_the_line_it_starts_on(path: Path) -> None:
    rows = rows_of(path, 'name,note\nAda,"one\ntwo\nthree"\n\n,\nCy,x\n')
    assert [(row.line, row.cells[0]) for row in rows] == [(2, "Ada"), (7, "Cy")]


LINES = (
    "\ufeffsep=;\nname;phone;notes\n",
    'Ann;2085550147;"two\nlines"\n\nBo;2085550148\n',
    'Cy;2085550149;"an open quote\nDee;2085550150;x\n',
)


@pytest.mark.parametrize("text", ["".join(LINES), "".join(LINES[:2]), LINES[1].replace(";", ",")])
def test_rows_are_found_by_their_lines_as_they_were_read(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")
    file = open_rows(path)
    rows = [row for row in file.rows() if not row.fault]
    assert len(rows) >= 2
    assert list(file.rows_at([row.line for row in rows])) == rows
    assert list(file.rows_at([rows[-1].line])) == rows[-1:]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "rows",
    [
        [f"Ann{n},{n},x" for n in range(9)],
        ["Ann,1,x", "", ",,", "Bo,2,", "", "Cy,,"],
        ["Ann,,", ",2,", ",,x"],
        ["Ann,1,x", "Bo,2", "Cy,3,y,,", "Dee,4,y,z", "Eve,5,z"],
        ["Ann,1,x", 'Bo,2,"a,b', 'c"', "Cy,3,x", "Dee,4,y", 'Eve,5,"z', "Flo,6,z"],
        ["Ann,1," + "x" * 200_000, "Bo,2,x", "Cy,3,x"],
        ["Ann,1,x\x1cy\x85z", "Bo,2,\u2028"],
    ],
)
def test_rows_are_the_same_one_by_one_and_many_at_a_time(
    path: Path, rows: list[str], ends: str
) -> None:
    for head in (
        "name,phone,note",
        f"sep=,{ends}name,phone,note",
        f"Our list{ends}name,phone,note",
    ):
        path.write_text(ends.join([head, *rows, ""]), encoding="utf-8", newline="")
        file = open_rows(path)
        for count in (1, 2, 3, 1000):
            matches: list[TableRow] = []
            for chunk in file.chunks(count):
                whole = zip(chunk.lines, chunk.rows, strict=True)
                matches += [*(TableRow(*row) for row in whole), *chunk.faults]
            assert sorted(matches, key=lambda row: row.line) == list(file.rows())


def test_a_short_row_is_filled_and_empty_cells_too_many_are_dropped(path: Path) -> None:
    rows = rows_of(path, "name,phone,city\nAda\nCy,1,x,,\n")
    assert [row.cells for row in rows] == [["Ada", "", ""], ["Cy", "1", "x"]]
    assert not any(row.fault for row in rows)


def test_a_row_with_cells_too_many_has_a_fault_and_the_next_is_read(path: Path) -> None:
    rows = rows_of(path, "name,phone\nByron, Ada,1\nCy,2\n")
    assert "3 cells under 2 columns" in rows[0].fault
    assert rows[1].cells == ["Cy", "2"]


def test_a_quote_that_is_never_closed_costs_one_row(path: Path) -> None:
    lines = "".join(f"Ann{n},{n}\n" for n in range(40_000))
    for start in ('"Ada,1\n', 'Ada,1,"\n'):
        rows = rows_of(path, f"name,phone,note\n{start}{lines}")
        assert "never closed" in rows[0].fault
        assert rows[0].cells[0].startswith("Ada")
        assert [row.line for row in rows] == [*range(2, 40_003)]
        assert rows[-1].cells == ["Ann39999", "39999", ""]
        assert not any(row.fault for row in rows[1:])


def test_a_cell_of_several_lines_is_one_wherever_it_stands_among_rows_without_quotes(
    path: Path,
) -> None:
    lines = [f"Ann{n},{n},x\n" for n in range(3 * LINES_AT_ONCE)]
    for at in range(LINES_AT_ONCE - 4, LINES_AT_ONCE + 3):
        text = "".join([*lines[:at], '"Ada\nByron",1,"a,""b"""\n', *lines[at:]])
        rows = rows_of(path, f"name,phone,note\n{text}")
        ada = rows.pop(at)
        assert (ada.line, ada.cells) == (at + 2, ["Ada\nByron", "1", 'a,"b"'])
        assert [row.cells[0] for row in rows] == [f"Ann{n}" for n in range(len(lines))]
        assert [rows[at - 1].line, rows[at].line, rows[-1].line] == [at + 1, at + 4, len(lines) + 3]


def test_a_quote_that_is_open_at_the_end_of_the_file_is_told(path: Path) -> None:
    rows = rows_of(path, 'name,phone,note\nAda,1,"one\ntwo"\nBo,2,"cut\nCy,3,x\nDan,4,y')
    assert [(row.line, row.cells[0]) for row in rows] == [
        (2, "Ada"),
        (4, "Bo"),
        (5, "Cy"),
        (6, "Dan"),
    ]
    assert [row.line for row in rows if "never closed" in row.fault] == [4]


def test_nameless_and_doubled_columns_get_names_of_their_own(path: Path) -> None:
    rows_of(path, "phone,,Phone,phone\n1,2,3,4\n")
    assert open_rows(path).header == ("phone", "column 2", "Phone", "phone (2)")


def test_a_header_of_ten_thousand_columns_is_refused(path: Path) -> None:
    with pytest.raises(BadInput, match="10,000 columns"):
        rows_of(path, ",".join(f"c{n}" for n in range(10_000)) + "\n")


def test_a_giant_name_of_a_column_is_cut_and_that_is_said(path: Path) -> None:
    path.write_text(f"phone,{'long ' * 9_000}\n2085550147,x\n", encoding="utf-8")
    file = open_rows(path)
    assert [len(name) for name in file.header] == [5, 200]
    assert "is cut to 200 letters" in file.doubts[0].text
    path.write_text(f'{{"phone": "2085550147", "{"long " * 9_000}": 1}}\n', encoding="utf-8")
    with pytest.raises(BadInput, match="letters and 200 are the most"):
        open_rows(path)


def test_a_nul_within_a_row_is_text_like_any_other(path: Path) -> None:
    filler = "".join(f"Ann{n},{n}\n" for n in range(10_000))
    rows = rows_of(path, f"name,phone\n{filler}A\0da,1\n")
    assert rows[-1].cells == ["A\0da", "1"]
