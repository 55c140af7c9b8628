"""Different people with one number: the one comes in, the others are named among the rejects."""

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest

from console.import_steps import Begin, Step, begin_nothing
from console.importing.import_run import import_leads
from console.importing.notes import noticed_in
from console.importing.options import ImportOptions
from console.importing.result import Imported
from console.importing.rows.chunks import ROWS_AT_ONCE
from console.view.start.imports import rejects_words
from db.engine.database import Database
from db.enums import MatchBy, OnDuplicate
from db.imports.duplicate_rows import NAMED
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock
from tests.importing.conftest import Import
from tests.importing.stored import stored

ADA = "Ada Miller,(208) 555-0147"
DORA = "Dora Stone,208-555-0147"
FAY = "Fay Lee,208-555-0147 or 208-555-0148"


def bring_in(
    database: Database, clock: FrozenClock, path: Path, rows: Iterable[str], begin: Begin
) -> Imported:
    path.write_text("name,phone\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return import_leads(database, path, ImportOptions(), agent="ann", now=clock(), begin=begin)


def reasons(brought: Imported) -> list[tuple[str, str, str]]:
    if brought.rejects_file is None:
        return []
    with brought.rejects_file.open(encoding="utf-8-sig", newline="") as file:
        return [(row["line"], row["reason"], row["name"]) for row in csv.DictReader(file)]


def test_a_double_of_another_name_is_among_the_rejects_with_both_names(
    database: Database, bring: Import
) -> None:
    seen = bring("name,phone", ADA, DORA, FAY, is_dry_run=True)
    assert noticed_in(seen, is_done=False) == (
        (
            "2 rows have the number of somebody else and do not come in. First: Dora Stone, "
            "line 3, has that of Ada Miller, line 2. The file of rejects will have both names."
        ),
    )
    brought = bring("name,phone", ADA, DORA, FAY)
    assert (brought.imported, brought.duplicate_in_file, brought.rejected) == (1, 2, 0)
    assert reasons(brought) == [
        (
            "3",
            (
                "Dora Stone has the number of Ada Miller, line 2: give Dora Stone a number of "
                "their own. Are both reached there, as on a switchboard? Add “ask for Dora Stone” "
                "after the number."
            ),
            "Dora Stone",
        ),
        (
            "4",
            (
                "Fay Lee has the number of Ada Miller, line 2. (208) 555-0148 is of nobody else: "
                "leave only that in the cell to bring Fay Lee in."
            ),
            "Fay Lee",
        ),
    ]
    assert noticed_in(brought, is_done=True) == (
        (
            "2 rows have the number of somebody else and do not come in. First: Dora Stone, "
            f"line 3, has that of Ada Miller, line 2. Both names are in {brought.rejects_file}."
        ),
    )
    assert rejects_words(brought).startswith("Fix the 2 doubles with another name in ")
    assert stored(database, leads.c.name) == [("Ada Miller",)]


def test_who_is_a_lead_already_is_named_too_and_a_number_of_a_lead_is_not_free(
    bring: Import,
) -> None:
    bring("name,phone", ADA, "Cy Young,2085550148")
    brought = bring("name,phone", DORA, FAY, "Bo Hopper,2085550149")
    assert (brought.duplicate_in_file, brought.duplicate_in_database) == (1, 1)
    lines = [reason for _, reason, _ in reasons(brought)]
    assert lines == [
        (
            "Dora Stone has the number of Ada Miller, who is a lead already: give Dora Stone a "
            "number of their own. Are both reached there, as on a switchboard? Add “ask for Dora "
            "Stone” after the number."
        ),
        (
            "Fay Lee has the number of Ada Miller, who is a lead already: give Fay Lee a number of "
            "their own. Are both reached there, as on a switchboard? Add “ask for Fay Lee” after "
            "the number."
        ),
    ]


@pytest.mark.parametrize("name", ["ADA MILLER", '"Miller, Ada"', ""])
def test_the_same_name_written_otherwise_and_no_name_are_doubles_like_others(
    bring: Import, name: str
) -> None:
    brought = bring("name,phone", ADA, f"{name},2085550147")
    assert (brought.duplicate_in_file, brought.namesakes, brought.rejects_file) == (1, 0, None)


@pytest.mark.parametrize("on", [OnDuplicate.UPDATE, OnDuplicate.MERGE])
def test_a_row_with_the_number_of_an_earlier_row_never_changes_that_person(
    database: Database, bring: Import, on: OnDuplicate
) -> None:
    rows = (
        "name,phone,phone 2,notes",
        "Bob Novak,2085550147,,roof",
        "Cheryl Novak,2085550147,2085550148,wife of Bob",
    )
    for _ in range(2):  # the second time, Bob is a known lead
        brought = bring(*rows, on_duplicate=on)
        assert (brought.duplicate_in_file, brought.namesakes) == (1, 1)
        assert [name for _, _, name in reasons(brought)] == ["Cheryl Novak"]
        assert stored(database, leads.c.name, leads.c.notes) == [("Bob Novak", "roof")]
        assert stored(database, numbers.c.e164) == [("+12085550147",)]


def test_a_merge_never_fills_a_lead_with_what_is_known_of_somebody_else(
    database: Database, bring: Import
) -> None:
    bring("name,phone,notes", f"{ADA},")
    brought = bring("name,phone,notes", f"{DORA},sings", on_duplicate=OnDuplicate.MERGE)
    assert (brought.updated, brought.duplicate_in_database, brought.namesakes) == (0, 1, 1)
    assert stored(database, leads.c.name, leads.c.notes) == [("Ada Miller", "")]


def test_a_person_known_by_the_vendors_id_may_go_by_another_name(bring: Import) -> None:
    rows = ("name,phone,vendor id", f"{ADA},V1", f"{DORA},V1")
    assert bring(*rows, match=MatchBy.VENDOR_ID).namesakes == 0


def test_in_a_file_of_many_stretches_each_is_named(bring: Import) -> None:
    others = [f"Bo {chr(97 + at % 26)}{at},208{2000000 + at}" for at in range(ROWS_AT_ONCE + 500)]
    rows = ("name,phone", ADA, *others, DORA)
    assert bring(*rows, is_dry_run=True).namesakes == 1
    brought = bring(*rows)
    assert (brought.namesakes, brought.duplicate_in_file) == (1, 1)
    (line, reason, _), *_ = [row for row in reasons(brought) if "Dora" in row[2]]
    assert line == str(len(others) + 3)
    assert reason.startswith("Dora Stone has the number of Ada Miller, of an earlier row")


def test_a_file_that_is_gone_by_then_is_brought_in_with_its_rejects_and_that_is_told(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "fair.csv"

    def take_away(step: Step) -> None:
        if step is Step.TIDYING:
            path.unlink()

    brought = bring_in(database, clock, path, (ADA, DORA, "Bo,1"), take_away)
    assert (brought.imported, brought.namesakes, brought.named) == (1, 1, 0)
    assert [name for _, _, name in reasons(brought)] == ["Bo"]
    assert "could not be read once more for their names" in noticed_in(brought, is_done=True)[0]
    assert rejects_words(brought).startswith("Fix the rejected row")


@pytest.mark.long
def test_of_more_doubles_than_are_kept_all_are_counted_and_the_first_named(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    others = (f"Bo {at},2085550147" for at in range(NAMED + 5))
    path = tmp_path / "fair.csv"
    brought = bring_in(database, clock, path, (ADA, *others), begin_nothing)
    assert (brought.namesakes, brought.named) == (NAMED + 5, NAMED)
    assert len(reasons(brought)) == NAMED
    assert "Both names of 100,000 of them are in" in noticed_in(brought, is_done=True)[0]
