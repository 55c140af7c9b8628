"""Words beside a number in its own cell stay with it: a label, a request, a dead line."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select

from console.files.fields.cells.phone_words import read_phones, read_words
from console.rules.phone.numbers import PhoneError
from db.engine.database import Database
from db.enums import LineType, NumberStatus
from db.tables.do_not_call import suppressions
from db.tables.leads import leads, numbers
from tests.importing.conftest import Import

CELLS = {
    "cell 813-443-5001; home 813-443-5002": [("5001", "cell", ""), ("5002", "home", "")],
    "cell 813-443-5001 home 813-443-5002": [("5001", "cell", ""), ("5002", "home", "")],
    "C 813-443-5001 / H 813-443-5002": [("5001", "C", ""), ("5002", "H", "")],
    "813-443-5003 (wife)": [("5003", "wife", "")],
    "wife: 813-443-5003": [("5003", "wife", "")],
    "813-443-5003 - Mary": [("5003", "Mary", "")],
    "813-443-5004 (Bob) 813-443-5005 (Sue)": [("5004", "Bob", ""), ("5005", "Sue", "")],
    "(813) 443-5007\n(813) 443-5008": [("5007", "", ""), ("5008", "", "")],
    "(813) 443-5007 (813) 443-5008": [("5007", "", ""), ("5008", "", "")],
    "813-443-5009 ext 5 (desk)": [("5009", "desk", "")],
    "813-443-5010 DO NOT CALL": [("5010", "", "DO NOT CALL")],
    "DNC 813-443-5010": [("5010", "", "DNC")],
    "813-443-5010 10/12/2026 DNC": [("5010", "", "10/12/2026 DNC")],
    "813-443-5010 / 10/12/2026 DNC": [("5010", "", "10/12/2026 DNC")],
    "813-443-5010 / 5012 DNC": [("5010", "", ""), ("5012", "", "DNC")],
    "813-443-5010 / 813 443 5012 Bo": [("5010", "", ""), ("5012", "Bo", "")],
    "(813) 443-5010 DNC; (813) 443-5012": [("5010", "", "DNC"), ("5012", "", "")],
    "813-443-5013 call after 5": [("5013", "", "call after 5")],
    "fax 813-443-5014; 813-443-5015": [("5015", "", "fax +18134435014")],
}
UNCLEAR = ["813-443-5010-2", "555-0147 or 813-443-5010", "813-443-5019 (fax)", "call 911", "x"]
ENDINGS = [
    "813-443-5010/5011",
    "813-443-5010 or 5011",
    "Bo 813-443-5010 & 443-5011",
    "813-443-5010/11 Bo",
]


@pytest.mark.parametrize(("cell", "expected"), CELLS.items())
def test_the_words_beside_each_number_are_its_own(
    cell: str, expected: list[tuple[str, str, str]]
) -> None:
    words = read_words(cell, "US")
    assert [(match.phone.e164[-4:], match.label, match.remark) for match in words] == expected
    assert [phone.e164 for phone in read_phones(cell, "US")] == [
        match.phone.e164 for match in words
    ]


@pytest.mark.parametrize("cell", UNCLEAR)
def test_a_cell_with_other_digits_or_no_phone_is_not_guessed_at(cell: str) -> None:
    assert read_words(cell, "US") == []


@pytest.mark.parametrize("cell", ENDINGS)
def test_an_ending_of_a_second_number_is_asked_about(cell: str) -> None:
    assert read_words(cell, "US") == []
    with pytest.raises(PhoneError, match="more than one number: write each of them whole"):
        read_phones(cell, "US")


def test_numbers_abroad_keep_their_words_too() -> None:
    london = read_words("020 7946 0018 (wife)", "GB")
    assert [(text.phone.e164, text.label) for text in london] == [("+442079460018", "wife")]
    berlin = read_words("Tel. 030 1234567 / Handy 0151 23456789", "DE")
    assert [text.label for text in berlin] == ["Tel", "Handy"]


@given(st.text(alphabet="0123456789 ()-/;,.+xabc#", max_size=40))
@example("813-443-5010" * 3)
def test_no_digit_of_a_cell_gets_lost(cell: str) -> None:
    matches = read_words(cell, "US")
    read = sum(len(match.phone.e164) + len(match.phone.extension) for match in matches)
    words = sum(sum(map(str.isdigit, match.words)) for match in matches)
    assert not matches or read + words >= sum(map(str.isdigit, cell))


def stored_numbers(database: Database) -> list[tuple[str, str, LineType, NumberStatus]]:
    with database.read() as connection:
        wanted = select(numbers.c.e164, numbers.c.label, numbers.c.line, numbers.c.status).order_by(
            numbers.c.id
        )
        return [
            (e164[-4:], label, line, status)
            for e164, label, line, status in connection.execute(wanted)
        ]


def test_labels_line_types_and_dead_lines_come_in_with_their_numbers(
    database: Database, bring: Import
) -> None:
    bring(
        "phone,name",
        "cell 813-443-5001; home 813-443-5002,Ada",
        "813-443-5003 (wife),Bo",
        '"(813) 443-5007\n(813) 443-5008",Cy',
        "813-443-5011 (disconnected),Di",
        "813-443-5016 wrong number,Ed",
    )
    assert stored_numbers(database) == [
        ("5001", "cell", LineType.MOBILE, NumberStatus.OPEN),
        ("5002", "home", LineType.UNKNOWN, NumberStatus.OPEN),
        ("5003", "wife", LineType.UNKNOWN, NumberStatus.OPEN),
        ("5007", "", LineType.UNKNOWN, NumberStatus.OPEN),
        ("5008", "", LineType.UNKNOWN, NumberStatus.OPEN),
        ("5011", "disconnected", LineType.UNKNOWN, NumberStatus.DISCONNECTED),
        ("5016", "wrong number", LineType.UNKNOWN, NumberStatus.WRONG),
    ]


def test_a_refusal_beside_a_number_is_believed_and_a_doubtful_one_is_asked(
    database: Database, bring: Import
) -> None:
    bring(
        "phone,name",
        "813-443-5010 DO NOT CALL,Ada",
        "813-443-5011 angry not interested dont bother,Bo",
        "813-443-5012 call after 5,Cy",
    )
    with database.read() as connection:
        assert connection.execute(select(suppressions.c.e164)).scalars().all() == ["+18134435010"]
        extras = connection.execute(select(leads.c.extras).order_by(leads.c.id)).scalars().all()
    assert extras[0] == {"phone": "DO NOT CALL"}
    assert extras[2] == {"phone": "call after 5"}


def test_a_cell_of_words_alone_is_no_number() -> None:
    with pytest.raises(PhoneError):
        read_phones("asked not to be called", "US")
