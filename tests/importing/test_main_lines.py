"""A directory: people without a number of their own are called on their company's main line."""

from pathlib import Path

import pytest
from sqlalchemy import select

from console.importing.import_run import import_leads
from console.importing.notes import noticed_in
from console.importing.options import ImportOptions
from console.importing.result import Imported
from db.engine.database import Database
from db.imports.staging import FEW
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock

HEADER = "name,company,phone,ext,kind"


class Desk:
    def __init__(self, database: Database, clock: FrozenClock, folder: Path) -> None:
        self.database, self._clock, self._path = database, clock, folder / "directory.csv"

    def bring(self, *rows: str, header: str = HEADER, is_dry_run: bool = False) -> Imported:
        lines = [header, *(f"{row},business" for row in rows)]
        self._path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        wish = ImportOptions(is_dry_run=is_dry_run, is_sure=True)
        return import_leads(self.database, self._path, wish, agent="ann", now=self._clock())

    @property
    def stored(self) -> list[tuple[str, str, str, str]]:
        """Name, number, extension and label of each number."""
        wanted = select(leads.c.name, numbers.c.e164, numbers.c.extension, numbers.c.label)
        with self.database.read() as connection:
            rows = connection.execute(wanted.join(numbers).order_by(leads.c.name, numbers.c.e164))
            return [(row[0], row[1], row[2], row[3]) for row in rows.all()]


@pytest.fixture
def desk(database: Database, clock: FrozenClock, tmp_path: Path) -> Desk:
    return Desk(database, clock, tmp_path)


ACME = (
    "Ann Lee,Acme Tooling,,",
    "Bo Wu,ACME tooling,,",
    "Flo Ray,Acme Tooling,,17",
    ",Acme Tooling,(208) 555-0100,",
)


def test_those_without_a_number_are_asked_for_on_the_main_line_wherever_it_stands(
    desk: Desk,
) -> None:
    brought = desk.bring(*ACME)
    assert (brought.rows, brought.imported, brought.rejected) == (4, 4, 0)
    assert desk.stored == [
        ("Acme Tooling", "+12085550100", "", ""),
        ("Ann Lee", "+12085550100", "", "ask for Ann Lee"),
        ("Bo Wu", "+12085550100", "", "ask for Bo Wu"),
        ("Flo Ray", "+12085550100", "17", ""),
    ]
    assert brought.noticed.on_main_line == 3


def test_the_preview_says_it_and_counts_it_before_anything_is_written(desk: Desk) -> None:
    brought = desk.bring(*ACME, is_dry_run=True)
    assert brought.imported == 4
    text = " ".join(noticed_in(brought, is_done=False))
    assert "3 rows have a person and a company and no number" in text
    assert "to ask for them: Ann Lee at Acme Tooling, (208) 555-0100." in text
    assert desk.stored == []


def test_the_same_file_again_adds_nobody_and_one_name_twice_is_one(desk: Desk) -> None:
    first = desk.bring(*ACME, "ann lee,Acme Tooling,,")
    assert (first.imported, first.duplicate_in_file) == (4, 1)
    again = desk.bring(*ACME)
    assert (again.imported, again.duplicate_in_database) == (0, 4)


@pytest.mark.parametrize(
    ("others", "why"),
    [
        (("Cy Fox,Acme Tooling,(208) 555-0199,",), "without one it makes no lead"),
        (
            (",Acme Tooling,(208) 555-0100,", ",Acme Tooling,(208) 555-0101,"),
            "several main lines",
        ),
        ((",Elsewhere,(208) 555-0100,",), "without one it makes no lead"),
    ],
    ids=["a colleague's own number", "two branches", "another company"],
)
def test_whose_company_has_no_one_main_line_stays_behind_with_the_reason(
    desk: Desk, others: tuple[str, ...], why: str
) -> None:
    brought = desk.bring("Ann Lee,Acme Tooling,,", *others)
    assert brought.rejected == 1
    assert why in brought.first_rejects[0].reason
    assert "Ann Lee" not in {row[0] for row in desk.stored}


def test_who_has_no_name_or_no_company_stays_behind(desk: Desk) -> None:
    brought = desk.bring("Ann Lee,,,", ",Acme Tooling,,", ",Acme Tooling,(208) 555-0100,")
    assert (brought.imported, brought.rejected) == (1, 2)


def test_a_line_is_the_main_one_by_an_extension_by_being_shared_or_by_its_column(
    desk: Desk,
) -> None:
    desk.bring("Ann,Ext Inc,(208) 555-0110,12", "Bo,Ext Inc,,")
    shared = ("Cy,Shared,(208) 555-0120 x1,", "Di,Shared,(208) 555-0120 x2,", "Eve,Shared,,")
    desk.bring(*shared)
    own = "Flo,Named,(208) 555-0130,", "Gus,Named,,"
    header = "name,company,phone,Company Main Phone,kind"
    desk.bring(*(f"{row}(208) 555-0139" for row in own), header=header)
    matches = {name: (e164, label) for name, e164, _, label in desk.stored}
    assert matches["Bo"] == ("+12085550110", "ask for Bo")
    assert matches["Eve"] == ("+12085550120", "ask for Eve")
    assert matches["Gus"] == ("+12085550139", "ask for Gus")


def test_a_large_directory_is_staged_and_undone_like_any_list(desk: Desk) -> None:
    people = [f"Person {number:04},Acme Tooling,," for number in range(FEW + 300)]
    brought = desk.bring(*people, ",Acme Tooling,(208) 555-0100,")
    assert (brought.imported, brought.rejected) == (FEW + 301, 0)
    assert {label for name, _, _, label in desk.stored if name == "Person 0007"} == {
        "ask for Person 0007"
    }
    again = desk.bring(*people[:10], ",Acme Tooling,(208) 555-0100,")
    assert again.imported == 0
