"""Only the rows that fit a screening come in; the others are counted apart."""

from pathlib import Path

import pytest
from sqlalchemy import select

from db.engine import Database
from db.tables.leads import leads
from tests.cli.shell import CommandLine

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
    told = smiledial("import", str(path), "--where", where, "--json").document
    assert told["imported"] == len(names)
    assert told["rows"] == len(names) + 1
    assert told["rejected"] == 1
    assert told["screened_out"] == 3 - len(names)
    with database.read() as connection:
        found = list(connection.execute(select(leads.c.name).order_by(leads.c.id)).scalars())
    assert found == names


def test_what_is_not_known_before_the_leads_are_in_is_refused(
    smiledial: CommandLine, path: Path
) -> None:
    answer = smiledial("import", str(path), "--where", "status = open")
    assert answer.status == 3
    assert "“status” is not known" in answer.err
    assert smiledial("import", str(path), "--where", "incom > 3").status == 3
    assert smiledial("lists", "--json").document == []
