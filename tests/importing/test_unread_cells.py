"""Cells that count for nothing are counted, and a person is told before anything is written."""

import pytest
from sqlalchemy import select

from console.importing.notes import noticed_in
from db.engine.database import Database
from db.tables.do_not_call import consents
from db.tables.leads import leads
from tests.importing.conftest import Import


def test_who_earns_less_than_an_amount_does_not_pass_as_earning_it(
    database: Database, bring: Import
) -> None:
    incomes = ('"Under $50,000"', '"$100,000-$149,999"', "100K+", "48k")
    rows = (f"N{n},208555000{n},{income}" for n, income in enumerate(incomes))
    bring("name,phone,income", *rows, where="income >= 50k")
    with database.read() as connection:
        matches = connection.execute(select(leads).order_by(leads.c.id)).all()
    assert [(row.name, row.income, row.extras) for row in matches] == [
        ("N1", 100_000, {"income": "$100,000-$149,999"}),
        ("N2", 100_000, {"income": "100K+"}),
    ]


def test_amounts_that_cannot_be_read_are_counted_by_their_field(bring: Import) -> None:
    rows = ("A,2085550101,C,1m,high", "B,2085550102,85k,,2", "C,2085550103,D,,")
    seen = bring("name,phone,income,net worth,priority", *rows, is_dry_run=True)
    assert noticed_in(seen, is_done=False) == (
        "income: 2 of 3 cells could not be read; they are kept as text.",
        "priority: 1 of 2 cells could not be read; they are kept as text.",
    )


WRITE_IT = "Write the day as 2026-11-24, year first, and of 1971 or later."


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ("11/01/2026,", f"Line 3, “Agreed”: “11/01/2026”. {WRITE_IT}"),
        ("1900-01-01,", f"Line 3, “Agreed”: “1900-01-01”. {WRITE_IT}"),
        ("2027-11-01,", "Line 3, “Agreed”: “2027-11-01”. That day is yet to come."),
        ("2026-11-01,opt-in", "Line 3, “Kind”: “opt-in”. Say written, transaction or inquiry."),
    ],
)
def test_evidence_that_counts_for_nothing_is_said_and_kept(
    database: Database, bring: Import, cells: str, says: str
) -> None:
    mapping = [("consent_on", "Agreed"), ("consent_kind", "Kind")]
    rows = ("A,2085550101,2026-11-01,written", f"B,2085550102,{cells}", f"C,2085550103,{cells}")
    brought = bring("name,phone,Agreed,Kind", *rows, mapping=mapping)
    text = f"The evidence on 2 rows counts for nothing. {says}"
    assert noticed_in(brought, is_done=True) == (text,)
    with database.read() as connection:
        assert connection.execute(select(consents.c.e164)).scalars().all() == ["+12085550101"]
        extras = connection.execute(select(leads.c.extras).order_by(leads.c.id)).scalars().all()
    assert extras[1]["consent_on"] == cells.partition(",")[0]


def test_what_a_spreadsheet_writes_for_nothing_is_no_name(
    database: Database, bring: Import
) -> None:
    rows = ("NULL,#N/A,Acme,2085550101", "nan,#REF!,NaN,2085550102", "Nan,Null,,2085550103")
    brought = bring("first name,last name,company,phone", *rows)
    with database.read() as connection:
        values = connection.execute(select(leads.c.name).order_by(leads.c.id)).scalars().all()
    assert values == ["Acme", "(208) 555-0102", "Nan Null"]
    assert set(noticed_in(brought, is_done=True)) == {
        "given_name: 2 of 3 cells could not be read; they are kept as text.",
        "family_name: 2 of 3 cells could not be read; they are kept as text.",
        "company: 1 of 2 cells could not be read; they are kept as text.",
    }


def test_an_e_mail_that_cannot_be_read_is_counted_and_kept(
    database: Database, bring: Import
) -> None:
    cells = ("ada at example.com", "bo@example", "cy@example.com", "none", "")
    rows = (f"N{at},208555010{at},{cell}" for at, cell in enumerate(cells))
    brought = bring("name,phone,email", *rows)
    assert noticed_in(brought, is_done=True) == (
        "email: 3 of 4 cells could not be read; they are kept as text.",
    )
    with database.read() as connection:
        matches = connection.execute(select(leads).order_by(leads.c.id)).all()
    assert [(row.email, row.extras.get("email", "")) for row in matches] == [
        ("", "ada at example.com"),
        ("", "bo@example"),
        ("cy@example.com", ""),
        ("", "none"),
        ("", ""),
    ]


@pytest.mark.parametrize(
    "cell",
    ["Ada <ada@example.com>", "mailto:ada@example.com", "ada@example.com; bo@example.com"],
)
def test_an_e_mail_address_is_taken_out_of_what_stands_around_it(
    database: Database, bring: Import, cell: str
) -> None:
    brought = bring("name,phone,email", f"Ada,2085550101,{cell}")
    assert noticed_in(brought, is_done=True) == ()
    with database.read() as connection:
        [matches] = connection.execute(select(leads)).all()
    assert (matches.email, matches.extras) == ("ada@example.com", {"email": cell})
