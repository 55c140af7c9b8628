"""Address books: a card is a row, and nothing of a card is dropped without a word."""

from pathlib import Path

import pytest

from console.files.fields.columns.headings import read_names
from console.files.fields.columns.matching import match_columns
from console.files.tables.opening import open_rows
from console.files.tables.rows import TableRow


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.vcf"


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def rows_of(path: Path, *cards: str, encoding: str = "utf-8") -> list[TableRow]:
    path.write_bytes("".join(cards).encode(encoding))
    return list(open_rows(path).rows())


def read(path: Path, *lines: str, version: str = "3.0") -> dict[str, str]:
    """What a card of these lines fills."""
    (row,) = rows_of(path, card(*lines, version=version))
    assert not row.fault
    header = open_rows(path).header
    return {name: text for name, text in zip(header, row.cells, strict=True) if text}


def test_a_mark_within_quotes_parts_nothing(path: Path) -> None:
    read_card = read(
        path,
        "FN:Ada",
        r'ADR;GEO="geo:12,13";LABEL="1 Way\nBoise: ID; USA":;;1 Way;Boise;ID;83702;USA',
        version="4.0",
    )
    assert read_card == {
        "name": "Ada",
        "address": "1 Way",
        "city": "Boise",
        "region": "ID",
        "postal code": "83702",
        "country": "USA",
    }


def test_a_quote_that_is_never_closed_hides_no_value(path: Path) -> None:
    assert read(path, 'TEL;X="odd;TYPE=CELL:208-555-0147') == {"mobile phone": "208-555-0147"}


@pytest.mark.parametrize(
    "cards",
    [
        [card("FN:Ada", "TEL:1"), "BEGIN:VCARD\r\nFN:Bo\r\nTEL:+1 208 5"],
        ["BEGIN:VCARD\r\nFN:Bo\r\nTEL:2\r\n", card("FN:Ada", "TEL:1")],
        [card("FN:Ada", "TEL:1"), card("FN:Bo", "TEL:2").replace("BEGIN", "BEG?N")],
    ],
    ids=["cut off at the end", "cut off before another", "beginning damaged"],
)
def test_a_card_that_is_not_whole_is_a_row_with_a_fault(path: Path, cards: list[str]) -> None:
    rows = rows_of(path, *cards)
    assert sorted((row.cells[0], bool(row.fault)) for row in rows) == [("Ada", False), ("Bo", True)]
    assert all("file is damaged" in row.fault for row in rows if row.fault)


@pytest.mark.parametrize(
    ("charset", "value", "text"),
    [
        ("ISO-8859-1", "J=FCrgen", "Jürgen"),
        ("UTF-8", "J=C3=BCrgen", "Jürgen"),
        ("windows-1251", "=C8=E2=E0=ED", "Иван"),
        ("SHIFT_JIS", "=93=63=92=86", "田中"),
        ("none-such", "J=C3=BCrgen", "Jürgen"),
        ("zip", "J=FCrgen", "Jürgen"),
    ],
)
def test_a_quoted_value_is_read_in_the_encoding_it_states(
    path: Path, charset: str, value: str, text: str
) -> None:
    line = f"FN;CHARSET={charset};ENCODING=QUOTED-PRINTABLE:{value}"
    assert read(path, line, version="2.1")["name"] == text


@pytest.mark.parametrize("mark", ["TYPE=HOME,pref", "PREF;HOME", "TYPE=home;PREF=1", "type=pref"])
def test_the_number_a_card_prefers_comes_first(path: Path, mark: str) -> None:
    read(path, "TEL;TYPE=work;PREF=50:2085550100", f"TEL;{mark}:2085550147", "TEL;CELL:2085550148")
    file = open_rows(path)
    phones = match_columns(read_names(file.header)).phones
    (row,) = file.rows()
    assert [row.cells[phone.position] for phone in phones] == [
        "2085550147",
        "2085550100",
        "2085550148",
    ]
    assert [phone.label for phone in phones][1:] == ["work", "mobile"]
    assert phones[0].label == ("home" if "home" in mark.lower() else "")


def test_what_is_no_field_keeps_its_own_name_and_what_is_no_text_stays_out(path: Path) -> None:
    read_card = read(
        path,
        "N:Byron;Ada;King;Lady;",
        "ORG:Engine Works;Sales",
        "UID:urn:uuid:4711",
        "NICKNAME:Countess",
        "BDAY:1815-12-10",
        "EMAIL:ada@example.com",
        "EMAIL:byron@example.com",
        "X-SKYPE:ada.byron",
        "ADR:;;1 Main;Boise;ID;83702;USA",
        "ADR:;;2 Side;Salem;OR;97301;USA",
        "item1.TEL:208-555-0149",
        "item1.X-ABLabel:_$!<HomeFAX>!$_",
        "item2.TEL:208-555-0147",
        "item2.X-ABLabel:Front desk",
        "item3.TEL:208-555-0148",
        "item3.X-ABLabel:Last seen",
        "PHOTO;ENCODING=b:AAAA",
        "LOGO:data:image/png;base64,AAAA",
    )
    assert read_card == {
        "family name": "Byron",
        "given name": "Ada",
        "additional names": "King",
        "name prefix": "Lady",
        "company": "Engine Works",
        "department": "Sales",
        "vendor id": "urn:uuid:4711",
        "nickname": "Countess",
        "bday": "1815-12-10",
        "email": "ada@example.com",
        "email 2": "byron@example.com",
        "x-skype": "ada.byron",
        "address": "1 Main",
        "city": "Boise",
        "region": "ID",
        "postal code": "83702",
        "country": "USA",
        "address 2": "2 Side, Salem, OR, 97301, USA",
        "fax": "208-555-0149",
        "front desk phone": "208-555-0147",
        "phone": "208-555-0148",
    }
    file = open_rows(path)
    assert file.header[match_columns(read_names(file.header)).fields["vendor_id"]] == "vendor id"


def test_a_card_of_an_organisation_is_one_of_a_business_and_one_of_a_person_says_nothing(
    path: Path,
) -> None:
    phone = "TEL:2085550147"
    assert read(path, "FN:Bakery", "KIND:org", phone, version="4.0")["kind"] == "business"
    assert "kind" not in read(path, "FN:Ada", "KIND:individual", phone, version="4.0")
