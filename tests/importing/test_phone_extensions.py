"""A column of extensions: what is dialled, and the words of its cells that are kept."""

import pytest
from sqlalchemy import select

from console.files.fields.cells.phone_words import read_extension, unread_extension
from db.engine.database import Database
from db.enums import LeadKind
from db.tables.leads import leads, numbers
from tests.importing.conftest import Import


@pytest.mark.parametrize(
    ("text", "digits", "words"),
    [
        *[("22", "22", ""), ("ext. 22", "22", ""), ("x22", "22", ""), ("#022", "022", "")],
        *[("22.0", "22", ""), ("０２２", "022", ""), ("N/A", "", ""), ("Ext:", "", "")],
        *[("22 or 23", "22", "22 or 23"), ("22-23", "22", "22-23"), ("1e3", "1", "1e3")],
        *[("ask for Bob", "", "ask for Bob"), ("press 3", "3", "press 3")],
    ],
)
def test_one_extension_is_taken_and_what_else_a_cell_says_is_kept(
    text: str, digits: str, words: str
) -> None:
    assert read_extension(text) == (digits, words)


def test_an_extension_beside_another_one_is_kept() -> None:
    assert unread_extension("23", "22") == "23"
    assert unread_extension("22", "22") == ""


def test_no_word_of_the_column_is_lost(database: Database, bring: Import) -> None:
    bring(
        "name,phone,ext",
        "Ann,2085550141,22 or 23",
        "Bob,2085550142,22.0",
        "Cy,2085550143 x9,24",
        "Di,2085550144,do not call",
        kind=LeadKind.BUSINESS,
    )
    wanted = select(leads.c.name, numbers.c.extension, leads.c.extras, numbers.c.status)
    with database.read() as connection:
        rows = connection.execute(wanted.join_from(leads, numbers).order_by(leads.c.id))
        matches = {name: (*facts,) for name, *facts in rows}
    assert matches == {
        "Ann": ("22", {"extension": "22 or 23"}, "open"),
        "Bob": ("22", {}, "open"),
        "Cy": ("9", {"extension": "24"}, "open"),
        "Di": ("", {"extension": "do not call"}, "suppressed"),
    }
