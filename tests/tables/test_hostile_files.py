"""Files made to do harm, or made by chance: refused in a sentence, or read as harmless text."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.files.tables.opening import open_rows
from console.trouble import BadInput
from tests.examples import examples
from tests.tables.sheets import write_ods, write_xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list"


def read(path: Path) -> int:
    return sum(1 for _ in open_rows(path).rows())


def told(path: Path) -> str:
    """What is said of the file: that it was read, or why not."""
    try:
        return f"{read(path)} rows."
    except BadInput as error:
        return str(error)


def _sheet(path: Path, xml: str | bytes) -> None:
    sheet = io.BytesIO()
    write_xlsx(sheet, {"S": [["name", "phone"]]})
    with zipfile.ZipFile(sheet) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            is_data = name == "xl/worksheets/sheet1.xml"
            new.writestr(name, xml if is_data else old.read(name))


@pytest.mark.long
def test_a_packed_bomb_is_refused(path: Path) -> None:
    bomb = io.BytesIO()
    with gzip.open(bomb, "wb") as packed:
        for _ in range(150):
            packed.write(b"name,phone\n" + b"0" * (1 << 20))
    path.write_bytes(bomb.getvalue())
    with pytest.raises(BadInput, match="times its size"):
        read(path)


@pytest.mark.parametrize(
    "text",
    [
        "<html><table><tr><td>name",
        "<!DOCTYPE html>\n<p>phone",
        "<!-- list -->",
        "<?xml version='1'?>",
    ],
)
def test_a_web_page_is_no_list(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(BadInput, match="web page or XML"):
        open_rows(path)


def test_a_line_that_never_ends_is_refused(path: Path) -> None:
    path.write_bytes(b"name,phone\n" + b"x" * (17 << 20))
    with pytest.raises(BadInput, match="longer than"):
        read(path)


def test_a_cell_of_ten_megabytes_costs_its_row_only(path: Path) -> None:
    path.write_bytes(b"name,phone\nA,1\nB," + b"9" * 10_000_000 + b"\nC,3\n")
    assert [bool(row.fault) for row in open_rows(path).rows()] == [False, True, False]


@pytest.mark.parametrize("before", ["", f"<!--{' ' * 100_000}-->"], ids=["first", "far_in"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_in_a_spreadsheet_is_refused(
    path: Path, before: str, encoding: str
) -> None:
    xml = f'{before}<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'
    _sheet(path, xml.encode(encoding))
    with pytest.raises(BadInput, match="not one a spreadsheet has"):
        read(path)


def test_a_cell_of_megabytes_in_a_spreadsheet_costs_its_row_only(path: Path) -> None:
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="str"><v>{text}</v></c></row>'
        for row, text in enumerate(("phone", "2085550147", "9" * 10_000_000, "2085550148"), 1)
    )
    _sheet(path, f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>')
    assert [bool(row.fault) for row in open_rows(path).rows()] == [False, True, False]


def test_a_cell_far_out_makes_no_room_for_those_before_it(path: Path) -> None:
    _sheet(
        path,
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c>'
        '<c r="B1" t="str"><v>phone</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c>'
        '<c r="XFD1048576"><v>3</v></c></row></sheetData></worksheet>',
    )
    assert [(row.line, row.cells) for row in open_rows(path).rows()] == [(1048576, ["2", ""])]


def test_repeated_cells_of_an_open_document_are_bounded(path: Path) -> None:
    sheet = io.BytesIO()
    write_ods(sheet, {"S": [["name", "phone"], ["A", "1"]]})
    with zipfile.ZipFile(sheet) as old, zipfile.ZipFile(path, "w") as new:
        xml = old.read("content.xml").replace(
            b"<table:table-cell", b'<table:table-cell table:number-columns-repeated="999999999"'
        )
        new.writestr("mimetype", old.read("mimetype"))
        new.writestr("content.xml", xml)
    with pytest.raises(BadInput, match="1,000 are the most"):
        read(path)


def _write_repeated(path: Path, rows: int, row: str, cell: str) -> None:
    """Write an open document whose last row stands there so many times, with attributes."""
    sheet = io.BytesIO()
    write_ods(sheet, {"S": [["name", "phone"], ["Ada", "2085550147"]]})
    with zipfile.ZipFile(sheet) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        start, mark, rest = old.read("content.xml").decode().rpartition("<table:table-row")
        last, end, rest = rest.partition("</table:table-row>")
        last = last.replace("<table:table-cell", f"<table:table-cell {cell}", 1)
        new.writestr("mimetype", old.read("mimetype"))
        new.writestr("content.xml", start + f"{mark} {row}{last}{end}" * rows + rest)


ROWS = 'table:number-rows-repeated="{}"'
CELLS = 'table:number-columns-repeated="{}"'


@pytest.mark.parametrize(
    ("rows", "row", "cell"),
    [
        (1, ROWS.format(999_999_999), ""),
        (2_000, ROWS.format(1_000_000), ""),
        (20_000, ROWS.format(7), ""),
        (300, "", CELLS.format(900)),
    ],
    ids=["one_row", "many_rows", "few_times_each", "cells"],
)
def test_an_open_document_that_repeats_without_end_is_refused(
    path: Path, rows: int, row: str, cell: str
) -> None:
    _write_repeated(path, rows, row, cell)
    with pytest.raises(BadInput, match=r"“S” repeats rows or cells .* more than 200,000 cells"):
        read(path)


@pytest.mark.parametrize(
    ("rows", "row", "cell", "count"),
    [(3, ROWS.format(2_000), "", 6_000), (20_000, "", CELLS.format(2), 20_000)],
    ids=["rows", "cells"],
)
def test_an_open_document_with_equal_neighbors_is_read(
    path: Path, rows: int, row: str, cell: str, count: int
) -> None:
    _write_repeated(path, rows, row, cell)
    assert read(path) == count


@settings(max_examples=examples(300), deadline=None, suppress_health_check=list(HealthCheck))
@given(content=st.binary(max_size=300), start=st.sampled_from([b"", b"BEGIN:VCARD\n", b"a;b\n"]))
def test_any_bytes_are_rows_or_a_sentence(path: Path, content: bytes, start: bytes) -> None:
    path.write_bytes(start + content)
    assert told(path).endswith((".", ")"))


@settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_packed_file_is_told_in_a_sentence(path: Path, data: st.DataObject) -> None:
    whole = io.BytesIO()
    kind = data.draw(st.sampled_from(["xlsx", "ods", "gz"]))
    if kind == "gz":
        whole.write(gzip.compress(b"name,phone\nA,1\n", mtime=0))
    else:
        write = write_xlsx if kind == "xlsx" else write_ods
        write(whole, {"S": [["name", "phone"], ["A", "1"]]})
    content = bytearray(whole.getvalue())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    assert told(path).endswith((".", ")"))
