"""Only the rows that fit a screening come in; the others are counted apart."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.desk import Desk
from db.engine.database import Database
from db.enums import LeadKind
from db.tables.leads import leads
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.importing.conftest import Import
from tests.importing.stored import stored

ROWS = """\
name,phone,income,zip,kind,Shoe size
Ada,(212) 555-0101,150000,10012,business,44
Bo,(208) 555-0102,50000,83702,business,39
Cy,(208) 555-0103,,10013,business,
Di,none,900000,10014,business,
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "fair.csv"
    path.write_text(ROWS)
    return path


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("income >= 100k", ["Ada"]),
        ('postal_code ~ "100*"', ["Ada", "Cy"]),
        ('"Shoe size" > 40 or income is empty', ["Ada", "Cy"]),
        ('jurisdiction = "US-ID"', ["Bo", "Cy"]),
        ('zone = "America/New_York" and number ~ +1212*', ["Ada"]),
        ("list = fair and dials = 0", ["Ada", "Bo", "Cy"]),
    ],
)
def test_only_rows_that_fit_come_in(
    database: Database, smiledial: CommandLine, path: Path, where: str, names: list[str]
) -> None:
    document = smiledial("import", str(path), "--where", where, "--json").document
    assert document["imported"] == len(names)
    # Di has no number that can be read, and no shoe size.
    rejected = 0 if "Shoe" in where else 1
    assert document["rows"] == len(names) + rejected
    assert document["rejected"] == rejected
    assert document["screened_out"] == 4 - rejected - len(names)
    with database.read() as connection:
        values = list(connection.execute(select(leads.c.name).order_by(leads.c.id)).scalars())
    assert values == names


def test_a_screening_goes_before_everything_else(bring: Import) -> None:
    bring("name,phone", "Bo,6145550102")
    header = "name,phone,company,status,note"
    rows = (
        "Ada,6145550101,Lee Ltd,New,",
        "Bo,6145550102,,New,",
        "Cy,614 555 11,,New,",
        "Di,6145550104,,Lost,",
        "Ed,6145550105,Ray Ltd,Lost,",
        "Flo,614 555 12,Ray Ltd,New,",
    )
    wish: dict[str, Any] = {
        "where": "company is not empty",
        "finished": "leave",
        "kind": LeadKind.BUSINESS,
    }
    brought = bring(header, *rows, **wish)
    assert (brought.rows, brought.imported, brought.screened_out) == (3, 1, 3)
    assert (brought.to_mend, brought.left_out) == (1, 1)
    assert brought.noticed.finished == {("status", "Lost"): 1}
    assert (brought.noticed.no_company, brought.noticed.stand) == (0, 0)
    assert brought.rejects_file is not None
    lines = brought.rejects_file.read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["7"]


PEOPLE = ("Ada,2085550101,2085550105", "Bo,2085550102,", "Cy,2085550103,")


def test_rows_go_by_the_work_with_whoever_has_their_number_already(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    header = "name,phone,phone 2"
    desk = Desk(database, clock, "ann", zone="America/Boise")
    bring(header, *PEOPLE, list_name="old", kind=LeadKind.BUSINESS)
    call(desk, "yes")
    clock.advance(days=4)
    call(desk, "hung_up")  # Bo, who is open still
    again = (header, "Ada Bell,2085550105,", *PEOPLE[1:], "Di,2085550104,")
    into: dict[str, Any] = {"list_name": "new", "in_list": True, "kind": LeadKind.BUSINESS}

    def come_in(where: str, **wish: Any) -> int:
        brought = bring(*again, where=where, **into, **wish)
        assert brought.imported + (brought.screened_out or 0) == len(again) - 1
        return brought.imported

    for where, count in {
        "status is empty": 1,
        "status = open": 2,
        "not status = closed": 3,
        "dials = 0": 2,
        "last_dialled_at > 3 days ago": 1,
        "noes = 1 and dials = 1": 1,
        "last_dialled_at is empty or last_dialled_at < 3 days ago": 3,
    }.items():
        assert come_in(where, is_dry_run=True) == count, where
    assert come_in("not status = closed") == 3
    assert stored(database, leads.c.id, leads.c.name)[3:] == [(4, "Bo"), (5, "Cy"), (6, "Di")]


def test_a_column_or_a_status_that_there_is_not_is_refused(
    smiledial: CommandLine, path: Path
) -> None:
    assert smiledial("import", str(path), "--where", "incom > 3").status == 3
    asked = smiledial("import", str(path), "--where", "not status = done")
    assert asked.status == 3
    assert "“status” is open, barred or closed." in asked.err
    assert smiledial("lists", "--json").document == []
