"""Excel's .xls. The fixture was written by xlwt 1.3.0: four sheets, one of them hidden, with a
phone shown as 2.09E+09, ZIPs by the format 00000 and dates."""

import gzip
import struct
import time
import zipfile
from pathlib import Path

import pytest

from console.files.tables.opening import open_rows
from console.files.tables.rows import ReadOptions
from console.trouble import BadInput

FIXTURE = Path(__file__).parent / "fixtures" / "list.xls"
MOST_SECONDS = 2
"""Of processor time for a file of a megabyte or less, with room for a busy machine."""


def record(number: int, data: bytes) -> bytes:
    return struct.pack("<HH", number, len(data)) + data


BOF = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 1997, 0, 0))
SHEET = record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 0))
EOF = record(0x0A, b"")


def workbook(cells: bytes, more: bytes = b"", sheets: int = 1) -> bytes:
    """The records of a workbook whose sheets, all of one place, hold the cells."""
    name = b"\x01\x00S"
    at = len(BOF) + len(more) + sheets * (4 + 6 + len(name)) + len(EOF)
    listed = record(0x85, struct.pack("<IBB", at, 0, 0) + name) * sheets
    return BOF + more + listed + EOF + SHEET + cells + EOF


def label(row: int, column: int, text: str) -> bytes:
    data = struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode("ascii")
    return record(0x204, data)


def compound(held: bytes, name: str = "Workbook", after: int = -2) -> bytes:
    """A compound file of one stream; `after` is where its last sector leads."""
    held += b"\0" * max(4096 - len(held), -len(held) % 512)
    count = len(held) // 512
    tables = (count + 2 + 127) // 128 + 1
    first = tables + 1
    follows = [-3] * tables + [-2] + [first + at + 1 for at in range(count - 1)] + [after]
    follows += [-1] * (tables * 128 - len(follows))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH10x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<8i", tables, tables, 0, 4096, -2, 0, -2, 0)
    listed = [*range(tables), *([-1] * 109)][:109]
    head = header + struct.pack("<109i", *listed)
    return head + struct.pack(f"<{len(follows)}i", *follows) + _directory(name, first, held) + held


def _directory(name: str, first: int, held: bytes) -> bytes:
    def entry(title: str, kind: int, start: int, size: int) -> bytes:
        words = title.encode("utf-16-le") + b"\0\0"
        about = struct.pack("<HBBiii36xii4x", len(words), kind, 1, -1, -1, -1, start, size)
        return words.ljust(64, b"\0") + about

    whole = entry("Root Entry", 5, -2, 0) + entry(name, 2, first, len(held))
    return whole.ljust(512, b"\0")


def told(path: Path) -> str:
    began = time.process_time()
    try:
        text = f"{sum(1 for _ in open_rows(path).rows())} rows."
    except BadInput as error:
        text = str(error)
    assert time.process_time() - began < MOST_SECONDS
    return text


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.xls"


def test_phones_postal_codes_and_dates_come_as_a_person_sees_them_or_better() -> None:
    file = open_rows(FIXTURE)
    assert file.header[:5] == ("Name", "Phone", "Zip", "Consent on", "Seen at")
    first, second = file.rows()
    assert first.cells[:5] == [
        "Zoë Núñez",
        "2085550147",
        "02134",
        "2026-03-09",
        "2026-03-09 14:30:00",
    ]
    assert first.cells[5:] == ["84500.5", "yes", ""]
    assert (second.line, second.cells[1]) == (4, "(208) 555-0148")


def test_the_sheet_with_phones_is_read_and_the_other_one_that_has_some_asked_for() -> None:
    file = open_rows(FIXTURE)
    assert file.sheet == "Leads"
    assert any(doubt.needs_answer and "Others" in doubt.text for doubt in file.doubts)
    [row] = open_rows(FIXTURE, ReadOptions(sheet="Others")).rows()
    assert row.cells == ["Al", "208 555 0149"]


def test_a_hidden_sheet_is_named_and_read_only_if_asked_for() -> None:
    doubts = open_rows(FIXTURE).doubts
    assert any("1 hidden sheet is not read: “Hidden”" in doubt.text for doubt in doubts)
    assert open_rows(FIXTURE, ReadOptions(sheet="Hidden")).sheet == "Hidden"
    with pytest.raises(BadInput, match="no sheet “Missing”: its sheets are “Read me”, “Leads”"):
        open_rows(FIXTURE, ReadOptions(sheet="Missing"))


def test_it_is_read_out_of_what_packs_it(tmp_path: Path) -> None:
    packed = tmp_path / "list.gz"
    packed.write_bytes(gzip.compress(FIXTURE.read_bytes()))
    assert told(packed) == "2 rows."
    with zipfile.ZipFile(tmp_path / "list.zip", "w") as folder:
        folder.write(FIXTURE, "list.xls")
    assert told(tmp_path / "list.zip") == "2 rows."


def test_a_workbook_of_nothing_but_labels_is_read(path: Path) -> None:
    path.write_bytes(compound(workbook(label(0, 0, "phone") + label(1, 0, "2085550147"))))
    assert told(path) == "1 rows."


def test_what_is_merged_from_top_to_bottom_stands_in_each_row(path: Path) -> None:
    names = [label(0, 0, "company"), label(1, 0, "Acme"), label(0, 1, "phone")]
    phones = [label(at, 1, f"208555014{at}") for at in range(1, 5)]
    merged = record(0xE5, struct.pack("<HHHHH", 1, 1, 3, 0, 0))
    path.write_bytes(compound(workbook(b"".join([*names, *phones]) + merged)))
    rows = [row.cells[0] for row in open_rows(path).rows()]
    assert rows == ["Acme", "Acme", "Acme", ""]


def test_hyperlinks_over_the_whole_sheet_cost_nothing(path: Path) -> None:
    link = record(0x1B8, struct.pack("<HHHH", 0, 65535, 0, 255) + b"\0" * 40)
    cells = label(0, 0, "phone") + label(1, 0, "2085550147")
    path.write_bytes(compound(workbook(cells + link * 15_000)))
    assert told(path) == "1 rows."


def test_formats_of_brackets_and_styles_by_the_ten_thousand_cost_nothing(path: Path) -> None:
    form = record(0x41E, struct.pack("<HHB", 200, 8000, 0) + b"[" * 8000)
    style = record(0xE0, b"\0" * 20)
    cells = label(0, 0, "phone") + label(1, 0, "2085550147")
    path.write_bytes(compound(workbook(cells, form * 60 + style * 20_000)))
    assert told(path).endswith(("1 rows.", "save it again."))


def test_one_place_for_many_sheets_is_refused(path: Path) -> None:
    path.write_bytes(compound(workbook(label(0, 0, "phone"), sheets=40)))
    assert "a sheet is not where it should be" in told(path)


def test_a_table_that_leads_in_a_circle_is_refused(path: Path) -> None:
    path.write_bytes(compound(workbook(label(0, 0, "phone")), after=3))
    assert "damaged" in told(path)


def test_a_password_and_another_document_are_named(path: Path) -> None:
    path.write_bytes(compound(b"", "EncryptedPackage"))
    assert "opens by a password only" in told(path)
    path.write_bytes(compound(workbook(b"", record(0x2F, b"\0" * 54))))
    assert "opens by a password only" in told(path)
    path.write_bytes(compound(b"", "WordDocument"))
    assert "not a spreadsheet" in told(path)


@pytest.mark.parametrize("count", [1, 8, 40, 511, 512, 700, 2000, 5000])
def test_a_file_that_was_cut_is_a_sentence(path: Path, count: int) -> None:
    path.write_bytes(FIXTURE.read_bytes()[:count])
    assert told(path)
    assert "Traceback" not in told(path)


def test_a_file_of_noise_is_a_sentence(path: Path) -> None:
    whole = FIXTURE.read_bytes()
    for at in range(512, len(whole), 37):
        path.write_bytes(whole[:at] + b"\xff\x7f\xff" + whole[at + 3 :])
        assert told(path)


def test_cells_at_the_far_end_of_every_row_cost_little(path: Path) -> None:
    far = (record(0x203, struct.pack("<HHHd", row, 255, 0, 7.0)) for row in range(1, 20_000))
    path.write_bytes(compound(workbook(label(0, 0, "phone") + b"".join(far))))
    assert told(path) == "19999 rows."
