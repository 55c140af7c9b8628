"""What a column is by the rest of its file: names in several languages, the layouts of exports."""

from collections.abc import Sequence

import pytest

from console.files.fields.columns.headings import read_names
from console.files.fields.columns.layout import Columns
from console.files.fields.columns.matching import match_columns
from console.files.fields.mapping_doubts import find_doubts
from db.enums import LineType

OUTLOOK = [
    *("First Name", "Last Name", "Title", "Company", "Job Title"),
    *("Business Street", "Business City", "Business State", "Business Postal Code"),
    *("Business Country/Region", "Home Street", "Home City", "Home State", "Home Postal Code"),
    *("Home Country/Region", "Home Address", "Business Phone", "Account"),
]
BUSINESS = ["9 Biz St", "Miami", "FL", "33101", "United States"]
HOME = ["1 Way", "Boise", "ID", "83702", "United States"]
NO_PLACE = [""] * 5
PLACE = ["address", "city", "region", "postal_code", "country"]


def read(header: Sequence[str], *rows: Sequence[str]) -> Columns:
    """The columns of a file of which nothing is asked."""
    columns = match_columns(read_names(header), rows=rows)
    assert [doubt.text for doubt in find_doubts(columns, rows, "US") if doubt.needs_answer] == []
    return columns


def names(header: Sequence[str], *rows: Sequence[str]) -> dict[str, str]:
    return {field: header[at] for field, at in read(header, *rows).fields.items()}


@pytest.mark.parametrize("name", ["Nom", "Nome"])
def test_a_family_name_beside_a_given_one_is_a_whole_name_alone(name: str) -> None:
    values = "Prénom" if name == "Nom" else "Primeiro Nome"
    assert names([name, values, "phone"]) == {"family_name": name, "given_name": values}
    assert names([name, "phone"]) == {"name": name}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("ФИО", "name"),
        ("姓名", "name"),
        ("氏名", "name"),
        ("OWNER 1 FIRST NAME", "given_name"),
        ("OWNER 1 LAST NAME", "family_name"),
        ("Person - Name", "name"),
        ("Person - Organization", "company"),
        ("Person - Email", "email"),
        ("Associated Company", "company"),
        ("Designation", "title"),
    ],
)
def test_names_of_other_exports_are_known(name: str, field: str) -> None:
    assert names(["phone", name]) == {field: name}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Person - Phone", LineType.UNKNOWN),
        ("Ph", LineType.UNKNOWN),
        ("Mob", LineType.MOBILE),
        ("Wireless 1", LineType.MOBILE),
        ("Мобильный", LineType.MOBILE),
        ("Cep telefonu", LineType.MOBILE),
    ],
)
def test_phones_by_other_names_are_known(name: str, line: LineType) -> None:
    assert [(phone.name, phone.line) for phone in match_columns(read_names([name])).phones] == [
        (name, line)
    ]


@pytest.mark.parametrize("name", ["Home", "Work"])
def test_a_place_is_a_phone_where_it_holds_numbers(name: str) -> None:
    held = read(["phone", name], ["2085550147", "(208) 555-0148"])
    assert [phone.name for phone in held.phones] == ["phone", name]
    assert len(read(["phone", name], ["2085550147", "1 Wick Lane"]).phones) == 1


def test_cep_is_a_postal_code_in_brazil_and_a_mobile_phone_in_turkey() -> None:
    assert names(["telefone", "CEP"], ["2085550148", "01310-100"]) == {"postal_code": "CEP"}
    matches = match_columns(
        read_names(["Ad", "Cep"]), rows=[["Ada", "0532 123 45 67"]], country="TR"
    )
    assert [(phone.name, phone.line) for phone in matches.phones] == [("Cep", LineType.MOBILE)]


@pytest.mark.parametrize(
    ("first", "second", "prefix"),
    [(BUSINESS, HOME, "Business"), (NO_PLACE, HOME, "Home"), (BUSINESS, NO_PLACE, "Business")],
)
def test_an_outlook_export_asks_nothing_and_its_address_is_of_one_place(
    first: list[str], second: list[str], prefix: str
) -> None:
    street = ["1 Way, Boise" if second is HOME else ""]
    row = ["Ada", "Byron", "Dr", "Engine", "CTO", *first, *second, *street, "2085550148", "A-7"]
    matches = names(OUTLOOK, row)
    assert {matches.pop(field).partition(" ")[0] for field in PLACE} == {prefix}
    assert matches == {
        "given_name": "First Name",
        "family_name": "Last Name",
        "company": "Company",
        "title": "Job Title",
    }


def test_an_old_google_export_asks_nothing() -> None:
    header = ["Name", "Phone 1 - Value", "Address 1 - Formatted", "Address 1 - Street"]
    row = ["Ada Byron", "2085550148", "1 Way, Boise", "1 Way"]
    assert names(header, row) == {"name": "Name", "address": "Address 1 - Street"}
