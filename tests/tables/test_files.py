"""Any file a list comes in: encodings, spreadsheets, address books, packed or not."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from console.files.tables.encodings import guess_by_letters
from console.files.tables.opening import open_rows
from console.files.tables.rows import ReadOptions, RowsFile
from console.files.tables.sheet_parts import MOST_MERGED
from console.trouble import BadInput
from tests.tables.sheets import write_ods, write_xlsx

ROWS = [["name", "phone"], ["Zoë", "2085550147"], ["Cy", "5.35E+09"]]
CSV = "name;phone\nZoë;2085550147\nCy;5.35E+09\n"
CARDS = """BEGIN:VCARD
VERSION:3.0
N:Byron;Ada;;;
FN:Ada Byron
ORG:Engine\\, Works;Sales
TEL;TYPE=CELL,VOICE:+1 208 555 0147
TEL;TYPE=WORK:208-555-0148
TEL;TYPE=FAX:208-555-0149
item1.EMAIL:ada@
 example.com
ADR;TYPE=WORK:;;1 Main;Boise;ID;83702;USA
NOTE:first\\nsecond
END:VCARD
BEGIN:VCARD
VERSION:2.1
FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:J=C3=BC=
rgen
TEL;HOME:2085550150
END:VCARD
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list"


def cells(file: RowsFile) -> list[list[str]]:
    return [list(file.header), *(row.cells for row in file.rows())]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Zoë", "cp1252"),
        ("Müller, Jörg, Köln", "cp1252"),
        ("João, São Paulo", "cp1252"),
        ("Zoë – “VP”", "cp1252"),
        ("Łukasz Żółć, Kraków", "cp1250"),
        ("İbrahim Şahin, İstanbul", "cp1254"),
        ("Иван Петров, Москва", "cp1251"),
        ("Γιώργος Παπαδόπουλος", "cp1253"),
        ("משה כהן, תל אביב", "cp1255"),
        ("محمد علي, الرياض", "cp1256"),
        ("田中太郎, 東京都", "cp932"),
        ("王小明, 北京市", "gb18030"),
        ("王小明, 臺北市", "big5"),
        ("김철수, 서울", "cp949"),
        ("Müller, Jörg, Köln", "cp850"),
        ("Jörg", "cp850"),
        ("José García, Peña", "cp850"),
        ("François Lefèvre, René", "cp850"),
        ("Müller, Jörg, Köln", "mac-roman"),
        ("René Lefèvre, François", "mac-roman"),
        ("François Lefèvre, René", "cp1252"),
        ("Søren Kjær, Ærø", "cp1252"),
        ("כהן", "cp1255"),
        ("לוי", "cp1255"),
        ("Иванов", "koi8-r"),
        ("ИВАНОВ", "cp1251"),
        ("Иван Петров, Москва", "cp866"),
        ("Kęstutis Žukauskas, Šiauliai", "cp1257"),
        ("สมชาย", "cp874"),
        ("Köln, 5 €", "iso8859-15"),
    ],
)
def test_an_encoding_is_told_by_the_letters_it_gives(path: Path, text: str, encoding: str) -> None:
    assert guess_by_letters(text.encode(encoding)) == encoding
    path.write_bytes(f"name;phone\n{text};2085550147\n".encode(encoding))
    file = open_rows(path)
    assert (file.encoding, cells(file)[1][0]) == (encoding, text)


@pytest.mark.long
@pytest.mark.parametrize("text", ["Zoë", "Müller", "Łukasz", "ИВАНОВ", "田", "\x81\x8d\x90", "Þ¤"])
@pytest.mark.parametrize("encoding", ["cp850", "mac-roman", "cp1250", "cp932", "latin-1", "koi8-r"])
@pytest.mark.parametrize("last", [b"", b"\x81", b"\xff", b"\x98\xa0"])
def test_a_guess_always_reads_the_file(path: Path, text: str, encoding: str, last: bytes) -> None:
    written = text.encode(encoding, "ignore") + b";1\n"
    path.write_bytes(b"name;phone\n" + written * 4_000 + b"Bo" + last + b";2\n")
    assert len(cells(open_rows(path))) == 4_002


def test_a_letter_that_the_guess_does_not_have_leaves_the_others_as_they_are(path: Path) -> None:
    path.write_bytes(b"name;phone\n" + "“Zoë”;1\n".encode("cp1252") * 9_000 + b"B\x81o;2\n")
    file = open_rows(path)
    assert file.encoding == "cp1252"
    assert [cells(file)[at][0] for at in (1, -1)] == ["“Zoë”", "B\x81o"]


@pytest.mark.parametrize("times", [1, 4_000])
def test_two_lists_in_one_file_are_each_read_in_their_encoding(path: Path, times: int) -> None:
    ours, theirs = "Jörg, não ligar;1\n".encode(), "Zoë – “VP”;2\n".encode("cp1252")
    for first, last in ((ours, theirs), (theirs, ours)):
        path.write_bytes(b"name;phone\n" + first * times + last * times)
        file = open_rows(path)
        assert file.encoding == "utf-8 and cp1252"
        names = {row[0] for row in cells(file)[1:]}
        assert names == {"Jörg, não ligar", "Zoë – “VP”"}
    assert open_rows(path, ReadOptions(encoding=file.encoding)).encoding == file.encoding


def test_japanese_mail_is_read(path: Path) -> None:
    path.write_bytes("name,phone\n田中太郎,1\n".encode("iso2022_jp"))
    assert cells(open_rows(path))[1] == ["田中太郎", "1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_told_with_and_without_a_mark(path: Path, encoding: str) -> None:
    path.write_bytes(CSV.encode(encoding))
    assert cells(open_rows(path)) == ROWS


def test_a_letter_at_the_very_end_decides_too(path: Path) -> None:
    path.write_bytes(b"name;phone\n" + b"Ann;2085550147\n" * 99_999 + "Zoë;1\n".encode("cp1252"))
    file = open_rows(path)
    assert (file.encoding, file.about) == ("cp1252", 100_001)
    assert cells(file)[-1] == ["Zoë", "1"]


def test_what_was_guessed_can_be_overruled(path: Path) -> None:
    path.write_bytes("a;b,c\nÿ;1,2\n".encode("cp1252"))
    assert cells(open_rows(path, ReadOptions("cp1251", ","))) == [["a;b", "c"], ["я;1", "2"]]
    assert open_rows(path, ReadOptions(has_header=False)).header == ("column 1", "column 2")
    with pytest.raises(BadInput, match="no such encoding"):
        open_rows(path, ReadOptions("klingon"))
    with pytest.raises(BadInput, match="one character"):
        open_rows(path, ReadOptions(delimiter="::"))


def test_a_first_row_that_holds_a_number_names_no_columns(path: Path) -> None:
    path.write_text("Ada Byron,208-555-0147\nCy,2085550148\n")
    file = open_rows(path)
    assert not file.has_header
    assert cells(file)[1:] == [["Ada Byron", "208-555-0147"], ["Cy", "2085550148"]]
    assert [row.line for row in file.rows()] == [1, 2]


def test_commas_within_the_cells_of_a_semicolon_file_part_nothing(path: Path) -> None:
    path.write_text("name, all;phone;notes\nByron, Ada;1;a, b, c, d\nCy;2;x\n")
    assert open_rows(path).delimiter == ";"


def test_cells_of_a_spreadsheet_are_text_as_a_person_sees_them(path: Path) -> None:
    write_xlsx(
        path,
        {
            "Leads": [
                ["name", "phone", "zip", "on", "amount", "is"],
                ["Zoë", 2085550147, ("zeros", 1234), ("date", 46024), 1.5, True],
                [],
                ["Cy", "0044 20 7946 0012", "01234", ("date", 46024.5), 5350000000, None],
            ],
            "Other": [["x", "y"], ["1", "2"]],
        },
    )
    file = open_rows(path)
    assert (file.form, file.sheet) == ("xlsx", "Leads")
    assert [(row.line, row.cells) for row in file.rows()] == [
        (2, ["Zoë", "2085550147", "01234", "2026-01-02", "1.5", "yes"]),
        (4, ["Cy", "0044 20 7946 0012", "01234", "2026-01-02 12:00:00", "5350000000", ""]),
    ]
    assert cells(open_rows(path, ReadOptions(sheet="Other"))) == [["x", "y"], ["1", "2"]]
    with pytest.raises(BadInput, match="“Leads”, “Other”"):
        open_rows(path, ReadOptions(sheet="Third"))


MERGED: list[list[object]] = [
    ["company", "name", "phone"],
    ["Acme", "Ada", "2085550141"],
    [None, "Bo", "2085550142"],
    [None, "Cy", "2085550143"],
    [None, "Di", "2085550144"],
]


def test_what_is_merged_from_top_to_bottom_stands_in_each_row_as_the_sheet_shows_it(
    path: Path,
) -> None:
    write_xlsx(path, {"Leads": MERGED}, merged=["A2:A4", "B1:C1", "C2:C2"])
    assert [row[0] for row in cells(open_rows(path))] == ["company", "Acme", "Acme", "Acme", ""]


def test_cells_merged_in_an_open_document_are_read_the_same(path: Path) -> None:
    write_ods(path, {"Leads": [row[1:] for row in MERGED]}, first="Acme", merged=3)
    assert [row[0] for row in cells(open_rows(path))] == ["company", "Acme", "Acme", "Acme", ""]


def test_more_merged_cells_than_a_sheet_of_people_has_are_refused(path: Path) -> None:
    ranges = [f"A{at}:A{at + 1}" for at in range(2, 2 + 2 * (MOST_MERGED + 1), 2)]
    write_xlsx(path, {"Leads": MERGED}, merged=ranges)
    with pytest.raises(BadInput, match="more than 200,000 merged cells"):
        open_rows(path)


def test_an_open_document_is_read_the_same(path: Path) -> None:
    write_ods(path, {"Leads": [["name", "phone"], ["Zoë", 2085550147], ["Cy", "01"]]})
    file = open_rows(path)
    assert (file.form, file.sheet) == ("ods", "Leads")
    assert cells(file) == [["name", "phone"], ["Zoë", "2085550147"], ["Cy", "01"]]


def test_a_card_is_a_row_with_each_of_its_numbers(path: Path) -> None:
    path.write_text(CARDS, encoding="utf-8")
    file = open_rows(path)
    first, second = (dict(zip(file.header, row.cells, strict=True)) for row in file.rows())
    assert {name: text for name, text in first.items() if text} == {
        "name": "Ada Byron",
        "given name": "Ada",
        "family name": "Byron",
        "company": "Engine, Works",
        "department": "Sales",
        "mobile phone": "+1 208 555 0147",
        "work phone": "208-555-0148",
        "fax": "208-555-0149",
        "email": "ada@example.com",
        "address": "1 Main",
        "city": "Boise",
        "region": "ID",
        "postal code": "83702",
        "country": "USA",
        "notes": "first\nsecond",
    }
    assert (second["name"], second["home phone"]) == ("Jürgen", "2085550150")
    assert [row.line for row in file.rows()] == [1, 14]


def test_a_packed_file_is_read_whatever_it_is_called(path: Path) -> None:
    path.write_bytes(gzip.compress(CSV.encode("cp1252")))
    assert cells(open_rows(path)) == ROWS
    with zipfile.ZipFile(path, "w") as folder:
        folder.writestr("a/list.csv", CSV)
    assert cells(open_rows(path)) == ROWS
    sheet = io.BytesIO()
    write_xlsx(sheet, {"S": [["name", "phone"], ["Ada", "1"]]})
    path.write_bytes(gzip.compress(sheet.getvalue()))
    assert cells(open_rows(path)) == [["name", "phone"], ["Ada", "1"]]


def test_a_large_packed_file_is_read_from_its_start_again_for_each_encoding(path: Path) -> None:
    """More than is held ahead of it, so that going back unpacks anew."""
    text = "name,phone\n" + "Иванов,2085550147\n" * 150_000
    for packed in (gzip.compress(text.encode("koi8-r"), 1), zipped(text.encode("koi8-r"))):
        for content in (packed, gzip.compress(packed, 1)):
            path.write_bytes(content)
            file = open_rows(path)
            assert (file.encoding, file.header) == ("koi8-r", ("name", "phone"))
            assert next(file.rows()).cells == ["Иванов", "2085550147"]


def test_what_lies_beside_the_list_in_a_zip_is_passed_over(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as folder:
        for name in (
            "__MACOSX/._list.csv",
            "a/.DS_Store",
            "README.txt",
            "a/list.csv",
            "._list.csv",
        ):
            folder.writestr(name, CSV if name == "a/list.csv" else "not a list")
    assert cells(open_rows(path)) == ROWS


def zipped(content: bytes, name: str = "list") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as folder:
        folder.writestr(name, content)
    return buffer.getvalue()


def test_a_file_that_is_packed_twice_is_read_and_one_packed_on_and_on_is_not(path: Path) -> None:
    text, pack = CSV.encode(), gzip.compress
    for packed in (zipped(pack(text)), pack(pack(text)), zipped(zipped(text)), pack(zipped(text))):
        path.write_bytes(packed)
        assert cells(open_rows(path)) == ROWS
    path.write_bytes(pack(zipped(text, "one.csv")))
    assert cells(open_rows(path, ReadOptions(sheet="one.csv"))) == ROWS
    path.write_bytes(pack(pack(zipped(pack(text)))))
    with pytest.raises(BadInput, match="packed more than 3 times"):
        open_rows(path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (CSV.encode(), "has no sheet “nope”: it is not a spreadsheet"),
        (zipped(CSV.encode(), "a/one.csv"), "has no sheet “nope”: it holds “a/one.csv”"),
    ],
    ids=["plain", "in a zip"],
)
def test_a_sheet_that_is_not_there_is_told(path: Path, content: bytes, told: str) -> None:
    path.write_bytes(content)
    with pytest.raises(BadInput, match=told):
        open_rows(path, ReadOptions(sheet="nope"))


def test_a_formula_without_a_value_is_told_and_the_other_rows_are_read(path: Path) -> None:
    book = io.BytesIO()
    write_xlsx(book, {"S": [["name", "phone"], ["Ada", 4711], ["Bo", 2085550148]]})
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v>4711</v>", b"<f>C2&amp;D2</f>"))
    first, second = open_rows(path).rows()
    assert (first.cells, second.cells) == (["Ada", ""], ["Bo", "2085550148"])
    assert "“phone” holds a formula without a value: open the file in a spreadsheet" in first.fault


def test_one_of_several_files_in_a_zip_must_be_chosen(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as folder:
        folder.writestr("one.csv", CSV)
        folder.writestr("two.csv", "name,phone\nBo,1\n")
    with pytest.raises(BadInput, match=r"“one.csv”, “two.csv”"):
        open_rows(path)
    assert cells(open_rows(path, ReadOptions(sheet="two.csv")))[1] == ["Bo", "1"]
    with pytest.raises(BadInput, match=r"2 files and none is “nope”: .*“two.csv”"):
        open_rows(path, ReadOptions(sheet="nope"))


def test_a_workbook_that_counts_its_days_from_1904_has_the_days_that_it_shows(
    tmp_path: Path,
) -> None:
    path = tmp_path / "mac.xlsx"
    names = ["name", "phone", "consent on"]
    write_xlsx(
        path, {"Leads": [names, ["Ada", 2085550147, ("date", 44884)]]}, '<workbookPr date1904="1"/>'
    )
    assert open_rows(path).sample(1)[0] == ["Ada", "2085550147", "2026-11-20"]
