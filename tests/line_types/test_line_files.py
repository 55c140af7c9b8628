"""How vendors write line types, and which column of a table has them."""

from pathlib import Path

import pytest

from console.files.tables.opening import open_rows
from console.importing.look_ups.line_types import find_columns, line_bitmaps, read_lines
from console.importing.rows.rejects import RejectsFile
from console.rules.phone.line_words import read_line
from console.trouble import BadInput
from db.enums import LineType


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            LineType.MOBILE,
            "Wireless,Cell,MOBILE,Cell Phone,W,M,Prepaid Wireless,fixed_line_or_mobile",
        ),
        (LineType.VOIP, "VoIP,Fixed VoIP,nonFixedVoip,NON-FIXED VOIP,V,voip"),
        (LineType.LANDLINE, "LANDLINE,Land Line,Fixed Line,L,Wireline"),
        (None, "tollFree,pager,unknown,,F,Office"),
    ],
)
def test_a_vendors_word_is_read_whatever_its_case_and_marks(
    line: LineType | None, words: str
) -> None:
    assert {word: read_line(word) for word in words.split(",")} == dict.fromkeys(
        words.split(","), line
    )


TABLES = {
    "by_name": "phone_number,line_type\n6025550101,mobile\n6025550102,landline\n",
    "twilio": "PhoneNumber,Valid,LineTypeIntelligence Type\n+16025550101,true,mobile\n"
    "+16025550102,true,landline\n",
    "numverify": "valid,number,local_format,international_format,country_code,carrier,line_type\n"
    "true,16025550101,6025550101,+16025550101,US,X,mobile\n"
    "true,16025550102,6025550102,+16025550102,US,X,landline\n",
    "type": "Phone,Type\n6025550101,Wireless\n6025550102,Landline\n",
    "flag": "Phone,Is Cell\n6025550101,Y\n6025550103,N\n",
    "no_names": "6025550101,W\n6025550102,L\n",
    "by_content": "Phone,Result\n6025550101,W\n6025550102,L\n",
    "semicolons": "Phone;Line\n(602) 555-0101;nonFixedVoip\n(602) 555-0102;fixed line\n",
}


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_are_found_by_name_or_by_what_they_hold(name: str, tmp_path: Path) -> None:
    path = tmp_path / "lookup.csv"
    path.write_text(TABLES[name], encoding="utf-8")
    file = open_rows(path)
    with line_bitmaps() as bitmaps, RejectsFile(path, file.header, is_written=False) as rejects:
        *_, matches = read_lines(file, find_columns(file, (), "US"), "US", bitmaps, rejects)
        numbers = {line: list(bitmap.numbers()) for line, bitmap in bitmaps.items()}
    assert matches.rejected == 0
    barred = numbers[LineType.MOBILE] + numbers[LineType.VOIP]
    assert barred == ["+16025550101"]
    assert numbers[LineType.LANDLINE] == ([] if name == "flag" else ["+16025550102"])


def test_columns_may_be_said_by_name_or_by_number(tmp_path: Path) -> None:
    path = tmp_path / "lookup.csv"
    path.write_text("a,b,c\nW,6025550101,x\nL,6025550102,y\n", encoding="utf-8")
    columns = find_columns(open_rows(path), [("phone", "2"), ("line_type", "a")], "US")
    assert (columns.phone, columns.line) == (1, 0)
    with pytest.raises(BadInput, match="there is no column “4”"):
        find_columns(open_rows(path), [("phone", "4")], "US")
