"""Two persons in one row: one lead, and no number of the one under the name of the other."""

import pytest
from sqlalchemy import select

from console.importing.result import Imported, needs_answer
from console.trouble import BadInput
from db.engine.database import Database
from db.tables.leads import leads, numbers
from tests.importing.conftest import Import


def people(database: Database) -> list[tuple[str, str, str]]:
    """(lead, end of a number, its label) in the order in which they are tried."""
    text = select(leads.c.name, numbers.c.e164, numbers.c.label).join(numbers)
    with database.read() as connection:
        rows = connection.execute(text.order_by(leads.c.id, numbers.c.position)).all()
    return [(row.name, row.e164[-4:], row.label) for row in rows]


def doubts(brought: Imported) -> str:
    return " ".join(doubt.whole for doubt in brought.mapped.doubts)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Husband,Wife,Last Name,Phone,Wife Cell", "John,Mary,Smith,{},{}"),
        ("First Name,Last Name,Spouse Name,Phone,Spouse Phone", "John,Smith,Mary Smith,{},{}"),
        ("First Name,Last Name,Spouse,Phone,Spouse Phone", "John,Smith,Mary,{},{}"),
        (
            "Contact 1 Name,Contact 1 Phone,Contact 2 Name,Contact 2 Phone",
            "John Smith,{0},Mary Smith,{1}",
        ),
        ("First Name 1,Phone 1,First Name 2,Phone 2,Last Name", "John,{0},Mary,{1},Smith"),
        ("Name,Phone,Co-Owner Name,Co-Owner Phone", "John Smith,{0},Mary Smith,{1}"),
        ("Name,Phone,2nd Owner Name,2nd Owner Phone", "John Smith,{0},Mary Smith,{1}"),
        ("Name,Phone,Name,Phone", "John Smith,{0},Mary Smith,{1}"),
    ],
)
def test_a_number_of_the_second_person_is_shown_as_theirs(
    database: Database, bring: Import, header: str, row: str
) -> None:
    brought = bring(header, row.format("2085550141", "2085550151"))
    first, second = people(database)
    assert first[:2] == ("John Smith", "0141")
    assert second[1:] == ("0151", "phone of Mary Smith")
    assert "shown as theirs" in doubts(brought)
    assert not needs_answer(brought)


def test_the_second_person_is_kept_with_the_lead(database: Database, bring: Import) -> None:
    bring("Name,Phone,Spouse Name", "John Smith,2085550141,Mary Smith")
    with database.read() as connection:
        assert connection.execute(select(leads.c.extras)).scalar_one() == {
            "Spouse Name": "Mary Smith"
        }
    assert people(database) == [("John Smith", "0141", "")]


def test_who_has_a_row_without_a_second_person_keeps_both_numbers(
    database: Database, bring: Import
) -> None:
    bring(
        "Name,Phone,Spouse Name,Spouse Phone", "John,2085550141,,2085550151", "Al,2085550142,B C,"
    )
    assert people(database)[:2] == [("John", "0141", ""), ("John", "0151", "spouse")]


UNCLEAR = ("First Name 1,First Name 2,Last Name,Phone 1,Phone 2", "John,Mary,Smith,{0},{1}")


def test_where_nothing_says_whose_a_number_is_it_is_asked(
    database: Database, bring: Import
) -> None:
    header, row = UNCLEAR[0], UNCLEAR[1].format("2085550141", "2085550151")
    with pytest.raises(BadInput, match=r"nothing says whose “Phone 2” is.*--map second_phone="):
        bring(header, row)
    bring(header, row, is_sure=True)
    assert people(database)[1] == ("John Smith", "0151", "phone 2, maybe of Mary Smith")
    with pytest.raises(BadInput, match="nothing says whose"):  # --yes is no answer that is kept
        bring(header, UNCLEAR[1].format("2085550142", "2085550152"))


@pytest.mark.parametrize(
    ("answer", "label"),
    [
        (("second_phone", "Phone 2"), "phone of Mary Smith"),
        (("kept", "First Name 2"), "phone 2"),
    ],
)
def test_the_answer_holds_for_the_next_file(
    database: Database, bring: Import, answer: tuple[str, str], label: str
) -> None:
    bring(UNCLEAR[0], UNCLEAR[1].format("2085550141", "2085550151"), mapping=[answer])
    bring(UNCLEAR[0], UNCLEAR[1].format("2085550142", "2085550152"))
    assert [person[2] for person in people(database)] == ["phone 1", label, "phone 1", label]


def test_a_column_that_no_word_tells_may_be_said_to_name_the_second(
    database: Database, bring: Import
) -> None:
    rows = ("Name,Phone,Lives with,Other Phone", "John Smith,2085550141,Mary Fox,2085550151")
    bring(*rows, mapping=[("second_name", "Lives with"), ("second_phone", "Other Phone")])
    assert people(database)[1] == ("John Smith", "0151", "phone of Mary Fox")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Name,Phone 1,Phone 2,Phone 3", "John Smith,2085550141,2085550151,2085550161"),
        ("Name,Phone,Alternate Contact Number", "John Smith,2085550141,2085550151"),
        ("Name,Phone,Partner", "John Smith,2085550141,Yes"),
        ("Nombre,Apellido 1,Apellido 2,Phone 1,Phone 2", "Ana,Ruiz,Fox,2085550141,2085550151"),
        ("Name,Phone,Company Name 2", "John Smith,2085550141,Acme"),
        ("Contact,Contact Phone 2,Phone", "John Smith,2085550151,2085550141"),
    ],
)
def test_a_row_of_one_person_is_none_of_two(bring: Import, header: str, row: str) -> None:
    brought = bring(header, row)
    assert brought.mapped.columns.seconds == ()
    assert "second person" not in doubts(brought)


def test_owners_beside_a_list_of_phones_are_noted_and_no_phone_is_given_to_one(
    database: Database, bring: Import
) -> None:
    brought = bring(
        "Owner 1 First Name,Owner 1 Last Name,Owner 2 First Name,Owner 2 Last Name,"
        "Phone 1,Phone 2,Phone 3",
        "John,Smith,Mary,Smith,2085550141,2085550151,2085550161",
    )
    assert "no number is taken for theirs" in doubts(brought)
    assert [person[2] for person in people(database)] == ["phone 1", "phone 2", "phone 3"]
